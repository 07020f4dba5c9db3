/**
 * Every primitive as a plain loop in double precision: slow, short and independent of the runtime. The engine is tested
 * against it, and its accuracy makes finite differences meaningful.
 */
import { problem } from "../problem.ts";
import { type Graph, graph } from "./graph.ts";
import { at, atKey } from "./present.ts";
import { axesOf, describe, formatShape, type Shape, sizeOf, stridesOf } from "./shape.ts";
import { erf } from "./special.ts";
import type { Attributes, Each, Node, Op, Operands, Tensor } from "./tensor.ts";

type Values = Float64Array;
type Evaluate<K extends Op> = (made: Node<K>, operands: Each<Operands[K], Values>) => Values;

/** Calls `visit` with every index of `shape`, in row-major order. */
function forEachIndex(shape: Shape, visit: (index: readonly number[], flat: number) => void): void {
  const index = shape.map(() => 0);
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = at(index, axis) + 1;
      index[axis] = next;
      if (next < at(shape, axis)) break;
      index[axis] = 0;
    }
  }
}

/** Where an element of a stretched operand lies in its own memory. */
function offset(index: readonly number[], shape: Shape): number {
  const strides = stridesOf(shape);
  const lead = index.length - shape.length;
  return shape.reduce((sum, length, axis) => sum + (length === 1 ? 0 : at(index, lead + axis) * at(strides, axis)), 0);
}

/** Elementwise: one number for every element of the result, from those of the operands in its place. */
function elementwise<K extends Op>(
  compute: (values: Each<Operands[K], number>, attributes: Attributes[K]) => number,
): Evaluate<K> {
  return (made, operands) => {
    const out = new Float64Array(sizeOf(made.shape));
    const places = made.inputs.map((operand, i) => [operands[i] as Values, operand.shape] as const);
    forEachIndex(made.shape, (index, flat) => {
      const values = places.map(([memory, shape]) => at(memory, offset(index, shape)));
      out[flat] = compute(values as unknown as Each<Operands[K], number>, made.attributes);
    });
    return out;
  };
}

function reduce(combine: (values: readonly number[]) => number): Evaluate<"reduceSum" | "reduceMean" | "reduceMax"> {
  return (made, [x]) => {
    const { axes } = made.attributes;
    const from = made.inputs[0].shape;
    const kept = from.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
    forEachIndex(from, (index, flat) => at(groups, offset(index, kept)).push(at(x, flat)));
    return Float64Array.from(groups, combine);
  };
}

type Moving = "resizeNearest" | "broadcast" | "transpose" | "slice" | "pad" | "take";

/** out[index] = operand[from(index)], or 0 where `from` gives undefined. */
function gather<K extends Moving>(
  from: (index: readonly number[], made: Node<K>) => readonly number[] | undefined,
): (made: Node<K>, operands: readonly [Values]) => Values {
  return (made, [x]) => {
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const source = from(index, made);
      if (source) out[flat] = at(x, offset(source, made.inputs[0].shape));
    });
    return out;
  };
}

const copy = (_: Node<Op>, [x]: readonly [Values, ...Values[]]): Values => x;

/** Visits every (output pixel, input pixel, tap) of a convolution whose input has `size` pixels per axis. */
function forEachTap(
  { strides, padding, dilations }: Attributes["conv2d"],
  size: readonly [number, number],
  out: readonly [number, number],
  kernel: readonly [number, number],
  visit: (oy: number, ox: number, iy: number, ix: number, ky: number, kx: number) => void,
): void {
  for (let oy = 0; oy < out[0]; oy++)
    for (let ox = 0; ox < out[1]; ox++)
      for (let ky = 0; ky < kernel[0]; ky++)
        for (let kx = 0; kx < kernel[1]; kx++) {
          const iy = oy * strides[0] + ky * dilations[0] - padding[0];
          const ix = ox * strides[1] + kx * dilations[1] - padding[1];
          if (iy >= 0 && iy < size[0] && ix >= 0 && ix < size[1]) visit(oy, ox, iy, ix, ky, kx);
        }
}

