/** Settings that work for a kind of data, as defaults. Whatever the user sets takes precedence. */
import type { Shape } from "../tensor/shape.ts";
import type { GameOptions, PlayerOptions, RunOptions } from "./options.ts";

/** Options as a user gives them: those of one player take precedence over those of both. */
export interface GivenOptions extends Partial<GameOptions>, Partial<PlayerOptions>, Partial<RunOptions> {
  readonly generator?: Partial<PlayerOptions>;
  readonly discriminator?: Partial<PlayerOptions>;
}

const common = {
  seed: 1,
  loss: "non-saturating",
  mixedSteps: 1000,
  gradientPenalty: 0,
  r1: 0,
  r2: 0,
  labelSmoothing: 0,
  prior: "normal",
  halfWidth: 1,
  dSteps: 1,
  updates: "alternating",
  average: 0.999,
  channels: 64,
  slope: 0.2,
  pieces: 5,
  dropout: 0,
  inputDropout: 0,
  optimizer: "adam",
  momentum: 0.9,
  momentumSteps: 1,
  nesterov: false,
  epsilon: 1e-8,
  weightDecay: 0,
  keep: 5,
} satisfies GivenOptions;

/** Points in a few dimensions: two small perceptrons. */
const points = {
  batch: 256,
  latent: 2,
  network: "mlp",
  widths: [64, 64, 64],
  activation: "leaky-relu",
  normalisation: "none",
  init: "he",
  learningRate: 2e-3,
  schedule: "linear",
  finalRate: 0.01,
  decaySteps: 25_000,
  beta1: 0.5,
  beta2: 0.99,
  steps: 25_000,
  checkpointEvery: 5000,
  reportEvery: 500,
  sampleEvery: 2500,
  samples: 2500,
  threads: 1,
  // As in DCGAN: a G of flat pieces separates modes cleanly, a D that leaks always leaves it a gradient.
  generator: { activation: "relu" },
} satisfies GivenOptions;

/** Images: the settings of Radford et al. 2016. */
const images = {
  batch: 64,
  latent: 100,
  network: "dcgan",
  widths: [512, 512],
  activation: "leaky-relu",
  normalisation: "batch",
  init: "normal",
  learningRate: 2e-4,
  schedule: "constant",
  finalRate: 1,
  decaySteps: 10_000,
  beta1: 0.5,
  beta2: 0.999,
  steps: 10_000,
  checkpointEvery: 500,
  reportEvery: 25,
  sampleEvery: 250,
  samples: 64,
  threads: 2,
  generator: { activation: "relu" },
} satisfies GivenOptions;

/** One dimension: small, and with a D that is kept closer to its optimum. */
const numbers = {
  widths: [32, 32],
  learningRate: 1e-3,
  dSteps: 2,
  decaySteps: 15_000,
  steps: 15_000,
} satisfies GivenOptions;

/** What is known of single data sets. */
const byName: Readonly<Record<string, GivenOptions>> = {
  // Wide and shallow, and wider than D: 8 of 8 modes for 20 of 20 seeds, where three layers of 64 lose one now and then.
  ring: { widths: [64, 64], generator: { widths: [128, 128] } },
};

/** The defaults for data of this name and shape, given what the user chose; later ones take precedence. */
export function recipesFor(name: string, shape: Shape, given: GivenOptions): readonly GivenOptions[] {
  const recipes: GivenOptions[] = [common, shape.length === 3 ? images : points];
  if (shape.length === 1 && shape[0] === 1) recipes.push(numbers);
  if (Object.hasOwn(byName, name)) recipes.push(byName[name] as GivenOptions);
  if (shape.length === 3 && given.network === "mlp") recipes.push({ normalisation: "none", init: "glorot" });
  if (given.loss === "wasserstein") {
    // Gulrajani et al. 2017: λ = 10 for images, 0.1 in the code of its toy problems.
    recipes.push({ gradientPenalty: shape.length === 3 ? 10 : 0.1, dSteps: 5, beta1: 0, beta2: 0.9 });
  }
  const { gradientPenalty = 0, r1 = 0, r2 = 0 } = Object.assign({}, ...recipes, given) as GivenOptions;
  if (gradientPenalty + r1 + r2 > 0 && shape.length === 3 && given.network !== "mlp") {
    // Penalties need a D that treats examples apart.
    recipes.push({ discriminator: { normalisation: "layer" } });
  }
  return recipes;
}
