import { describe, expect, it } from "vitest";
import { discriminatorStep, type Game } from "../game/step.ts";
import { compile } from "../onnx/runtime.ts";
import { interpret } from "../tensor/reference.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input } from "../tensor/tensor.ts";
import { resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import type { GivenOptions } from "../training/recipes.ts";
import { besideCondition, projection } from "./condition.ts";
import { basis, perMap } from "./map-basis.ts";
import { type LayerPlan, type Network, outsideTraining, parameterCount, sequential, summarize } from "./network.ts";
import { halvingsOf } from "./resnet.ts";

const configOf = (shape: Shape, options: GivenOptions = {}) =>
  resolveConfig({ name: "x", fingerprint: "x", shape }, { network: "resnet", classes: "none", latent: 64, ...options });
const built = (shape: Shape, options: GivenOptions = {}): Game => gameOf(configOf(shape, options));
const megaflops = (network: Network): number => summarize(network).reduce((sum, { flops }) => sum + flops, 0) / 1e6;
const millions = (network: Network): number => parameterCount(network) / 1e6;

/** Numbers that look random, by their place alone. */
const numbers = (length: number, seed: number, scale = 1): number[] =>
  Array.from({ length }, (_, i) => scale * Math.sin(12.9898 * (i + 1) + 78.233 * seed));

/** What a network makes of an example, with these values for its parameters. */
function applied(
  { input: from, output, parameters, ...network }: Network,
  x: readonly number[],
  values: readonly (readonly number[])[],
  y: readonly number[] = [],
): number[] {
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const pass = outsideTraining((name) => input(name, shapes.get(name) ?? []));
  const made = network.apply(input("x", [1, ...from]), { ...pass, condition: () => input("y", [1, y.length]) });
  expect(made.shape).toEqual([1, ...output]);
  const weights = Object.fromEntries(parameters.map(({ name }, i) => [name, values[i] ?? []]));
  return [...(interpret({ made }, { ...weights, x, ...(y.length > 0 ? { y } : {}) }).made as Float64Array)];
}

describe("a residual network", () => {
  it.each([
    [16, 16],
    [17, 17],
    [28, 28],
    [30, 50],
    [31, 97],
    [64, 48],
    [96, 64],
    [128, 128],
    [255, 17],
    [256, 256],
  ])("is made for images of %i×%i, with either kind of blocks, ends and first maps", (height, width) => {
    for (const blockKind of ["plain", "bottleneck"] as const) {
      for (const imageEnds of ["strided", "pixels"] as const) {
        for (const firstMaps of ["dense", "basis"] as const) {
          const shape = [3, height, width];
          const { generator, discriminator } = built(shape, { channels: [4], blockKind, imageEnds, firstMaps });
          expect([generator.output, discriminator.input, discriminator.output]).toEqual([shape, shape, [1]]);
        }
      }
    }
  });

  it("makes images of odd sides that are what their layers say, and takes them", () => {
    const { generator, discriminator } = built([1, 17, 23], { channels: [2, 2], latent: 3 });
    const apply = (network: Network, x: readonly number[]) =>
      applied(
        network,
        x,
        network.parameters.map(({ shape }, i) => numbers(sizeOf(shape), i, 0.5)),
      );
    const image = apply(generator, [0.3, -1, 2]);
    // No row and no column is a frame of zeros.
    for (let row = 0; row < 17; row++) expect(image.slice(row * 23, row * 23 + 23).some(Boolean)).toBe(true);
    for (let column = 0; column < 23; column++) expect(image.some((v, i) => i % 23 === column && v !== 0)).toBe(true);
    const [logit = 0] = apply(discriminator, image);
    for (const corner of [0, 22, 16 * 23, 17 * 23 - 1]) {
      // D sees all of it.
      expect(apply(discriminator, image.with(corner, 3))[0]).not.toBe(logit);
    }
  });

  it.each([
    ["28×28", [1, 28, 28], { channels: [96, 48] }, [0.519, 33.9], [0.218, 33.3]],
    ["32×32", [3, 32, 32], { channels: [192, 128, 64, 32], imageEnds: "pixels" }, [1.29, 140], [1.09, 138]],
    ["64×64", [3, 64, 64], { channels: [192, 128, 96, 48] }, [1.41, 241], [1.21, 239]],
  ] as const)("has the parameters and the cost of its design at %s", (_, shape, options, ofG, ofD) => {
    const { generator, discriminator } = built(shape, options);
    for (const [network, [parameters, flops]] of [
      [generator, ofG],
      [discriminator, ofD],
    ] as const) {
      expect(millions(network) / parameters).toBeCloseTo(1, 1.5);
      expect(megaflops(network) / flops).toBeCloseTo(1, 1.5);
    }
  });

  it("halves sides until the shorter is 4 to 7", () => {
    const shorter = [4, 7, 8, 14, 15, 16, 28, 32, 64, 100, 256];
    expect(shorter.map((side) => halvingsOf([1, side, 300]))).toEqual([0, 0, 1, 1, 2, 2, 2, 3, 4, 4, 6]);
  });

  it("begins as if it had no blocks, whatever their kind", () => {
    for (const blockKind of ["plain", "bottleneck"] as const) {
      const [deep, flat] = [3, 0].map((blocks) => built([1, 16, 16], { channels: [4, 2], blocks, blockKind }));
      for (const player of ["generator", "discriminator"] as const) {
        const [a, b] = [deep?.[player] as Network, flat?.[player] as Network];
        expect(a.parameters.length).toBeGreaterThan(b.parameters.length);
        const x = numbers(sizeOf(a.input), 5);
        expect(started(a, x)).toEqual(started(b, x));
      }
    }
  });
});

/** What a network makes of an example where it starts: draws follow from a parameter's name. */
function started(network: Network, x: readonly number[]): number[] {
  const start = ({ name, shape, init }: Network["parameters"][number]): number[] =>
    init.kind === "normal"
      ? numbers(sizeOf(shape), name.length + name.charCodeAt(name.length - 1), init.deviation)
      : new Array<number>(sizeOf(shape)).fill(init.kind === "constant" ? init.value : Number.NaN);
  return applied(network, x, network.parameters.map(start));
}

describe("D's step of a residual pair", () => {
  const small = { channels: [2, 2], latent: 2, batch: 2 } as const;
  it.each([
    ["R1 and R2 of the loss's answers", { r1: 0.7, r2: 0.3, jointPenalties: true }],
    ["R1 alone", { r1: 0.7, jointPenalties: true }],
    ["penalties of answers of their own", { r1: 0.7, r2: 0.3, jointPenalties: false }],
  ] as const)("has the gradient that finite differences have, with %s", async (_, penalties) => {
    const game = built([1, 9, 8], { ...small, ...penalties, blockKind: "bottleneck", imageEnds: "pixels" });
    const { graph } = discriminatorStep(game);
    const values: Record<string, number[]> = Object.fromEntries(
      graph.inputs.map(({ name = "", shape }, i) => [
        name,
        shape.length === 0 ? [0.5] : numbers(sizeOf(shape), i + 1, 0.6),
      ]),
    );
    const total = (at: Record<string, number[]>): number => {
      const { loss, penalty } = interpret(graph, at);
      return (loss?.[0] ?? Number.NaN) + (penalty?.[0] ?? Number.NaN);
    };
    const exact = interpret(graph, values);
    const program = await compile(graph);
    const found = await program.run(
      Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)])),
    );
    await program.release();
    expect(exact.penalty?.[0]).toBeGreaterThan(0);
    // One direction that moves every parameter: each number of the gradient has its part in it.
    const parameters = game.discriminator.parameters.map(({ name, shape }, i) => ({
      name,
      slope: exact[`∇${name}`] as Float64Array,
      direction: numbers(sizeOf(shape), 3 * i + 2),
    }));
    const along = parameters.reduce((sum, { slope, direction }) => sum + dot(slope, direction), 0);
    const moved = (by: number): number =>
      total({
        ...values,
        ...Object.fromEntries(
          parameters.map(({ name, direction }) => [name, direction.map((d, i) => (values[name]?.[i] ?? 0) + by * d)]),
        ),
      });
    const h = 1e-6;
    expect((moved(h) - moved(-h)) / (2 * h) / along).toBeCloseTo(1, 5);
    for (const { name, slope } of parameters) {
      const largest = slope.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-3);
      found[`∇${name}`]?.forEach((one, i) => expect(Math.abs(one - (slope[i] ?? 0))).toBeLessThan(1e-3 * largest));
    }
  });
});

