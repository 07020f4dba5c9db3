import { describe, expect, it } from "vitest";
import type { DataDescription } from "../data/description.ts";
import { nearest } from "../data/nearest.ts";
import { valueAt } from "../learning/schedules.ts";
import { type Config, checkConfig, mathematics, optionsOf, resolveConfig, sameMathematics } from "./config.ts";
import { gameOf, learningOf } from "./game-of-config.ts";
import type { RunRow } from "./option.ts";
import { gameOptions, playerOptions, runOptions } from "./options.ts";
import type { GivenOptions } from "./recipes.ts";

const points = { name: "ring", shape: [2], fingerprint: "ring" };
const images = { name: "mnist", shape: [1, 28, 28], fingerprint: "sha" };
const resolve = (given: GivenOptions = {}, data: DataDescription = points): Config => resolveConfig(data, given);

/** A configuration as it was written before options of later came. */
function early(config: Config): Config {
  const { sharedMasks: _, pixels: __, outputBias: ___, ...game } = config;
  const player = ({ upsampling: _, ...own }: Config["generator"]) => own;
  return {
    ...game,
    generator: player(config.generator),
    discriminator: player(config.discriminator),
  } as unknown as Config;
}

describe("a configuration from a file", () => {
  const config = resolve({ loss: "hinge", seed: 9 }, images);

  it("that is older than an option has what was the only way then", () => {
    expect(checkConfig(early(config), "reading")).toEqual(config);
    const chosen = resolve({ pixels: "unit", outputBias: "data", network: "mlp" }, images);
    expect(checkConfig(chosen, "reading")).toEqual(chosen);
  });

  it("has the same mathematics, letter by letter, whether or not it is older than an option", () => {
    expect(mathematics(early(config))).toBe(mathematics(config));
    expect(mathematics(config)).toBe(JSON.stringify({ ...config, run: undefined }));
    expect(mathematics(early(config))).not.toBe(
      mathematics(resolve({ loss: "hinge", seed: 9, pixels: "unit" }, images)),
    );
  });

  it("computes the same however a table's numbers are written, and not whatever their scale", () => {
    const table = (column: object, more: object = {}): string => {
      const data = { ...points, columns: [{ name: "a", center: 1, scale: 2, ...column }], shape: [1], ...more };
      return mathematics(resolveConfig(data, { seed: 9 }));
    };
    const constants = [{ name: "c", text: "7", value: 7, place: 0 }];
    expect(sameMathematics(table({}), table({ form: { decimals: 2 } }, { constants }))).toBe(true);
    expect(sameMathematics(table({}), table({ scale: 3 }))).toBe(false);
    expect(sameMathematics(table({}), table({}, { fingerprint: "other" }))).toBe(false);
  });

  it("keeps the order in which it is always written", () => {
    expect(JSON.stringify(checkConfig(early(config), "reading"))).toBe(JSON.stringify(config));
  });

  it("must have the options that there have always been", () => {
    const lacking = [
      [Object.keys(gameOptions), (key: string) => ({ ...config, [key]: undefined })],
      [
        Object.keys(playerOptions),
        (key: string) => ({ ...config, generator: { ...config.generator, [key]: undefined } }),
      ],
      [Object.keys(runOptions), (key: string) => ({ ...config, run: { ...config.run, [key]: undefined } })],
    ] as const;
    const later = [
      ...["sharedMasks", "pixels", "outputBias", "upsampling", "keepSamples", "device"],
      ...["penaltyEvery", "pairMoments", "givenMoments", "subsets", "temperature", "gumbel", "pack"],
      ...["augment", "augmentP", "augmentTarget", "augmentImages", "augmentSteps", "augmentNoise"],
      ...[
        "classes",
        "clusters",
        "jointPenalties",
        "finalPenalty",
        "burnInSteps",
        "freezeD",
        "accumulate",
        "recompute",
        "averageRamp",
        "finalBeta2",
        "gSteps",
      ],
      ...["blocks", "blockKind", "imageEnds", "firstMaps", "imageOutput"],
      ...["spectralNorm", "attention", "minibatchDeviation", "mapping"],
    ];
    // What it was before there was a choice, which need not be what it is by default.
    const before = (key: string): unknown =>
      (({ ...gameOptions, ...playerOptions, ...runOptions }) as Readonly<Record<string, RunRow<unknown>>>)[key]?.before;
    const withValue = (key: string, value: unknown): unknown => {
      if (key in runOptions) return { ...config, run: { ...config.run, [key]: value } };
      return key in playerOptions
        ? { ...config, generator: { ...config.generator, [key]: value } }
        : { ...config, [key]: value };
    };
    for (const [keys, without] of lacking) {
      for (const key of keys) {
        // As a file would have it: without the key.
        const read = (): Config => checkConfig(JSON.parse(JSON.stringify(without(key))), "reading");
        if (later.includes(key)) expect(read()).toEqual(withValue(key, before(key)));
        else expect(read).toThrow(new RegExp(`^reading: expected (generator\\.|run\\.)?${key} to be `));
      }
    }
  });

  it.each([
    ["momentums", { ...config, momentums: 1 }],
    ["generator.sharpness", { ...config, generator: { ...config.generator, sharpness: 1 } }],
    ["run.hours", { ...config, run: { ...config.run, hours: 1 } }],
  ])("with an option that is not known is refused: %s", (name, given) => {
    expect(() => checkConfig(given, "reading")).toThrow(
      `reading: expected only options that this version knows, but got ${name}. A later version wrote it, or it was altered.`,
    );
  });
});