/** A convolution, or the adjoint of one, whose output pixels are our inputs. */
function convolve(
  made: Node<"conv2d"> | Node<"convTranspose2d">,
  [x, weight, bias]: Each<Operands["conv2d"], Values>,
): Values {
  const [batch, channels, height, width] = axesOf(made.inputs[0].shape, 4);
  const [, , kernelHeight, kernelWidth] = axesOf(made.inputs[1].shape, 4);
  const [, outChannels, outHeight, outWidth] = axesOf(made.shape, 4);
  const { groups = 1 } = made.attributes;
  const [inGroup, outGroup] = [channels / groups, outChannels / groups];
  const adjoint = made.op === "convTranspose2d";
  const [from, to] = [[height, width] as const, [outHeight, outWidth] as const];
  const out = new Float64Array(sizeOf(made.shape));
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outChannels; o++) {
      const plane = (n * outChannels + o) * outHeight * outWidth;
      if (bias) out.fill(at(bias, o), plane, plane + outHeight * outWidth);
      for (let c = 0; c < channels; c++) {
        if (Math.floor(c / inGroup) !== Math.floor(o / outGroup)) continue;
        const filter = (adjoint ? c * outGroup + (o % outGroup) : o * inGroup + (c % inGroup)) * kernelHeight;
        const source = (n * channels + c) * height;
        const add = (oy: number, ox: number, iy: number, ix: number, ky: number, kx: number): void => {
          const place = plane + oy * outWidth + ox;
          const tap = at(weight, (filter + ky) * kernelWidth + kx);
          out[place] = at(out, place) + tap * at(x, (source + iy) * width + ix);
        };
        const kernel = [kernelHeight, kernelWidth] as const;
        if (adjoint)
          forEachTap(made.attributes, to, from, kernel, (iy, ix, oy, ox, ky, kx) => add(oy, ox, iy, ix, ky, kx));
        else forEachTap(made.attributes, from, to, kernel, add);
      }
    }
  return out;
}

