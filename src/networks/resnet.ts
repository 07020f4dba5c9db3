/**
 * A residual pair without normalisation, after R3GAN (Huang et al. 2024) at the scale of two cores. G: z → the smallest maps →
 * residual blocks, doubled by bilinear resampling from stage to stage → image; D is its mirror. Fix-up start: every block begins as
 * the identity (Zhang et al. 2019), but with spectral normalisation, which has no start at 0.
 */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { pad, slice } from "../tensor/operations.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type Architecture, type InitOptions, initOf, type Place } from "./architecture.ts";
import { attentionAt } from "./attention.ts";
import { residual } from "./block.ts";
import { besideCondition, verdict } from "./condition.ts";
import { convolution, imageSides, transposedConvolution } from "./convolutions.ts";
import { minibatchDeviation } from "./deviation.ts";
import type { Init } from "./initialisers.ts";
import { type Activation, activation, dense, pixelLayers, reshape } from "./layers.ts";
import { basis, perMap } from "./map-basis.ts";
import { mapping } from "./mapping.ts";
import { type LayerPlan, type Network, sequential } from "./network.ts";
import { pooling, resampling } from "./resampling.ts";
import { spectrally } from "./spectral.ts";

export const residualBlocks = ["plain", "bottleneck"] as const;
export const imageEnds = ["strided", "pixels"] as const;
export const imageOutputs = ["bounded", "linear"] as const;
export const mapStarts = ["dense", "basis"] as const;

/** What a player's options say of a residual network. */
export interface ResnetBuilding extends InitOptions {
  /** Feature maps of each stage, from the smallest on; of the last alone, each stage before has twice as many, up to a bound. */
  readonly channels: number | readonly number[];
  /** Residual blocks of each stage. */
  readonly blocks: number;
  /** Two 3×3 convolutions, or 1×1, grouped 3×3 on twice the channels, 1×1. */
  readonly blockKind: (typeof residualBlocks)[number];
  /** Whether the last stage works at half the image's sides, with 4×4 convolutions of stride 2 to and from it, or on its pixels. */
  readonly imageEnds: (typeof imageEnds)[number];
  /** What G's smallest maps come from: a dense layer, or a learned map for each channel, scaled by a number that follows from z. */
  readonly firstMaps: (typeof mapStarts)[number];
  /** Whether G ends with tanh (sigmoid where pixels are in [0, 1]). */
  readonly imageOutput: (typeof imageOutputs)[number];
  readonly activation: Activation | "maxout";
  /** Slope of `leaky-relu` below zero. */
  readonly slope: number;
  /** Weights are divided by their largest singular value, whatever their start; the last ones of a block do not start at 0 then. */
  readonly spectralNorm: boolean;
  /** Shorter sides of the stages that end with self-attention. */
  readonly attention: readonly number[];
  /** D: so many examples are compared before its last stage; 0 is none. */
  readonly minibatchDeviation: number;
  /** G: dense layers that make w of z; 0 is none, and z is used itself. */
  readonly mapping: number;
}

/** Sides of the smallest maps are between these where the image's sides allow it. */
const [LEAST_SIDE, MOST_SIDE] = [4, 7];
/** Where only the last stage's maps are given, no stage has more than so many times them. */
const MOST_GROWTH = 4;
/** Channels of a group of a bottleneck's 3×3 convolution, as R3GAN has them: one block of the engine's layout. */
const GROUP = 16;

/** How often sides are halved from the image to the smallest maps: until the shorter is 4 to 7, rounded up. */
export function halvingsOf([, height = 0, width = 0]: Shape): number {
  let halvings = 0;
  while (Math.ceil(Math.min(height, width) / 2 ** halvings) > MOST_SIDE) halvings++;
  return halvings;
}

interface Stages {
  /** From the smallest maps on. */
  readonly channels: readonly number[];
  /** Sides of the smallest maps. */
  readonly base: readonly [number, number];
  /** Sides that the stages make: the image's, rounded up to what can be halved so often. */
  readonly inner: readonly [number, number];
}

function stagesOf(building: Place & ResnetBuilding, image: Shape): Stages {
  const { name, channels: given, imageEnds: ends } = building;
  const [, height, width] = imageSides(name, image);
  const { channels, most } = stagesFor(given, image, ends);
  if (Math.min(height, width) < LEAST_SIDE) {
    throw problem({
      doing: `building ${name} as resnet`,
      expected: `images whose sides are at least ${LEAST_SIDE}`,
      came: `${height}×${width}`,
      next: `Use ${option("network", "mlp")} for so few pixels.`,
    });
  }
  if (channels.length < 1 || channels.length > most) {
    throw problem({
      doing: `building ${name} as resnet`,
      expected: `up to ${most} numbers of channels for images of ${height}×${width}`,
      came: channels.length === 0 ? "none" : channels.join(","),
      next: `Give ${option("channels")} a number for each stage, from the smallest maps on.`,
    });
  }
  const factor = 2 ** (channels.length - (ends === "strided" ? 0 : 1));
  const base = [Math.ceil(height / factor), Math.ceil(width / factor)] as const;
  return { channels, base, inner: [base[0] * factor, base[1] * factor] };
}

