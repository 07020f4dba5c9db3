/** The primitives by name: their attributes, their operands, and the node that each makes. */
import type { DType, Shape } from "./shape.ts";

/** `[height, width]`. */
export type Pair = readonly [number, number];

/** `[top, left, bottom, right]`, in pixels. */
export type Padding = readonly [number, number, number, number];

type None = Readonly<Record<never, never>>;

/** Attributes of a reduction. */
export interface Reduction {
  readonly axes: readonly number[];
  /** Keep reduced axes with length 1. */
  readonly keep: boolean;
}

/** Attributes of a convolution. */
export interface Convolution {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilations: Pair;
  /** Groups of channels, each convolved with filters of its own; absent where there is one. */
  readonly groups?: number;
}

/** Every primitive and its attributes. All tables of the engine (shape, derivative, lowering, reference, cost) have one row for each. */
export interface Attributes {
  /** A value given when the graph runs. Its name is the tensor's name. */
  input: { readonly shape: Shape; readonly dtype: DType };
  constant: { readonly shape: Shape; readonly data: Float32Array };
  stopGradient: None;
  /** The first operand, which is not there before the second one is: see recompute.ts. */
  after: None;

  add: None;
  sub: None;
  mul: None;
  div: None;
  maximum: None;
  minimum: None;

  neg: None;
  exp: None;
  log: None;
  sqrt: None;
  abs: None;
  sign: None;
  step: None;
  tanh: None;
  erf: None;
  sigmoid: None;
  softplus: None;
  relu: None;
  leakyRelu: { readonly slope: number };

  greater: None;
  greaterEqual: None;
  equal: None;
  where: None;
  toFloat: None;

  gemm: { readonly transA: boolean; readonly transB: boolean; readonly alpha: number; readonly beta: number };
  matmul: None;
  conv2d: Convolution;
  convTranspose2d: Convolution & { readonly outputPadding: Pair };
  resizeNearest: { readonly scale: Pair };

  reduceSum: Reduction;
  reduceMean: Reduction;
  reduceMax: Reduction;

  reshape: { readonly shape: Shape };
  broadcast: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  concat: { readonly axis: number };
  slice: { readonly starts: readonly number[]; readonly ends: readonly number[]; readonly steps: readonly number[] };
  pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** Which entries of the first axis, in their new order; −1 for one of zeros. */
  take: { readonly entries: readonly number[] };
}

/** The name of a primitive. */
export type Op = keyof Attributes;

type One = readonly [Tensor];
type Two = readonly [Tensor, Tensor];
type Three = readonly [Tensor, Tensor, Tensor];
/** A third one, if there is one, is an addend: that of a product, or a bias. */
type Addable = readonly [Tensor, Tensor, ...Tensor[]];

/** What each primitive operates on. */
export interface Operands {
  input: readonly [];
  constant: readonly [];
  stopGradient: One;
  after: Two;

  add: Two;
  sub: Two;
  mul: Two;
  div: Two;
  maximum: Two;
  minimum: Two;

  neg: One;
  exp: One;
  log: One;
  sqrt: One;
  abs: One;
  sign: One;
  step: One;
  tanh: One;
  erf: One;
  sigmoid: One;
  softplus: One;
  relu: One;
  leakyRelu: One;

  greater: Two;
  greaterEqual: Two;
  equal: Two;
  where: Three;
  toFloat: One;

  gemm: Addable;
  matmul: Two;
  conv2d: Addable;
  convTranspose2d: Addable;
  resizeNearest: One;

  reduceSum: One;
  reduceMean: One;
  reduceMax: One;

  reshape: One;
  broadcast: One;
  transpose: One;
  concat: readonly [Tensor, ...Tensor[]];
  slice: One;
  pad: One;
  take: One;
}

/** Something for each of some operands: their values, their names. */
export type Each<Tuple extends readonly unknown[], T> = { readonly [I in keyof Tuple]: T };

/** A node of the symbolic graph with operation `K`. Nodes are never changed once made. */
export interface Node<K extends Op> {
  readonly op: K;
  readonly inputs: Operands[K];
  readonly attributes: Attributes[K];
  readonly shape: Shape;
  readonly dtype: DType;
  /** For people: error texts, the printed graph, node names in the ONNX file. */
  readonly name: K extends "input" ? string : string | undefined;
  /** Increases in order of creation, so a node's inputs always have smaller ids. */
  readonly id: number;
}

/** A symbolic tensor: a node of some operation, with its static shape. Nothing is computed until the graph is compiled. */
export type Tensor = { [K in Op]: Node<K> }[Op];