const rows: { readonly [K in Op]: Evaluate<K> } = {
  input: (made) => {
    throw new Error(`internal: input ${made.name} was not given`);
  },
  constant: (made) => Float64Array.from(made.attributes.data),
  stopGradient: copy,
  after: copy,

  add: elementwise(([x, y]) => x + y),
  sub: elementwise(([x, y]) => x - y),
  mul: elementwise(([x, y]) => x * y),
  div: elementwise(([x, y]) => x / y),
  maximum: elementwise(([x, y]) => Math.max(x, y)),
  minimum: elementwise(([x, y]) => Math.min(x, y)),

  neg: elementwise(([x]) => -x),
  exp: elementwise(([x]) => Math.exp(x)),
  log: elementwise(([x]) => Math.log(x)),
  sqrt: elementwise(([x]) => Math.sqrt(x)),
  abs: elementwise(([x]) => Math.abs(x)),
  sign: elementwise(([x]) => Math.sign(x)),
  step: elementwise(([x]) => (x > 0 ? 1 : 0)),
  erf: elementwise(([x]) => erf(x)),
  tanh: elementwise(([x]) => Math.tanh(x)),
  sigmoid: elementwise(([x]) => 1 / (1 + Math.exp(-x))),
  softplus: elementwise(([x]) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  relu: elementwise(([x]) => Math.max(x, 0)),
  leakyRelu: elementwise(([x], { slope }) => (x > 0 ? x : slope * x)),

  greater: elementwise(([x, y]) => (x > y ? 1 : 0)),
  greaterEqual: elementwise(([x, y]) => (x >= y ? 1 : 0)),
  equal: elementwise(([x, y]) => (x === y ? 1 : 0)),
  where: elementwise(([condition, x, y]) => (condition ? x : y)),
  toFloat: copy,

  gemm: (made, [a, b, c]) => {
    const { transA, transB, alpha, beta } = made.attributes;
    const [aRows, aColumns] = axesOf(made.inputs[0].shape, 2);
    const [, bColumns] = axesOf(made.inputs[1].shape, 2);
    const [, , addend] = made.inputs;
    const inner = transA ? aRows : aColumns;
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const [row, column] = axesOf(index, 2);
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const left = at(a, transA ? k * aColumns + row : row * aColumns + k);
        sum += left * at(b, transB ? column * bColumns + k : k * bColumns + column);
      }
      out[flat] = alpha * sum + (c && addend ? beta * at(c, offset(index, addend.shape)) : 0);
    });
    return out;
  },
  matmul: (made, [a, b]) => {
    const [left, right] = made.inputs;
    const inner = at(left.shape, left.shape.length - 1);
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const batch = index.slice(0, -2);
      const [row, column] = axesOf(index.slice(-2), 2);
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += at(a, offset([...batch, row, k], left.shape)) * at(b, offset([...batch, k, column], right.shape));
      }
      out[flat] = sum;
    });
    return out;
  },
  conv2d: convolve,
  convTranspose2d: convolve,
  resizeNearest: gather((index, made) => {
    const [n, c, h, w] = axesOf(index, 4);
    const [down, across] = made.attributes.scale;
    return [n, c, Math.floor(h / down), Math.floor(w / across)];
  }),

  reduceSum: reduce((values) => values.reduce((sum, value) => sum + value, 0)),
  reduceMean: reduce((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  reduceMax: reduce((values) => Math.max(...values)),

  reshape: copy,
  broadcast: gather((index, made) => index.slice(index.length - made.inputs[0].shape.length)),
  transpose: gather((index, made) => {
    const { permutation } = made.attributes;
    return permutation.map((_, axis) => at(index, permutation.indexOf(axis)));
  }),
  concat: (made, operands) => {
    const { axis } = made.attributes;
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      let position = at(index, axis);
      for (const [i, { shape }] of made.inputs.entries()) {
        const length = at(shape, axis);
        if (position < length) {
          out[flat] = at(at(operands, i), offset(index.with(axis, position), shape));
          return;
        }
        position -= length;
      }
    });
    return out;
  },
  slice: gather((index, made) => {
    const { starts, steps } = made.attributes;
    return index.map((i, axis) => at(starts, axis) + i * at(steps, axis));
  }),
  pad: gather((index, made) => {
    const source = index.map((i, axis) => i - at(made.attributes.before, axis));
    return source.every((i, axis) => i >= 0 && i < at(made.inputs[0].shape, axis)) ? source : undefined;
  }),
  take: gather(([first = 0, ...rest], made) => {
    const entry = at(made.attributes.entries, first);
    return entry < 0 ? undefined : [entry, ...rest];
  }),
};

/**
 * Evaluates a graph, or single tensors, with plain loops in double precision.
 *
 * @param inputs values by input name, row-major; comparisons are 0 or 1.
 */
export function interpret(
  target: Graph | Readonly<Record<string, Tensor>>,
  inputs: Readonly<Record<string, ArrayLike<number>>> = {},
): Record<string, Float64Array> {
  const computed = isGraph(target) ? target : graph("reference", target);
  const values = new Map<Tensor, Values>();
  for (const tensor of computed.nodes) {
    values.set(tensor, tensor.op === "input" ? given(tensor, inputs) : compute(tensor, values));
  }
  return Object.fromEntries(computed.outputs.map(({ name, tensor }) => [name, atKey(values, tensor, name)]));
}

const isGraph = (target: Graph | Readonly<Record<string, Tensor>>): target is Graph => Array.isArray(target.nodes);

function compute<K extends Op>(tensor: Tensor, values: ReadonlyMap<Tensor, Values>): Values {
  const row = rows[tensor.op] as Evaluate<K>;
  return row(
    tensor as unknown as Node<K>,
    tensor.inputs.map((operand) => atKey(values, operand, describe(operand))) as unknown as Each<Operands[K], Values>,
  );
}

function given(tensor: Node<"input">, inputs: Readonly<Record<string, ArrayLike<number>>>): Values {
  const { name } = tensor;
  const values = inputs[name];
  if (values?.length !== sizeOf(tensor.shape)) {
    throw problem({
      doing: `evaluating with input ${name}`,
      expected: `${sizeOf(tensor.shape)} values ${formatShape(tensor.shape)}`,
      came: values ? String(values.length) : "nothing",
    });
  }
  return Float64Array.from(values);
}
