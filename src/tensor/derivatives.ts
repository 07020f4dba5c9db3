/**
 * The derivative of every primitive: given a node and the gradient that reached it, the gradient that reaches each operand.
 * The rules are written in the primitives themselves, so a gradient can be differentiated again. Where it is shorter, a
 * rule uses the node's output (tanh′ = 1 − tanh²): the forward pass has it anyway.
 */
import {
  add,
  broadcast,
  conv2d,
  convTranspose2d,
  div,
  equal,
  exp,
  gemm,
  greaterEqual,
  matmul,
  maximum,
  mul,
  neg,
  pad,
  reshape,
  sigmoid,
  sign,
  slice,
  step,
  sub,
  sum,
  take,
  toFloat,
  transpose,
  unbroadcast,
  where,
} from "./operations.ts";
import { at } from "./present.ts";
import { axesOf, type Shape, sizeOf } from "./shape.ts";
import type { Attributes, Node, Op, Pair, Tensor } from "./tensor.ts";

type Rule<K extends Op> = (made: Node<K>, gradient: Tensor) => Tensor;

/** One rule per operand, `null` where no gradient flows; a function for operations with any number of operands. */
type Derivative<K extends Op> =
  | readonly (Rule<K> | null)[]
  | ((made: Node<K>, gradient: Tensor, operand: number) => Tensor);

const a = (made: { readonly inputs: readonly [Tensor, ...Tensor[]] }): Tensor => made.inputs[0];
const b = (made: { readonly inputs: readonly [Tensor, Tensor, ...Tensor[]] }): Tensor => made.inputs[1];
const c = (made: { readonly inputs: readonly Tensor[] }): Tensor => at(made.inputs, 2);
/** The node's own output. */
const y = (made: Node<Op>): Tensor => made as Tensor;

type Reduced = Node<"reduceSum" | "reduceMean" | "reduceMax">;

/** The gradient of a reduction, stretched back over the reduced axes. */
function spread(made: Reduced, { axes }: Attributes["reduceSum"], gradient: Tensor): Tensor {
  const { shape } = a(made);
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return broadcast(reshape(gradient, kept), shape);
}

const reducedCount = (made: Reduced, { axes }: Attributes["reduceSum"]): number =>
  sizeOf(axes.map((axis) => at(a(made).shape, axis)));

const swapLastTwo = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  );
};

const swapFirstTwo = (x: Tensor): Tensor => transpose(x, [1, 0, 2, 3]);

/** Rows and columns that the last stride of a convolution did not reach: what its transpose must add at the end. */
function leftover(inputShape: Shape, outputShape: Shape, weightShape: Shape, attributes: Attributes["conv2d"]): Pair {
  const on = (axis: 0 | 1): number => {
    const [size, out, kernel] = [at(inputShape, 2 + axis), at(outputShape, 2 + axis), at(weightShape, 2 + axis)];
    const padding = attributes.padding[axis] + attributes.padding[(axis + 2) as 2 | 3];
    return size + padding - attributes.dilations[axis] * (kernel - 1) - 1 - attributes.strides[axis] * (out - 1);
  };
  return [on(0), on(1)];
}

/** [N×C×H×W] to [C/groups × groups·N × H×W]: the channels of a group as examples, the examples as channels of each group. */
function examplesAsChannels(data: Tensor, groups: number): Tensor {
  if (groups === 1) return swapFirstTwo(data);
  const [batch, channels, height, width] = axesOf(data.shape, 4);
  const parted = reshape(data, [batch, groups, channels / groups, height, width]);
  return reshape(transpose(parted, [2, 1, 0, 3, 4]), [channels / groups, groups * batch, height, width]);
}

/**
 * Gradient of a convolution to its weight, as one convolution: batch and channels change places, and stride and dilation do.
 * `data` [N×C×H×W] was read through windows whose places are those of `windows` [N×O×H′×W′]; the result is [C/groups×O×kh×kw].
 */
function weightGradient(data: Tensor, windows: Tensor, kernel: Pair, attributes: Attributes["conv2d"]): Tensor {
  const { strides, padding, dilations, groups = 1 } = attributes;
  const options = { strides: dilations, dilations: strides, padding, groups };
  const wide = conv2d(examplesAsChannels(data, groups), swapFirstTwo(windows), undefined, options);
  return slice(slice(wide, 2, 0, kernel[0]), 3, 0, kernel[1]);
}

