import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dependence, dependence } from "./examples-apart.ts";
import * as ops from "./operations.ts";
import { interpret } from "./reference.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { constant, input, node, type Op, type Tensor } from "./tensor.ts";

/** Three examples: vectors of 4, images of 3×4×4, and rows of vectors. */
const x = input("x", [3, 4]);
const image = input("x", [3, 3, 4, 4]);
const rowsOfX = input("x", [3, 2, 4]);
const square = input("x", [3, 3]);
const weight = constant(numbers(16), [4, 4]);
const filters = constant(numbers(3 * 3 * 4), [3, 3, 2, 2]);

function numbers(length: number): number[] {
  return Array.from({ length }, (_, i) => Math.sin(3 * i + 1));
}

type Case = readonly [build: (given: Tensor) => Tensor, x: Tensor, expected: Dependence];

const elementwise = (apply: (a: Tensor, b: Tensor) => Tensor): readonly Case[] => [
  [(given) => apply(given, constant(0.3)), x, "apart"],
  [(given) => apply(constant(numbers(4), [1, 4]), given), x, "apart"],
  // [3×3] stretches to [3×3×3], and its examples then stand on the second axis.
  [(given) => apply(given, ops.reshape(given, [3, 1, 3])), square, "across"],
  [(given) => apply(given, ops.mean(given, { axes: [0], keep: true })), x, "across"],
];
const unary = (apply: (a: Tensor) => Tensor): readonly Case[] => [[apply, x, "apart"]];
const comparison = (compare: (a: Tensor, b: Tensor) => Tensor): readonly Case[] =>
  elementwise((a, b) => ops.toFloat(compare(a, b)));
const reduction = (reduce: (a: Tensor, options: ops.ReductionOptions) => Tensor): readonly Case[] => [
  [(given) => reduce(given, { axes: [1], keep: false }), x, "apart"],
  [(given) => reduce(given, { axes: [0, 1], keep: true }), x, "across"],
];

const cases: Readonly<Record<Op, readonly Case[]>> = {
  input: [
    [(given) => given, x, "apart"],
    [() => input("another", [3]), x, "none"],
  ],
  constant: [[() => constant(1), x, "none"]],
  stopGradient: unary(ops.stopGradient),
  after: unary((a) => node("after", [a, ops.sum(a)], {})),
  add: elementwise(ops.add),
  sub: elementwise(ops.sub),
  mul: elementwise(ops.mul),
  div: elementwise((a, b) => ops.div(a, ops.add(ops.abs(b), 1))),
  maximum: elementwise(ops.maximum),
  minimum: elementwise(ops.minimum),
  neg: unary(ops.neg),
  exp: unary(ops.exp),
  log: unary((a) => ops.log(ops.exp(a))),
  sqrt: unary((a) => ops.sqrt(ops.exp(a))),
  abs: unary(ops.abs),
  sign: unary(ops.sign),
  step: unary(ops.step),
  tanh: unary(ops.tanh),
  erf: unary(ops.erf),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  relu: unary(ops.relu),
  leakyRelu: unary((a) => ops.leakyRelu(a, 0.2)),
  greater: comparison(ops.greater),
  greaterEqual: comparison(ops.greaterEqual),
  equal: comparison(ops.equal),
  toFloat: unary((a) => ops.toFloat(ops.greater(a, 0))),
  where: [
    [(given) => ops.where(ops.greater(given, 0), given, constant(0)), x, "apart"],
    [(given) => ops.where(ops.greater(ops.sum(given), 0), given, constant(0)), x, "across"],
  ],
  gemm: [
    [(given) => ops.gemm(given, weight, constant(numbers(4), [4])), x, "apart"],
    [(given) => ops.gemm(given, weight, given), x, "apart"],
    [(given) => ops.gemm(constant(numbers(9), [3, 3]), given), x, "across"],
    [(given) => ops.gemm(given, constant(numbers(9), [3, 3]), undefined, { transA: true }), square, "across"],
    [(given) => ops.gemm(given, given, undefined, { transB: true }), x, "across"],
  ],
  matmul: [
    [(given) => ops.matmul(given, weight), x, "apart"],
    [(given) => ops.matmul(given, weight), rowsOfX, "apart"],
    [(given) => ops.matmul(given, ops.transpose(given, [0, 2, 1])), rowsOfX, "apart"],
    [(given) => ops.matmul(constant(numbers(9), [3, 3]), given), x, "across"],
    [(given) => ops.matmul(given, constant(numbers(12), [3, 4, 1])), x, "across"],
  ],
  conv2d: [
    [(given) => ops.conv2d(given, filters), image, "apart"],
    [(given) => ops.conv2d(given, constant(numbers(27), [3, 1, 3, 3]), undefined, { groups: 3 }), image, "apart"],
    [
      (given) => ops.conv2d(constant(numbers(48), [1, 3, 4, 4]), ops.slice(ops.slice(given, 2, 0, 2), 3, 0, 2)),
      image,
      "across",
    ],
  ],
  convTranspose2d: [[(given) => ops.convTranspose2d(given, filters), image, "apart"]],
  resizeNearest: [[(given) => ops.resizeNearest(given, 2), image, "apart"]],
  reduceSum: reduction(ops.sum),
  reduceMean: reduction(ops.mean),
  reduceMax: reduction(ops.max),
  reshape: [
    [(given) => ops.reshape(given, [3, 2, 2]), x, "apart"],
    [(given) => ops.reshape(given, [4, 3]), x, "across"],
  ],
  broadcast: [
    [(given) => ops.broadcast(ops.sum(given, { axes: [1], keep: true }), [3, 5]), x, "apart"],
    [(given) => ops.broadcast(ops.sum(given, { axes: [1], keep: false }), [3, 3]), x, "across"],
  ],
  transpose: [
    [(given) => ops.transpose(given, [0, 2, 1]), rowsOfX, "apart"],
    [(given) => ops.transpose(given, [1, 0]), square, "across"],
    [(given) => ops.transpose(ops.mul(2, ops.transpose(given))), x, "apart"],
    [(given) => ops.transpose(ops.sum(ops.transpose(given), { axes: [0], keep: true })), x, "apart"],
    [(given) => ops.transpose(ops.reshape(ops.transpose(given), [2, 2, 3]), [2, 0, 1]), x, "apart"],
    [(given) => ops.transpose(ops.gemm(weight, given, undefined, { transB: true })), x, "apart"],
    [(given) => ops.transpose(ops.sum(ops.transpose(given), { axes: [1], keep: true })), x, "across"],
  ],
  concat: [
    [(given) => ops.concat([given, given], 1), x, "apart"],
    [(given) => ops.concat([given, given], 0), x, "across"],
  ],
  slice: [
    [(given) => ops.slice(given, 1, 1, 3), x, "apart"],
    [(given) => ops.slice(given, 0, 1, 3), x, "across"],
  ],
  pad: [
    [(given) => ops.pad(given, [0, 1], [0, 1]), x, "apart"],
    [(given) => ops.pad(given, [1, 0], [0, 0]), x, "across"],
  ],
  take: [
    [(given) => ops.transpose(ops.take(ops.transpose(given), [2, -1, 0, 2])), x, "apart"],
    [(given) => ops.take(given, [1, 0, 2]), x, "across"],
  ],
};

