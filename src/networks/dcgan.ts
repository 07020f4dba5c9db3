/**
 * The convolutional pair of Radford, Metz & Chintala (2016), for images whose
 * sides are halved until the shorter one is 4 to 7: 28×28, 32×32, 128×64, …
 */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { type Architecture, type InitOptions, initOf, type Place } from "./architecture.ts";
import { attentionAt } from "./attention.ts";
import { besideCondition, verdict } from "./condition.ts";
import { convolution, resizedConvolution, transposedConvolution } from "./convolutions.ts";
import { minibatchDeviation } from "./deviation.ts";
import type { Init } from "./initialisers.ts";
import {
  type Activation,
  activation,
  dense,
  dropout,
  flatten,
  type Normalisation,
  normalisation,
  type PixelRange,
  pixelLayers,
  reshape,
} from "./layers.ts";
import { type LayerPlan, type Network, sequential } from "./network.ts";
import { spectrally } from "./spectral.ts";

export const upsamplings = ["transposed", "resize"] as const;

/**
 * How G doubles its images: by a transposed 4×4 convolution, as in the paper, or by repeating pixels and a 3×3 convolution,
 * which leaves no checkerboard (Odena et al. 2016) and exports without ConvTranspose, an operator some runtimes lack.
 */
type Upsampling = (typeof upsamplings)[number];

/** What the convolutional networks of Radford et al. (2016) are built of. */
export interface DcganOptions {
  /** Feature maps of the layer next to the image; each halving of the image doubles them. */
  readonly channels: number;
  readonly activation: Activation;
  /** Slope of `leaky-relu` below zero. */
  readonly slope: number;
  /** Not on G's output and not on D's first layer, as in the paper. */
  readonly normalisation: Normalisation;
  /** Probability with which dropout keeps a hidden value; 1 is no dropout. */
  readonly keep: number;
  readonly init: Init;
  /** G only; `transposed` if left out. */
  readonly upsampling?: Upsampling;
  /** `symmetric` if left out. */
  readonly pixels?: PixelRange;
  /** Weights are divided by their largest singular value; they are not if left out. */
  readonly spectralNorm?: boolean;
  /** Shorter sides of the feature maps that are followed by self-attention; none if left out. */
  readonly attention?: readonly number[];
  /** D only: so many examples are compared before its last convolution; none if left out or 0. */
  readonly minibatchDeviation?: number;
  /** Shape of y, where the players are told it. */
  readonly condition?: Shape | undefined;
}

interface Stages {
  /** Sides of the smallest feature maps, height and width. */
  readonly base: readonly [number, number];
  readonly doublings: number;
}

function stagesOf(name: string, image: Shape): Stages {
  const [, height = 0, width = 0] = image;
  let base: Stages["base"] = [height, width];
  let doublings = 0;
  while (Math.min(...base) > 7 && base.every((side) => side % 2 === 0)) {
    base = [base[0] / 2, base[1] / 2];
    doublings++;
  }
  const shorter = Math.min(...base);
  if (image.length !== 3 || shorter < 4 || shorter > 7 || doublings === 0) {
    throw problem({
      doing: `building ${name} as dcgan`,
      expected:
        "images whose shorter side is 4, 5, 6 or 7 times a power of two (28, 32, …) and whose longer side can be halved as often",
      came: image.length === 3 ? `${height}×${width}` : `examples of shape ${formatShape(image)}`,
      next: `Use ${option("network", "mlp")} for other data.`,
    });
  }
  return { base, doublings };
}

function between(
  { normalisation: kind, init, keep, activation: act, slope, condition }: DcganOptions,
  { normalise = true, perClass = false } = {},
): LayerPlan[] {
  return [
    ...(kind === "none" || !normalise
      ? []
      : [normalisation(kind, init, { perClass: perClass && condition !== undefined })]),
    activation(act, slope),
    ...(keep < 1 ? [dropout(keep)] : []),
  ];
}

