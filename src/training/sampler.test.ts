import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, machineOf, pictures, ringConfig, small, smallImages } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import { viewOf } from "../tensor/layout.ts";
import { decodeCheckpoint, parametersOf } from "./checkpoint.ts";
import { gameOf, resolveConfig } from "./config.ts";
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

  it("are normalised with the pooled mean and variance of sixteen minibatches", async () => {
    // A G whose first layer is the identity up to its weight: its statistics are those of a known linear map of z.
    const data = builtIn("ring");
    const config = resolveConfig(data, { ...small, widths: [4], generator: { normalisation: "batch" }, batch: 50 });
    const { generator, prior } = gameOf(config);
    const machine = await machineOf(config);
    const parameters = machine.generator.parameters.data.slice();
    const entry = machine.generator.layout.entries.find(({ name }) => name === "G/dense 1/weight");
    const weight = entry ? viewOf(parameters, entry) : new Float32Array();
    const sampler = await createSampler({ generator, prior, seed: 1, batch: 50, threads: 1 });
    const statistics = await sampler.calibrate(parameters);
    await sampler.release();
    await machine.release();
    // z ~ N(0, I): means 0, variances Σ w². 800 draws.
    for (let unit = 0; unit < 4; unit++) {
      const variance = weight[unit]! ** 2 + weight[4 + unit]! ** 2;
      expect(Math.abs(statistics[unit]!)).toBeLessThan(5 * Math.sqrt(variance / 800));
      expect(Math.abs(statistics[4 + unit]! / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 800));
    }
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
    expect([...machine.discriminatorStep.real]).toEqual([...answers.subarray(16, 32)]);
    // Any number of them: a minibatch that is not full is filled up, and gives as many answers as were asked for.
    for (const count of [1, 17, 40]) {
      const some = await judge.answers(machine.discriminator.parameters.data, examples.subarray(0, 2 * count));
      expect([...some]).toEqual([...answers.subarray(0, count)]);
    }
    await judge.release();
    await machine.release();
  });
});
