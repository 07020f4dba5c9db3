import { describe, expect, it } from "vitest";
import { compile } from "../onnx/runtime.ts";
import {
  dropout,
  elu,
  gelu,
  less,
  logSigmoid,
  logSumExp,
  maxout,
  norm,
  silu,
  softmax,
  split,
  standardize,
  variance,
} from "./composed.ts";
import { gradient } from "./gradient.ts";
import { graph } from "./graph.ts";
import { sum, toFloat } from "./operations.ts";
import { input, type Tensor } from "./tensor.ts";

const points = [-30, -2, -0.5, 0, 0.5, 2, 30];

async function run(
  outputs: Record<string, Tensor>,
  inputs: Record<string, number[]>,
): Promise<Record<string, number[]>> {
  const program = await compile(graph("composed", outputs));
  const given = Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, Float32Array.from(values)]));
  const results = await program.run(given);
  await program.release();
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, [...values]]));
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

describe("composed functions agree with their definitions, and their gradients with closed forms", () => {
  it.each([
    ["logSigmoid", logSigmoid, (v: number) => -Math.log1p(Math.exp(-v)), (v: number) => sigmoid(-v)],
    ["silu", silu, (v: number) => v * sigmoid(v), (v: number) => sigmoid(v) * (1 + v * sigmoid(-v))],
    ["elu", elu, (v: number) => (v > 0 ? v : Math.expm1(v)), (v: number) => (v > 0 ? 1 : Math.exp(v))],
  ] as const)("%s", async (_, build, value, derivative) => {
    const x = input("x", [points.length]);
    const y = build(x);
    const { y: actual, dy } = await run({ y, dy: gradient(sum(y), [x])[0] as Tensor }, { x: points });
    points.forEach((v, i) => {
      expect(actual?.[i]).toBeCloseTo(value(v), 4);
      expect(dy?.[i]).toBeCloseTo(derivative(v), 4);
    });
  });

  it("gelu is within 5e-4 of x·Φ(x)", async () => {
    const x = input("x", [3]);
    const { y } = await run({ y: gelu(x) }, { x: [-1, 0.5, 2] });
    // Φ(−1), Φ(0.5), Φ(2) from tables.
    [-1 * 0.158655, 0.5 * 0.691462, 2 * 0.97725].forEach((value, i) =>
      expect(Math.abs((y?.[i] ?? 9) - value)).toBeLessThan(5e-4),
    );
  });

  it("logSumExp and softmax do not overflow", async () => {
    const x = input("x", [2, 3]);
    const { l, s } = await run(
      { l: logSumExp(x, 1), s: softmax(x, 1) },
      { x: [1000, 1000, 1000, 0, Math.log(2), Math.log(5)] },
    );
    expect(l?.[0]).toBeCloseTo(1000 + Math.log(3), 3);
    expect(l?.[1]).toBeCloseTo(Math.log(8), 5);
    [1 / 3, 1 / 3, 1 / 3, 1 / 8, 2 / 8, 5 / 8].forEach((value, i) => expect(s?.[i]).toBeCloseTo(value, 5));
  });

  it("norm has a finite gradient at zero", async () => {
    const x = input("x", [2, 2]);
    const n = norm(x, { axes: [1] });
    const { n: value, d } = await run({ n, d: gradient(sum(n), [x])[0] as Tensor }, { x: [3, 4, 0, 0] });
    expect(value?.[0]).toBeCloseTo(5, 6);
    [0.6, 0.8, 0, 0].forEach((expected, i) => expect(d?.[i]).toBeCloseTo(expected, 6));
  });

  it("variance is that of the population", async () => {
    const { v } = await run({ v: variance(input("x", [4])) }, { x: [1, 2, 3, 6] });
    expect(v?.[0]).toBeCloseTo(3.5, 5);
  });

  it.each([
    ["batch", [0, 2, 3]],
    ["layer", [1, 2, 3]],
    ["instance", [2, 3]],
  ])("standardize over the axes of %s normalisation gives mean 0 and variance 1 there", async (_, axes) => {
    const shape = [3, 2, 4, 5];
    const x = input("x", shape);
    const values = Array.from({ length: 120 }, (_, i) => Math.sin(i * i) * 3 + 1);
    const { value } = standardize(x, axes);
    const { m, v } = await run({ m: sum(value, { axes }), v: variance(value, { axes }) }, { x: values });
    m?.forEach((mean) => expect(mean).toBeCloseTo(0, 3));
    v?.forEach((one) => expect(one).toBeCloseTo(1, 3));
  });

  it("maxout takes the largest of the pieces that lie a row of units apart", async () => {
    const { y } = await run({ y: maxout(input("x", [1, 6]), 3) }, { x: [1, 20, 3, 4, 2, 6] });
    expect(y).toEqual([3, 20]);
  });

  it("dropout scales what it keeps", async () => {
    const { y } = await run(
      { y: dropout(input("x", [4]), input("mask", [4]), 0.8) },
      { x: [1, 2, 3, 4], mask: [1, 0, 1, 0] },
    );
    [1.25, 0, 3.75, 0].forEach((value, i) => expect(y?.[i]).toBeCloseTo(value, 6));
  });

  it("split and less do what they say", async () => {
    const x = input("x", [3]);
    const [head, tail] = split(x, 0, 1);
    const {
      head: h,
      tail: t,
      small,
    } = await run({ head: sum(head), tail: sum(tail), small: toFloat(less(x, 2)) }, { x: [1, 2, 3] });
    expect([h, t, small]).toEqual([[1], [5], [1, 0, 0]]);
  });
});
