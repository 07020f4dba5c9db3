import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { valueAt } from "../learning/schedules.ts";
import { parameterCount } from "../networks/network.ts";
import { type Config, optionsOf, resolveConfig } from "./config.ts";
import { gameOf, learningOf } from "./game-of-config.ts";
import { presetNames, presetOf, presets } from "./presets.ts";

const images = { name: "mnist", shape: [1, 28, 28], count: 50_000, fingerprint: "" };
const points = { name: "table", shape: [2], fingerprint: "" };
const of2014 = (preset = "goodfellow2014-mnist"): Config => resolveConfig(images, { preset });

describe("the preset goodfellow2014-mnist", () => {
  it("has the settings of mnist.yaml of goodfeli/adversarial", () => {
    expect(of2014()).toMatchObject({
      batch: 100,
      latent: 100,
      prior: "uniform",
      halfWidth: Math.sqrt(3),
      loss: "non-saturating",
      updates: "simultaneous",
      sharedMasks: true,
      dSteps: 1,
      average: 0,
      pixels: "unit",
      outputBias: "data",
      gradientPenalty: 0,
      r1: 0,
      r2: 0,
      labelSmoothing: 0,
      generator: {
        network: "mlp",
        widths: [1200, 1200],
        activation: "relu",
        normalisation: "none",
        dropout: 0,
        inputDropout: 0,
        init: "uniform",
        initScale: 0.05,
        optimizer: "momentum",
        learningRate: 0.1,
        nesterov: false,
        weightDecay: 0,
      },
      discriminator: {
        network: "mlp",
        widths: [240, 240],
        activation: "maxout",
        pieces: 5,
        normalisation: "none",
        dropout: 1 - 0.5,
        inputDropout: 0.2,
        init: "uniform",
        initScale: 0.005,
        optimizer: "momentum",
        learningRate: 0.1 / 2,
      },
    });
    expect(presetOf("goodfellow2014-mnist")).toMatchObject({ data: "mnist", dataOptions: { holdout: 10_000 } });
  });

  it("has as many weights as the networks of that code", () => {
    const { generator, discriminator } = gameOf(of2014());
    expect(parameterCount(generator)).toBe(2_503_984);
    expect(parameterCount(discriminator)).toBe(1_231_441);
  });

  it("scales what dropout keeps as the code does: inputs by 1.25, hidden values by 2", () => {
    const { inputDropout, dropout } = of2014().discriminator;
    expect([1 / (1 - inputDropout), 1 / (1 - dropout)]).toEqual([1.25, 2]);
  });

  it.each(["generator", "discriminator"] as const)(
    "divides the rate of the %s by 1.000004 after every step, down to its floor",
    (player) => {
      const options = of2014()[player];
      const { learningRate } = learningOf(options);
      const start = options.learningRate;
      const floor = (1e-6 * start) / 0.1;
      for (const step of [1, 2, 500, 250_000, 1_000_000, 2_878_000, 2_878_238, 5_000_000]) {
        const expected = Math.max(start / 1.000004 ** (step - 1), floor);
        expect(Math.abs(valueAt(learningRate, step) / expected - 1), `step ${step}`).toBeLessThan(1e-6);
      }
    },
  );

  it("has the momentum of the code at the start of every epoch of 500 steps", () => {
    const { momentum } = learningOf(of2014().generator);
    for (const epoch of [1, 2, 100, 249, 250, 251, 600]) {
      // MomentumAdjustor of pylearn2: start 1, saturate 250.
      const alpha = Math.min(1, (epoch - 1) / (250 - 1));
      expect(valueAt(momentum, 500 * (epoch - 1) + 1)).toBeCloseTo(0.5 * (1 - alpha) + 0.7 * alpha, 12);
    }
  });

  it("differs from its alternating form in how the players take turns alone", () => {
    const { updates, sharedMasks, ...rest } = of2014("goodfellow2014-mnist-alternating");
    expect({ updates, sharedMasks }).toEqual({ updates: "alternating", sharedMasks: false });
    expect({ ...rest, updates: "simultaneous", sharedMasks: true }).toEqual(of2014());
  });
});