/** z [latent] to an image [c×h×w] in [−1, 1]. */
export function dcganGenerator(name: string, input: Shape, image: Shape, options: DcganOptions): Network {
  const { base, doublings } = stagesOf(name, image);
  const { init, channels, pixels = "symmetric" } = options;
  const { output, after } = pixelLayers[pixels];
  const [depth = 1] = image;
  const bias = options.normalisation === "none";
  const widest = channels * 2 ** (doublings - 1);
  const start = [widest, ...base];
  const double = options.upsampling === "resize" ? resizedConvolution : transposedConvolution;
  const maps = Array.from({ length: doublings }, (_, i) => base.map((side) => side * 2 ** i));
  const attention = attentionAt(name, maps, { sides: options.attention ?? [], init });
  const upsampling = Array.from({ length: doublings - 1 }, (_, i) => [
    double(widest / 2 ** (i + 1), init, { bias }),
    ...between(options, { perClass: true }),
    ...(attention[i + 1] ?? []),
  ]).flat();
  const plans = [
    ...(options.condition ? [besideCondition()] : []),
    dense(sizeOf(start), init, { bias }),
    reshape(start),
    ...between(options, { perClass: true }),
    ...(attention[0] ?? []),
    ...upsampling,
    double(depth, init),
    activation(output),
    ...after,
  ];
  return sequential(name, input, spectrally(options.spectralNorm ?? false, plans), options);
}

/** An image [c×h×w] to one logit. */
export function dcganDiscriminator(name: string, image: Shape, options: DcganOptions): Network {
  const { base, doublings } = stagesOf(name, image);
  const { init, channels, pixels = "symmetric" } = options;
  const bias = options.normalisation === "none";
  const maps = Array.from({ length: doublings }, (_, i) => base.map((side) => side * 2 ** (doublings - 1 - i)));
  const attention = attentionAt(name, maps, { sides: options.attention ?? [], init });
  const { minibatchDeviation: group = 0 } = options;
  const downsampling = Array.from({ length: doublings }, (_, i) => [
    ...(group > 0 && i === doublings - 1 ? [minibatchDeviation(group)] : []),
    convolution(channels * 2 ** i, init, { bias: bias || i === 0 }),
    ...between(options, { normalise: i > 0 }),
    ...(attention[i] ?? []),
  ]).flat();
  const plans = [...pixelLayers[pixels].before, ...downsampling, flatten(), verdict(init, options.condition)];
  return sequential(name, image, spectrally(options.spectralNorm ?? false, plans), options);
}

/** What a player's options say of a convolutional pair. */
export interface DcganBuilding extends InitOptions {
  /** One number: dcgan doubles it itself. */
  readonly channels: number | readonly number[];
  readonly upsampling: Upsampling;
  readonly activation: Activation | "maxout";
  readonly slope: number;
  readonly normalisation: Normalisation;
  readonly dropout: number;
  readonly spectralNorm: boolean;
  readonly attention: readonly number[];
  readonly minibatchDeviation: number;
}

function dcganOptions(building: Place & DcganBuilding): DcganOptions {
  const { name, channels: given, activation, slope, normalisation, upsampling, pixels, condition } = building;
  if (activation === "maxout") {
    throw problem({
      doing: `building ${name} as dcgan`,
      expected: "an elementwise activation",
      came: "maxout",
      next: `Use ${option("network", "mlp")} for maxout.`,
    });
  }
  const [channels = 1, ...more] = typeof given === "number" ? [given] : given;
  if (more.length > 0) {
    throw problem({
      doing: `building ${name} as dcgan`,
      expected: "one number of channels, next to the image, which it doubles itself",
      came: [channels, ...more].join(","),
      next: `Use ${option("network", "resnet")} for a number at each resolution.`,
    });
  }
  const keep = 1 - building.dropout;
  return {
    channels,
    activation,
    slope,
    normalisation,
    upsampling,
    keep,
    init: initOf(building),
    pixels,
    condition,
    spectralNorm: building.spectralNorm,
    attention: building.attention,
    minibatchDeviation: building.minibatchDeviation,
  };
}

export const dcganArchitecture: Architecture<DcganBuilding> = {
  help: "convolutions for images (28×28, 32×32, 128×64, … pixels)",
  data: ["images"],
  options: {
    channels: true,
    upsampling: true,
    activation: true,
    slope: true,
    normalisation: true,
    dropout: true,
    spectralNorm: true,
    attention: true,
    minibatchDeviation: true,
    init: true,
    initScale: true,
  },
  hasOutputBias: false,
  // One for each halving of the image, of which there is at least one.
  hiddenLayers: () => 1,
  generator: (building) => dcganGenerator(building.name, building.input, building.output, dcganOptions(building)),
  discriminator: (building) => dcganDiscriminator(building.name, building.input, dcganOptions(building)),
};
