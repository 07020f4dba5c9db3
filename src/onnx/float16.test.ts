import { expect, it } from "vitest";
import { openModel } from "./runtime.ts";
import { dataTypes, encodeModel } from "./schema.ts";

const value = (name: string) => ({
  name,
  type: { tensorType: { elemType: dataTypes.float16, shape: { dim: [{ dimParam: "n" }] } } },
});

it("a model of float16 takes float32 rounded, and gives what it has", async () => {
  const twice = { opType: "Add", name: "twice", input: ["x", "x"], output: ["y"], attribute: [] };
  const bytes = encodeModel({
    irVersion: 8,
    producerName: "test",
    opsetImport: [{ domain: "", version: 18 }],
    metadataProps: [],
    graph: { name: "half", node: [twice], initializer: [], input: [value("x")], output: [value("y")] },
  });
  const model = await openModel(bytes);
  expect(model.signature[0]?.dtype).toBe("float16");
  const { y } = await model.run({ x: { values: Float32Array.of(1, -0.1, 40_000), shape: [3] } });
  await model.release();
  expect(y?.values).toBeInstanceOf(Float32Array);
  // −0.1 is −0.0999755859375 in float16, and 80,000 is beyond it.
  expect(Array.from(y?.values ?? [])).toEqual([2, -0.199951171875, Number.POSITIVE_INFINITY]);
});
