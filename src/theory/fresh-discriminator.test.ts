import { describe, expect, it } from "vitest";
import { builtIn, densityData } from "../data/built-in.ts";
import { type Density, normalMixture } from "../data/density.ts";
import { byteImages } from "../data/images.ts";
import { activation, dense, normalisation } from "../networks/layers.ts";
import { type Network, sequential } from "../networks/network.ts";
import { resolveConfig } from "../training/config.ts";
import { createJudge } from "../training/sampler.ts";
import { calibration } from "./calibration.ts";
import { type Fresh, type Parts, trainFresh } from "./fresh-discriminator.ts";
import { freshNetwork } from "./fresh-discriminator-network.ts";
import { generatorGradients } from "./generator-gradient.ts";
import { bootstrap } from "./intervals.ts";
import { criterion, jensenShannonBound } from "./optimal-discriminator.ts";
import { jensenShannonOn } from "./quadrature.ts";
import { gridOver } from "./sampled-density.ts";

const init = { scheme: "he", scale: 1 } as const;
const D = sequential(
  "D",
  [1],
  [dense(32, init), activation("tanh"), dense(32, init), activation("tanh"), dense(1, init)],
);
const grid = { low: [-9], high: [10], bins: [4000] };
const normal = (mean: number) => normalMixture([[mean]], 1);

async function parts(density: Density, seed: number, count = 6000): Promise<Parts> {
  const values = new Float32Array(3 * count);
  await (await densityData("n", density).open({ seed, batch: 3 * count })).next({ x: values });
  return {
    heldIn: values.subarray(0, count),
    heldOut: values.subarray(count, 2 * count),
    test: values.subarray(2 * count),
  };
}

const fresh = async (mean: number, network: Network = D): Promise<Fresh> =>
  trainFresh({
    discriminator: network,
    real: await parts(normal(0), 1),
    generated: await parts(normal(mean), 2),
    seed: 5,
    steps: 1500,
  });

/** log D and log(1 − D) of logits: their means add up to V. */
const terms = ({ logits }: Fresh): Float64Array[] => [
  Float64Array.from(logits.real, (s) => -Math.log1p(Math.exp(-s))),
  Float64Array.from(logits.generated, (s) => -Math.log1p(Math.exp(s))),
];

describe("a fresh D against a frozen G", () => {
  it("reaches C(G) where it is known, is calibrated, and its bound holds", async () => {
    const m = 1.5;
    const found = await fresh(m);
    const jsd = jensenShannonOn(grid, normal(0).logAt, normal(m).logAt).value;
    const interval = await bootstrap(terms(found), { seed: 1 });
    expect(interval.value).toBeCloseTo(found.value.test, 5);
    expect(interval.low).toBeLessThan(criterion(jsd));
    expect(jensenShannonBound(interval.low)).toBeLessThan(jsd);
    expect(Math.abs(found.value.test - criterion(jsd))).toBeLessThan(0.03);
    expect(calibration(found.logits.real, found.logits.generated).error).toBeLessThan(0.03);
    // D* is the sigmoid of a line: halfway between the means it is 1/2.
    const judge = await createJudge(D, 1, 1);
    const [middle = Number.NaN] = await judge.answers(found.parameters, Float32Array.of(m / 2));
    await judge.release();
    expect(Math.abs(middle)).toBeLessThan(0.2);
  });

  it("proves nothing where p_g is p_data: the interval of its bound holds 0", async () => {
    const found = await fresh(0);
    const interval = await bootstrap(terms(found), { seed: 1 });
    expect(jensenShannonBound(interval.high)).toBeGreaterThan(0);
    expect(jensenShannonBound(interval.value)).toBeLessThan(0.002);
    // It may learn the examples by heart: that is why others decide.
    expect(found.value.heldIn).toBeGreaterThanOrEqual(found.value.test - 0.01);
  });

  it("is the same for the same seed, tells what it does, and can be stopped", async () => {
    const given = {
      discriminator: D,
      real: await parts(normal(0), 1, 200),
      generated: await parts(normal(2), 2, 200),
      seed: 5,
    };
    const steps: number[] = [];
    const first = await trainFresh({ ...given, steps: 120, progress: (step) => steps.push(step) });
    expect(steps).toEqual([50, 100, 120]);
    expect(first.exhausted).toBe(true);
    expect((await trainFresh({ ...given, steps: 120 })).parameters).toEqual(first.parameters);
    const stopped = await trainFresh({ ...given, signal: AbortSignal.abort() });
    expect([stopped.step, stopped.steps]).toEqual([0, 0]);
  });

  it("stops where nothing is left to prove: V of disjoint examples is 0 at most", async () => {
    const given = { discriminator: D, real: await parts(normal(0), 1), generated: await parts(normal(40), 2), seed: 5 };
    const found = await trainFresh({ ...given, steps: 8000 });
    expect(found.value.test).toBeGreaterThan(-0.01);
    expect(found.steps).toBeLessThan(8000);
    expect(found.exhausted).toBe(false);
  });

  it("refuses batch normalisation and too few examples", async () => {
    const mixing = sequential("D", [1], [dense(4, init), normalisation("batch", init), dense(1, init)]);
    await expect(fresh(1, mixing)).rejects.toThrow("expected a network that treats examples apart");
    const few = {
      discriminator: D,
      real: await parts(normal(0), 1, 10),
      generated: await parts(normal(0), 2),
      seed: 1,
    };
    await expect(trainFresh(few)).rejects.toThrow(
      "expected at least 16 examples of each kind in each part, but got 10.",
    );
  });
});

