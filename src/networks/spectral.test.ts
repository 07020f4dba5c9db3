import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { applied } from "../../test/applied-network.ts";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { mul, sum } from "../tensor/operations.ts";
import { interpret } from "../tensor/reference.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { residual } from "./block.ts";
import { projection } from "./condition.ts";
import { convolution, resizedConvolution, transposedConvolution } from "./convolutions.ts";
import type { Init } from "./initialisers.ts";
import { dense, flatten, normalisation } from "./layers.ts";
import { type LayerPlan, type Network, sequential } from "./network.ts";
import { spectralNorm } from "./spectral.ts";

const init: Init = { scheme: "he", scale: 1 };
const wave = (shape: Shape, from: number): number[] =>
  Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + 3.7 * from));

const valuesOf = (network: Network, batch: number): Record<string, number[]> => ({
  x: wave([batch, ...network.input], 0),
  classes: wave([batch, ...(network.condition ?? [0])], 9),
  ...Object.fromEntries([...network.parameters, ...network.state].map(({ name, shape }, i) => [name, wave(shape, i)])),
});

/** The values after so many passes, each of which makes a step of every power iteration. */
function settled(network: Network, batch: number, passes: number): Record<string, ArrayLike<number>> {
  const { remembered } = applied(network, batch);
  let values: Record<string, ArrayLike<number>> = valuesOf(network, batch);
  for (let i = 0; i < passes; i++) values = { ...values, ...interpret(remembered, values) };
  return values;
}

/** σ of a weight by decomposition: rows of `axis`. */
function sigmaOf(values: ArrayLike<number>, shape: Shape, axis: number): number {
  const after = sizeOf(shape.slice(axis + 1));
  const rows = shape[axis] ?? 1;
  const matrix = Array.from({ length: rows }, () => [] as number[]);
  Array.from(values).forEach((value, i) => matrix[Math.floor(i / after) % rows]?.push(value));
  return new SingularValueDecomposition(new Matrix(matrix), { autoTranspose: true }).norm2;
}

const rows: readonly [string, LayerPlan, Shape, number][] = [
  ["dense", dense(3, init), [5], 1],
  ["convolution", convolution(4, init), [2, 6, 6], 0],
  ["transposed convolution", transposedConvolution(4, init), [3, 3, 3], 1],
  ["resized convolution", resizedConvolution(4, init), [3, 3, 3], 0],
];

describe.each(rows)("spectral normalisation of a %s layer", (_, plan, shape, axis) => {
  const held = sequential("D", shape, [spectralNorm(plan)]);
  const plain = sequential("D", shape, [plan]);
  const weight = plain.parameters[0] as (typeof plain.parameters)[number];

  it("divides its weight by the largest singular value, and leaves names and bias alone", () => {
    expect(held.parameters).toEqual(plain.parameters);
    const values = settled(held, 2, 400);
    const sigma = sigmaOf(values[weight.name] ?? [], weight.shape, axis);
    const found = interpret({ y: applied(held, 2).y }, values).y;
    const divided = { ...values, [weight.name]: Array.from(values[weight.name] ?? [], (w) => w / sigma) };
    const expected = interpret({ y: applied(plain, 2).y }, divided).y;
    expected?.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 6));
  });

  it("has the gradient of W/σ where u has settled", () => {
    const values = settled(held, 2, 400);
    const { y, given } = applied(held, 2);
    const [slope] = gradient(sum(mul(y, y)), [given.get(weight.name) as Tensor]) as [Tensor];
    const found = interpret({ slope }, values).slope;
    const { y: plainly } = applied(plain, 2);
    const at = (w: number[]): number => {
      const sigma = sigmaOf(w, weight.shape, axis);
      return (
        interpret({ s: sum(mul(plainly, plainly)) }, { ...values, [weight.name]: w.map((one) => one / sigma) })
          .s?.[0] ?? Number.NaN
      );
    };
    const w = Array.from(values[weight.name] ?? []);
    for (const i of [0, 3, w.length - 1]) {
      const h = 1e-5;
      expect(found?.[i]).toBeCloseTo((at(w.with(i, w[i]! + h)) - at(w.with(i, w[i]! - h))) / (2 * h), 5);
    }
  });

  it("computes the same on the runtime, first and second derivatives too", async () => {
    const { y, remembered, given } = applied(held, 2);
    const [first] = gradient(sum(mul(y, y)), [given.get(weight.name) as Tensor]) as [Tensor];
    const [second] = gradient(sum(mul(first, first)), [given.get(weight.name) as Tensor]) as [Tensor];
    const [u] = Object.values(remembered) as [Tensor];
    const values = settled(held, 2, 1);
    const expected = interpret({ y, first, second, u }, values);
    const program = await compile(graph("spectral", { y, first, second, u }));
    const names = new Set(program.graph.inputs.map(({ name }) => name));
    const found = await program
      .run(
        Object.fromEntries(
          Object.entries(values).flatMap(([name, list]) => (names.has(name) ? [[name, Float32Array.from(list)]] : [])),
        ),
      )
      .finally(program.release);
    for (const [name, list] of Object.entries(expected)) {
      // float32 against float64: what cancels leaves the rounding of the largest.
      const scale = Math.max(1, ...Array.from(list, Math.abs));
      list.forEach((value, i) => expect(Math.abs((found[name]?.[i] ?? Number.NaN) - value)).toBeLessThan(1e-5 * scale));
    }
  });
});

