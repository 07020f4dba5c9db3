/** Settings that work for a kind of data, as defaults. Whatever the user sets takes precedence. */
import type { DataDescription } from "../data/description.ts";
import { areRows, kindOf } from "../data/kinds.ts";
import { architectureOf } from "../networks/architectures.ts";
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
  sharedMasks: false,
  pixels: "symmetric",
  outputBias: "zero",
  average: 0.999,
  channels: 64,
  upsampling: "transposed",
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
  keepSamples: 200,
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
  steps: 5000,
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

/** Rows of a table. There are seldom many: long runs would learn them by heart. */
const rows = {
  batch: 128,
  decaySteps: 5000,
  steps: 5000,
  checkpointEvery: 1000,
  reportEvery: 100,
  sampleEvery: 500,
} satisfies GivenOptions;

/** What is known of single data sets. */
const byName: Readonly<Record<string, GivenOptions>> = {
  // Wide and shallow, and wider than D: 8 of 8 modes for 20 of 20 seeds, where three layers of 64 lose one now and then.
  ring: { widths: [64, 64], generator: { widths: [128, 128] } },
  // 25 of 25 modes for ten of ten seeds; with a G of 64 and β₁ = 0.5 for six of ten.
  grid: { beta1: 0, generator: { widths: [128, 128, 128] } },
};

/** From this side on a step costs several times that of MNIST: fewer of them keep a run within an hour on two cores. */
const LARGE = 64;

/** Feature maps next to the image: twice the side, half as many, so that the widest layer and the cost of a step stay alike. */
const channelsFor = (side: number): number => Math.max(8, Math.min(64, Math.floor(2048 / side)));

/** Numbers on a sheet of samples, which is written as text too, in a fraction of a second: 2,500 rows of 100 columns, fewer of more. */
const MOST_ON_SHEET = 2.5e5;

/** The defaults for data of this kind, given what the user chose; later ones take precedence. */
export function recipesFor(data: DataDescription, given: GivenOptions): readonly GivenOptions[] {
  const { name, shape, count, columns } = data;
  const ofImages = kindOf(data) === "images";
  const recipes: GivenOptions[] = [common, ofImages ? images : points];
  if (ofImages) {
    const side = shape[1] ?? 1;
    recipes.push({ channels: channelsFor(side), ...(side >= LARGE ? { steps: 3000 } : {}) });
  }
  if (columns) recipes.push(rows, { latent: Math.max(2, Math.min(64, columns.length)) });
  else if (areRows(data) && shape[0] === 1) recipes.push(numbers);
  const [width = 1] = shape;
  if (areRows(data) && points.samples * width > MOST_ON_SHEET) {
    recipes.push({ samples: Math.max(16, Math.floor(MOST_ON_SHEET / width)) });
  }
  const { batch } = Object.assign({}, ...recipes) as GivenOptions;
  if (count !== undefined && batch !== undefined && count < batch) recipes.push({ batch: count });
  if (Object.hasOwn(byName, name)) recipes.push(byName[name] as GivenOptions);
  if (given.network !== undefined) recipes.push(architectureOf(given.network).defaults?.[kindOf(data)] ?? {});
  if (given.loss === "wasserstein") {
    // Gulrajani et al. 2017: λ = 10 for images, 0.1 in the code of its toy problems.
    recipes.push({ gradientPenalty: ofImages ? 10 : 0.1, dSteps: 5, beta1: 0, beta2: 0.9 });
  }
  const { gradientPenalty = 0, r1 = 0, r2 = 0, normalisation } = Object.assign({}, ...recipes, given) as GivenOptions;
  if (gradientPenalty + r1 + r2 > 0 && normalisation === "batch") {
    // Penalties need a D that treats examples apart.
    recipes.push({ discriminator: { normalisation: "layer" } });
  }
  return recipes;
}
