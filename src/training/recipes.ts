/**
 * Defaults that hang on more than the kind of data, which stand in the rows of the options: on one data set, or on what else was
 * chosen. Whatever the user sets takes precedence.
 */
import type { DataDescription } from "../data/description.ts";
import { kindOf } from "../data/kinds.ts";
import { lossOf } from "../game/losses.ts";
import { architectureOf } from "../networks/architectures.ts";
import { halvingsOf, stagesFor } from "../networks/resnet.ts";
import { sizeOf } from "../tensor/shape.ts";
import { defaultsOf, PLAYERS, type Player } from "./defaults.ts";
import {
  type GameOptions,
  gameOptions,
  type PlayerOptions,
  playerOptions,
  type RunOptions,
  runOptions,
} from "./options.ts";

/** Options as a user gives them: those of one player take precedence over those of both. */
export interface GivenOptions extends Partial<GameOptions>, Partial<PlayerOptions>, Partial<RunOptions> {
  readonly generator?: Partial<PlayerOptions>;
  readonly discriminator?: Partial<PlayerOptions>;
}

/** What is known of single data sets. */
const byName: Readonly<Record<string, GivenOptions>> = {
  // Wide and shallow, and wider than D: 8 of 8 modes for 20 of 20 seeds, where three layers of 64 lose one now and then.
  ring: { widths: [64, 64], generator: { widths: [128, 128] } },
  // 25 of 25 modes for ten of ten seeds; with a G of 64 and β₁ = 0.5 for six of ten.
  grid: { beta1: 0, generator: { widths: [128, 128, 128] } },
};

/** The game for mixed tables, as measured in docs/tables.md. */
const ofMixedTables: GivenOptions = {
  loss: "relativistic",
  r1: 0.02,
  r2: 0.02,
  penaltyEvery: 4,
  average: 0.995,
  activation: "leaky-relu",
  beta1: 0,
};

/** What is so of a player where only the user and `usual` have a say: a default of the kind of data. */
const settingOf = <K extends keyof PlayerOptions>(
  key: K,
  player: Player,
  given: GivenOptions,
  usual: GivenOptions,
): PlayerOptions[K] => (given[player]?.[key] ?? given[key] ?? usual[key]) as PlayerOptions[K];

/** Steps in which grey pictures, and coloured ones, are learned so far that they are worth looking at. */
const STEPS = { grey: 3000, colour: 8000 };
/** Fewer examples have no clusters worth finding. */
const FEWEST_FOR_CLUSTERS = 100;

/** What G and D are told where nobody says anything of it: the label, or else a cluster, where there is one to be had. */
function classesOf({ y, count }: DataDescription): GameOptions["classes"] {
  if (y?.code) return y.code.of === "labels" ? "labels" : "auto";
  if (y && sizeOf(y.shape) === 1) return "labels";
  return count !== undefined && Number.isFinite(count) && count >= FEWEST_FOR_CLUSTERS ? "auto" : "none";
}

/** Of more examples than these D does not learn one by one what they are. */
const FEW = 10_000;

/** What D sees of few pictures: nothing that what is in them could not have (Zhao et al. 2020, but for mirrors). */
const augmentOf = ({ shape: [channels = 1], count = Number.POSITIVE_INFINITY }: DataDescription): readonly string[] => {
  if (count > FEW) return [];
  return channels === 1 ? ["translation", "cutout"] : ["translation", "color", "cutout"];
};

/** Feature maps by the side of a stage: one of twice the side costs no more with half of them. */
const mapsFor = (side: number): number => [96, 96, 48, 32, 16][Math.floor(Math.log2(side / 3.5))] ?? 8;

/** Feature maps of each stage, from the smallest maps on. */
function channelsOf({ shape }: DataDescription, ends: PlayerOptions["imageEnds"]): readonly number[] {
  const [, height = 1, width = 1] = shape;
  const base = Math.min(height, width) / 2 ** halvingsOf(shape);
  const { channels } = stagesFor(1, shape, ends);
  return channels.map((_, i) => mapsFor(Math.max(4, base * 2 ** i)));
}

/**
 * The game for residual networks, as measured in docs/presets/digits.md and tiles.md: D is kept smooth by R1, with a weight and rates
 * that fall by half a cosine until the run ends.
 */