describe("the network of a fresh D", () => {
  it.each([1, 2, 3])(
    "finds most of the JSD of one normal from a pair of nearly the same shape, whatever the seed (%i)",
    async (seed) => {
      const data = builtIn("two-normals");
      const pair = data.density as Density;
      // As wide as the pair, but without its valley.
      const one = normalMixture([[0]], 2);
      const jsd = jensenShannonOn(gridOver(pair, 50, 0.5), pair.logAt, one.logAt).value;
      const [real, generated] = [await parts(pair, 1), await parts(one, 2)];
      const config = resolveConfig(data, {});
      const found = await trainFresh({ discriminator: freshNetwork(config), real, generated, seed, steps: 8000 });
      const bound = await bootstrap(terms(found), { seed: 1 });
      expect(jensenShannonBound(bound.value)).toBeGreaterThan(0.85 * jsd);
      expect(jensenShannonBound(bound.low)).toBeLessThan(jsd);
      expect(found.exhausted).toBe(false);
    },
  );

  it("is the run's own for images, made to judge examples apart", () => {
    const shape = [1, 28, 28] as const;
    const images = byteImages("i", new Uint8Array(64 * 784), shape, "i", 64);
    const network = freshNetwork(resolveConfig(images, { channels: 4 }));
    expect(network.mixesBatch).toBe(false);
    expect(network.input).toEqual(shape);
  });
});

describe("a bootstrap interval", () => {
  it("is as wide as theory says of a mean, and holds it", async () => {
    const values = Float64Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 4000) / 4000);
    const { value, low, high } = await bootstrap([values, values], { seed: 3 });
    expect(value).toBeCloseTo(0.99975, 6);
    // Two means of uniform numbers: σ² = 2/(12·4000).
    const width = 2 * 1.96 * Math.sqrt(2 / 12 / 4000);
    expect(Math.abs(high - low - width)).toBeLessThan(0.15 * width);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });
});

describe("calibration", () => {
  it("is 0 where probabilities mean what they say, and the difference where they do not", () => {
    const logit = (p: number): number => Math.log(p / (1 - p));
    const answers = (p: number, count: number): number[] => new Array<number>(count).fill(logit(p));
    // Of ten examples with D = 0.85, 8.5 should be real.
    const right = calibration(Float32Array.from(answers(0.85, 17)), Float32Array.from(answers(0.85, 3)));
    expect(right.error).toBeCloseTo(0, 6);
    const sure = calibration(Float32Array.from(answers(0.95, 10)), Float32Array.from(answers(0.95, 10)));
    expect(sure.error).toBeCloseTo(0.45, 6);
    expect(sure.bins).toMatchObject([{ count: 20, shareReal: 0.5 }]);
  });
});

describe("the gradient that reaches G", () => {
  it("is that of each loss by finite differences, and vanishes under minimax where D(G(z)) ≈ 0", async () => {
    const { parameters } = await fresh(3);
    const points = Float32Array.of(0, 1.5, 3, 5);
    const found = await generatorGradients(D, parameters, points);
    const judge = await createJudge(D, 1, 1);
    const loss = async (x: number): Promise<[number, number]> => {
      const [s = Number.NaN] = await judge.answers(parameters, Float32Array.of(x));
      return [-Math.log1p(Math.exp(s)), Math.log1p(Math.exp(-s))];
    };
    const h = 1e-2;
    for (const [i, x] of points.entries()) {
      const [above, below] = [await loss(x + h), await loss(x - h)];
      expect(found.minimax[i]).toBeCloseTo(Math.abs(above[0] - below[0]) / (2 * h), 2);
      expect(found.nonSaturating[i]).toBeCloseTo(Math.abs(above[1] - below[1]) / (2 * h), 2);
    }
    await judge.release();
    // Far on the generated side D is sure: the saturating loss gives next to nothing, the other what the logit has.
    expect(found.answers[3]).toBeLessThan(0.01);
    expect(found.minimax[3]).toBeLessThan(0.02 * (found.nonSaturating[3] ?? 0));
  });
});