/** The numbers of channels that options mean for an image, from the smallest maps on. */
export const stagesFor = (
  given: ResnetBuilding["channels"],
  image: Shape,
  ends: ResnetBuilding["imageEnds"],
): { readonly channels: readonly number[]; readonly most: number } => {
  const most = halvingsOf(image) + (ends === "strided" ? 0 : 1);
  return { channels: typeof given === "number" ? grown(given, most) : given, most };
};

/** Twice as many from stage to stage towards the smallest maps. */
const grown = (last: number, stages: number): readonly number[] =>
  Array.from({ length: Math.max(1, stages) }, (_, i) => last * Math.min(MOST_GROWTH, 2 ** (stages - 1 - i)));

/** The middle of an image. */
const cut = ([height, width]: readonly [number, number]): LayerPlan => ({
  kind: "cut",
  make: (name, input) => {
    const [channels, rows, columns] = imageSides(name, input);
    const [above, left] = [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)];
    return {
      label: `the middle ${height}×${width}`,
      output: [channels, height, width],
      parameters: [],
      apply: (x) => slice(slice(x, 2, above, above + height), 3, left, left + width),
    };
  },
});

/** Zeros around an image. */
const frame = ([height, width]: readonly [number, number]): LayerPlan => ({
  kind: "frame",
  make: (name, input) => {
    const [channels, rows, columns] = imageSides(name, input);
    const [above, left] = [Math.floor((height - rows) / 2), Math.floor((width - columns) / 2)];
    return {
      label: `framed to ${height}×${width}`,
      output: [channels, height, width],
      parameters: [],
      apply: (x) => pad(x, [0, 0, above, left], [0, 0, height - rows - above, width - columns - left]),
    };
  },
});

/** Blocks and what stands between them, for both players. */
interface Parts {
  readonly init: Init;
  readonly act: LayerPlan;
  readonly ofStage: (channels: number) => readonly LayerPlan[];
  /** 1×1, where the number of maps changes. */
  readonly toChannels: (from: number, to: number) => readonly LayerPlan[];
  /** D's last stage begins with what examples differ by, and 1×1. */
  readonly comparing: (to: number) => readonly LayerPlan[];
  /** What a stage with maps of these sides ends with. */
  readonly attention: (maps: readonly Shape[]) => readonly (readonly LayerPlan[])[];
}

/** He's start for the slope (He et al. 2015, eq. 15) of an activation that is linear on both sides. */
const gainOf = ({ activation: kind, slope }: ResnetBuilding): number =>
  kind === "leaky-relu" ? 1 / Math.sqrt(1 + slope ** 2) : 1;

function partsOf(building: Place & ResnetBuilding, stages: number): Parts {
  const { name, activation: kind, slope, blocks } = building;
  if (kind === "maxout") {
    throw problem({
      doing: `building ${name} as resnet`,
      expected: "an elementwise activation",
      came: "maxout",
      next: `Use ${option("activation", "leaky-relu")}.`,
    });
  }
  const given = initOf(building);
  const init: Init = { ...given, scale: given.scale * gainOf(building) };
  const scaled = (by: number): Init => ({ ...init, scale: init.scale * by });
  const act = activation(kind, slope);
  // Fix-up: with L blocks of m layers, all but the last start L^(−1/(2m − 2)) times as large, and the last at 0.
  const count = Math.max(1, blocks * stages);
  // What is divided by its largest singular value can be of any size but 0.
  const lastScale = building.spectralNorm ? 1 : 0;
  const linear: Init = { ...given, scale: given.scale * Math.SQRT1_2 };
  const same = { kernel: 3, stride: 1 } as const;
  const pointwise = { kernel: 1, stride: 1 } as const;
  const plain = (channels: number): LayerPlan =>
    residual([
      act,
      convolution(channels, scaled(count ** -0.5), same),
      act,
      convolution(channels, scaled(lastScale), same),
    ]);
  const bottleneck = (channels: number): LayerPlan => {
    const [wide, groups, start] = [2 * channels, groupsOf(2 * channels), scaled(count ** -0.25)];
    return residual([
      convolution(wide, start, pointwise),
      act,
      convolution(wide, start, { ...same, groups }),
      act,
      convolution(channels, scaled(lastScale), { ...pointwise, bias: false }),
    ]);
  };
  const one = building.blockKind === "plain" ? plain : bottleneck;
  return {
    init,
    act,
    ofStage: (channels) => Array.from({ length: blocks }, () => one(channels)),
    toChannels: (from, to) => (from === to ? [] : [convolution(to, linear, { ...pointwise, bias: false })]),
    comparing: (to) => [
      minibatchDeviation(building.minibatchDeviation),
      convolution(to, linear, { ...pointwise, bias: false }),
    ],
    attention: (maps) => attentionAt(name, maps, { sides: building.attention, init: linear }),
  };
}

