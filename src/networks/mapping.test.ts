import { describe, expect, it } from "vitest";
import { meanLatent, towardsMean } from "../sampling/latent/mean-latent.ts";
import { interpret } from "../tensor/reference.ts";
import { input } from "../tensor/tensor.ts";
import { resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { createSampler, noise } from "../training/sampler.ts";
import { dense } from "./layers.ts";
import { mapping, mappingOf } from "./mapping.ts";
import { outsideTraining, sequential } from "./network.ts";

const init = { scheme: "he", scale: 1 } as const;

describe("a mapping network", () => {
  it("is dense layers with leaky-relu, of a z whose second moment is 1", () => {
    const network = sequential("G", [2], [mapping(2, init), dense(1, init)]);
    const shapes = new Map(network.parameters.map(({ name, shape }) => [name, shape]));
    const at = (name: string) => `G/mapping 1/${name}`;
    const values = {
      z: [3, -4],
      [at("dense 1/weight")]: [1, 2, -1, 0.5],
      [at("dense 1/bias")]: [0.1, -3],
      [at("dense 2/weight")]: [1, 0, 0, 2],
      [at("dense 2/bias")]: [0, 0.3],
      "G/dense 1/weight": [1, 10],
      "G/dense 1/bias": [0],
    };
    const x = network.apply(
      input("z", [1, 2]),
      outsideTraining((name) => input(name, shapes.get(name) ?? [])),
    );
    const leaky = (value: number) => (value > 0 ? value : 0.2 * value);
    const [a, b] = [3 / Math.sqrt(12.5), -4 / Math.sqrt(12.5)];
    const [h, k] = [leaky(a - b + 0.1), leaky(2 * a + 0.5 * b - 3)];
    const expected = leaky(h) + 10 * leaky(2 * k + 0.3);
    expect(interpret({ x }, values).x?.[0]).toBeCloseTo(expected, 7);
  });

  it("stands in G of resnet alone, and is found there", () => {
    const { generator, discriminator } = gameOf(config);
    expect(mappingOf(generator)?.label).toBe("mapping of 3 layers");
    expect(mappingOf(discriminator)).toBeUndefined();
  });
});

const config = resolveConfig(
  { name: "x", fingerprint: "x", shape: [1, 16, 16] },
  { network: "resnet", channels: 2, latent: 6, mapping: 3, classes: "none" },
);

describe("the mean w", () => {
  it("is that of many z, and where w goes 0 of the way all pictures are its own", async () => {
    const { generator, prior } = gameOf(config);
    const parameters = Float32Array.from({ length: lengthOf(generator.parameters) }, (_, i) => 0.5 * Math.sin(i + 1));
    const mean = await meanLatent(generator, prior, parameters, { seed: 3 });
    expect(mean.length).toBe(6);
    const z = await noise(prior, 8, 4);
    const draw = async (psi: number) => {
      const sampler = await createSampler({
        generator: towardsMean(generator, mean, psi),
        prior,
        seed: 3,
        batch: 16,
        threads: 1,
      });
      return sampler.sample(parameters, new Float32Array(), z).finally(sampler.release);
    };
    const spread = (x: Float32Array): number => {
      const size = x.length / 4;
      let total = 0;
      for (let i = 0; i < x.length; i++) total += Math.abs((x[i] ?? 0) - (x[i % size] ?? 0));
      return total / x.length;
    };
    const [none, half, all] = [await draw(0), await draw(0.5), await draw(1)];
    expect(spread(none)).toBeLessThan(1e-6);
    expect(spread(half)).toBeGreaterThan(1e-4);
    expect(spread(half)).toBeLessThan(spread(all));
    const plain = await createSampler({ generator, prior, seed: 3, batch: 16, threads: 1 });
    const expected = await plain.sample(parameters, new Float32Array(), z).finally(plain.release);
    all.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5));
    // Other z of the prior have nearly the same mean.
    const other = await meanLatent(generator, prior, parameters, { seed: 4 });
    const largest = Math.max(...mean.map(Math.abs));
    mean.forEach((value, i) => expect(Math.abs(value - (other[i] ?? 0))).toBeLessThan(0.1 * largest));
  });

  it("is refused of a G without one", async () => {
    const { generator, prior } = gameOf({ ...config, generator: { ...config.generator, mapping: 0 } });
    await expect(meanLatent(generator, prior, new Float32Array(), { seed: 1 })).rejects.toThrow(
      "expected a G with a mapping network, but got one that takes z itself",
    );
  });
});

const lengthOf = (parameters: readonly { readonly shape: readonly number[] }[]): number =>
  parameters.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);
