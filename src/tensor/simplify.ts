/**
 * Small rewrites, applied as each node is made, so that derivatives come out as short as a person would write them.
 *
 * Each gives what the operation would have given, bit for bit, for every float: finite, ±0, ±∞ and NaN.
 * - x − 0, x·1, x/1 and −(−x) are x; −(c·x) is (−c)·x, and ±1·(c·x) is (±c)·x, for a sign rounds nothing.
 * - What only moves numbers (reshape, broadcast, transpose, slice, concat, pad by nothing, take of all in order) moves them at once, or with the product or
 *   the elementwise operation that reads them.
 * - Constants are computed in double precision and rounded once: for + − × ÷ and √ the same as in single precision.
 * - x·0 is not 0 where x is infinite or NaN, and x − x neither: they stay.
 *
 * One exception, on purpose: x + 0 is taken for x. At x = −0 the sum is +0 and x is −0. The two are equal and add, multiply and compare
 * alike; only 1/x tells them apart, and the sign of further zeros. The same exception is in a sum over axes of length 1 (the runtime may
 * begin at +0) and in a sum of two padded pieces, each of which meets the zeros of the other.
 */
import { at } from "./present.ts";
import { broadcastShapes, sameShape } from "./shape.ts";
import { constant, type Each, type Node, node, type Op, type Operands, type Tensor } from "./tensor.ts";

type Rewrite<K extends Op> = (made: Node<K>) => Tensor | undefined;

/** The value of a constant scalar, else undefined. */
function scalar(tensor: Tensor): number | undefined {
  if (tensor.op === "broadcast") return scalar(tensor.inputs[0]);
  return tensor.op === "constant" && tensor.attributes.data.length === 1 ? tensor.attributes.data[0] : undefined;
}

/** Folds an operation on constant scalars, in single precision as the runtime would. */
function fold<K extends Op>(
  made: Node<K>,
  compute: (...values: Each<Operands[K], number>) => number,
): Tensor | undefined {
  const values: number[] = [];
  for (const tensor of made.inputs) {
    const value = tensor.op === "constant" ? scalar(tensor) : undefined;
    if (value === undefined) return undefined;
    values.push(value);
  }
  return constant([Math.fround(compute(...(values as unknown as Each<Operands[K], number>)))], made.shape);
}

/** `a` itself, if operating with a neutral element leaves shape and value as they are. */
const kept = (made: Tensor, a: Tensor): Tensor | undefined => (sameShape(a.shape, made.shape) ? a : undefined);

