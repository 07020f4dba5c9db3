/** Layers that move windows over images, with weights that are learned. Shapes in comments leave out the batch axis. */
import { problem } from "../problem.ts";
import { conv2d, convTranspose2d, pair, resizeNearest } from "../tensor/operations.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { type Padding, type Pair, type Tensor, input as tensorOf } from "../tensor/tensor.ts";
import { type Init, type Initialiser, weightInit } from "./initialisers.ts";
import type { Layer, LayerPlan, Parameter } from "./network.ts";

const zero: Initialiser = { kind: "constant", value: 0 };

/** How a window moves. One number stands for height and width, and for all four sides of the padding. */
export interface WindowOptions {
  /** Sides of the window; 4 if left out. */
  readonly kernel?: number | Pair;
  /** Pixels from one window to the next; 2 if left out. */
  readonly stride?: number | Pair;
  /**
   * Zeros around the image. If left out, ⌊(kernel − 1)/2⌋ on each side, with which a stride of 1 keeps the size if the kernel is odd;
   * for transposed convolutions as many as let sides grow by exactly the stride.
   */
  readonly padding?: number | Padding;
  /** Groups of channels, each with filters of its own; 1 if left out, as many as channels for a depthwise convolution. */
  readonly groups?: number;
  readonly bias?: boolean;
}

/** The window of a transposed convolution. */
export interface TransposedWindowOptions extends WindowOptions {
  /** Rows and columns added at the end. If left out, what the growth by exactly the stride needs; 0 beside a `padding`. */
  readonly outputPadding?: number | Pair;
}

/** The sides of an image [c×h×w]; other shapes are refused. */
export function imageSides(name: string, shape: Shape): readonly [number, number, number] {
  const [channels, height, width] = shape;
  if (shape.length !== 3 || channels === undefined || height === undefined || width === undefined) {
    throw problem({
      doing: `building ${name}`,
      expected: "images [channels×height×width] as input",
      came: formatShape(shape),
    });
  }
  return [channels, height, width];
}

/** `4×4`. */
export const sides = ([height, width]: Pair): string => `${height}×${width}`;
/** What a step of more than one pixel adds to a label: ` / 2`, ` / 2×1`. */
export const steps = (sign: string, [down, across]: Pair): string =>
  down === across ? (down === 1 ? "" : ` ${sign} ${down}`) : ` ${sign} ${down}×${across}`;

interface Convolving {
  readonly label: string;
  readonly channels: number;
  readonly bias: boolean;
  readonly weight: Parameter;
  /** What becomes of x [batch×c×h×w] before. */
  readonly before?: (x: Tensor) => Tensor;
  /** Its shape is the layer's. */
  readonly convolve: (x: Tensor, weight: Tensor, bias: Tensor | undefined) => Tensor;
}

const same = (x: Tensor): Tensor => x;

function convolving(
  name: string,
  input: Shape,
  { label, channels, bias, weight, before = same, convolve }: Convolving,
): Layer {
  const shift: Parameter = { name: `${name}/bias`, shape: [channels], init: zero };
  const example = tensorOf(`${name} input`, [1, ...input]);
  const [, ...output] = convolve(before(example), tensorOf(weight.name, weight.shape), undefined).shape;
  return {
    label,
    output,
    parameters: bias ? [weight, shift] : [weight],
    apply: (x, pass) => convolve(before(x), pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined),
  };
}

function requireGroups(name: string, groups: number, depth: number, channels: number): void {
  if (Number.isSafeInteger(groups) && groups > 0 && depth % groups === 0 && channels % groups === 0) return;
  throw problem({
    doing: `building ${name}`,
    expected: `channels that can be parted into ${groups} groups`,
    came: `${depth} that come in and ${channels} that go out`,
  });
}

const inGroups = (groups: number): string => (groups === 1 ? "" : ` in ${groups} groups`);

