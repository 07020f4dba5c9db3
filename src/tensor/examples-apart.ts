/**
 * Whether a computation treats examples apart: whether what it makes of one example of a batch depends on the others. Found by
 * a walk over the graph, so that nobody has to say it of a layer, and no layer can hide it.
 */
import { ancestors } from "./gradient.ts";
import { atKey } from "./present.ts";
import { describe } from "./shape.ts";
import type { Node, Op, Tensor } from "./tensor.ts";

/**
 * How a value depends on x [batch × …]: not at all; example by example, axis 0 being that of the examples; or across them.
 * "across" is also said where it cannot be ruled out.
 */
export type Dependence = "none" | "apart" | "across";

type Rule<K extends Op> = (of: readonly Dependence[], made: Node<K>) => Dependence;

const worst = (of: readonly Dependence[]): Dependence =>
  of.includes("across") ? "across" : of.includes("apart") ? "apart" : "none";
const none: Rule<Op> = () => "none";
const same: Rule<Op> = worst;

/** Apart while `holds`: what depends on no example or on several is not changed by it. */
const onlyIf = (of: readonly Dependence[], holds: boolean): Dependence => {
  const dependence = worst(of);
  return dependence === "apart" && !holds ? "across" : dependence;
};

/** Operands that hold examples must stretch to the result with their first axis first. */
const elementwise: Rule<Op> = (of, { inputs, shape }) =>
  onlyIf(
    of,
    inputs.every((operand, i) => of[i] !== "apart" || operand.shape.length === shape.length),
  );

const reduction: Rule<"reduceSum" | "reduceMean" | "reduceMax"> = (of, { attributes }) =>
  onlyIf(of, !attributes.axes.includes(0));
/** Examples in the first operand alone. */
const firstOperand: Rule<Op> = (of) => onlyIf(of, worst(of.slice(1)) === "none");
const keepsLength: Rule<"reshape"> = (of, { inputs, shape }) => onlyIf(of, inputs[0].shape[0] === shape[0]);

const rows: { readonly [K in Op]: Rule<K> } = {
  input: none,
  constant: none,
  stopGradient: same,
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
  gemm: (of, { attributes, inputs, shape }) => {
    const [a = "none", b = "none", c = "none"] = of;
    const added = c !== "apart" || inputs[2]?.shape.length === shape.length;
    return onlyIf(of, b === "none" && !(a === "apart" && attributes.transA) && added);
  },
  matmul: (of, { inputs, shape }) => {
    // With two axes the first one of the second operand is summed over.
    const led = inputs.every((operand, i) => of[i] !== "apart" || operand.shape.length === shape.length);
    return onlyIf(of, led && (shape.length > 2 || of[1] !== "apart"));
  },
  conv2d: firstOperand,
  convTranspose2d: firstOperand,
  resizeNearest: same,
  reduceSum: reduction,
  reduceMean: reduction,
  reduceMax: reduction,
  reshape: keepsLength,
  broadcast: (of, { inputs, shape }) => onlyIf(of, inputs[0].shape.length === shape.length),
  transpose: (of, { attributes }) => onlyIf(of, attributes.permutation[0] === 0),
  concat: (of, { attributes }) => onlyIf(of, attributes.axis !== 0),
  slice: (of, { attributes, inputs }) => {
    const [start, end, step] = [attributes.starts[0], attributes.ends[0], attributes.steps[0]];
    return onlyIf(of, start === 0 && end === inputs[0].shape[0] && step === 1);
  },
  pad: (of, { attributes }) => onlyIf(of, attributes.before[0] === 0 && attributes.after[0] === 0),
};

/** How `tensor` depends on the examples of `x`, whose first axis must be longer than 1: an axis of length 1 stretches. */
export function dependence(tensor: Tensor, x: Tensor): Dependence {
  const found = new Map<Tensor, Dependence>();
  for (const made of ancestors([tensor])) {
    const of = made.inputs.map((operand) => atKey(found, operand, describe(operand)));
    found.set(made, made === x ? "apart" : (rows[made.op] as Rule<Op>)(of, made));
  }
  return atKey(found, tensor, describe(tensor));
}
