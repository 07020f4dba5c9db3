/**
 * The primitives, as functions. Each makes one node of the symbolic graph (or a simpler equal one, see simplify.ts);
 * elementwise operations stretch axes of length 1, and take plain numbers as scalars.
 */
import { problem } from "../problem.ts";
import { at } from "./present.ts";
import { describe, type Shape, sameShape } from "./shape.ts";
import { simplify } from "./simplify.ts";
import {
  type Attributes,
  constant,
  node,
  type Op,
  type Operands,
  type Padding,
  type Pair,
  type Tensor,
} from "./tensor.ts";

/** What elementwise operations take: a tensor, or a plain number as a scalar. */
export type Operand = Tensor | number;

function operation<K extends Op>(op: K, inputs: Operands[K], attributes: Attributes[K]): Tensor {
  const made = node(op, inputs, attributes);
  return simplify(made) ?? made;
}

const asTensor = (operand: Operand): Tensor => (typeof operand === "number" ? constant(operand) : operand);

/** The axis counted from the front; negative axes count from the end. */
function normalizeAxis(tensor: Tensor, axis: number): number {
  const rank = tensor.shape.length;
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    throw problem({
      doing: `choosing an axis of ${describe(tensor)}`,
      expected: `an integer from ${-rank} to ${rank - 1}`,
      came: String(axis),
    });
  }
  return normalized;
}

// Elementwise, two operands.

/** a + b, element by element. */
export const add = (a: Operand, b: Operand): Tensor => operation("add", [asTensor(a), asTensor(b)], {});
/** a − b, element by element. */
export const sub = (a: Operand, b: Operand): Tensor => operation("sub", [asTensor(a), asTensor(b)], {});
/** a · b, element by element. For products of matrices see `matmul`. */
export const mul = (a: Operand, b: Operand): Tensor => operation("mul", [asTensor(a), asTensor(b)], {});
/** a / b, element by element. */
export const div = (a: Operand, b: Operand): Tensor => operation("div", [asTensor(a), asTensor(b)], {});
/** The larger of both; where they are equal the gradient goes to `a`. */
export const maximum = (a: Operand, b: Operand): Tensor => operation("maximum", [asTensor(a), asTensor(b)], {});
/** The smaller of both; where they are equal the gradient goes to `a`. */
export const minimum = (a: Operand, b: Operand): Tensor => operation("minimum", [asTensor(a), asTensor(b)], {});

// Elementwise, one operand.

/** −x, element by element. */
export const neg = (x: Operand): Tensor => operation("neg", [asTensor(x)], {});
/** eˣ, element by element; +∞ from x ≈ 88.7 on. */
export const exp = (x: Operand): Tensor => operation("exp", [asTensor(x)], {});
/** Natural logarithm. For log D use `logSigmoid` of the logits: this one is −∞ where D underflows to 0. */
export const log = (x: Operand): Tensor => operation("log", [asTensor(x)], {});
/** √x, element by element; NaN below 0. Its gradient is infinite at 0: see `norm` for one that is not. */
export const sqrt = (x: Operand): Tensor => operation("sqrt", [asTensor(x)], {});
/** |x|, element by element. Its gradient is 0 at 0. */
export const abs = (x: Operand): Tensor => operation("abs", [asTensor(x)], {});
/** −1, 0 or 1. Its gradient is 0. */
export const sign = (x: Operand): Tensor => operation("sign", [asTensor(x)], {});
/** 1 where x > 0, else 0. Its gradient is 0. */
export const step = (x: Operand): Tensor => operation("step", [asTensor(x)], {});
/** The hyperbolic tangent, element by element. */
export const tanh = (x: Operand): Tensor => operation("tanh", [asTensor(x)], {});
/** The error function; Φ(x) = (1 + erf(x/√2))/2. */
export const erf = (x: Operand): Tensor => operation("erf", [asTensor(x)], {});
/** 1 / (1 + e⁻ˣ), element by element. For log D use `logSigmoid` of the logits. */
export const sigmoid = (x: Operand): Tensor => operation("sigmoid", [asTensor(x)], {});
/** log(1 + eˣ), computed without overflow. */
export const softplus = (x: Operand): Tensor => operation("softplus", [asTensor(x)], {});
/** max(x, 0), element by element. Its gradient is 0 at 0. */
export const relu = (x: Operand): Tensor => operation("relu", [asTensor(x)], {});
/** x where x > 0, slope·x elsewhere; 0 ≤ slope < 1. */
export const leakyRelu = (x: Operand, slope = 0.2): Tensor => operation("leakyRelu", [asTensor(x)], { slope });