it("holds the weights of layers within layers and both of a projection, and nothing else", () => {
  const plans = [
    spectralNorm(residual([convolution(2, init, { kernel: 3, stride: 1 }), normalisation("layer", init)])),
    flatten(),
    spectralNorm(projection(init)),
  ];
  const network = sequential("D", [2, 4, 4], plans, { condition: [3] });
  expect(network.state.map(({ name }) => name)).toEqual([
    "D/residual 1/row/conv 1/weight/u",
    "D/projection 1/weight/u",
    "D/projection 1/of y/u",
  ]);
});

it("knows σ of a diagonal, and comes near it by as much as the second value is smaller", () => {
  const network = sequential("D", [3], [spectralNorm(dense(3, init, { bias: false }))]);
  const [, , diagonal] = [0, 0, [2, -5, 3]];
  const weight = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => (i === j ? (diagonal?.[i] ?? 0) : 0)));
  const start = { x: [1, 0, 0, 0, 1, 0], "D/dense 1/weight": weight, "D/dense 1/weight/u": [1, 1, 1] };
  const { remembered, y } = applied(network, 2);
  let values: Record<string, ArrayLike<number>> = start;
  for (let i = 0; i < 60; i++) values = { ...values, ...interpret(remembered, values) };
  const found = interpret({ y }, values).y;
  [2 / 5, 0, 0, 0, -1, 0].forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 12));
  // One step from (1, 1, 1): u is along d², and σ = Σ d⁴·|d|… in closed form.
  const [first] = Object.values(interpret({ y }, start)) as [Float64Array];
  const v = [2, -5, 3].map((d) => d);
  const length = (a: number[]) => Math.hypot(...a);
  const u = v.map((one, i) => (one / length(v)) * [2, -5, 3][i]!);
  expect(first[0]).toBeCloseTo(2 / length(u), 12);
});

it("refuses a weight that starts at 0: it has no singular vector to settle on", () => {
  const plan = spectralNorm(dense(2, { scheme: "he", scale: 0 }));
  expect(() => sequential("D", [2], [plan])).toThrow("expected weights that do not start at 0");
});

it("of a resnet has no weight that starts at 0, and holds every weight of both players", () => {
  for (const blockKind of ["plain", "bottleneck"] as const) {
    const config = resolveConfig(
      { name: "x", fingerprint: "x", shape: [1, 16, 16] },
      { network: "resnet", channels: [4, 2], blockKind, firstMaps: "basis", spectralNorm: true, classes: "none" },
    );
    const { generator, discriminator } = gameOf(config);
    for (const { parameters, state } of [generator, discriminator]) {
      const weights = parameters.filter(({ name }) => name.endsWith("/weight")).map(({ name }) => `${name}/u`);
      expect(state.map(({ name }) => name)).toEqual(weights);
      expect(weights.length).toBeGreaterThan(5);
    }
  }
});
