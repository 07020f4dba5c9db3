import { describe, expect, it } from "vitest";
import { collect, lastCheckpoint, pictures } from "../../test/small-run.ts";
import { builtIn } from "../data/built-in.ts";
import type { DataSet } from "../data/dataset.ts";
import type { DataDescription } from "../data/description.ts";
import { isProblem } from "../problem.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { type Config, optionsOf, resolveConfig } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import type { Option } from "./option.ts";
import { gameOptions, playerOptions } from "./options.ts";
import { presets } from "./presets.ts";
import type { GivenOptions } from "./recipes.ts";
import { optionMatters, refuseIdle } from "./relevance.ts";
import { train } from "./train.ts";

const points: DataDescription = { name: "points", shape: [2], fingerprint: "points" };
const images: DataDescription = { name: "images", shape: [1, 28, 28], fingerprint: "images" };
const give = (given: GivenOptions, data = points) => refuseIdle(given, resolveConfig(data, given));

describe("an option that has no effect is refused", () => {
  it.each<[GivenOptions, DataDescription, string]>([
    [
      { nesterov: true },
      points,
      "option `nesterov`: expected `optimizer` momentum, without which it has no effect, but got `optimizer` adam. Leave it out.",
    ],
    [{ momentum: 0.5 }, points, "expected `optimizer` momentum"],
    [{ finalMomentum: 0.5, optimizer: "sgd" }, points, "expected `optimizer` momentum"],
    [
      { optimizer: "sgd", beta1: 0.9 },
      points,
      "option `beta1`: expected `optimizer` adam or adamw, without which it has no effect, but got `optimizer` sgd",
    ],
    [{ optimizer: "rmsprop", beta1: 0.9 }, points, "expected `optimizer` adam or adamw"],
    [{ optimizer: "momentum", beta2: 0.9 }, points, "expected `optimizer` rmsprop, adam or adamw"],
    [{ optimizer: "sgd", epsilon: 1e-6 }, points, "expected `optimizer` rmsprop, adam or adamw"],
    [{ upsampling: "resize", network: "mlp" }, images, "option `upsampling`: expected `network` dcgan"],
    [
      { discriminator: { upsampling: "resize" } },
      images,
      "option `discriminator.upsampling`: expected G, without which it has no effect, but got D",
    ],
    [
      { slope: 0.1, activation: "relu" },
      points,
      "option `slope`: expected `activation` leaky-relu, without which it has no effect, but got `activation` relu",
    ],
    [{ generator: { slope: 0.1 } }, points, "option `generator.slope`: expected `generator.activation` leaky-relu"],
    [{ pieces: 3 }, points, "expected `activation` maxout"],
    [
      { widths: [], dropout: 0.5 },
      points,
      "option `dropout`: expected hidden layers above 0, without which it has no effect, but got hidden layers 0",
    ],
    [{ schedule: "constant", finalRate: 0.1 }, points, "expected `schedule` linear, cosine, exponential or late"],
    [{ halfWidth: 2 }, points, "option `halfWidth`: expected `prior` uniform"],
    [{ mixedSteps: 5 }, points, "option `mixedSteps`: expected `loss` mixed"],
    [
      { labelSmoothing: 0.1, loss: "hinge" },
      points,
      "option `labelSmoothing`: expected `loss` minimax, non-saturating, mixed or least-squares",
    ],
    [{ sharedMasks: true, dropout: 0.5 }, points, "option `sharedMasks`: expected `updates` simultaneous"],
    [{ sharedMasks: true, updates: "simultaneous" }, points, "option `sharedMasks`: expected dropout above 0"],
    [
      { beta1: 0.5, generator: { beta1: 0.9 }, discriminator: { beta1: 0 } },
      points,
      "option `beta1`: expected a player without one of its own, without which it has no effect, but got `generator.beta1` and `discriminator.beta1`",
    ],
  ])("%j", (given, data, says) => {
    expect(() => give(given, data)).toThrow(says);
  });

  it("where a network of one's own stands in for what it would build", () => {
    const network = gameOf(resolveConfig(points, {}));
    const generator = () => network.generator;
    const own = { name: "own", generator };
    const both = { ...own, discriminator: () => network.discriminator };
    const check = (given: GivenOptions, parts: typeof own) => () =>
      refuseIdle(given, resolveConfig(points, given, parts), parts);
    expect(check({ widths: [8] }, own)).not.toThrow(); // D has them
    // What it drops is not known here.
    expect(check({ updates: "simultaneous", sharedMasks: true }, own)).not.toThrow();
    expect(check({ generator: { widths: [8] } }, own)).toThrow(
      "option `generator.widths`: expected a network made of options, without which it has no effect, but got one of your own",
    );
    expect(check({ init: "he" }, both)).toThrow("option `init`: expected a network made of options");
    expect(check({ beta1: 0.9 }, both)).not.toThrow();
  });
});