// Comparisons and choice.

/** Where a > b, element by element: a condition for `where` and `toFloat`. */
export const greater = (a: Operand, b: Operand): Tensor => operation("greater", [asTensor(a), asTensor(b)], {});
/** Where a ≥ b, element by element: a condition for `where` and `toFloat`. */
export const greaterEqual = (a: Operand, b: Operand): Tensor =>
  operation("greaterEqual", [asTensor(a), asTensor(b)], {});
/** Where a = b, element by element: a condition for `where` and `toFloat`. */
export const equal = (a: Operand, b: Operand): Tensor => operation("equal", [asTensor(a), asTensor(b)], {});
/** `a` where the condition holds, `b` elsewhere. */
export const where = (condition: Tensor, a: Operand, b: Operand): Tensor =>
  operation("where", [condition, asTensor(a), asTensor(b)], {});
/** 1 where the condition holds, 0 elsewhere. */
export const toFloat = (condition: Tensor): Tensor => operation("toFloat", [condition], {});

// Products.

/** Options of {@link gemm}. */
export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
}

/** alpha · op(a) · op(b) + beta · c for matrices; `c` (a row, say a bias) stretches to the result. */
export function gemm(a: Tensor, b: Tensor, c?: Tensor, options: GemmOptions = {}): Tensor {
  const { transA = false, transB = false, alpha = 1, beta = 1 } = options;
  return operation("gemm", c ? [a, b, c] : [a, b], { transA, transB, alpha, beta });
}

/** Matrix product over the last two axes; leading axes stretch. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return a.shape.length === 2 && b.shape.length === 2 ? gemm(a, b) : operation("matmul", [a, b], {});
}

/** Options of the convolutions; one number stands for both axes (all four sides for `padding`). */
export interface ConvolutionOptions {
  readonly strides?: number | Pair;
  readonly padding?: number | Padding;
  readonly dilations?: number | Pair;
  /** Groups of channels, each convolved with filters of its own: as many as channels make a depthwise convolution. */
  readonly groups?: number;
}

/** Both axes from one number, or from two. */
export const pair = (value: number | Pair): Pair => (typeof value === "number" ? [value, value] : value);

function convolution({
  strides = 1,
  padding = 0,
  dilations = 1,
  groups = 1,
}: ConvolutionOptions): Attributes["conv2d"] {
  return {
    strides: pair(strides),
    padding: typeof padding === "number" ? [padding, padding, padding, padding] : padding,
    dilations: pair(dilations),
    ...(groups === 1 ? {} : { groups }),
  };
}

/**
 * x [N×C×H×W] with weight [O×C/groups×kh×kw] and bias [O] gives [N×O×H′×W′],
 * H′ = ⌊(H + padding − dilation·(kh − 1) − 1) / stride⌋ + 1.
 */
export function conv2d(x: Tensor, weight: Tensor, bias?: Tensor, options: ConvolutionOptions = {}): Tensor {
  return operation("conv2d", bias ? [x, weight, bias] : [x, weight], convolution(options));
}

/**
 * The transpose (adjoint) of {@link conv2d}: x [N×I×H×W] with weight [I×O/groups×kh×kw] and bias [O] gives [N×O×H′×W′],
 * H′ = stride·(H − 1) + dilation·(kh − 1) + 1 − padding + outputPadding.
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvolutionOptions & { readonly outputPadding?: number | Pair } = {},
): Tensor {
  const attributes = { ...convolution(options), outputPadding: pair(options.outputPadding ?? 0) };
  return operation("convTranspose2d", bias ? [x, weight, bias] : [x, weight], attributes);
}

/** Repeats every pixel of x [N×C×H×W] `scale` times per axis. */
export const resizeNearest = (x: Tensor, scale: number | Pair): Tensor =>
  operation("resizeNearest", [x], { scale: pair(scale) });

