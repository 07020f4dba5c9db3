/**
 * Every operation on symbolic tensors, primitive or composed: `ops.add(x, 1)`. Nothing is computed when one is made, but its shape
 * is checked; all broadcast as NumPy does.
 *
 * @module
 */
export {
  dropout,
  elu,
  gelu,
  less,
  logSigmoid,
  logSumExp,
  maxout,
  norm,
  type Standardized,
  silu,
  softmax,
  split,
  square,
  standardize,
  variance,
} from "./composed.ts";
export * from "./operations.ts";
