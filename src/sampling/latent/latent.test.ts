import { describe, expect, it } from "vitest";
import { smallImages } from "../../../test/small-run.ts";
import type { Prior } from "../../data/prior.ts";
import { latent } from "../../index.ts";
import { parameterLayout as layoutOf } from "../../learning/player.ts";
import { dense } from "../../networks/layers.ts";
import { type Network, sequential } from "../../networks/network.ts";
import { type Checkpoint, decodeCheckpoint, parametersOf } from "../../training/checkpoint.ts";
import type { Config } from "../../training/config.ts";
import { gameOf } from "../../training/game-of-config.ts";
import { createSampler, noise } from "../../training/sampler.ts";
import { type TrainOptions, train } from "../../training/train.ts";

const normal: Prior = { kind: "normal", latent: 5, halfWidth: 1 };
const uniform: Prior = { kind: "uniform", latent: 5, halfWidth: 1 };

const lengthOf = (z: Float32Array): number => Math.hypot(...z);

describe("truncation", () => {
  it("shrinks z towards 0, and does nothing at 1", () => {
    const z = Float32Array.of(1, -2);
    expect(Array.from(latent.truncateNoise(z, 0.5))).toEqual([0.5, -1]);
    expect(latent.truncateNoise(z, 1)).toBe(z);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses ψ = %d", (psi) => {
    expect(() => latent.truncateNoise(Float32Array.of(1), psi)).toThrow("expected a ψ from 0 to 1");
  });
});

describe("a loop through z", () => {
  it.each([normal, uniform])("meets its keyframes, and the first one at its end ($kind)", async (prior) => {
    const keyframes = await Promise.all([1, 2, 3].map((seed) => noise(prior, seed, 4)));
    keyframes.forEach((frame, k) => {
      Array.from(latent.loopNoise(prior, keyframes, k)).forEach((value, i) =>
        expect(value).toBeCloseTo(frame[i] ?? 0, 5),
      );
    });
    expect(latent.loopNoise(prior, keyframes, 3)).toEqual(latent.loopNoise(prior, keyframes, 0));
    // Just before its end it is where it begins.
    const [end, start] = [latent.loopNoise(prior, keyframes, 3 - 1e-4), latent.loopNoise(prior, keyframes, 0)];
    end.forEach((value, i) => expect(Math.abs(value - (start[i] ?? 0))).toBeLessThan(0.002));
  });

  it("keeps a normal z between the lengths of its keyframes, without a corner there", async () => {
    const keyframes = await Promise.all([1, 2, 3].map((seed) => noise(normal, seed, 1)));
    const lengths = keyframes.map(lengthOf);
    for (let t = 0; t < 3; t += 0.05) {
      const length = lengthOf(latent.loopNoise(normal, keyframes, t));
      expect(length).toBeGreaterThan(Math.min(...lengths) - 1e-4);
      expect(length).toBeLessThan(Math.max(...lengths) + 1e-4);
    }
    // Unit vectors on both sides of a keyframe turn by the same.
    const unit = (t: number): Float32Array => {
      const z = latent.loopNoise(normal, keyframes, t);
      return z.map((value) => value / lengthOf(z));
    };
    const h = 0.01;
    const [before, at, after] = [unit(1 - h), unit(1), unit(1 + h)];
    const [into, out] = [at.map((v, i) => v - (before[i] ?? 0)), after.map((v, i) => v - (at[i] ?? 0))];
    const cosine = into.reduce((sum, v, i) => sum + v * (out[i] ?? 0), 0) / (lengthOf(into) * lengthOf(out));
    expect(cosine).toBeGreaterThan(0.995);
  });

  it("stays within the bounds of a uniform prior, and needs two keyframes", async () => {
    const keyframes = await Promise.all([1, 2, 3].map((seed) => noise(uniform, seed, 8)));
    for (let t = 0; t < 3; t += 0.1) {
      expect(Math.max(...latent.loopNoise(uniform, keyframes, t).map(Math.abs))).toBeLessThanOrEqual(1);
    }
    expect(() => latent.loopNoise(uniform, keyframes.slice(0, 1), 0)).toThrow("two keyframes or more, but got 1");
  });
});