const grouped = (given: Tensor): Tensor => ops.reshape(given, [3, 2, 4]);
const inGroups: readonly (readonly [build: (given: Tensor) => Tensor, group: number, expected: Dependence])[] = [
  [(given) => ops.add(given, 1), 2, "apart"],
  [
    (given) => ops.reshape(ops.sub(grouped(given), ops.mean(grouped(given), { axes: [1], keep: true })), [6, 4]),
    2,
    "apart",
  ],
  [(given) => ops.reshape(ops.transpose(grouped(given), [0, 2, 1]), [6, 4]), 2, "apart"],
  [
    (given) => ops.reshape(ops.sub(grouped(given), ops.mean(grouped(given), { axes: [1], keep: true })), [6, 4]),
    1,
    "across",
  ],
  [
    (given) => ops.reshape(ops.sub(grouped(given), ops.mean(grouped(given), { axes: [1], keep: true })), [6, 4]),
    3,
    "across",
  ],
  [
    (given) => ops.reshape(ops.mul(grouped(given), ops.mean(grouped(given), { axes: [0], keep: true })), [6, 4]),
    2,
    "across",
  ],
  [(given) => ops.sub(given, ops.mean(given, { axes: [0], keep: true })), 2, "across"],
];

it.each(inGroups)("case %# of groups is held apart where they are, and only there", (build, group, expected) => {
  const of = input("x", [6, 4]);
  expect(dependence(build(of), of, group)).toBe(expected);
  // Groups as examples: the others are changed, and the first one's result stays just where it is said to.
  const whole = (given: Tensor) => {
    const y = build(ops.reshape(given, [6, 4]));
    return ops.reshape(y, [6 / group, sizeOf(y.shape) / (6 / group)]);
  };
  expect(firstStays(whole, [6 / group, 4 * group], numbers(24))).toBe(expected === "apart");
});

it("one answer for each group is none for each of its examples", () => {
  const of = input("x", [6, 4]);
  expect(dependence(ops.mean(grouped(of), { axes: [1] }), of, 2)).toBe("across");
});

/** Whether the first example's part of the result stays when the other examples change. */
function firstStays(build: (given: Tensor) => Tensor, shape: Shape, values: readonly number[]): boolean {
  const y = build(input("x", shape));
  if (y.shape[0] !== shape[0]) return false;
  const part = sizeOf(y.shape) / (shape[0] ?? 1);
  const first = (given: readonly number[]) =>
    [...(interpret({ y }, { x: [...given], another: [1, 2, 3] }).y as Float64Array)].slice(0, part);
  const size = sizeOf(shape.slice(1));
  const others = values.map((value, i) => (i < size ? value : 1.7 - 2 * value));
  return JSON.stringify(first(values)) === JSON.stringify(first(others));
}

describe.each(Object.entries(cases))("%s", (_, given) => {
  it.each(given.map(([build, of, expected], i) => [i + 1, expected, build, of] as const))(
    "case %i holds examples %s",
    (_number, expected, build, of) => {
      expect(dependence(build(of), of)).toBe(expected);
      if (expected === "across") return;
      // Not believed: other examples are changed, and the first one's result must stay.
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
            minLength: sizeOf(of.shape),
            maxLength: sizeOf(of.shape),
          }),
          (values) => expected === "none" || firstStays(build, of.shape, values),
        ),
        { numRuns: 10 },
      );
    },
  );
});
