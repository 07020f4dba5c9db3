/**
 * Defaults that hang on more than the kind of data, which stand in the rows of the options: on one data set, or on what else was
 * chosen. Whatever the user sets takes precedence.
 */
import type { DataDescription } from "../data/description.ts";
import { kindOf } from "../data/kinds.ts";
import { lossOf } from "../game/losses.ts";
import { architectureOf } from "../networks/architectures.ts";
import { defaultsOf } from "./defaults.ts";
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

/**
 * The game for residual networks, as measured in docs/presets/digits.md: D is kept smooth by R1, with a weight and rates that fall by
 * half a cosine until the run ends.
 */
function ofResnets({ shape: [channels = 1], count }: DataDescription, steps = 3000): GivenOptions {
  const grey = channels === 1;
  const batch = grey ? 32 : 16;
  return {
    batch: Math.min(batch, count ?? batch),
    latent: 64,
    r1: grey ? 0.3 : 0.5,
    finalPenalty: grey ? 0.1667 : 0.1,
    // Grey pictures are simple enough for a penalty now and then.
    penaltyEvery: grey ? 4 : 1,
    beta1: 0,
    beta2: 0.99,
    learningRate: 5e-4,
    schedule: "cosine",
    finalRate: 0.1,
    steps,
    decaySteps: steps,
    burnInSteps: steps,
    average: 0.998,
    averageRamp: 0.05,
    normalisation: "none",
  };
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

/** The defaults for data of this kind, given what the user chose; later ones take precedence. */
export function recipesFor(data: DataDescription, given: GivenOptions): readonly GivenOptions[] {
  const { name } = data;
  const recipes: GivenOptions[] = [defaultsOf({ ...gameOptions, ...playerOptions, ...runOptions }, data)];
  if (Object.hasOwn(byName, name)) recipes.push(byName[name] as GivenOptions);
  if (kindOf(data) === "mixed") {
    recipes.push(ofMixedTables);
    // At this rate a run must come to rest: one that is cut off before is worth little.
    if (given.steps !== undefined) recipes.push({ decaySteps: given.steps });
    const { batch = 1 } = recipes[0] as GivenOptions;
    const { pack = 1 } = given;
    if (pack > 1) recipes.push({ batch: pack * Math.max(1, Math.floor(batch / pack)) });
  }
  if (kindOf(data) === "images") recipes.push(recipeOfPolicies(given));
  if (given.network === "resnet") recipes.push(ofResnets(data, given.steps));
  if (given.network !== undefined) recipes.push(architectureOf(given.network).defaults?.[kindOf(data)] ?? {});
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
