/**
 * Presets: sets of options that are known to work, with the data they are meant for. docs/presets has a page for each, which
 * says where every number is from. Unlike defaults they stay what they are.
 */
import { type KindOfData, kindOf } from "../data/kinds.ts";
import { nearest } from "../data/nearest.ts";
import { problem } from "../problem.ts";
import type { GivenDataOptions } from "./options.ts";
import type { GivenOptions } from "./recipes.ts";

/** The options of a published recipe, where they are from, and what they are meant for. */
export interface Preset {
  readonly help: string;
  /** The data it is meant for, by name; left out where they are the user's own, which must be named with it. */
  readonly data?: string;
  /** How they are read. */
  readonly dataOptions?: GivenDataOptions;
  /** Other data must be of this kind. */
  readonly kind: "images" | "vectors";
  readonly options: GivenOptions;
}

/** The settings of mnist.yaml (github.com/goodfeli/adversarial), but for how the players take turns. */
const goodfellow2014 = {
  batch: 100,
  loss: "non-saturating",
  prior: "uniform",
  latent: 100,
  halfWidth: Math.sqrt(3),
  dSteps: 1,
  average: 0,
  pixels: "unit",
  outputBias: "data",
  network: "mlp",
  normalisation: "none",
  init: "uniform",
  optimizer: "momentum",
  // Divided by 1.000004 after every step, down to 10⁻⁵ of the start: ln 10⁵ / ln 1.000004 = 2,878,237 steps.
  schedule: "exponential",
  finalRate: 1e-5,
  decaySteps: 2_878_237,
  // From the first to the 250th epoch, of 500 minibatches each.
  momentum: 0.5,
  finalMomentum: 0.7,
  momentumSteps: 249 * 500,
  nesterov: false,
  weightDecay: 0,
  generator: {
    widths: [1200, 1200],
    activation: "relu",
    dropout: 0,
    inputDropout: 0,
    initScale: 0.05,
    learningRate: 0.1,
  },
  discriminator: {
    widths: [240, 240],
    activation: "maxout",
    pieces: 5,
    dropout: 0.5,
    inputDropout: 0.2,
    initScale: 0.005,
    // Its loss there is half the sum of the two means: for momentum the same as half the rate.
    learningRate: 0.05,
  },
  steps: 250_000,
  checkpointEvery: 5000,
  reportEvery: 500,
  sampleEvery: 5000,
  samples: 100,
  threads: 1,
} satisfies GivenOptions;

const goodfellow2014Data = {
  data: "mnist",
  dataOptions: { holdout: 10_000 },
  kind: "images",
} as const;

/** Points and numbers, as found by our own search (docs/tuning.md). */
const points = {
  batch: 256,
  loss: "non-saturating",
  prior: "normal",
  latent: 2,
  dSteps: 1,
  updates: "alternating",
  average: 0.999,
  network: "mlp",
  widths: [64, 64, 64],
  slope: 0.2,
  normalisation: "none",
  init: "he",
  initScale: 1,
  optimizer: "adam",
  learningRate: 2e-3,
  schedule: "linear",
  finalRate: 0.01,
  decaySteps: 25_000,
  beta1: 0.5,
  beta2: 0.99,
  epsilon: 1e-8,
  steps: 25_000,
  checkpointEvery: 5000,
  reportEvery: 500,
  sampleEvery: 2500,
  samples: 2500,
  threads: 1,
  generator: { activation: "relu" },
  discriminator: { activation: "leaky-relu" },
} satisfies GivenOptions;

/** Radford et al. 2016 at 28×28, in the sizes of PyTorch's example. */
const dcgan = {
  batch: 64,
  loss: "non-saturating",
  prior: "normal",
  latent: 100,
  dSteps: 1,
  updates: "alternating",
  average: 0.999,
  pixels: "symmetric",
  network: "dcgan",
  channels: 64,
  upsampling: "transposed",
  slope: 0.2,
  normalisation: "batch",
  init: "normal",
  initScale: 0.02,
  optimizer: "adam",
  learningRate: 2e-4,
  schedule: "constant",
  beta1: 0.5,
  beta2: 0.999,
  epsilon: 1e-8,
  steps: 5000,
  checkpointEvery: 500,
  reportEvery: 25,
  sampleEvery: 250,
  samples: 64,
  threads: 2,
  generator: { activation: "relu" },
  discriminator: { activation: "leaky-relu" },
} satisfies GivenOptions;

/** Residual networks for 28×28 pixels (docs/presets/digits.md); rates, γ and the moving average follow the number of steps. */
const resnet28 = {
  batch: 32,
  classes: "labels",
  augment: [],
  loss: "non-saturating",
  r1: 0.3,
  finalPenalty: 0.1667,
  penaltyEvery: 4,
  prior: "normal",
  latent: 64,
  dSteps: 1,
  updates: "alternating",
  average: 0.998,
  averageRamp: 0.05,
  pixels: "symmetric",
  network: "resnet",
  channels: [96, 48],
  blocks: 1,
  blockKind: "plain",
  imageEnds: "strided",
  firstMaps: "dense",
  imageOutput: "bounded",
  activation: "leaky-relu",
  slope: 0.2,
  init: "he",
  initScale: 1,
  optimizer: "adam",
  learningRate: 5e-4,
  schedule: "cosine",
  finalRate: 0.1,
  beta1: 0,
  beta2: 0.99,
  epsilon: 1e-8,
  steps: 2600,
  checkpointEvery: 200,
  reportEvery: 25,
  sampleEvery: 100,
  samples: 64,
  threads: 2,
} satisfies GivenOptions;