const kernelOf = (weight: Tensor): Pair => [at(weight.shape, 2), at(weight.shape, 3)];

/** Undoes `slice` with steps: puts the elements `step` apart, zeros between, then zeros around. */
function unslice({ starts, steps }: Attributes["slice"], gradient: Tensor, shape: Shape): Tensor {
  let spaced = gradient;
  steps.forEach((step, axis) => {
    if (step === 1) return;
    const length = at(spaced.shape, axis);
    const split = spaced.shape.toSpliced(axis + 1, 0, 1);
    const zeros = split.map(() => 0);
    const stepped = pad(reshape(spaced, split), zeros, zeros.with(axis + 1, step - 1));
    // The zeros after the last element are cut again: they may reach beyond the original.
    const merged = spaced.shape.with(axis, length * step);
    spaced = slice(reshape(stepped, merged), axis, 0, (length - 1) * step + 1);
  });
  const after = shape.map((length, axis) => length - at(starts, axis) - at(spaced.shape, axis));
  return pad(spaced, starts, after);
}

/** Undoes `take`: every entry gets what has been made of it, summed where it was taken more than once. */
function putBack(entries: readonly number[], gradient: Tensor, length: number): Tensor {
  const uses = Array.from({ length }, (): number[] => []);
  entries.forEach((entry, i) => {
    if (entry >= 0) at(uses, entry).push(i);
  });
  const most = uses.reduce((sum, { length: times }) => Math.max(sum, times), 1);
  const rounds = Array.from({ length: most }, (_, round) =>
    take(
      gradient,
      uses.map((places) => places[round] ?? -1),
    ),
  );
  return rounds.reduce((sum, round) => add(sum, round));
}

