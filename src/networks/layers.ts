/** The kinds of layers that networks are made of, but for those that move a window over images. Shapes in comments leave out the batch axis. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { dropout as applyDropout, elu, gelu, maxout as largestPiece, silu, standardize } from "../tensor/composed.ts";
import {
  add,
  div,
  gemm,
  leakyRelu,
  mul,
  relu,
  reshape as reshapeTensor,
  sigmoid,
  softplus,
  sqrt,
  sub,
  tanh,
} from "../tensor/operations.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Init, type Initialiser, weightInit } from "./initialisers.ts";
import type { Layer, LayerPlan, Parameter, Pass } from "./network.ts";

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
    const weight: Parameter = {
      name: `${name}/weight`,
      shape: [width, units],
      init: weightInit(init, width, units),
      outputAxis: 1,
    };
    const shift: Parameter = { name: `${name}/bias`, shape: [units], init: biasInit };
    return {
      label: `dense ${units}`,
      output: [units],
      parameters: bias ? [weight, shift] : [weight],
      apply: (x, pass) => gemm(x, pass.parameter(weight.name), bias ? pass.parameter(shift.name) : undefined),
    };
  },
});

/** The same numbers of each example, in another shape. Throws where their count differs. */
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
  make: (name, input): Layer => {
    if (!(keep > 0 && keep <= 1)) {
      throw problem({
        doing: `building ${name}`,
        expected: "a probability to keep, above 0 and up to 1",
        came: String(keep),
      });
    }
    return {
      label: `dropout, keep ${keep}`,
      output: input,
      parameters: [],
      apply: (x, pass) => {
        const mask = pass.mask(`${name} mask`, x.shape, keep);
        return mask ? applyDropout(x, mask, keep) : x;
      },
    };
  },
});

/** Added to a variance before its root is taken: what never changes is divided by this root, and not by 0. */
export const VARIANCE_FLOOR = 1e-5;

export const normalisations = ["none", "batch", "layer", "instance"] as const;
export type Normalisation = (typeof normalisations)[number];

/**
 * Zero mean and unit variance over batch, example or channel, then a learned scale and shift per channel. `perClass`: each number of
 * y adds to both (Dumoulin et al. 2017).
 */
export const normalisation = (
  kind: Exclude<Normalisation, "none">,
  init: Init,
  { perClass = false }: { readonly perClass?: boolean } = {},
): LayerPlan => ({
  kind: `${kind} norm`,
  make: (name, input, condition): Layer => {
    const [channels = 0] = input;
    const image = input.length === 3;
    if (kind === "instance" && !image) {
      throw problem({
        doing: `building ${name}`,
        expected: "images: instance normalisation averages over pixels",
        came: `vectors ${formatShape(input)}`,
        next: `Use ${option("normalisation")} layer or batch.`,
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
    const [asked = 0] = condition ?? [];
    const ofY = (part: string): Parameter => ({ name: `${name}/${part} of y`, shape: [asked, channels], init: zero });
    const [scaleOfY, shiftOfY] = [ofY("scale"), ofY("shift")];
    /** The parameter, and what y adds to it for each example. */
    const told = ({ name: own }: Parameter, added: Parameter, x: Tensor, pass: Pass): Tensor =>
      perClass
        ? add(
            pass.parameter(own),
            reshapeTensor(gemm(pass.condition(), pass.parameter(added.name)), [x.shape[0] ?? 1, ...perChannel]),
          )
        : pass.parameter(own);
    const axes = { batch: image ? [0, 2, 3] : [0], layer: image ? [1, 2, 3] : [1], instance: [2, 3] }[kind];
    return {
      label: `${kind} norm`,
      output: input,
      parameters: perClass ? [scale, shift, scaleOfY, shiftOfY] : [scale, shift],
      apply: (x, pass) => {
        const ofBatch = standardize(x, axes, VARIANCE_FLOOR);
        const used = kind === "batch" ? pass.statistics(name, ofBatch) : ofBatch;
        const { centered, inverse } =
          used === ofBatch
            ? ofBatch
            : { centered: sub(x, used.mean), inverse: div(1, sqrt(add(used.variance, VARIANCE_FLOOR))) };
        // Both factors first: they are as small as the statistics, and every product with x is a pass over memory, there and back.
        return add(mul(centered, mul(inverse, told(scale, scaleOfY, x, pass))), told(shift, shiftOfY, x, pass));
      },
    };
  },
});