describe("a preset", () => {
  it.each(["ring", "grid", "two-normals"] as const)("%s is at present what its data get by default", (name) => {
    const data = builtIn(name);
    expect(resolveConfig(data, { preset: name })).toEqual(resolveConfig(data, {}));
  });

  it.each([
    ["dcgan-mnist", "mnist", { steps: 23_450, checkpointEvery: 2500 }],
    ["dcgan-fashion", "fashion-mnist", {}],
  ])("%s is at present what its data get by default as a DCGAN, but for its length", (preset, name, length) => {
    const data = { ...images, name, count: 60_000 };
    expect(presetOf(preset).data).toBe(name);
    expect(resolveConfig(data, { preset })).toEqual(resolveConfig(data, { network: "dcgan", ...length }));
  });

  it.each([
    ["digits", { ...images, name: "mnist", count: 60_000, y: { shape: [1] } }],
    ["clothes", { ...images, name: "fashion-mnist", count: 60_000 }],
    ["tiles", { ...images, name: "dngn", shape: [3, 32, 32], count: 1107 }],
  ])("%s is at present what such data get by default, but for what its page says", (preset, data) => {
    const { options } = presetOf(preset);
    const own = {
      ...{ channels: options.channels ?? 0, clusters: options.clusters ?? 200, steps: options.steps ?? 0 },
      ...{ checkpointEvery: options.checkpointEvery ?? 0, sampleEvery: options.sampleEvery ?? 0 },
      ...(preset === "tiles" ? { augment: options.augment ?? [], augmentSteps: options.augmentSteps ?? 0 } : {}),
    };
    const { clusters, ...config } = resolveConfig(data, { preset });
    const { clusters: byDefault, ...rest } = resolveConfig(data, own);
    expect(config).toEqual(rest);
    expect(Math.abs(clusters / byDefault - 1)).toBeLessThan(0.05);
  });

  it.each(presetNames)("%s has options that the option table takes", (preset) => {
    const data = presets[preset].kind === "images" ? images : points;
    expect(() => resolveConfig(data, { preset })).not.toThrow();
  });

  it("gives way to whatever the user sets, of both players or of one", () => {
    const { batch, generator, discriminator } = resolveConfig(images, {
      preset: "goodfellow2014-mnist",
      batch: 50,
      widths: [7],
      discriminator: { learningRate: 0.2 },
    });
    expect(batch).toBe(50);
    expect([generator.widths, discriminator.widths]).toEqual([[7], [7]]);
    expect([generator.learningRate, discriminator.learningRate]).toEqual([0.1, 0.2]);
    expect(discriminator.activation).toBe("maxout");
  });

  it("is not part of the mathematics: its options written out give the same configuration", () => {
    expect(resolveConfig(images, optionsOf(of2014()))).toEqual(of2014());
  });

  it.each([
    [
      "goodfellow2014-mnits",
      "looking for preset goodfellow2014-mnits: expected one of digits, clothes, stacked-mnist, tiles, photographs, goodfellow2014-mnist, goodfellow2014-mnist-alternating, dcgan-mnist, dcgan-fashion, ring, grid, two-normals, but got goodfellow2014-mnits. Did you mean goodfellow2014-mnist?",
    ],
    ["rign", "Did you mean ring?"],
    ["", "but got an empty name."],
    ["toString", "but got toString."],
  ])("of the name %j is refused", (preset, message) => {
    expect(() => resolveConfig(points, { preset })).toThrow(message);
  });

  it("is refused for data of another kind", () => {
    expect(() => resolveConfig(points, { preset: "dcgan-mnist" })).toThrow(
      "using preset dcgan-mnist: expected images, but got table, whose examples are points or rows of numbers. Choose other data, or leave out the preset.",
    );
    expect(() => resolveConfig(images, { preset: "grid" })).toThrow(
      "using preset grid: expected points or rows of numbers, but got mnist, whose examples are images.",
    );
  });
});
