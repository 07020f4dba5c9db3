/** The kinds of layers that networks are made of. Shapes in comments leave out the batch axis. */
import { problem } from "../problem.ts";
import { dropout as applyDropout, elu, gelu, maxout as largestPiece, silu, standardize } from "../tensor/composed.ts";
import {
  add,
  conv2d,
  convTranspose2d,
  div,
  gemm,
  leakyRelu,
  mul,
  relu,
  reshape as reshapeTensor,
  resizeNearest,
  sigmoid,
  softplus,
  sqrt,
  sub,
  tanh,
} from "../tensor/operations.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Init, type Initialiser, weightInit } from "./initialisers.ts";
import type { Layer, LayerPlan, Parameter } from "./network.ts";

const zero: Initialiser = { kind: "constant", value: 0 };

/** Fully connected: [n] to [units]. `biasInit` is what the bias starts from. */
export const dense = (
  units: number,
  init: Init,
  { bias = true, biasInit = zero }: { readonly bias?: boolean; readonly biasInit?: Initialiser } = {},
): LayerPlan => ({
  kind: "dense",
  make: (name, input): Layer => {
    const [width = 0] = input;
    if (input.length !== 1) {
      throw problem({ doing: `building ${name}`, expected: "a vector as input", came: formatShape(input) });
    }
    const weight: Parameter = { name: `${name}/weight`, shape: [width, units], init: weightInit(init, width, units) };
    const shift: Parameter = { name: `${name}/bias`, shape: [units], init: biasInit };
    return {
      label: `dense ${units}`,
      output: [units],
      parameters: bias ? [weight, shift] : [weight],
      apply: (x, pass) => gemm(x, pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined),
    };
  },
});

/** Convolution with stride 2: [c×h×w] to [channels×h/2×w/2]. Halves of odd sides are rounded up if `kernel` is 3, else down. */
export const convolution = (
  channels: number,
  init: Init,
  { bias = true, kernel = 4 }: { readonly bias?: boolean; readonly kernel?: 3 | 4 } = {},
): LayerPlan => ({
  kind: "conv",
  make: (name, input): Layer => {
    const [depth = 0, height = 0, width = 0] = input;
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [channels, depth, kernel, kernel],
      // Every input pixel is seen through a quarter of the taps.
      init: weightInit(init, depth * kernel ** 2, (channels * kernel ** 2) / 4),
    };
    const shift: Parameter = { name: `${name}/bias`, shape: [channels], init: zero };
    const half = (length: number): number => Math.floor((length + 2 - kernel) / 2) + 1;
    return {
      label: `conv ${kernel}×${kernel} / 2, ${channels}`,
      output: [channels, half(height), half(width)],
      parameters: bias ? [weight, shift] : [weight],
      apply: (x, pass) =>
        conv2d(x, pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined, {
          strides: 2,
          padding: 1,
        }),
    };
  },
});

/** Transposed 4×4 convolution with stride 2: [c×h×w] to [channels×2h×2w]. */
export const transposedConvolution = (channels: number, init: Init, { bias = true } = {}): LayerPlan => ({
  kind: "conv transposed",
  make: (name, input): Layer => {
    const [depth = 0, height = 0, width = 0] = input;
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [depth, channels, 4, 4],
      // Every output pixel sees a quarter of the 16 taps.
      init: weightInit(init, depth * 4, channels * 16),
    };
    const shift: Parameter = { name: `${name}/bias`, shape: [channels], init: zero };
    return {
      label: `conv transposed 4×4 × 2, ${channels}`,
      output: [channels, height * 2, width * 2],
      parameters: bias ? [weight, shift] : [weight],
      apply: (x, pass) =>
        convTranspose2d(x, pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined, {
          strides: 2,
          padding: 1,
        }),
    };
  },
});

/** Every pixel becomes 2×2, then a 3×3 convolution: [c×h×w] to [channels×2h×2w] (Odena et al. 2016). */
export const resizedConvolution = (channels: number, init: Init, { bias = true } = {}): LayerPlan => ({
  kind: "resize conv",
  make: (name, input): Layer => {
    const [depth = 0, height = 0, width = 0] = input;
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [channels, depth, 3, 3],
      init: weightInit(init, depth * 9, channels * 9),
    };
    const shift: Parameter = { name: `${name}/bias`, shape: [channels], init: zero };
    return {
      label: `resize × 2, conv 3×3, ${channels}`,
      output: [channels, height * 2, width * 2],
      parameters: bias ? [weight, shift] : [weight],
      apply: (x, pass) =>
        conv2d(resizeNearest(x, 2), pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined, {
          padding: 1,
        }),
    };
  },
});

export const reshape = (shape: Shape): LayerPlan => ({
  kind: "reshape",
  make: (): Layer => ({
    label: `reshape ${formatShape(shape)}`,
    output: shape,
    parameters: [],
    apply: (x) => reshapeTensor(x, [x.shape[0] ?? 1, ...shape]),
  }),
});

/** To a vector. */
export const flatten = (): LayerPlan => ({
  kind: "flatten",
  make: (name, input) => ({ ...reshape([sizeOf(input)]).make(name, input), label: "flatten" }),
});