// Reductions: over the given axes, or all of them.

/** Options of the reductions. */
export interface ReductionOptions {
  readonly axes?: readonly number[];
  /** Keep reduced axes with length 1. */
  readonly keep?: boolean;
}

function reduction(x: Tensor, { axes, keep = false }: ReductionOptions): Attributes["reduceSum"] {
  const chosen = axes?.map((axis) => normalizeAxis(x, axis)) ?? x.shape.map((_, axis) => axis);
  return { axes: chosen.toSorted((a, b) => a - b), keep };
}

/** The sum over `axes`, or over all of them to a scalar. */
export const sum = (x: Tensor, options: ReductionOptions = {}): Tensor =>
  operation("reduceSum", [x], reduction(x, options));
/** The mean over `axes`, or over all of them to a scalar. */
export const mean = (x: Tensor, options: ReductionOptions = {}): Tensor =>
  operation("reduceMean", [x], reduction(x, options));
/** The largest element; equal ones share the gradient evenly. */
export const max = (x: Tensor, options: ReductionOptions = {}): Tensor =>
  operation("reduceMax", [x], reduction(x, options));

// Shapes.

/** The same elements in another shape, in row-major order. Throws where their count differs. */
export const reshape = (x: Tensor, shape: Shape): Tensor => operation("reshape", [x], { shape: [...shape] });
/** x stretched to `shape`: axes of length 1, and those missing at the front, are repeated. */
export const broadcast = (x: Operand, shape: Shape): Tensor =>
  operation("broadcast", [asTensor(x)], { shape: [...shape] });

/** Reorders the axes; without a permutation, reverses them. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const order = permutation?.map((axis) => normalizeAxis(x, axis)) ?? x.shape.map((_, axis) => axis).toReversed();
  return operation("transpose", [x], { permutation: order });
}

/** Tensors one after the other along an axis; all their other axes are equal. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const [first, ...others] = tensors;
  if (!first) throw problem({ doing: "concat", expected: "at least one tensor", came: "none" });
  return others.length === 0 ? first : operation("concat", [first, ...others], { axis: normalizeAxis(first, axis) });
}

/** Elements `start` to `end` (exclusive, default: the end) on one axis, every `step`-th. Negative bounds count from the end. */
export function slice(x: Tensor, axis: number, start: number, end?: number, step = 1): Tensor {
  const chosen = normalizeAxis(x, axis);
  const length = at(x.shape, chosen);
  const bound = (value: number) => (value < 0 ? value + length : value);
  const on = (value: number) => (original: number, i: number) => (i === chosen ? value : original);
  return operation("slice", [x], {
    starts: x.shape.map(() => 0).map(on(bound(start))),
    ends: x.shape.map(on(end === undefined ? length : bound(end))),
    steps: x.shape.map(() => 1).map(on(step)),
  });
}

/** Zeros before and after, per axis. */
export const pad = (x: Tensor, before: readonly number[], after: readonly number[]): Tensor =>
  operation("pad", [x], { before: [...before], after: [...after] });

/**
 * Entries of the first axis by their numbers, in any order and any number of times; −1 is one of zeros. Where examples are to stay
 * apart, put them on another axis: whole entries are moved, which costs least where they are long.
 */
export const take = (x: Tensor, entries: readonly number[]): Tensor =>
  operation("take", [x], { entries: [...entries] });

/** The same value, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => operation("stopGradient", [x], {});

/** Sums `x` down to `shape`: the adjoint of broadcasting `shape` to x's shape. */
export function unbroadcast(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, i) => (i < lead || (shape[i - lead] === 1 && length > 1) ? [i] : []));
  return reshape(sum(x, { axes }), shape);
}
