import type { Graph } from "./graph.ts";
import { at } from "./present.ts";
import { sizeOf } from "./shape.ts";
import type { Node, Op, Tensor } from "./tensor.ts";

type Flops<K extends Op> = (made: Node<K>) => number;

const free = () => 0;
const perOutput = (made: Node<Op>) => sizeOf(made.shape);
const perInput = (made: { readonly inputs: readonly [Tensor, ...Tensor[]] }) => sizeOf(made.inputs[0].shape);

/** Multiply-adds count as two; every other elementwise operation as one, however long it takes. */
const rows: { readonly [K in Op]: Flops<K> } = {
  input: free,
  constant: free,
  stopGradient: free,
  after: free,
  add: perOutput,
  sub: perOutput,
  mul: perOutput,
  div: perOutput,
  maximum: perOutput,
  minimum: perOutput,
  neg: perOutput,
  exp: perOutput,
  log: perOutput,
  sqrt: perOutput,
  abs: perOutput,
  sign: perOutput,
  step: perOutput,
  tanh: perOutput,
  erf: perOutput,
  sigmoid: perOutput,
  softplus: perOutput,
  relu: perOutput,
  leakyRelu: perOutput,
  greater: perOutput,
  greaterEqual: perOutput,
  equal: perOutput,
  where: perOutput,
  toFloat: perOutput,
  gemm: (made) => 2 * sizeOf(made.shape) * at(made.inputs[0].shape, made.attributes.transA ? 0 : 1),
  matmul: (made) => 2 * sizeOf(made.shape) * at(made.inputs[0].shape, made.inputs[0].shape.length - 1),
  conv2d: (made) => 2 * sizeOf(made.shape) * sizeOf(made.inputs[1].shape.slice(1)),
  convTranspose2d: (made) => 2 * perInput(made) * sizeOf(made.inputs[1].shape.slice(1)),
  resizeNearest: free,
  reduceSum: perInput,
  reduceMean: perInput,
  reduceMax: perInput,
  reshape: free,
  broadcast: free,
  transpose: free,
  concat: free,
  slice: free,
  pad: free,
  take: free,
};

/** Floating-point operations of one run of the graph. */
export function flops(graph: Graph): number {
  return graph.nodes.reduce((total, tensor) => total + (rows[tensor.op] as Flops<Op>)(tensor as Node<Op>), 0);
}
