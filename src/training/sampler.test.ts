import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, machineOf, pictures, ringConfig, small, smallImages } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import { viewOf } from "../tensor/layout.ts";
import { decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { resolveConfig } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import { createJudge, createSampler, noise } from "./sampler.ts";
import { train } from "./train.ts";

describe("samples", () => {
  it("of a generator with batch normalisation do not depend on each other", async () => {
    const { data: _, ...options } = smallImages;
    const config = resolveConfig(pictures, options);
    const { generator, prior } = gameOf(config);
    const { tensors, ...rest } = await decodeCheckpoint(
      "c",
      lastCheckpoint(await collect(train({ ...smallImages, steps: 2 }))),
    );
    const parameters = parametersOf({ tensors, ...rest }, generator, "average");
    const sampler = await createSampler({ generator, prior, seed: 1, batch: 8, threads: 1 });
    const statistics = await sampler.calibrate(parameters);
    const z = await noise(prior, 1, 40);
    const all = await sampler.sample(parameters, statistics, z);
    const one = await sampler.sample(parameters, statistics, z.slice(33 * prior.latent, 34 * prior.latent));
    await sampler.release();
    expect([...one]).toEqual([...all.subarray(33 * 64, 34 * 64)]);
    expect(all.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  /** A G whose first layer is linear in z: its statistics are those of a known map. */
  const normalised = async (batch: number, error?: number) => {
    const config = resolveConfig(builtIn("ring"), {
      ...small,
      widths: [4, 4],
      generator: { normalisation: "batch" },
      batch,
    });
    const { generator, prior } = gameOf(config);
    const machine = await machineOf(config);
    const parameters = machine.generator.parameters.data.slice();
    const entry = machine.generator.layout.entries.find(({ name }) => name === "G/dense 1/weight");
    const weight = entry ? viewOf(parameters, entry) : new Float32Array();
    await machine.release();
    const asked = error === undefined ? {} : { error };
    const sampler = await createSampler({ generator, prior, seed: 1, batch, threads: 1, ...asked });
    const statistics = await sampler.calibrate(parameters);
    const samples = await sampler.sample(parameters, statistics, await noise(prior, 1, 400));
    const standing = sampler.standing();
    await sampler.release();
    return { weight, statistics, samples, standing };
  };

  it("are normalised with the pooled mean and variance of as many minibatches as their error needs", async () => {
    const { weight, statistics, standing } = await normalised(50);
    // z ~ N(0, I): means 0, variances Σ w². A mean and a deviation of n draws are off by 1/√n and 1/√(2n) deviations.
    const examples = 50 * (standing?.minibatches ?? 0);
    expect(examples).toBeGreaterThan(1.5 / 0.01 ** 2);
    expect(examples).toBeLessThan(4 * (1.5 / 0.01 ** 2));
    expect(standing?.error).toBeLessThan(0.01);
    expect(standing?.error).toBeGreaterThan(0.7 * Math.sqrt(1.5 / examples));
    for (let unit = 0; unit < 4; unit++) {
      const variance = weight[unit]! ** 2 + weight[4 + unit]! ** 2;
      expect(Math.abs(statistics[unit]!)).toBeLessThan(4 * Math.sqrt(variance / examples));
      expect(Math.abs(statistics[4 + unit]! / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / examples));
    }
  });

  it("shift by no more than that error of the statistics allows, and are the same each time", async () => {
    const [rough, asUsual, again, exact] = [
      await normalised(20, 1),
      await normalised(20),
      await normalised(20),
      await normalised(20, 0.002),
    ];
    expect(rough.standing).toMatchObject({ minibatches: 16 });
    expect(again.samples).toEqual(asUsual.samples);
    const spread = Math.sqrt(exact.samples.reduce((sum, x) => sum + x * x, 0) / exact.samples.length);
    const shift = ({ samples }: typeof exact): number =>
      Math.sqrt(samples.reduce((sum, x, i) => sum + (x - exact.samples[i]!) ** 2, 0) / samples.length) / spread;
    expect(shift(asUsual)).toBeLessThan(0.02);
    expect(shift(rough)).toBeGreaterThan(2 * shift(asUsual));
  });

  it("of a G without batch normalisation need no statistics", async () => {
    const { generator, prior } = gameOf(ringConfig());
    const sampler = await createSampler({ generator, prior, seed: 1, batch: 16, threads: 1 });
    expect(await sampler.calibrate(new Float32Array(generator.parameters.length))).toHaveLength(0);
    expect(sampler.standing()).toBeUndefined();
    await sampler.release();
  });

  it("judged by D get the logits that the network gives them", async () => {
    const config = ringConfig();
    const machine = await machineOf(config);
    const judge = await createJudge(gameOf(config).discriminator, 16, 1);
    const examples = Float32Array.from({ length: 64 * 2 }, (_, i) => Math.sin(i));
    const answers = await judge.answers(machine.discriminator.parameters.data, examples);
    expect(answers).toHaveLength(64);
    machine.x.data.set(examples.subarray(32, 64));
    machine.drawNoise();
    await machine.discriminatorGradient(1);
    expect([...machine.discriminatorStep(1).real]).toEqual([...answers.subarray(16, 32)]);
    // Any number of them: a minibatch that is not full is filled up, and gives as many answers as were asked for.
    for (const count of [1, 17, 40]) {
      const some = await judge.answers(machine.discriminator.parameters.data, examples.subarray(0, 2 * count));
      expect([...some]).toEqual([...answers.subarray(0, count)]);
    }
    await judge.release();
    await machine.release();
  });
});