/** An elementwise operation stretches its operands by itself: an explicit broadcast below it is wasted memory. */
function withoutBroadcast(made: Node<"add"> | Node<"sub"> | Node<"mul"> | Node<"div">): Tensor | undefined {
  const [a, b] = made.inputs;
  for (const [wide, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (wide.op !== "broadcast") continue;
    const [narrow] = wide.inputs;
    if (!sameShape(broadcastShapes(narrow.shape, other.shape) ?? [], made.shape)) continue;
    const inputs = wide === a ? ([narrow, b] as const) : ([a, narrow] as const);
    const rewritten = node(made.op, inputs, made.attributes);
    return simplify(rewritten) ?? rewritten;
  }
  return undefined;
}

/** Two zero-padded pieces that fill complementary parts of one axis are a concatenation (the gradient of a split). */
function addOfPads(made: Node<"add">): Tensor | undefined {
  const [a, b] = made.inputs;
  if (a.op !== "pad" || b.op !== "pad") return undefined;
  const padded = made.shape.flatMap((_, axis) => {
    const amounts = [a, b].flatMap((piece) => [piece.attributes.before[axis], piece.attributes.after[axis]]);
    return amounts.some((amount) => amount !== 0) ? [axis] : [];
  });
  const [axis] = padded;
  if (padded.length !== 1 || axis === undefined) return undefined;
  const [first, second] = a.attributes.before[axis] === 0 ? [a, b] : [b, a];
  const [[head], [tail]] = [first.inputs, second.inputs];
  const complementary =
    first.attributes.before[axis] === 0 &&
    second.attributes.after[axis] === 0 &&
    at(head.shape, axis) + at(tail.shape, axis) === made.shape[axis];
  return complementary ? node("concat", [head, tail], { axis }) : undefined;
}

/** Two constants that multiply the same tensor become one, where one of them is ±1 throughout and so rounds nothing. */
function mulOfSigns(made: Node<"mul">): Tensor | undefined {
  const [a, b] = made.inputs;
  for (const [product, signs] of [
    [a, b],
    [b, a],
  ] as const) {
    if (product.op !== "mul" || signs.op !== "constant" || !sameShape(product.shape, made.shape)) continue;
    if (signs.attributes.data.some((value) => Math.abs(value) !== 1)) continue;
    const [left, right] = product.inputs;
    const [factor, x] = scalar(left) === undefined ? [scalar(right), left] : [scalar(left), right];
    if (factor === undefined || !sameShape(x.shape, made.shape)) continue;
    const signed = constant(
      signs.attributes.data.map((value) => value * factor),
      signs.shape,
    );
    return node("mul", [x, signed], {});
  }
  return undefined;
}

/** Neighbouring slices of one tensor, put together again, are one slice of it. */
function concatOfSlices(made: Node<"concat">): Tensor | undefined {
  const { axis } = made.attributes;
  const [first, ...others] = made.inputs;
  const pieces: [Tensor, ...Tensor[]] = [first];
  for (const piece of others) {
    const joined = joinedSlice(at(pieces, pieces.length - 1), piece, axis);
    if (joined) pieces[pieces.length - 1] = joined;
    else pieces.push(piece);
  }
  if (pieces.length === made.inputs.length) return undefined;
  return pieces.length === 1 ? pieces[0] : node("concat", pieces, { axis });
}

/** The slice that covers both, if `second` begins where `first` ends and both take everything on the other axes. */
function joinedSlice(first: Tensor, second: Tensor, axis: number): Tensor | undefined {
  if (first.op !== "slice" || second.op !== "slice" || first.inputs[0] !== second.inputs[0]) return undefined;
  const [source] = first.inputs;
  const { starts, ends } = first.attributes;
  const whole = [first, second].every(({ attributes, shape }) =>
    shape.every((length, i) => attributes.steps[i] === 1 && (i === axis || length === source.shape[i])),
  );
  if (!whole || ends[axis] !== second.attributes.starts[axis]) return undefined;
  const both = node("slice", [source], { ...first.attributes, starts, ends: second.attributes.ends });
  return kept(both, source) ?? both;
}

const rewrites: { readonly [K in Op]?: Rewrite<K> } = {
  add: (made) => {
    const [a, b] = made.inputs;
    if (scalar(b) === 0) return kept(made, a);
    if (scalar(a) === 0) return kept(made, b);
    return fold(made, (x, y) => x + y) ?? addOfPads(made) ?? withoutBroadcast(made);
  },
  sub: (made) => {
    const [a, b] = made.inputs;
    // x − (−0) is x + 0.
    if (Object.is(scalar(b), 0)) return kept(made, a);
    return fold(made, (x, y) => x - y) ?? withoutBroadcast(made);
  },
  mul: (made) => {
    const [a, b] = made.inputs;
    if (scalar(b) === 1) return kept(made, a);
    if (scalar(a) === 1) return kept(made, b);
    return fold(made, (x, y) => x * y) ?? mulOfSigns(made) ?? withoutBroadcast(made);
  },
  div: (made) => {
    const [a, b] = made.inputs;
    if (scalar(b) === 1) return kept(made, a);
    return fold(made, (x, y) => x / y) ?? withoutBroadcast(made);
  },
  neg: (made) => {
    const [x] = made.inputs;
    if (x.op === "neg") return x.inputs[0];
    if (x.op !== "mul") return fold(made, (value) => -value);
    const [a, b] = x.inputs;
    const [factor, other] = scalar(a) === undefined ? [b, a] : [a, b];
    const value = factor.op === "constant" ? scalar(factor) : undefined;
    return value === undefined ? undefined : node("mul", [constant([-value], factor.shape), other], {});
  },
  sqrt: (made) => fold(made, (value) => Math.sqrt(value)),
  gemm: (made) => {
    const [a, b, ...rest] = made.inputs;
    if (a.op !== "transpose" && b.op !== "transpose") return undefined;
    const { transA, transB, alpha, beta } = made.attributes;
    const [left, flipA] = a.op === "transpose" ? [a.inputs[0], !transA] : [a, transA];
    const [right, flipB] = b.op === "transpose" ? [b.inputs[0], !transB] : [b, transB];
    return node("gemm", [left, right, ...rest], { transA: flipA, transB: flipB, alpha, beta });
  },
  reduceSum: (made) => withoutReduction(made),
  reduceMean: (made) => withoutReduction(made),
  reduceMax: (made) => withoutReduction(made),
  reshape: (made) => {
    const [x] = made.inputs;
    if (sameShape(x.shape, made.shape)) return x;
    if (x.op === "constant") return constant(x.attributes.data, made.shape);
    return x.op === "reshape" ? node("reshape", x.inputs, made.attributes) : undefined;
  },
  broadcast: (made) => {
    const [x] = made.inputs;
    if (sameShape(x.shape, made.shape)) return x;
    return x.op === "broadcast" ? node("broadcast", x.inputs, made.attributes) : undefined;
  },
  transpose: (made) => {
    const [x] = made.inputs;
    const { permutation } = made.attributes;
    if (permutation.every((axis, i) => axis === i)) return x;
    if (x.op !== "transpose") return undefined;
    const combined = permutation.map((axis) => at(x.attributes.permutation, axis));
    const merged = node("transpose", x.inputs, { permutation: combined });
    return simplify(merged) ?? merged;
  },
  slice: (made) => kept(made, made.inputs[0]),
  concat: concatOfSlices,
  pad: (made) => kept(made, made.inputs[0]),
  take: (made) => {
    const [x] = made.inputs;
    return made.attributes.entries.every((entry, i) => entry === i) ? kept(made, x) : undefined;
  },
};

/** A reduction over axes of length 1 only moves numbers. */
function withoutReduction(made: Node<"reduceSum" | "reduceMean" | "reduceMax">): Tensor | undefined {
  const [x] = made.inputs;
  if (made.attributes.axes.some((axis) => x.shape[axis] !== 1)) return undefined;
  return sameShape(x.shape, made.shape) ? x : node("reshape", [x], { shape: made.shape });
}

/** An equal, simpler tensor, or undefined if there is none. */
export function simplify(made: Tensor): Tensor | undefined {
  const rewrite = rewrites[made.op] as Rewrite<Op> | undefined;
  return rewrite?.(made);
}
