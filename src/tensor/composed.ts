/** Functions made of primitives: they need no derivative and no lowering of their own. */
import {
  add,
  div,
  exp,
  greater,
  log,
  max,
  mean,
  minimum,
  mul,
  neg,
  type Operand,
  type ReductionOptions,
  relu,
  reshape,
  sigmoid,
  slice,
  softplus,
  sqrt,
  stopGradient,
  sub,
  sum,
  tanh,
} from "./operations.ts";
import type { Tensor } from "./tensor.ts";

/** x², element by element. */
export const square = (x: Tensor): Tensor => mul(x, x);

/** log σ(x), from logits: −softplus(−x) neither overflows nor underflows. */
export const logSigmoid = (x: Tensor): Tensor => neg(softplus(neg(x)));

/** x·σ(x) (Ramachandran et al. 2017). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** The tanh form of x·Φ(x) (Hendrycks & Gimpel 2016); within 5e-4 of the exact one. */
export function gelu(x: Tensor): Tensor {
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, square(x)))));
  return mul(mul(0.5, x), add(1, tanh(inner)));
}

/** eˣ − 1 below 0, x above (Clevert et al. 2015). */
export function elu(x: Tensor): Tensor {
  // min(x, 0) before exp: the branch that is not taken must not overflow, or its gradient is ∞·0.
  return add(sub(exp(minimum(x, 0)), 1), relu(x));
}

/** Where a < b, element by element: a condition for `where` and `toFloat`. */
export const less = (a: Operand, b: Operand): Tensor => greater(b, a);

/** Population variance (divided by n). */
export function variance(x: Tensor, options: ReductionOptions = {}): Tensor {
  const axes = options.axes ?? x.shape.map((_, axis) => axis);
  return mean(square(sub(x, mean(x, { axes, keep: true }))), options);
}

/**
 * Euclidean norm over the given axes. `floor` is added under the root: at 0 the norm has no gradient, and 1e-12
 * keeps gradient penalties finite there without moving any norm above 1e-4 by more than 1e-8.
 */
export const norm = (x: Tensor, options: ReductionOptions = {}, floor = 1e-12): Tensor =>
  sqrt(add(sum(square(x), options), floor));

/** log Σ eˣ over one axis, kept with length 1; the maximum is taken out so that nothing overflows. */
export function logSumExp(x: Tensor, axis: number): Tensor {
  const largest = stopGradient(max(x, { axes: [axis], keep: true }));
  return add(log(sum(exp(sub(x, largest)), { axes: [axis], keep: true })), largest);
}

/** eˣ / Σ eˣ along an axis, computed without overflow. The shape is that of x. */
export function softmax(x: Tensor, axis: number): Tensor {
  const unnormalized = exp(sub(x, stopGradient(max(x, { axes: [axis], keep: true }))));
  return div(unnormalized, sum(unnormalized, { axes: [axis], keep: true }));
}

/** Result of {@link standardize}. */
export interface Standardized {
  /** (x − mean) / √(variance + ε). */
  readonly value: Tensor;
  /** x − mean. */
  readonly centered: Tensor;
  /** 1 / √(variance + ε), with length 1 on the reduced axes. */
  readonly inverse: Tensor;
  /** With length 1 on the reduced axes. */
  readonly mean: Tensor;
  /** Population variance, with length 1 on the reduced axes. */
  readonly variance: Tensor;
}

/**
 * Zero mean and unit variance over the given axes: [0, 2, 3] of an image batch is batch normalisation
 * (Ioffe & Szegedy 2015), [1, 2, 3] layer normalisation (Ba et al. 2016), [2, 3] instance normalisation (Ulyanov et al. 2016).
 */
export function standardize(x: Tensor, axes: readonly number[], epsilon = 1e-5): Standardized {
  const center = mean(x, { axes, keep: true });
  const centered = sub(x, center);
  const spread = mean(square(centered), { axes, keep: true });
  const inverse = div(1, sqrt(add(spread, epsilon)));
  return { value: mul(centered, inverse), centered, inverse, mean: center, variance: spread };
}

/**
 * The largest of `pieces` values per unit: x [m×(pieces·units)] gives [m×units] (Goodfellow et al. 2013). The pieces of one
 * unit lie `units` apart, so that the reduction reads memory in order.
 */
export function maxout(x: Tensor, pieces: number): Tensor {
  const [batch = 1, width = 1] = x.shape;
  return max(reshape(x, [batch, pieces, width / pieces]), { axes: [1] });
}

/** Inverted dropout with a given mask of zeros and ones: kept values grow by 1/keep, so nothing changes at test time. */
export const dropout = (x: Tensor, mask: Tensor, keep: number): Tensor => mul(x, mul(mask, 1 / keep));

/** Splits an axis at `at`: [0, at) and [at, end). */
export function split(x: Tensor, axis: number, at: number): [Tensor, Tensor] {
  return [slice(x, axis, 0, at), slice(x, axis, at)];
}
