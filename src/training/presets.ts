/** Presets: whole sets of options that reproduce something known, with the data they are meant for. docs/presets says where each number is from. */
import { nearest } from "../data/nearest.ts";
import { problem } from "../problem.ts";
import type { Shape } from "../tensor/shape.ts";
import type { GivenDataOptions } from "./options.ts";
import type { GivenOptions } from "./recipes.ts";

export interface Preset {
  readonly help: string;
  /** The data it is meant for, by name, and how they are read. */
  readonly data: string;
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

const table = {
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
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof table;
export const presetNames = Object.keys(table) as [PresetName, ...PresetName[]];

/** The presets, by name. */
export const presets: Readonly<Record<PresetName, Preset>> = table;

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
export function checkPresetData(name: string, { kind }: Preset, data: { readonly name: string; readonly shape: Shape }): void {
  const came = data.shape.length === 3 ? "images" : "vectors";
  if (came === kind) return;
  throw problem({
    doing: `using preset ${name}`,
    expected: kind === "images" ? "images" : "points or rows of numbers",
    came: `${data.name}, whose examples are ${came === "images" ? "images" : "points or rows of numbers"}`,
    next: "Choose other data, or leave out the preset.",
  });
}
