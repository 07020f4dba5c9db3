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
import { train } from "../../training/train.ts";
import { deviationOf } from "./directions.ts";

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
    const { vectors, shares } = await latent.principalDirections(network, parameters, new Float32Array());
    expect(shares[0]).toBeCloseTo(0.9, 6);
    expect(shares[1]).toBeCloseTo(0.1, 6);
    expect(Array.from(vectors[0] ?? [])).toEqual([expect.closeTo(Math.SQRT1_2, 5), expect.closeTo(Math.SQRT1_2, 5)]);
    expect(Math.abs((vectors[1]?.[0] ?? 0) + (vectors[1]?.[1] ?? 0))).toBeLessThan(1e-5);
  });

  it("move z to so many deviations along them, and nowhere else", () => {
    const prior = { ...uniform, latent: 2, halfWidth: 3 };
    expect(deviationOf(prior)).toBeCloseTo(Math.sqrt(3), 12);
    const moved = latent.moveAlong(prior, Float32Array.of(1, 5, -2, 4), Float32Array.of(1, 0), -2);
    const x = -2 * Math.sqrt(3);
    expect(Array.from(moved)).toEqual([expect.closeTo(x, 5), 5, expect.closeTo(x, 5), 4]);
    expect(() => latent.moveAlong(prior, Float32Array.of(1, 2), Float32Array.of(1), 0)).toThrow("a direction of 1");
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

async function trained(): Promise<State> {
  let config: Config | undefined;
  let bytes = new Uint8Array();
  for await (const event of train({ ...smallImages, steps: 6 })) {
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
    const again = await sampler.sample(parameters, statistics, found.z);
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
    expect(lengthOf(calm.z)).toBeLessThan(most + 1e-4);
    expect(lengthOf(calm.z)).toBeGreaterThan(most - 0.3);
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