describe("directions", () => {
  it("are the principal components of a dense first layer, in their order, with their shares", async () => {
    const network = sequential("G", [2], [dense(3, { scheme: "normal", scale: 1 })]);
    const parameters = parametersOfNetwork(network, {
      // W·Wᵀ = [[5, 4], [4, 5]]: 9 along (1, 1) and 1 along (1, −1).
      weight: [2, 1, 0, 1, 2, 0],
      bias: [7, -3, 2],
    });
    const prior = { ...uniform, latent: 2, halfWidth: 3 };
    const found = await latent.principalDirections(network, prior, parameters, new Float32Array());
    const { vectors, shares } = found;
    expect([...found.deviations, ...found.middle].map((x) => x.toFixed(6))).toEqual([
      "1.732051",
      "1.732051",
      "0.000000",
      "0.000000",
    ]);
    expect(shares[0]).toBeCloseTo(0.9, 6);
    expect(shares[1]).toBeCloseTo(0.1, 6);
    expect(Array.from(vectors[0] ?? [])).toEqual([expect.closeTo(Math.SQRT1_2, 5), expect.closeTo(Math.SQRT1_2, 5)]);
    expect(Math.abs((vectors[1]?.[0] ?? 0) + (vectors[1]?.[1] ?? 0))).toBeLessThan(1e-5);
  });

  it("move points to so many deviations along them, from the middle, and nowhere else", () => {
    const directions = {
      vectors: [Float32Array.of(1, 0), Float32Array.of(0, 1)],
      shares: [0.9, 0.1],
      deviations: [3, 1],
      middle: Float32Array.of(10, 20),
    };
    const moved = latent.moveAlong(directions, 0, Float32Array.of(1, 5, -2, 4), -2);
    expect(Array.from(moved)).toEqual([4, 5, 4, 4]);
    expect(Array.from(latent.moveAlong(directions, 1, Float32Array.of(1, 5), 0))).toEqual([1, 20]);
    for (const [number, points] of [
      [2, 2],
      [0, 3],
    ] as const) {
      expect(() => latent.moveAlong(directions, number, new Float32Array(points), 0)).toThrow(
        `expected one of 2 directions, and vectors of 2 numbers, but got direction ${number + 1} and ${points} numbers`,
      );
    }
  });
});