/** As many groups of {@link GROUP} channels as there are; of a number that they do not divide, the next smaller groups. */
function groupsOf(channels: number): number {
  let width = Math.min(GROUP, channels);
  while (channels % width !== 0) width--;
  return channels / width;
}

const doubled = (): LayerPlan => resampling({ filter: [1, 3, 3, 1], up: 2, edges: "mean" });

/** z [latent] to an image [c×h×w]. */
function generator(building: Place & ResnetBuilding): Network {
  const { name, input, output: image, condition, pixels, imageEnds: ends } = building;
  const { channels, base, inner } = stagesOf(building, image);
  const { init, act, ofStage, toChannels, attention } = partsOf(building, channels.length);
  const attending = attention(channels.map((_, i) => base.map((side) => side * 2 ** i)));
  const [depth, height, width] = imageSides(name, image);
  const [first = 1] = channels;
  const maps = [first, ...base];
  const last: Init = { ...initOf(building), scale: initOf(building).scale * Math.SQRT1_2 };
  const { output, after } = pixelLayers[pixels];
  return sequential(
    name,
    input,
    spectrally(building.spectralNorm, [
      ...(building.mapping > 0 ? [mapping(building.mapping, initOf(building))] : []),
      ...(condition ? [besideCondition()] : []),
      ...(building.firstMaps === "basis"
        ? [basis(maps, init)]
        : [dense(sizeOf(maps), { ...init, scale: init.scale * Math.SQRT1_2 }), reshape(maps)]),
      ...channels.flatMap((count, i) => [
        ...(i === 0 ? [] : [...toChannels(channels[i - 1] ?? count, count), doubled()]),
        ...ofStage(count),
        ...(attending[i] ?? []),
      ]),
      act,
      ends === "strided" ? transposedConvolution(depth, last) : convolution(depth, last, { kernel: 1, stride: 1 }),
      ...(inner[0] === height && inner[1] === width ? [] : [cut([height, width])]),
      ...(building.imageOutput === "linear" ? [] : [activation(output), ...after]),
    ]),
    { condition },
  );
}

/** An image [c×h×w] to one logit. */
function discriminator(building: Place & ResnetBuilding): Network {
  const { name, input: image, condition, pixels, imageEnds: ends } = building;
  const { channels, base, inner } = stagesOf(building, image);
  const { init, act, ofStage, toChannels, comparing, attention } = partsOf(building, channels.length);
  const attending = attention(channels.map((_, i) => base.map((side) => side * 2 ** (channels.length - 1 - i))));
  const compares = (i: number): boolean => building.minibatchDeviation > 0 && i === channels.length - 1;
  const [, height, width] = imageSides(name, image);
  const fromLast = channels.toReversed();
  const [last = 1] = fromLast;
  return sequential(
    name,
    image,
    spectrally(building.spectralNorm, [
      ...pixelLayers[pixels].before,
      ...(inner[0] === height && inner[1] === width ? [] : [frame(inner)]),
      ends === "strided" ? convolution(last, init) : convolution(last, init, { kernel: 1, stride: 1 }),
      ...fromLast.flatMap((count, i) => [
        ...(i === 0 ? [] : [pooling("average", 2)]),
        ...(compares(i) ? comparing(count) : i === 0 ? [] : toChannels(fromLast[i - 1] ?? count, count)),
        ...ofStage(count),
        ...(attending[i] ?? []),
      ]),
      act,
      perMap(init),
      verdict({ ...init, scale: init.scale * Math.SQRT1_2 }, condition),
    ]),
    { condition },
  );
}

export const resnetArchitecture: Architecture<ResnetBuilding> = {
  help: "residual, without normalisation, for images of any sides (after R3GAN)",
  data: ["images"],
  options: {
    channels: true,
    blocks: true,
    blockKind: true,
    imageEnds: true,
    firstMaps: true,
    imageOutput: true,
    activation: true,
    slope: true,
    spectralNorm: true,
    attention: true,
    minibatchDeviation: true,
    mapping: true,
    init: true,
    initScale: true,
  },
  hasOutputBias: false,
  // What images have otherwise is for convolutions with batch normalisation.
  defaults: { images: { init: "he", activation: "leaky-relu" } },
  hiddenLayers: () => 1,
  generator,
  discriminator,
};