/**
 * Convolution: [c×h×w] to [channels×h′×w′], h′ = ⌊(h + padding − kernel) / stride⌋ + 1. As it is, it halves: with kernel 4 halves of
 * odd sides are rounded down, with kernel 3 up.
 */
export const convolution = (channels: number, init: Init, options: WindowOptions = {}): LayerPlan => ({
  kind: "conv",
  make: (name, input) => {
    const { groups = 1, bias = true } = options;
    const [depth] = imageSides(name, input);
    const [kernel, stride] = [pair(options.kernel ?? 4), pair(options.stride ?? 2)];
    const [above, left] = [Math.floor((kernel[0] - 1) / 2), Math.floor((kernel[1] - 1) / 2)];
    const { padding = [above, left, above, left] } = options;
    requireGroups(name, groups, depth, channels);
    const taps = kernel[0] * kernel[1];
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [channels, depth / groups, ...kernel],
      // With stride 2 every input pixel is seen through a quarter of the taps.
      init: weightInit(init, (depth / groups) * taps, ((channels / groups) * taps) / (stride[0] * stride[1])),
      outputAxis: 0,
    };
    return convolving(name, input, {
      label: `conv ${sides(kernel)}${steps("/", stride)}, ${channels}${inGroups(groups)}`,
      channels,
      bias,
      weight,
      convolve: (x, w, b) => conv2d(x, w, b, { strides: stride, padding, groups }),
    });
  },
});

/**
 * Transposed convolution: [c×h×w] to [channels×h′×w′], h′ = stride·(h − 1) + kernel − padding + output padding. As it is, it doubles.
 */
export const transposedConvolution = (
  channels: number,
  init: Init,
  options: TransposedWindowOptions = {},
): LayerPlan => ({
  kind: "conv transposed",
  make: (name, input) => {
    const { groups = 1, bias = true } = options;
    const [depth] = imageSides(name, input);
    const [kernel, stride] = [pair(options.kernel ?? 4), pair(options.stride ?? 2)];
    const surplus = [kernel[0] - stride[0], kernel[1] - stride[1]] as const;
    const [above, left] = [Math.ceil(Math.max(surplus[0], 0) / 2), Math.ceil(Math.max(surplus[1], 0) / 2)];
    const exact: Pair = options.padding === undefined ? [2 * above - surplus[0], 2 * left - surplus[1]] : [0, 0];
    const { padding = [above, left, above, left], outputPadding = exact } = options;
    requireGroups(name, groups, depth, channels);
    const taps = kernel[0] * kernel[1];
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [depth, channels / groups, ...kernel],
      // With stride 2 every output pixel sees a quarter of the taps.
      init: weightInit(init, ((depth / groups) * taps) / (stride[0] * stride[1]), (channels / groups) * taps),
      outputAxis: 1,
    };
    return convolving(name, input, {
      label: `conv transposed ${sides(kernel)}${steps("×", stride)}, ${channels}${inGroups(groups)}`,
      channels,
      bias,
      weight,
      convolve: (x, w, b) => convTranspose2d(x, w, b, { strides: stride, padding, outputPadding, groups }),
    });
  },
});

/** Every pixel becomes 2×2, then a 3×3 convolution: [c×h×w] to [channels×2h×2w] (Odena et al. 2016). */
export const resizedConvolution = (channels: number, init: Init, { bias = true } = {}): LayerPlan => ({
  kind: "resize conv",
  make: (name, input) => {
    const [depth] = imageSides(name, input);
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [channels, depth, 3, 3],
      init: weightInit(init, depth * 9, channels * 9),
      outputAxis: 0,
    };
    return convolving(name, input, {
      label: `resize × 2, conv 3×3, ${channels}`,
      channels,
      bias,
      weight,
      before: (x) => resizeNearest(x, 2),
      convolve: (x, w, b) => conv2d(x, w, b, { padding: 1 }),
    });
  },
});
