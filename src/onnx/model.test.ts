import { describe, expect, it } from "vitest";
import { graph } from "../tensor/graph.ts";
import { add, gemm, mean, mul, neg, relu, slice, sum } from "../tensor/operations.ts";
import { constant, input, named } from "../tensor/tensor.ts";
import { onnxMetadata, toOnnx } from "./model.ts";
import { compile, openModel } from "./runtime.ts";
import { decodeModel } from "./schema.ts";

const x = input("x", [4, 3]);
const w = input("w", [3, 2]);

describe("a graph as an ONNX model", () => {
  it("says of itself what it was given to say, and what is no model is refused", () => {
    const bytes = toOnnx(graph("D", { loss: mean(relu(x)) }), { metadata: { prior: "normal", step: "5" } });
    expect(onnxMetadata("D.onnx", bytes)).toEqual({ prior: "normal", step: "5" });
    expect(onnxMetadata("D.onnx", toOnnx(graph("D", { loss: mean(relu(x)) })))).toEqual({});
    expect(() => onnxMetadata("a.txt", new TextEncoder().encode("This is no model, whatever its name."))).toThrow(
      "reading a.txt: expected an ONNX model",
    );
  });

  it("keeps names of inputs, outputs and named tensors, with their shapes", () => {
    const hidden = named("D/dense 1 output", relu(gemm(x, w)));
    const model = decodeModel(toOnnx(graph("D", { loss: mean(hidden) }), { metadata: { prior: "normal" } }));
    expect(model.opsetImport).toEqual([{ domain: "", version: 18 }]);
    expect(model.irVersion).toBe(8);
    expect(model.metadataProps).toEqual([{ key: "prior", value: "normal" }]);
    expect(model.graph.input.map(({ name }) => name)).toEqual(["x", "w"]);
    expect(model.graph.input[0]?.type.tensorType.shape.dim).toMatchObject([{ dimValue: 4 }, { dimValue: 3 }]);
    expect(model.graph.node.map(({ opType, output }) => [opType, ...output])).toEqual([
      ["Gemm", "gemm 2"],
      ["Relu", "D/dense 1 output"],
      ["ReduceMean", "loss"],
    ]);
  });

  it("gives every value a name of its own", () => {
    const twice = [named("same", neg(x)), named("same", relu(x))] as const;
    const names = decodeModel(toOnnx(graph("g", { y: add(...twice) }))).graph.node.flatMap(({ output }) => output);
    expect(names).toEqual(["same", "same (2)", "y"]);
  });

  it("reads all parts of a split axis with one Split", async () => {
    const [a, b] = [slice(x, 0, 0, 1), slice(x, 0, 1)];
    const parts = graph("parts", { a: mul(a, 2), b: neg(b) });
    expect(decodeModel(toOnnx(parts)).graph.node.map(({ opType }) => opType)).toEqual(["Split", "Mul", "Neg"]);
    const program = await compile(parts);
    const results = await program.run({ x: Float32Array.from({ length: 12 }, (_, i) => i) });
    await program.release();
    expect([...(results.a as Float32Array)]).toEqual([0, 2, 4]);
    expect([...(results.b as Float32Array)]).toEqual([-3, -4, -5, -6, -7, -8, -9, -10, -11]);
  });

  it("keeps slices that overlap or leave gaps", () => {
    const overlapping = graph("o", { a: slice(x, 0, 0, 3), b: slice(x, 0, 2) });
    expect(decodeModel(toOnnx(overlapping)).graph.node.map(({ opType }) => opType)).toEqual(["Slice", "Slice"]);
  });

  it("may return inputs, constants and one tensor under two names", async () => {
    const y = neg(x);
    const program = await compile(graph("same", { "the input": x, one: constant(1), y, "y again": y }));
    const given = Float32Array.from({ length: 12 }, (_, i) => i);
    const results = await program.run({ x: given });
    await program.release();
    expect([...(results["the input"] as Float32Array)]).toEqual([...given]);
    expect([...(results.one as Float32Array)]).toEqual([1]);
    expect(results["y again"]).toEqual(results.y);
  });

  it("scales outputs in float64 where float32 is too coarse", async () => {
    const z = input("z", [4, 3]);
    const scale = [1000, 0.3, 0.0577];
    const shift = [1_767_225_600, 1013, 1e9];
    const bytes = toOnnx(graph("G", { x: neg(z) }), { doubles: { x: { scale, shift } } });
    expect(decodeModel(bytes).graph.output[0]?.type.tensorType.elemType).toBe(11);
    const model = await openModel(bytes);
    const values = Float32Array.from({ length: 12 }, (_, i) => (i - 6) / 7);
    const { x: found } = await model.run({ z: { values, shape: [4, 3] } });
    await model.release();
    expect(found?.values).toEqual(
      Float64Array.from(values, (value, i) => (shift[i % 3] ?? 0) + (scale[i % 3] ?? 1) * -value),
    );
  });

  it("refuses an output that bears an input's name", () => {
    expect(() => toOnnx(graph("g", { x: neg(x) }))).toThrow(
      "writing graph g as ONNX: expected outputs to have names of their own, but got x twice.",
    );
  });
});

describe("a compiled graph", () => {
  it("reads inputs where they lie and leaves outputs in place, run after run", async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const data = new Float32Array(memory.buffer, 64, 12);
    const total = new Float32Array(memory.buffer, 4096, 1);
    const program = await compile(graph("sum", { total: sum(x) }));
    const bound = program.bind({ x: data, total });
    for (const value of [1, 2, 3]) {
      data.fill(value);
      await bound.run();
      expect(total[0]).toBe(12 * value);
    }
    await program.release();
  });

  it("may be run while another is running", async () => {
    const [one, two] = await Promise.all([
      compile(graph("one", { y: neg(x) })),
      compile(graph("two", { y: mul(x, 2) })),
    ]);
    const given = new Float32Array(12).fill(3);
    const results = await Promise.all([one.run({ x: given }), two.run({ x: given }), one.run({ x: given })]);
    expect(results.map(({ y }) => y?.[0])).toEqual([-3, 6, -3]);
    await Promise.all([one.release(), two.release()]);
  });

  it("says which memory is missing or of the wrong size", async () => {
    const program = await compile(graph("D step", { y: neg(x) }));
    expect(() => program.bind({ y: new Float32Array(12) })).toThrow(
      "running D step: expected 12 values for x, but got nothing.",
    );
    await expect(program.run({ x: new Float32Array(3) })).rejects.toThrow(
      "running D step: expected 12 values for x, but got 3.",
    );
    await program.release();
  });
});