describe("the space of a mapping network", () => {
  it("is w: G goes on from it as from z, its middle and components are those of many w, and points are kept near", async () => {
    const { config, checkpoint } = await trained({ network: "resnet", mapping: 2, classes: "none", channels: [4] });
    const { generator, prior, batch } = gameOf(config);
    const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
    const space = await latent.openLatentSpace(generator, prior, parameters, { seed: 1 });
    expect(space.name).toBe("w");
    const z = await noise(prior, 5, 4);
    const w = await space.from(z);
    const options = { prior, seed: 1, batch, threads: 1 };
    const [whole, after] = [
      await createSampler({ ...options, generator }),
      await createSampler({ ...options, generator: space.generator }),
    ];
    const none = new Float32Array();
    const [straight, byW] = [await whole.sample(parameters, none, z), await after.sample(parameters, none, w)];
    straight.forEach((value, i) => expect(byW[i]).toBeCloseTo(value, 5));

    // Other z than those it was measured by: 20,000 of them, so that moments agree to a few hundredths of a deviation.
    const { vectors, deviations, shares, middle } = await space.directions(none);
    const many = await space.from(await noise(prior, 77, 20_000));
    const along = vectors.map((vector) => {
      const values = Array.from({ length: 20_000 }, (_, n) =>
        vector.reduce((sum, v, i) => sum + v * ((many[n * prior.latent + i] ?? 0) - (middle[i] ?? 0)), 0),
      );
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        mean,
        deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
      };
    });
    along.forEach(({ mean, deviation }, k) => {
      expect(Math.abs(mean) / (deviations[0] ?? 0)).toBeLessThan(0.05);
      expect(Math.abs(deviation - (deviations[k] ?? 0)) / (deviations[0] ?? 0)).toBeLessThan(0.05);
    });
    expect(deviations).toEqual([...deviations].sort((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);

    const kept = w.slice(0, prior.latent);
    space.keepWithin(kept);
    expect(kept).toEqual(w.slice(0, prior.latent));
    const far = middle.map((value, i) => value + (i === 0 ? 1e4 : 0));
    space.keepWithin(far);
    const distance = (point: Float32Array): number => Math.hypot(...point.map((value, i) => value - (middle[i] ?? 0)));
    expect(distance(far)).toBeLessThan(1e3);
    expect(distance(far)).toBeGreaterThan(distance(w.slice(0, prior.latent)));

    // Towards the mean, as samples are truncated.
    const half = await latent.openLatentSpace(generator, prior, parameters, { seed: 1, psi: 0.5 });
    (await half.from(z)).forEach((value, i) =>
      expect(value).toBeCloseTo(((middle[i % prior.latent] ?? 0) + (w[i] ?? 0)) / 2, 5),
    );
    await Promise.all([whole, after, space, half].map(({ release }) => release()));
  });

  it("is where the w of a picture is found that G made", async () => {
    const { config, checkpoint } = await trained({ network: "resnet", mapping: 2, classes: "none", channels: [4] });
    const { generator, prior, batch } = gameOf(config);
    const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
    const sampler = await createSampler({ generator, prior, seed: 1, batch, threads: 1 });
    const picture = await sampler.sample(parameters, new Float32Array(), await noise(prior, 77, 1));
    await sampler.release();
    const wish = { config, checkpoint, picture, candidates: 32, starts: 4, steps: 100, frames: 2 };
    const found = await latent.project(wish);
    expect([found.space, found.point.length]).toEqual(["w", prior.latent]);
    expect(found.error).toBeLessThan(found.random.least / 4);
    expect(await latent.project(wish)).toEqual(found);
  });
});

/** Parameters by the end of their names; the rest 0. */
function parametersOfNetwork(network: Network, values: Readonly<Record<string, readonly number[]>>) {
  const { entries, length } = layoutOf(network);
  const all = new Float32Array(length);
  for (const { name, offset } of entries) {
    const given = values[name.split("/").at(-1) ?? ""];
    if (given && name.includes("dense 1/")) all.set(given, offset);
  }
  return all;
}

interface State {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
}

async function trained(given: Partial<TrainOptions> = {}): Promise<State> {
  let config: Config | undefined;
  let bytes = new Uint8Array();
  for await (const event of train({ ...smallImages, steps: 6, ...given })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") bytes = event.bytes;
  }
  if (!config) throw new Error("no start");
  return { config, checkpoint: await decodeCheckpoint("the last", bytes) };
}

describe("projection", () => {
  it("finds the z of a picture that G made, nearer than any that was drawn, and the same again", async () => {
    const { config, checkpoint } = await trained();
    const { generator, prior, batch } = gameOf(config);
    const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: 1 });
    const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
    const statistics = await sampler.calibrate(parameters);
    const z = await noise(prior, 77, 1);
    const picture = await sampler.sample(parameters, statistics, z);
    const wish = { config, checkpoint, picture, candidates: 64, starts: 4, steps: 120, frames: 5 };
    const found = await latent.project(wish);
    expect(found.error).toBeLessThan(found.random.least / 10);
    expect(found.random.least).toBeLessThan(found.random.mean);
    // The error that is told is that of the image, and the image that of z.
    const again = await sampler.sample(parameters, statistics, found.point);
    expect(again.every((value, i) => Math.abs(value - (found.image[i] ?? 0)) < 1e-5)).toBe(true);
    const mean = picture.reduce((sum, value, i) => sum + (value - (again[i] ?? 0)) ** 2 / 4, 0) / picture.length;
    expect(found.error).toBeCloseTo(mean, 7);
    expect(found.errors).toHaveLength(4);
    expect(found.errors).toEqual([...found.errors].sort((a, b) => a - b));
    expect(found.path.map(({ step }) => step)).toEqual([0, 30, 60, 90, 120]);
    expect(await latent.project(wish)).toEqual(found);
    await sampler.release();
  });

  it("keeps the best z of the way, within what the prior draws, however wild the descent", async () => {
    const { config, checkpoint } = await trained();
    const { generator, prior, batch } = gameOf(config);
    const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads: 1 });
    const parameters = parametersOf(checkpoint, generator, config.average > 0 ? "average" : undefined);
    // Of a z that is ten times as long as any that is drawn.
    const far = (await noise(prior, 5, 1)).map((value) => 10 * value);
    const picture = await sampler.sample(parameters, await sampler.calibrate(parameters), far);
    await sampler.release();
    const wish = { config, checkpoint, picture, candidates: 16, starts: 2, steps: 60, frames: 61 };
    const most = Math.sqrt(prior.latent - 0.5) + 3.1 * Math.SQRT1_2;
    const calm = await latent.project(wish);
    expect(lengthOf(calm.point)).toBeLessThan(most + 1e-4);
    expect(lengthOf(calm.point)).toBeGreaterThan(most - 0.3);
    const wild = await latent.project({ ...wish, learningRate: 30 });
    expect(wild.error).toBeLessThanOrEqual(wild.random.least + 1e-7);
    expect(wild.error).toBeCloseTo(Math.min(...wild.path.map(({ error }) => error)), 6);
    expect(wild.path.at(-1)?.error).toBeGreaterThan(wild.error);
  });

  it("refuses a picture of another size", async () => {
    const { config, checkpoint } = await trained();
    await expect(latent.project({ config, checkpoint, picture: new Float32Array(5) })).rejects.toThrow(
      "a picture of [1×8×8], as the run's are, but got 5 numbers",
    );
  });
});