function ofResnets(data: DataDescription, given: GivenOptions): GivenOptions {
  const { shape, count } = data;
  const grey = shape[0] === 1;
  const batch = grey ? 32 : 16;
  const { steps = grey ? STEPS.grey : STEPS.colour, loss, gradientPenalty = 0, augment = augmentOf(data) } = given;
  return {
    batch: Math.min(batch, count ?? batch),
    latent: 64,
    ...(loss === "wasserstein" || gradientPenalty > 0 ? {} : ofSmoothDiscriminators(grey, loss)),
    beta1: 0,
    beta2: 0.99,
    learningRate: 5e-4,
    schedule: "cosine",
    finalRate: 0.1,
    steps,
    decaySteps: steps,
    burnInSteps: steps,
    ...(augment.length > 0 ? { augment, augmentSteps: Math.round(steps / 3) } : {}),
    average: 0.998,
    averageRamp: 0.05,
    normalisation: "none",
  };
}

/** R1, and with relativistic pairs R2 too, at every step, and no bounds on what G ends with (Huang et al. 2024). */
function ofSmoothDiscriminators(grey: boolean, loss: GivenOptions["loss"]): GivenOptions {
  const r1 = grey ? 0.3 : 0.5;
  const penalties = { r1, finalPenalty: grey ? 0.1667 : 0.1 };
  if (loss === "relativistic") return { ...penalties, r2: r1, imageOutput: "linear" };
  // Grey pictures are simple enough for a penalty now and then.
  return { ...penalties, penaltyEvery: grey ? 4 : 1 };
}

/** As CTGAN plays (Xu et al. 2019), but for its noise and its packs. */
const criticOfTables: GivenOptions = {
  gradientPenalty: 10,
  r1: 0,
  r2: 0,
  penaltyEvery: 1,
  dSteps: 1,
  beta1: 0.5,
  beta2: 0.9,
};

/** Policies of augmentation as their authors use them: ADA by feedback, DiffAugment always and in full. */
function recipeOfPolicies({
  augment = [],
  augmentP,
  augmentTarget,
  loss = "non-saturating",
}: GivenOptions): GivenOptions {
  const adaptive = augment.includes("ada") && augmentP === undefined && lossOf(loss).output === "logit";
  const target = augmentTarget ?? (adaptive ? 0.6 : 0);
  if (target > 0) return { augmentTarget: target, augmentP: 0.8 };
  return augment.includes("diffaugment") ? { augmentP: 1, augmentSteps: 0 } : {};
}

/**
 * The defaults for data of this kind, given what the user chose; later ones take precedence.
 *
 * @param own whether the networks are the user's own: they are told nothing that the user does not ask for.
 */
export function recipesFor(data: DataDescription, given: GivenOptions, own = false): readonly GivenOptions[] {
  const { name } = data;
  const usual: GivenOptions = defaultsOf({ ...gameOptions, ...playerOptions, ...runOptions }, data);
  const recipes: GivenOptions[] = [usual];
  const ofEach = (defaults: (player: Player) => Partial<PlayerOptions>): GivenOptions =>
    Object.fromEntries(PLAYERS.map((player) => [player, defaults(player)]));
  const networkOf = (player: Player) => settingOf("network", player, given, usual);
  if (Object.hasOwn(byName, name)) recipes.push(byName[name] as GivenOptions);
  if (kindOf(data) === "mixed") {
    recipes.push(ofMixedTables);
    // At this rate a run must come to rest: one that is cut off before is worth little.
    if (given.steps !== undefined) recipes.push({ decaySteps: given.steps });
    const { batch = 1 } = usual;
    const { pack = 1 } = given;
    if (pack > 1) recipes.push({ batch: pack * Math.max(1, Math.floor(batch / pack)) });
  }
  if (PLAYERS.every((player) => networkOf(player) === "resnet")) {
    recipes.push(ofResnets(data, given), own ? {} : { classes: classesOf(data) });
    recipes.push(ofEach((player) => ({ channels: channelsOf(data, settingOf("imageEnds", player, given, usual)) })));
  }
  if (kindOf(data) === "images") recipes.push(recipeOfPolicies(given));
  recipes.push(ofEach((player) => architectureOf(networkOf(player)).defaults?.[kindOf(data)] ?? {}));
  if (given.loss === "wasserstein") {
    // Gulrajani et al. 2017: λ = 10 for images, 0.1 in the code of its toy problems.
    recipes.push(
      kindOf(data) === "mixed"
        ? criticOfTables
        : { gradientPenalty: kindOf(data) === "images" ? 10 : 0.1, dSteps: 5, beta1: 0, beta2: 0.9 },
    );
  }
  const { gradientPenalty = 0, r1 = 0, r2 = 0, normalisation } = Object.assign({}, ...recipes, given) as GivenOptions;
  if (gradientPenalty + r1 + r2 > 0 && normalisation === "batch") {
    // Penalties need a D that treats examples apart.
    recipes.push({ discriminator: { normalisation: "layer" } });
  }
  return recipes;
}
