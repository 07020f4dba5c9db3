import { describe, expect, it } from "vitest";
import { compile } from "../onnx/runtime.ts";
import { graph } from "../tensor/graph.ts";
import { conv2d, convTranspose2d } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { convolution, resizedConvolution, transposedConvolution } from "./convolutions.ts";
import type { Init } from "./initialisers.ts";
import { type LayerPlan, type Network, outsideTraining, type Pass, sequential } from "./network.ts";

const he: Init = { scheme: "he", scale: 1 };
const network = (plan: LayerPlan, shape: readonly number[]): Network => sequential("C", shape, [plan]);
const passOf = ({ parameters }: Network): Pass =>
  outsideTraining((name) => input(name, parameters.find((parameter) => parameter.name === name)?.shape ?? []));
const wave = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + seed));

/** What comes out where the weights are the same, by the layer and by the primitive, on the runtime and by plain loops. */
async function expectSame(
  plan: LayerPlan,
  shape: readonly number[],
  convolve: (x: Tensor, weight: Tensor, bias?: Tensor) => Tensor,
): Promise<void> {
  const made = network(plan, shape);
  const [weight, bias] = made.parameters.map((parameter) => input(parameter.name, parameter.shape));
  const x = input("x", [2, ...shape]);
  const y = made.apply(x, passOf(made));
  const given = Object.fromEntries(
    [x, ...made.parameters].map(({ name, shape: lengths }, i) => [name as string, wave(sizeOf(lengths), i)]),
  );
  const program = await compile(graph("layer", { y }));
  const computed = (await program.run(given)).y as Float32Array;
  await program.release();
  const expected = interpret({ y: convolve(x, weight as Tensor, bias) }, given).y as Float64Array;
  expect(computed).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(computed[i]).toBeCloseTo(value, 4));
}

describe("a convolution", () => {
  it.each([
    [4, 8, 4],
    [4, 9, 4],
    [3, 8, 4],
    [3, 7, 4],
  ])("with kernel %i halves %i to %i if nothing else is said", (kernel, from, to) => {
    const made = network(convolution(5, he, { kernel }), [2, from, from]);
    expect(made.output).toEqual([5, to, to]);
    expect(made.parameters[0]?.shape).toEqual([5, 2, kernel, kernel]);
  });

  it.each([
    [1, 9],
    [3, 9],
    [5, 9],
    [7, 9],
  ])("with kernel %i and stride 1 keeps a side of %i", (kernel, side) => {
    expect(network(convolution(5, he, { kernel, stride: 1 }), [2, side, side]).output).toEqual([5, side, side]);
  });

  it("has a window of any sides, stride, padding and groups, with or without bias", async () => {
    const options = { kernel: [3, 2], stride: [1, 2], padding: [2, 0, 1, 1], groups: 2 } as const;
    const { kernel, stride: strides, padding, groups } = options;
    const plan = convolution(6, he, options);
    const made = network(plan, [4, 5, 7]);
    expect(made.output).toEqual([6, 6, 4]);
    expect(made.layers[0]?.label).toBe("conv 3×2 / 1×2, 6 in 2 groups");
    expect(made.parameters.map(({ shape }) => shape)).toEqual([[6, 2, ...kernel], [6]]);
    await expectSame(plan, [4, 5, 7], (x, w, b) => conv2d(x, w, b, { strides, padding, groups }));
    await expectSame(convolution(6, he, { ...options, bias: false }), [4, 5, 7], (x, w, b) => {
      expect(b).toBe(undefined);
      return conv2d(x, w, undefined, { strides, padding, groups });
    });
  });

  it("starts from the fan of its taps, of which a pixel is seen through those that the stride leaves", () => {
    const glorot: Init = { scheme: "glorot", scale: 1 };
    const start = (plan: LayerPlan) => network(plan, [4, 8, 8]).parameters[0]?.init;
    const halfWidth = (fanIn: number, fanOut: number) => ({
      kind: "uniform",
      halfWidth: Math.sqrt(6 / (fanIn + fanOut)),
    });
    expect(start(convolution(8, glorot))).toEqual(halfWidth(4 * 16, (8 * 16) / 4));
    expect(start(convolution(8, glorot, { kernel: 3, stride: 1 }))).toEqual(halfWidth(4 * 9, 8 * 9));
    expect(start(convolution(8, glorot, { kernel: 3, stride: 1, groups: 4 }))).toEqual(halfWidth(9, 2 * 9));
    expect(start(transposedConvolution(8, glorot))).toEqual(halfWidth((4 * 16) / 4, 8 * 16));
    expect(start(transposedConvolution(8, glorot, { kernel: 3, stride: 1 }))).toEqual(halfWidth(4 * 9, 8 * 9));
    expect(start(resizedConvolution(8, glorot))).toEqual(halfWidth(4 * 9, 8 * 9));
  });

  it("says what is wrong with its input", () => {
    expect(() => network(convolution(8, he), [7])).toThrow(
      "building C/conv 1: expected images [channels×height×width] as input, but got [7].",
    );
    expect(() => network(convolution(8, he, { groups: 3 }), [4, 8, 8])).toThrow(
      "building C/conv 1: expected channels that can be parted into 3 groups, but got 4 that come in and 8 that go out.",
    );
    expect(() => network(convolution(8, he, { kernel: 9, padding: 0 }), [4, 8, 8])).toThrow(
      "conv2d of C/conv 1 input [1×4×8×8] and C/conv 1/weight [8×4×9×9]: expected at least one output pixel",
    );
  });
});

describe("a transposed convolution", () => {
  it.each([
    [4, 2],
    [3, 2],
    [2, 2],
    [5, 2],
    [3, 1],
    [1, 2],
    [7, 3],
    [6, 3],
  ])("with kernel %i and stride %i makes sides grow by exactly the stride", (kernel, stride) => {
    expect(network(transposedConvolution(5, he, { kernel, stride }), [2, 4, 6]).output).toEqual([
      5,
      4 * stride,
      6 * stride,
    ]);
  });

  it("has a window of any sides, stride, padding and groups", async () => {
    const options = {
      kernel: [3, 2],
      stride: [1, 2],
      padding: [2, 0, 0, 1],
      outputPadding: [0, 1],
      groups: 2,
    } as const;
    const { stride: strides, padding, outputPadding, groups } = options;
    const plan = transposedConvolution(6, he, options);
    expect(network(plan, [4, 5, 7]).layers[0]?.label).toBe("conv transposed 3×2 × 1×2, 6 in 2 groups");
    await expectSame(plan, [4, 5, 7], (x, w, b) =>
      convTranspose2d(x, w, b, { strides, padding, outputPadding, groups }),
    );
    expect(network(transposedConvolution(5, he, { padding: 0 }), [2, 4, 4]).output).toEqual([5, 10, 10]);
  });
});