const activations = {
  relu: (x: Tensor) => relu(x),
  "leaky-relu": (x: Tensor, slope: number) => leakyRelu(x, slope),
  tanh: (x: Tensor) => tanh(x),
  sigmoid: (x: Tensor) => sigmoid(x),
  softplus: (x: Tensor) => softplus(x),
  elu: (x: Tensor) => elu(x),
  silu: (x: Tensor) => silu(x),
  gelu: (x: Tensor) => gelu(x),
};

export type Activation = keyof typeof activations;
export const activationNames = Object.keys(activations) as [Activation, ...Activation[]];

/** Elementwise; `slope` is that of `leaky-relu`. */
export const activation = (kind: Activation, slope = 0.2): LayerPlan => ({
  kind,
  make: (_, input): Layer => ({
    label: kind === "leaky-relu" ? `${kind} ${slope}` : kind,
    output: input,
    parameters: [],
    apply: (x) => activations[kind](x, slope),
  }),
});

export const pixelRanges = ["symmetric", "unit"] as const;
/**
 * The range of pixels that the networks compute with: [−1, 1], as data and samples have it, or [0, 1]. For the latter D begins
 * with (x + 1)/2 and G ends with 2x − 1.
 */
export type PixelRange = (typeof pixelRanges)[number];

/** x ↦ factor·x + shift for every number. */
const affine = (label: string, factor: number, shift: number): LayerPlan => ({
  kind: "affine",
  make: (_, input): Layer => ({ label, output: input, parameters: [], apply: (x) => add(mul(factor, x), shift) }),
});

interface PixelLayers {
  /** Before D's first layer. */
  readonly before: readonly LayerPlan[];
  /** What the values of G's last layer go through, and what then makes the image. */
  readonly output: Activation;
  readonly after: readonly LayerPlan[];
}

/** What stands at the outer ends of the networks. */
export const pixelLayers: Readonly<Record<PixelRange, PixelLayers>> = {
  symmetric: { before: [], output: "tanh", after: [] },
  unit: { before: [affine("to [0, 1]", 0.5, 0.5)], output: "sigmoid", after: [affine("to [−1, 1]", 2, -1)] },
};

/** The largest of `pieces` linear units: [pieces·n] to [n] (Goodfellow et al. 2013). */
export const maxout = (pieces: number): LayerPlan => ({
  kind: "maxout",
  make: (name, input): Layer => {
    const [width = 0] = input;
    if (input.length !== 1 || width % pieces !== 0) {
      throw problem({
        doing: `building ${name}`,
        expected: `a vector of ${pieces} pieces per unit`,
        came: formatShape(input),
      });
    }
    return {
      label: `maxout of ${pieces}`,
      output: [width / pieces],
      parameters: [],
      apply: (x) => largestPiece(x, pieces),
    };
  },
});

/** Keeps each value with probability `keep`, scaled so that its mean stays (Srivastava et al. 2014). Only in training. */
export const dropout = (keep: number): LayerPlan => ({
  kind: "dropout",
  make: (name, input): Layer => ({
    label: `dropout, keep ${keep}`,
    output: input,
    parameters: [],
    apply: (x, pass) => {
      const mask = pass.mask(`${name} mask`, x.shape, keep);
      return mask ? applyDropout(x, mask, keep) : x;
    },
  }),
});

/** Added to a variance before its root is taken: what never changes is divided by this root, and not by 0. */
export const VARIANCE_FLOOR = 1e-5;

export const normalisations = ["none", "batch", "layer", "instance"] as const;
export type Normalisation = (typeof normalisations)[number];

/** Zero mean and unit variance over batch, example or channel, then a learned scale and shift per channel. */
export const normalisation = (kind: Exclude<Normalisation, "none">, init: Init): LayerPlan => ({
  kind: `${kind} norm`,
  make: (name, input): Layer => {
    const [channels = 0] = input;
    const image = input.length === 3;
    if (kind === "instance" && !image) {
      throw problem({
        doing: `building ${name}`,
        expected: "images: instance normalisation averages over pixels",
        came: `vectors ${formatShape(input)}`,
        next: "Use --normalisation layer or batch.",
      });
    }
    const perChannel = image ? [channels, 1, 1] : [channels];
    // DCGAN's code draws the scales around 1 with the deviation of the weights.
    const scaleInit: Initialiser =
      init.scheme === "normal" && kind === "batch"
        ? { kind: "normal", mean: 1, deviation: init.scale }
        : { kind: "constant", value: 1 };
    const scale: Parameter = { name: `${name}/scale`, shape: perChannel, init: scaleInit };
    const shift: Parameter = { name: `${name}/shift`, shape: perChannel, init: zero };
    const axes = { batch: image ? [0, 2, 3] : [0], layer: image ? [1, 2, 3] : [1], instance: [2, 3] }[kind];
    return {
      label: `${kind} norm`,
      output: input,
      parameters: [scale, shift],
      apply: (x, pass) => {
        const ofBatch = standardize(x, axes, VARIANCE_FLOOR);
        const used = kind === "batch" ? pass.statistics(name, ofBatch) : ofBatch;
        const { centered, inverse } =
          used === ofBatch
            ? ofBatch
            : { centered: sub(x, used.mean), inverse: div(1, sqrt(add(used.variance, VARIANCE_FLOOR))) };
        // Both factors first: they are as small as the statistics, and every product with x is a pass over memory, there and back.
        return add(mul(centered, mul(inverse, pass.parameter(scale.name))), pass.parameter(shift.name));
      },
    };
  },
});
