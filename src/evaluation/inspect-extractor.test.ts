import { describe, expect, it } from "vitest";
import { ANY_BATCH, toOnnx } from "../onnx/model.ts";
import {
  type AttributeProto,
  attribute,
  decodeModel,
  encodeModel,
  type ModelProto,
  type NodeProto,
} from "../onnx/schema.ts";
import { graph } from "../tensor/graph.ts";
import { mean, mul, reshape, sub } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { openExtractor } from "./extractor.ts";
import { inspectExtractor } from "./inspect-extractor.ts";

const FLOAT = 1;
const BYTES = 2;
const HALF = 10;

interface Wish {
  /** Type of its input. */
  readonly type?: number;
  readonly shape?: readonly (number | string)[];
  readonly nodes: readonly NodeProto[];
  readonly outputs?: readonly string[];
  readonly outputType?: number;
}

const node = (opType: string, from: string, to: string, attributes: readonly AttributeProto[] = []): NodeProto => ({
  opType,
  name: to,
  input: [from],
  output: [to],
  attribute: attributes,
});

const value = (name: string, elemType: number, lengths: readonly (number | string)[]) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: lengths.map((one) => (typeof one === "number" ? { dimValue: one } : { dimParam: one })) },
    },
  },
});

/** A model by its nodes, as files of others have them: lengths and types that our own graphs do not know. */
const model = ({ type = FLOAT, shape = ["n", 3, "h", "w"], nodes, outputs = ["features"], outputType = FLOAT }: Wish) =>
  encodeModel({
    irVersion: 8,
    producerName: "test",
    opsetImport: [{ domain: "", version: 18 }],
    metadataProps: [],
    graph: {
      name: "test",
      node: nodes,
      initializer: [],
      input: [value("images", type, shape)],
      output: outputs.map((name) => value(name, outputType, ["n", "c", "one", "one too"])),
    },
  } satisfies ModelProto);

const cast = (to: number): AttributeProto => ({ name: "to", type: 2, i: to });

/** The mean of each channel. */
const means = node("GlobalAveragePool", "images", "features");

describe("checking a feature extractor", () => {
  it("finds layout, sides, output and range of a model of bytes, of any side", async () => {
    const bytes = model({
      type: BYTES,
      nodes: [node("Cast", "images", "floats", [cast(FLOAT)]), node("GlobalAveragePool", "floats", "features")],
    });
    const found = await inspectExtractor("f.onnx", bytes);
    expect(found).toMatchObject({ layout: "nchw", layoutFrom: "shape", range: "bytes", output: "features" });
    expect([found.dimension, found.sides, found.weights]).toEqual([3, undefined, { all: 0, float16: 0 }]);
    const extractor = await openExtractor("f.onnx", bytes, [1, 2, 2], found);
    // Bytes 0, 0, 255, 255, in each of three channels.
    expect(Array.from(await extractor.features(Float32Array.of(-1, -1, 1, 1)))).toEqual([127.5, 127.5, 127.5]);
    await extractor.release();
  });

  it("never guesses the range of a model of floats", async () => {
    const bytes = model({ nodes: [means] });
    await expect(inspectExtractor("f.onnx", bytes)).rejects.toThrow(
      "a model of float32 does not say which pixels it was trained with",
    );
    expect((await inspectExtractor("f.onnx", bytes, { range: "symmetric" })).range).toBe("symmetric");
  });

  it("feeds a model of float16, and reads its float16", async () => {
    const bytes = model({ type: HALF, nodes: [means], outputType: HALF });
    const found = await inspectExtractor("f.onnx", bytes, { range: "unit" });
    expect([found.input.dtype, found.dimension]).toEqual(["float16", 3]);
    const extractor = await openExtractor("f.onnx", bytes, [3, 2, 2], { range: "unit" });
    const [mean = 0] = await extractor.features(new Float32Array(12).fill(-1 + 2 * (100 / 255)));
    // A float16 has 11 digits of base two.
    expect(Math.abs(mean - 100 / 255)).toBeLessThan(2 ** -12);
    expect(mean).toBeGreaterThan(0);
    await extractor.release();
  });

  it("finds the layout of open axes by what the model runs with, and asks where it runs with both", async () => {
    const open = ["n", "a", "b", "c"];
    // Only pictures whose last axis is 3 can be multiplied by three numbers.
    const three: NodeProto = {
      ...node("Constant", "", "three", [{ name: "value_floats", type: 6, floats: [1, 2, 3] } as never]),
      input: [],
    };
    const axes: NodeProto = { ...node("Constant", "", "axes", [attribute.ints("value_ints", [1, 2])]), input: [] };
    const weighed: NodeProto = { ...node("Mul", "images", "weighed"), input: ["images", "three"] };
    const last = model({
      shape: open,
      nodes: [three, axes, weighed, { ...node("ReduceMean", "", "features"), input: ["weighed", "axes"] }],
    });
    const trial = await inspectExtractor("f.onnx", last, { range: "unit" });
    expect([trial.layout, trial.layoutFrom, trial.dimension]).toEqual(["nhwc", "trial", 3]);
    const either = model({ shape: open, nodes: [means] });
    await expect(inspectExtractor("f.onnx", either, { range: "unit" })).rejects.toThrow("runs in both");
    const found = await inspectExtractor("f.onnx", either, { range: "unit", layout: "nchw" });
    expect([found.layout, found.layoutFrom, found.dimension]).toEqual(["nchw", "asked", 3]);
  });

  it("refuses a model that looks at the other pictures of the batch", async () => {
    const images = input("images", [3, 3, 8, 8]);
    const each = reshape(mean(images, { axes: [2, 3] }), [3, 3]);
    const bytes = toOnnx(graph("f", { features: sub(each, mean(each, { axes: [0], keep: true })) }));
    await expect(inspectExtractor("f.onnx", bytes, { range: "unit" })).rejects.toThrow(
      "features of a picture that do not depend on the others of its batch",
    );
  });

  it("refuses features that do not look at the picture", async () => {
    const images = input("images", [ANY_BATCH, 3, 8, 8]);
    const bytes = toOnnx(graph("f", { features: mul(0, reshape(mean(images, { axes: [2, 3] }), [ANY_BATCH, 3])) }), {
      batch: ANY_BATCH,
    });
    await expect(inspectExtractor("f.onnx", bytes, { range: "unit" })).rejects.toThrow("the same for different ones");
  });

  it("refuses features that grow with the sides of a picture", async () => {
    const bytes = model({ nodes: [node("Identity", "images", "features")] });
    await expect(inspectExtractor("f.onnx", bytes, { range: "unit" })).rejects.toThrow(
      "12288 numbers at 64×64 and 6912 at 48×48",
    );
  });

  it("refuses a file whose weights lie elsewhere, with the way out", async () => {
    const read = decodeModel(model({ nodes: [means] }));
    const weight = { name: "w", dims: [2], dataType: FLOAT, rawData: new Uint8Array(), dataLocation: 1 };
    const bytes = encodeModel({ ...read, graph: { ...read.graph, initializer: [weight] } });
    await expect(inspectExtractor("f.onnx", bytes, { range: "unit" })).rejects.toThrow("external_data=False");
  });

  it("says which range does not go with bytes", async () => {
    const bytes = model({
      type: BYTES,
      nodes: [node("Cast", "images", "floats", [cast(FLOAT)]), node("GlobalAveragePool", "floats", "features")],
    });
    await expect(inspectExtractor("f.onnx", bytes, { range: "unit" })).rejects.toThrow("takes uint8, but got unit");
  });
});