const dot = (a: Float64Array, b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);

describe("y for networks without heads for it", () => {
  const init = { scheme: "he", scale: 1 } as const;
  const [h, y] = [
    [0.3, -2, 1],
    [0, 1, 0, 1],
  ] as const;
  const network = (layer: LayerPlan) => sequential("N", [3], [layer], { condition: [4] });
  const withY = (of: Network): number[] => {
    const weights = of.parameters.map(({ shape }, i) => numbers(sizeOf(shape), i + 1));
    return applied(of, h, weights, y);
  };

  it("is set beside z", () => {
    expect(withY(network(besideCondition()))).toEqual([...h, ...y]);
  });

  it("is projected on D's features: w·h + b + Σ yₖ (W h)ₖ", () => {
    const of = network(projection(init));
    const [w = [], b = [], W = []] = of.parameters.map(({ shape }, i) => numbers(sizeOf(shape), i + 1));
    let expected = b[0] ?? 0;
    for (let i = 0; i < 3; i++) {
      expected += (h[i] ?? 0) * (w[i] ?? 0);
      for (let k = 0; k < 4; k++) expected += (h[i] ?? 0) * (W[i * 4 + k] ?? 0) * (y[k] ?? 0);
    }
    expect(withY(of)[0]).toBeCloseTo(expected, 12);
    expect(parameterCount(of)).toBe(3 + 1 + 12);
  });

  it("is refused where there is none", () => {
    expect(() => sequential("N", [3], [projection(init)])).toThrow(
      "building N/projection 1: expected a vector as y, but got none",
    );
  });
});