/** Residual networks for small pictures in colour (docs/presets/tiles.md). */
const tiles = {
  ...resnet28,
  batch: 16,
  classes: "auto",
  clusters: 64,
  r1: 0.5,
  finalPenalty: 0.1,
  penaltyEvery: 1,
  augment: ["translation", "flip", "cutout", "color"],
  augmentP: 0.5,
  augmentSteps: 2700,
  channels: [96, 96, 48, 32],
  imageEnds: "pixels",
  steps: 8000,
  checkpointEvery: 500,
  sampleEvery: 250,
} satisfies GivenOptions;

/** Residual networks for small photographs (docs/presets/photographs.md). */
const photographs = {
  ...tiles,
  clusters: 32,
  r1: 2,
  augmentP: 0.6,
  channels: [192, 128, 96, 48],
  imageEnds: "strided",
  // With tanh one seed of three ended at its bounds within 250 steps, where no gradient comes back.
  imageOutput: "linear",
} satisfies GivenOptions;

const presetTable = {
  digits: {
    help: "handwritten digits by residual networks that are told their labels: six minutes on two cores",
    data: "mnist",
    kind: "images",
    options: resnet28,
  },
  clothes: {
    help: "pieces of clothing by residual networks that are told clusters, found in the pictures: six minutes",
    data: "fashion-mnist",
    kind: "images",
    options: { ...resnet28, classes: "auto" },
  },
  "stacked-mnist": {
    help: "three digits at once, in three colours: a thousand modes, by residual networks that are told clusters",
    data: "stacked-mnist",
    kind: "images",
    options: { ...resnet28, classes: "auto", steps: 20_000, checkpointEvery: 1000, sampleEvery: 1000 },
  },
  tiles: {
    help: "small pictures in colour, about a thousand of them, such as tiles of a game: a folder of your own",
    dataOptions: { size: 32, background: "#ffffff" },
    kind: "images",
    options: tiles,
  },
  photographs: {
    help: "small photographs, some hundreds of them: a folder of your own",
    dataOptions: { size: 64 },
    kind: "images",
    options: photographs,
  },
  "goodfellow2014-mnist": {
    help: "the MNIST experiment of Goodfellow et al. 2014 as its code plays it: both players move at once",
    ...goodfellow2014Data,
    options: { ...goodfellow2014, updates: "simultaneous", sharedMasks: true },
  },
  "goodfellow2014-mnist-alternating": {
    help: "the same by Algorithm 1 as printed: D moves, then G on fresh noise",
    ...goodfellow2014Data,
    options: { ...goodfellow2014, updates: "alternating", sharedMasks: false },
  },
  "dcgan-mnist": {
    help: "digits by convolutions, as Radford et al. 2016: 25 epochs",
    data: "mnist",
    kind: "images",
    // The 25 epochs of PyTorch's example: digits need them.
    options: { ...dcgan, steps: 23_450, checkpointEvery: 2500 },
  },
  "dcgan-fashion": {
    help: "the same for pieces of clothing",
    data: "fashion-mnist",
    kind: "images",
    options: dcgan,
  },
  ring: {
    help: "eight normals on a ring: all modes in half a minute",
    data: "ring",
    kind: "vectors",
    options: { ...points, widths: [64, 64], generator: { ...points.generator, widths: [128, 128] } },
  },
  grid: {
    help: "25 normals on a grid: all modes in about a minute",
    data: "grid",
    kind: "vectors",
    options: { ...points, beta1: 0, generator: { ...points.generator, widths: [128, 128, 128] } },
  },
  "two-normals": {
    help: "one dimension: how close p_g and D come to what the paper proves",
    data: "two-normals",
    kind: "vectors",
    options: { ...points, widths: [32, 32], learningRate: 1e-3, dSteps: 2, decaySteps: 15_000, steps: 15_000 },
  },
} satisfies Record<string, Preset>;

/** The name of one of `presets`. */
export type PresetName = keyof typeof presetTable;
export const presetNames = Object.keys(presetTable) as [PresetName, ...PresetName[]];

/** The presets, by name. */
export const presets: Readonly<Record<PresetName, Preset>> = presetTable;

/** The preset of a name; an unknown one is an error that names the nearest. */
export function presetOf(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name as PresetName];
  const close = nearest(name, presetNames);
  throw problem({
    doing: `looking for preset ${name}`,
    expected: `one of ${presetNames.join(", ")}`,
    came: name === "" ? "an empty name" : name,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

/** Refuses data that a preset cannot be meant for. */
export function checkPresetData(name: string, { kind }: Preset, data: KindOfData & { readonly name: string }): void {
  const came = kindOf(data) === "images" ? "images" : "vectors";
  if (came === kind) return;
  throw problem({
    doing: `using preset ${name}`,
    expected: kind === "images" ? "images" : "points or rows of numbers",
    came: `${data.name}, whose examples are ${came === "images" ? "images" : "points or rows of numbers"}`,
    next: "Choose other data, or leave out the preset.",
  });
}