describe("an option that the kind of data leaves without an effect is passed over, in words", () => {
  it.each<[GivenOptions, DataDescription, string]>([
    [
      { channels: 8 },
      points,
      "`channels` has no effect here: it needs `network` dcgan or resnet, and for these data it is `network` mlp.",
    ],
    [
      { widths: [8] },
      images,
      "`widths` has no effect here: it needs `network` mlp or table, and for these data it is `network` resnet.",
    ],
    [{ inputDropout: 0.2 }, images, "`inputDropout` has no effect here: it needs `network` mlp"],
    [
      { decaySteps: 100, network: "dcgan" },
      images,
      "`decaySteps` has no effect here: it needs `schedule` linear, cosine, exponential or late",
    ],
    [{ pixels: "unit" }, points, "`pixels` has no effect here: it needs images, and for these data it is points."],
    [
      { discriminator: { channels: 8 } },
      points,
      "`discriminator.channels` has no effect here: it needs `discriminator.network` dcgan",
    ],
  ])("%j", (given, data, says) => {
    expect(refuseIdle(given, resolveConfig(data, given))).toEqual([expect.stringContaining(says)]);
  });

  it("but a network is used, and refused where it is built, for whatever data it is asked", () => {
    const given: GivenOptions = { network: "dcgan" };
    expect(refuseIdle(given, resolveConfig(points, given))).toEqual([]);
  });

  it("but refused where the user has chosen what leaves it without one", () => {
    expect(() => give({ channels: 8, network: "mlp" }, images)).toThrow("option `channels`: expected `network` dcgan");
    expect(() => give({ decaySteps: 8, schedule: "constant" })).toThrow("option `decaySteps`: expected `schedule`");
  });
});

describe("an option is taken", () => {
  it.each<[string, GivenOptions, DataDescription?]>([
    ["where one player heeds it", { beta1: 0.9, discriminator: { optimizer: "sgd" } }],
    ["of G, though D has no use for it", { network: "dcgan", upsampling: "resize" }, images],
    ["that asks for nothing", { nesterov: false, labelSmoothing: 0, inputDropout: 0, loss: "wasserstein" }],
    ["that says what is so", { network: "mlp", outputBias: "zero", sharedMasks: false }],
    ["whose condition a default meets", { decaySteps: 100, slope: 0.1 }],
  ])("%s", (_, given, data) => {
    expect(refuseIdle(given, resolveConfig(data ?? points, given))).toEqual([]);
  });

  it("of a preset or of a whole configuration, whether or not it has an effect", () => {
    for (const { kind, options } of Object.values(presets)) {
      const data = kind === "images" ? images : points;
      expect(() => refuseIdle({}, resolveConfig(data, options))).not.toThrow();
      expect(() => give(optionsOf(resolveConfig(data, options)), data)).not.toThrow();
    }
  });
});

describe("what the rows say of effects", () => {
  const rows = { ...gameOptions, ...playerOptions } as Readonly<Record<string, Option<unknown>>>;
  const tiny = { batch: 4, steps: 3, samples: 2, widths: [3], channels: 1, latent: 2, decaySteps: 5, finalRate: 0.5 };

  /** Another value than the one that is there. */
  function other({ kind }: Option<unknown>, value: unknown): unknown {
    if (kind.type === "flag") return !value;
    if (kind.type === "choice") return kind.values.find((one) => one !== value && one !== "maxout");
    if (kind.type === "integers") return typeof value === "number" ? value + 1 : [...(value as number[]), 2];
    return kind.type === "integer" ? (value as number) + 1 : (value as number) * 0.9 + 0.01;
  }

  /** What three steps come to. */
  async function trained(data: DataSet, config: Config): Promise<string> {
    const checkpoint = lastCheckpoint(await collect(train({ ...optionsOf(config), data })));
    const { tensors } = await decodeCheckpoint("c", checkpoint);
    return JSON.stringify([...tensors].map(([name, { shape, values }]) => [name, shape, [...values]]));
  }

  it.each<[string, GivenOptions, DataSet?]>([
    ["adam against sgd without hidden layers", { discriminator: { optimizer: "sgd", widths: [] } }],
    [
      "rmsprop against momentum that grows, a uniform prior, two losses",
      {
        loss: "mixed",
        mixedSteps: 1,
        prior: "uniform",
        generator: { optimizer: "rmsprop", activation: "tanh" },
        discriminator: { optimizer: "momentum", finalMomentum: 0.95, momentumSteps: 3 },
      },
    ],
    [
      "simultaneous updates with dropout and maxout, scores, a constant rate",
      { updates: "simultaneous", dropout: 0.5, activation: "maxout", loss: "hinge", schedule: "constant" },
    ],
    // So small that D has no layer to normalise.
    ["convolutions", { network: "dcgan", discriminator: { normalisation: "none" } }, pictures],
  ])("is what three steps come to: %s", async (_, given, data = builtIn("ring")) => {
    const config = resolveConfig(data, { ...tiny, ...given });
    const before = await trained(data, config);
    const wrong: string[] = [];
    for (const [key, row] of Object.entries(rows)) {
      if (!row.needs || key === "network" || (key === "normalisation" && data === pictures)) continue;
      for (const player of key in playerOptions ? (["generator", "discriminator"] as const) : [undefined]) {
        const place = player ? config[player] : config;
        const value = other(row, (place as unknown as Record<string, unknown>)[key]);
        const changed = player
          ? { ...config, [player]: { ...config[player], [key]: value } }
          : { ...config, [key]: value };
        // It may take the change to have an effect: as of widths where there were none.
        const matters = optionMatters(key, changed, player);
        const after = await trained(data, changed).catch((error: unknown) =>
          isProblem(error) ? undefined : Promise.reject(error),
        );
        // Refused in words: no matter.
        if (after !== undefined && (after !== before) !== matters) wrong.push(`${player} ${key} ${value}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