describe("a learned map for each channel", () => {
  const init = { scheme: "he", scale: 1 } as const;
  it("is scaled by a number that follows from the input", () => {
    const of = sequential("N", [2], [basis([3, 2, 2], init)]);
    const weights = of.parameters.map(({ shape }, i) => numbers(sizeOf(shape), i + 1));
    const [maps = [], weight = [], bias = []] = weights;
    const x = [0.7, -1.3];
    const factor = (c: number) => (bias[c] ?? 0) + x.reduce((sum, v, i) => sum + v * (weight[i * 3 + c] ?? 0), 0);
    applied(of, x, weights).forEach((value, i) =>
      expect(value).toBeCloseTo(factor(Math.floor(i / 4)) * (maps[i] ?? 0), 12),
    );
  });

  it("weighs what comes in, summed channel by channel", () => {
    const of = sequential("N", [3, 2, 2], [perMap(init)]);
    const [weight = []] = of.parameters.map(({ shape }, i) => numbers(sizeOf(shape), i + 1));
    const x = numbers(12, 9);
    const sums = [0, 1, 2].map((c) =>
      [0, 1, 2, 3].reduce((sum, i) => sum + (x[4 * c + i] ?? 0) * (weight[4 * c + i] ?? 0), 0),
    );
    applied(of, x, [weight]).forEach((value, c) => expect(value).toBeCloseTo(sums[c] ?? Number.NaN, 12));
  });
});