const derivatives: { readonly [K in Op]: Derivative<K> } = {
  input: [],
  constant: [],
  stopGradient: [null],
  after: [(_, g) => g, null],

  add: [(made, g) => unbroadcast(g, a(made).shape), (made, g) => unbroadcast(g, b(made).shape)],
  sub: [(made, g) => unbroadcast(g, a(made).shape), (made, g) => unbroadcast(neg(g), b(made).shape)],
  mul: [
    (made, g) => unbroadcast(mul(g, b(made)), a(made).shape),
    (made, g) => unbroadcast(mul(g, a(made)), b(made).shape),
  ],
  div: [
    (made, g) => unbroadcast(div(g, b(made)), a(made).shape),
    (made, g) => unbroadcast(neg(mul(g, div(y(made), b(made)))), b(made).shape),
  ],
  maximum: [
    (made, g) => unbroadcast(where(greaterEqual(a(made), b(made)), g, 0), a(made).shape),
    (made, g) => unbroadcast(where(greaterEqual(a(made), b(made)), 0, g), b(made).shape),
  ],
  minimum: [
    (made, g) => unbroadcast(where(greaterEqual(b(made), a(made)), g, 0), a(made).shape),
    (made, g) => unbroadcast(where(greaterEqual(b(made), a(made)), 0, g), b(made).shape),
  ],

  neg: [(_, g) => neg(g)],
  exp: [(made, g) => mul(g, y(made))],
  log: [(made, g) => div(g, a(made))],
  sqrt: [(made, g) => mul(g, div(0.5, y(made)))],
  abs: [(made, g) => mul(g, sign(a(made)))],
  sign: [null],
  step: [null],
  tanh: [(made, g) => mul(g, sub(1, mul(y(made), y(made))))],
  erf: [(made, g) => mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(a(made), a(made))))))],
  sigmoid: [(made, g) => mul(g, mul(y(made), sub(1, y(made))))],
  softplus: [(made, g) => mul(g, sigmoid(a(made)))],
  relu: [(made, g) => mul(g, step(y(made)))],
  // max(step, slope) is 1 or the slope: cheaper for the runtime than a comparison and a choice.
  leakyRelu: [(made, g) => mul(g, maximum(step(y(made)), made.attributes.slope))],

  greater: [null, null],
  greaterEqual: [null, null],
  equal: [null, null],
  where: [
    null,
    (made, g) => unbroadcast(where(a(made), g, 0), b(made).shape),
    (made, g) => unbroadcast(where(a(made), 0, g), c(made).shape),
  ],
  toFloat: [null],

  gemm: [
    (made, g) => {
      const { transA, transB, alpha } = made.attributes;
      return transA
        ? gemm(b(made), g, undefined, { transA: transB, transB: true, alpha })
        : gemm(g, b(made), undefined, { transB: !transB, alpha });
    },
    (made, g) => {
      const { transA, transB, alpha } = made.attributes;
      return transB
        ? gemm(g, a(made), undefined, { transA: true, transB: transA, alpha })
        : gemm(a(made), g, undefined, { transA: !transA, alpha });
    },
    (made, g) => mul(unbroadcast(g, c(made).shape), made.attributes.beta),
  ],
  matmul: [
    (made, g) => unbroadcast(matmul(g, swapLastTwo(b(made))), a(made).shape),
    (made, g) => unbroadcast(matmul(swapLastTwo(a(made)), g), b(made).shape),
  ],
  conv2d: [
    (made, g) => {
      const outputPadding = leftover(a(made).shape, made.shape, b(made).shape, made.attributes);
      return convTranspose2d(g, b(made), undefined, { ...made.attributes, outputPadding });
    },
    (made, g) => swapFirstTwo(weightGradient(a(made), g, kernelOf(b(made)), made.attributes)),
    (_, g) => sum(g, { axes: [0, 2, 3] }),
  ],
  convTranspose2d: [
    (made, g) => conv2d(g, b(made), undefined, made.attributes),
    (made, g) => swapFirstTwo(weightGradient(g, a(made), kernelOf(b(made)), made.attributes)),
    (_, g) => sum(g, { axes: [0, 2, 3] }),
  ],
  resizeNearest: [
    (made, g) => {
      const [batch, channels, height, width] = axesOf(a(made).shape, 4);
      const [down, across] = made.attributes.scale;
      return sum(reshape(g, [batch, channels, height, down, width, across]), { axes: [3, 5] });
    },
  ],

  reduceSum: [(made, g) => spread(made, made.attributes, g)],
  reduceMean: [(made, g) => spread(made, made.attributes, div(g, reducedCount(made, made.attributes)))],
  reduceMax: [
    (made, g) => {
      const x = a(made);
      const largest = toFloat(equal(x, spread(made, made.attributes, y(made))));
      const ties = sum(largest, { axes: made.attributes.axes, keep: true });
      return mul(spread(made, made.attributes, g), div(largest, ties));
    },
  ],

  reshape: [(made, g) => reshape(g, a(made).shape)],
  broadcast: [(made, g) => unbroadcast(g, a(made).shape)],
  transpose: [
    (made, g) =>
      transpose(
        g,
        made.attributes.permutation.map((_, axis) => made.attributes.permutation.indexOf(axis)),
      ),
  ],
  concat: (made, g, operand) => {
    const { axis } = made.attributes;
    const lengths = made.inputs.map((tensor) => at(tensor.shape, axis));
    const start = lengths.slice(0, operand).reduce((total, length) => total + length, 0);
    return slice(g, axis, start, start + at(lengths, operand));
  },
  slice: [(made, g) => unslice(made.attributes, g, a(made).shape)],
  pad: [
    (made, g) => {
      const { before } = made.attributes;
      return a(made).shape.reduce(
        (cut, length, axis) => slice(cut, axis, at(before, axis), at(before, axis) + length),
        g,
      );
    },
  ],
  take: [(made, g) => putBack(made.attributes.entries, g, at(a(made).shape, 0))],
};

/** Whether gradient flows from a node to its operand `index`. */
export function flows(made: Tensor, index: number): boolean {
  const rules = derivatives[made.op];
  return typeof rules === "function" || (rules[index] ?? null) !== null;
}

/** The gradient that reaches operand `index` of a node. Only for operands that {@link flows} accepts. */
export function derivative(made: Tensor, gradient: Tensor, index: number): Tensor {
  const rules = derivatives[made.op] as Derivative<Op>;
  if (typeof rules === "function") return rules(made, gradient, index);
  const rule = rules[index];
  if (!rule) throw new Error(`internal: ${made.op} has no derivative for operand ${index}`);
  return rule(made, gradient);
}