describe("a configuration", () => {
  it("has the recipe's value where the user says nothing", () => {
    expect(resolve().generator.activation).toBe("relu");
    expect(resolve().discriminator.activation).toBe("leaky-relu");
    expect(resolve({}, images)).toMatchObject({
      batch: 32,
      latent: 64,
      r1: 0.3,
      generator: { network: "resnet", normalisation: "none", activation: "leaky-relu" },
    });
    expect(resolve({ network: "dcgan" }, images)).toMatchObject({
      batch: 64,
      latent: 100,
      r1: 0,
      classes: "none",
      generator: { network: "dcgan", normalisation: "batch", activation: "relu" },
    });
    // The game of residual networks is for two of them.
    expect(resolve({ generator: { network: "dcgan" } }, images)).toMatchObject({
      batch: 64,
      r1: 0,
      generator: { network: "dcgan", activation: "relu", init: "normal" },
      discriminator: { network: "resnet", activation: "leaky-relu", init: "he" },
    });
  });

  it.each<[number[], number[], string]>([
    [[1, 28, 28], [96, 48], "strided"],
    [[3, 32, 32], [96, 96, 48, 32], "pixels"],
    [[3, 64, 64], [96, 96, 48, 32], "strided"],
    [[3, 64, 96], [96, 96, 48, 32], "strided"],
    [[3, 256, 256], [96, 96, 48, 32, 16, 8], "strided"],
    [[1, 6, 6], [96], "pixels"],
    [[1, 8, 30], [96], "strided"],
  ])("gives residual networks for %j %j maps, from the smallest on, with %s ends", (shape, channels, imageEnds) => {
    const { generator } = resolve({}, { ...images, shape });
    expect(generator).toMatchObject({ channels, imageEnds });
    expect(() => gameOf(resolve({}, { ...images, shape }))).not.toThrow();
  });

  it("gives each player the maps that its own ends have room for", () => {
    const config = resolve({ generator: { imageEnds: "strided" } }, { ...images, shape: [3, 32, 32] });
    expect([config.generator.channels, config.discriminator.channels]).toEqual([
      [96, 96, 48],
      [96, 96, 48, 32],
    ]);
    expect(() => gameOf(config)).not.toThrow();
  });

  it("lets rates and penalties of residual networks come to rest with the run, whatever its length", () => {
    expect(resolve({ steps: 77 }, images)).toMatchObject({
      burnInSteps: 77,
      generator: { decaySteps: 77 },
      run: { steps: 77 },
    });
  });

  it.each<[string, Partial<DataDescription>, GivenOptions, string]>([
    ["labels, where the data have some", { count: 500, y: { shape: [1] } }, {}, "labels"],
    ["clusters without labels", { count: 500 }, {}, "auto"],
    ["nothing of a few pictures", { count: 99 }, {}, "none"],
    ["nothing of pictures that are drawn afresh", {}, {}, "none"],
    ["nothing where y is no class", { y: { shape: [3] } }, {}, "none"],
    ["what the user says", { count: 500, y: { shape: [1] } }, { classes: "none" }, "none"],
    ["nothing of other networks", { count: 500, y: { shape: [1] } }, { network: "dcgan" }, "none"],
  ])("tells residual networks %s", (_, more, given, classes) => {
    expect(resolve(given, { ...images, ...more }).classes).toBe(classes);
  });

  it("has R1 and R2 at every step, and no bounds on G's images, for relativistic pairs of residual networks", () => {
    const { r1, r2, penaltyEvery, generator } = resolve({ loss: "relativistic" }, images);
    expect({ r1, r2, penaltyEvery }).toEqual({ r1: 0.3, r2: 0.3, penaltyEvery: 1 });
    expect(generator.imageOutput).toBe("linear");
  });

  it.each([
    [2, 2500],
    [100, 2500],
    [1000, 250],
    [20_000, 16],
    [1_000_000, 16],
  ])("draws sheets that can be written as text of rows of %i numbers: %i rows", (width, samples) => {
    expect(resolve({}, { ...points, name: "t", shape: [width] }).run.samples).toBe(samples);
    expect(resolve({ samples: 7 }, { ...points, name: "t", shape: [width] }).run.samples).toBe(7);
  });

  it("takes what the user says of both players for both, whatever a recipe says of one", () => {
    const { generator, discriminator } = resolve({ activation: "tanh", widths: [7] });
    expect([generator.activation, discriminator.activation]).toEqual(["tanh", "tanh"]);
    expect([generator.widths, discriminator.widths]).toEqual([[7], [7]]);
  });

  it("takes what the user says of one player for that one", () => {
    const { generator, discriminator } = resolve({
      learningRate: 0.5,
      discriminator: { learningRate: 0.25, widths: [] },
    });
    expect([generator.learningRate, discriminator.learningRate]).toEqual([0.5, 0.25]);
    expect(discriminator.widths).toEqual([]);
  });

  it("gives an init the scale of its paper, and momentum that stays", () => {
    expect(resolve({ init: "uniform" }).generator.initScale).toBe(0.05);
    expect(resolve({ init: "normal" }).generator.initScale).toBe(0.02);
    expect(resolve({ init: "uniform", initScale: 0.005 }).generator.initScale).toBe(0.005);
    expect(resolve({ momentum: 0.5 }).generator.finalMomentum).toBe(0.5);
  });

  it("gives Wasserstein's critic its penalty, and with a penalty no batch normalisation", () => {
    expect(resolve({ loss: "wasserstein" }, images)).toMatchObject({ gradientPenalty: 10, dSteps: 5, r1: 0 });
    expect(resolve({ loss: "wasserstein", network: "dcgan" }, images)).toMatchObject({
      gradientPenalty: 10,
      dSteps: 5,
      discriminator: { normalisation: "layer" },
      generator: { normalisation: "batch" },
    });
    expect(resolve({ r1: 1, network: "dcgan" }, images).discriminator.normalisation).toBe("layer");
    expect(resolve({ loss: "wasserstein", gradientPenalty: 0 })).toMatchObject({ gradientPenalty: 0 });
  });

  it("can be written as options again", () => {
    const config = resolve({ loss: "hinge", steps: 7, discriminator: { widths: [3] } });
    expect(resolve(optionsOf(config))).toEqual(config);
  });

  it("has the same mathematics for any number of steps, threads, reports and checkpoints", () => {
    const of = (given: GivenOptions) => mathematics(resolve(given));
    expect(of({ steps: 10, threads: 2, reportEvery: 3, checkpointEvery: 4, sampleEvery: 5, samples: 6, keep: 7 })).toBe(
      of({}),
    );
    expect(of({ seed: 2 })).not.toBe(of({}));
    expect(of({ decaySteps: 10 })).not.toBe(of({}));
  });

  it.each<[GivenOptions, string]>([
    [{ batch: 0 }, "reading option `batch`: expected an integer from 1 to 65,536, but got 0."],
    [{ latent: 1e9 }, "reading option `latent`: expected an integer from 1 to 65,536, but got 1000000000."],
    [{ learningRate: -1 }, "reading option `learningRate`: expected a number above 0 and up to 1,000,000, but got -1."],
    [{ beta1: 1 }, "reading option `beta1`: expected a number from 0 to below 1, but got 1."],
    [
      { loss: "wgan" as never },
      "reading option `loss`: expected one of minimax, non-saturating, mixed, least-squares, hinge, wasserstein, relativistic, but got wgan.",
    ],
    [
      { widths: [3, 0] },
      "reading option `widths`: expected up to 16 integers from 1 to 65,536, separated by commas (or none), but got 3,0.",
    ],
    [
      { generator: { slope: "steep" as never } },
      "reading option `generator.slope`: expected a number from 0 to below 1, but got steep.",
    ],
    [{ nesterov: 3 as never }, "reading option `nesterov`: expected true or false, but got 3."],
    [{ stepps: 3 } as never, "reading the options: expected a known one, such as `steps`, but got `stepps`."],
    [
      { discriminator: { width: 3 } } as never,
      "expected a known one, such as `discriminator.widths`, but got `discriminator.width`.",
    ],
    [{ quux: 3 } as never, "reading the options: expected a known one, but got `quux`."],
    [
      { batch: 1, normalisation: "batch" },
      "reading option `batch`: expected at least 2, as batch normalisation needs, but got 1.",
    ],
  ])("is refused for %j", (given, message) => {
    expect(() => resolve(given)).toThrow(message);
  });

  it("is refused where a network cannot be built", () => {
    expect(() => gameOf(resolve({}, { ...images, shape: [1, 3, 9] }))).toThrow(
      'building G as resnet: expected images whose sides are at least 4, but got 3×9. Use `network: "mlp"` for so few pixels.',
    );
    expect(() => gameOf(resolve({ channels: [8, 8, 8] }, images))).toThrow(
      "building G as resnet: expected up to 2 numbers of channels for images of 28×28, but got 8,8,8. Give `channels` a number",
    );
    expect(() => gameOf(resolve({ network: "dcgan", activation: "maxout" }, images))).toThrow(
      "building G as dcgan: expected an elementwise activation, but got maxout.",
    );
  });
});

describe("the nearest name", () => {
  it.each([
    ["rign", "ring"],
    ["two-normal", "two-normals"],
    ["GRID", "grid"],
    ["elephants", undefined],
  ])("to %s is %s", (name, expected) => {
    expect(nearest(name, ["ring", "grid", "two-normals", "moons"])).toBe(expected);
  });
});

describe("a schedule", () => {
  const rate = (schedule: "constant" | "linear" | "cosine" | "exponential") =>
    learningOf(resolve({ learningRate: 1, finalRate: 0.01, schedule, decaySteps: 100 }).generator).learningRate;

  it.each([
    ["constant", [1, 1, 1, 1]],
    ["linear", [1, 0.505, 0.01, 0.01]],
    ["cosine", [1, 0.505, 0.01, 0.01]],
    ["exponential", [1, 0.1, 0.01, 0.01]],
  ] as const)("that is %s starts at the rate, and stays where it has fallen to", (kind, expected) => {
    [1, 51, 101, 5000].forEach((step, i) => expect(valueAt(rate(kind), step)).toBeCloseTo(expected[i]!, 12));
  });
});
