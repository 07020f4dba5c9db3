/**
 * Whether a computation treats examples apart: whether what it makes of one example of a batch depends on the others. Found by
 * a walk over the graph, so that nobody has to say it of a layer, and no layer can hide it.
 */
import { ancestors } from "./gradient.ts";
import { at, atKey } from "./present.ts";
import { describe, type Shape, sizeOf } from "./shape.ts";
import type { Node, Op, Tensor } from "./tensor.ts";

/**
 * How a value depends on x [batch × …]: not at all; example by example, axis 0 being that of the examples; or across them.
 * "across" is also said where it cannot be ruled out. Where groups of examples are asked about, each counts as one.
 */
export type Dependence = "none" | "apart" | "across";

/** The same on the way: which axis is that of the examples, or of groups of them, each so long on it. In between it may be any. */
type Along = "none" | "across" | Place;
interface Place {
  readonly axis: number;
  readonly length: number;
}

type Rule<K extends Op> = (of: readonly Along[], made: Node<K>) => Along;

const isPlace = (of: Along | undefined): of is Place => typeof of === "object";
const equal = (a: Along, b: Along): boolean =>
  a === b || (isPlace(a) && isPlace(b) && a.axis === b.axis && a.length === b.length);

/** Of several operands: examples must stand on one axis of the result. */
const together = (of: readonly Along[]): Along =>
  of.reduce(
    (found, next) => (found === "none" || equal(found, next) ? next : next === "none" ? found : "across"),
    "none",
  );

const none: Rule<Op> = () => "none";
const same: Rule<Op> = together;

/** Where an axis of one operand goes, all of it. */
function moved(of: Along | undefined, to: (axis: number) => number | "across"): Along {
  if (!isPlace(of)) return of ?? "none";
  const axis = to(of.axis);
  return axis === "across" ? axis : { ...of, axis };
}

/** Operands stretch to the result from the last axis on. */
const stretched = (of: Along | undefined, from: Shape | undefined, to: Shape): Along =>
  moved(of, (axis) => shifted(axis, from ?? to, to));
const shifted = (axis: number, from: Shape, to: Shape): number => axis + to.length - from.length;

const elementwise: Rule<Op> = (of, { inputs, shape }) =>
  together(of.map((one, i) => stretched(one, inputs[i]?.shape, shape)));

const reduction: Rule<"reduceSum" | "reduceMean" | "reduceMax"> = ([of], { attributes: { axes, keep } }) =>
  moved(of, (axis) => {
    if (axes.includes(axis)) return "across";
    return keep ? axis : axis - axes.filter((reduced) => reduced < axis).length;
  });
/** Examples in the first operand alone, on its first axis. */
const firstOperand: Rule<Op> = ([first = "none", ...others]) =>
  together(others) === "none" ? moved(first, (axis) => (axis === 0 ? 0 : "across")) : "across";
/** Where groups, with as much before the first, stand after a change of shape: on an axis whose length they divide. */
const kept = ({ axis, length }: Place, from: Shape, to: Shape): Along => {
  const before = (shape: Shape, i: number): number => sizeOf(shape.slice(0, i));
  const groups = at(from, axis) / length;
  const found = to.findIndex((whole, i) => whole % groups === 0 && before(to, i) === before(from, axis));
  return found < 0 ? "across" : { axis: found, length: at(to, found) / groups };
};

const rows: { readonly [K in Op]: Rule<K> } = {
  input: none,
  constant: none,
  stopGradient: same,
  after: ([of = "none"]) => of,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  neg: same,
  exp: same,
  log: same,
  sqrt: same,
  abs: same,
  sign: same,
  step: same,
  tanh: same,
  erf: same,
  sigmoid: same,
  softplus: same,
  relu: same,
  leakyRelu: same,
  greater: elementwise,
  greaterEqual: elementwise,
  equal: elementwise,
  where: elementwise,
  toFloat: same,
  gemm: ([a, b, c], { attributes, inputs, shape }) =>
    together([
      moved(a, (axis) => (axis === (attributes.transA ? 1 : 0) ? 0 : "across")),
      moved(b, (axis) => (axis === (attributes.transB ? 0 : 1) ? 1 : "across")),
      stretched(c, inputs[2]?.shape, shape),
    ]),
  matmul: (of, { inputs, shape }) =>
    together(
      inputs.map((operand, i) => {
        const summed = operand.shape.length - (i === 0 ? 1 : 2);
        return moved(of[i], (axis) => (axis === summed ? "across" : shifted(axis, operand.shape, shape)));
      }),
    ),
  conv2d: firstOperand,
  convTranspose2d: firstOperand,
  resizeNearest: same,
  reduceSum: reduction,
  reduceMean: reduction,
  reduceMax: reduction,
  reshape: ([of = "none"], { inputs, shape }) => (isPlace(of) ? kept(of, inputs[0].shape, shape) : of),
  broadcast: elementwise,
  transpose: ([of], { attributes }) => moved(of, (axis) => attributes.permutation.indexOf(axis)),
  concat: (of, { attributes }) => moved(together(of), (axis) => (axis === attributes.axis ? "across" : axis)),
  slice: ([of], { attributes: { starts, ends, steps }, inputs }) =>
    moved(of, (axis) => {
      const whole = starts[axis] === 0 && ends[axis] === inputs[0].shape[axis] && steps[axis] === 1;
      return whole ? axis : "across";
    }),
  pad: ([of], { attributes: { before, after } }) =>
    moved(of, (axis) => (at(before, axis) + at(after, axis) === 0 ? axis : "across")),
  take: ([of]) => moved(of, (axis) => (axis === 0 ? "across" : axis)),
};

/**
 * How `tensor` depends on the examples of `x`, or on groups of so many that follow each other. There must be more than one of them:
 * an axis of length 1 stretches.
 */
export function dependence(tensor: Tensor, x: Tensor, group = 1): Dependence {
  const found = new Map<Tensor, Along>();
  for (const made of ancestors([tensor])) {
    const of = made.inputs.map((operand) => atKey(found, operand, describe(operand)));
    found.set(made, made === x ? { axis: 0, length: group } : (rows[made.op] as Rule<Op>)(of, made));
  }
  const along = atKey(found, tensor, describe(tensor));
  if (!isPlace(along)) return along;
  return along.axis === 0 && along.length === group ? "apart" : "across";
}
