/**
 * Every primitive as a plain loop in double precision: slow, short and independent of the runtime. The engine is tested
 * against it, and its accuracy makes finite differences meaningful.
 */
import { problem } from "../problem.ts";
import { type Graph, graph } from "./graph.ts";
import { formatShape, type Shape, sizeOf, stridesOf } from "./shape.ts";
import { erf } from "./special.ts";
import type { Attributes, Node, Op, Tensor } from "./tensor.ts";

type Values = Float64Array;
type Evaluate<K extends Op> = (made: Node<K>, operands: readonly Values[]) => Values;

/** Calls `visit` with every index of `shape`, in row-major order. */
function forEachIndex(shape: Shape, visit: (index: readonly number[], flat: number) => void): void {
  const index = shape.map(() => 0);
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next;
      if (next < (shape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
}

/** Where an element of a stretched operand lies in its own memory. */
function offset(index: readonly number[], shape: Shape): number {
  const strides = stridesOf(shape);
  const lead = index.length - shape.length;
  return shape.reduce(
    (sum, length, axis) => sum + (length === 1 ? 0 : (index[lead + axis] ?? 0) * (strides[axis] ?? 0)),
    0,
  );
}

const shapeOf = (made: Node<Op>, operand: number): Shape => made.inputs[operand]?.shape ?? [];

function elementwise(compute: (...values: number[]) => number) {
  return (made: Node<Op>, operands: readonly Values[]): Values => {
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      out[flat] = compute(...operands.map((values, i) => values[offset(index, shapeOf(made, i))] ?? Number.NaN));
    });
    return out;
  };
}

/** Elementwise, with the operation's attributes as first argument. */
function withAttributes<K extends Op>(compute: (attributes: Attributes[K], value: number) => number): Evaluate<K> {
  return (made, operands) => elementwise((value = 0) => compute(made.attributes, value))(made, operands);
}

function reduce(combine: (values: readonly number[]) => number) {
  return (made: Node<"reduceSum" | "reduceMean" | "reduceMax">, operands: readonly Values[]): Values => {
    const { axes } = made.attributes;
    const from = shapeOf(made, 0);
    const kept = from.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
    forEachIndex(from, (index, flat) => groups[offset(index, kept)]?.push(operands[0]?.[flat] ?? 0));
    return Float64Array.from(groups, combine);
  };
}

/** out[index] = operand[from(index)], or 0 where `from` gives undefined. */
function gather(from: (index: readonly number[], made: Node<Op>) => readonly number[] | undefined) {
  return (made: Node<Op>, operands: readonly Values[]): Values => {
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const source = from(index, made);
      if (source) out[flat] = operands[0]?.[offset(source, shapeOf(made, 0))] ?? Number.NaN;
    });
    return out;
  };
}

const copy = (_: Node<Op>, operands: readonly Values[]): Values => operands[0] as Values;

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

const four = (shape: Shape) => shape as readonly [number, number, number, number];

/** A convolution, or the adjoint of one, whose output pixels are our inputs. */
function convolve(
  made: Node<"conv2d"> | Node<"convTranspose2d">,
  [x = new Float64Array(), weight = new Float64Array(), bias]: readonly Values[],
): Values {
  const [batch, channels, height, width] = four(shapeOf(made, 0));
  const [, , kernelHeight, kernelWidth] = four(shapeOf(made, 1));
  const [, outChannels, outHeight, outWidth] = four(made.shape);
  const { groups = 1 } = made.attributes;
  const [inGroup, outGroup] = [channels / groups, outChannels / groups];
  const adjoint = made.op === "convTranspose2d";
  const [from, to] = [[height, width] as const, [outHeight, outWidth] as const];
  const out = new Float64Array(sizeOf(made.shape));
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outChannels; o++) {
      const plane = (n * outChannels + o) * outHeight * outWidth;
      out.fill(bias?.[o] ?? 0, plane, plane + outHeight * outWidth);
      for (let c = 0; c < channels; c++) {
        if (Math.floor(c / inGroup) !== Math.floor(o / outGroup)) continue;
        const filter = (adjoint ? c * outGroup + (o % outGroup) : o * inGroup + (c % inGroup)) * kernelHeight;
        const source = (n * channels + c) * height;
        const add = (oy: number, ox: number, iy: number, ix: number, ky: number, kx: number): void => {
          const tap = weight[(filter + ky) * kernelWidth + kx] ?? 0;
          const pixel = x[(source + iy) * width + ix] ?? 0;
          out[plane + oy * outWidth + ox] = (out[plane + oy * outWidth + ox] ?? 0) + tap * pixel;
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

  add: elementwise((x = 0, y = 0) => x + y),
  sub: elementwise((x = 0, y = 0) => x - y),
  mul: elementwise((x = 0, y = 0) => x * y),
  div: elementwise((x = 0, y = 0) => x / y),
  maximum: elementwise((x = 0, y = 0) => Math.max(x, y)),
  minimum: elementwise((x = 0, y = 0) => Math.min(x, y)),

  neg: elementwise((x = 0) => -x),
  exp: elementwise((x = 0) => Math.exp(x)),
  log: elementwise((x = 0) => Math.log(x)),
  sqrt: elementwise((x = 0) => Math.sqrt(x)),
  abs: elementwise((x = 0) => Math.abs(x)),
  sign: elementwise((x = 0) => Math.sign(x)),
  step: elementwise((x = 0) => (x > 0 ? 1 : 0)),
  erf: elementwise((x = 0) => erf(x)),
  tanh: elementwise((x = 0) => Math.tanh(x)),
  sigmoid: elementwise((x = 0) => 1 / (1 + Math.exp(-x))),
  softplus: elementwise((x = 0) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  relu: elementwise((x = 0) => Math.max(x, 0)),
  leakyRelu: withAttributes(({ slope }, x) => (x > 0 ? x : slope * x)),

  greater: elementwise((x = 0, y = 0) => (x > y ? 1 : 0)),
  greaterEqual: elementwise((x = 0, y = 0) => (x >= y ? 1 : 0)),
  equal: elementwise((x = 0, y = 0) => (x === y ? 1 : 0)),
  where: elementwise((condition = 0, x = 0, y = 0) => (condition ? x : y)),
  toFloat: copy,

  gemm: (made, [a = new Float64Array(), b = new Float64Array(), c]) => {
    const { transA, transB, alpha, beta } = made.attributes;
    const [, aColumns = 1] = shapeOf(made, 0);
    const [, bColumns = 1] = shapeOf(made, 1);
    const inner = shapeOf(made, 0)[transA ? 0 : 1] ?? 0;
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const [row = 0, column = 0] = index;
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const left = a[transA ? k * aColumns + row : row * aColumns + k] ?? 0;
        const right = b[transB ? column * bColumns + k : k * bColumns + column] ?? 0;
        sum += left * right;
      }
      out[flat] = alpha * sum + (c ? beta * (c[offset(index, shapeOf(made, 2))] ?? 0) : 0);
    });
    return out;
  },
  matmul: (made, [a = new Float64Array(), b = new Float64Array()]) => {
    const inner = shapeOf(made, 0).at(-1) ?? 0;
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      const row = index.at(-2) ?? 0;
      const column = index.at(-1) ?? 0;
      const batch = index.slice(0, -2);
      for (let k = 0; k < inner; k++) {
        const left = a[offset([...batch, row, k], shapeOf(made, 0))] ?? 0;
        out[flat] = (out[flat] ?? 0) + left * (b[offset([...batch, k, column], shapeOf(made, 1))] ?? 0);
      }
    });
    return out;
  },
  conv2d: convolve,
  convTranspose2d: convolve,
  resizeNearest: (made, operands) => {
    const [down, across] = made.attributes.scale;
    const source = ([n = 0, c = 0, h = 0, w = 0]: readonly number[]) => [
      n,
      c,
      Math.floor(h / down),
      Math.floor(w / across),
    ];
    return gather(source)(made, operands);
  },

  reduceSum: reduce((values) => values.reduce((sum, value) => sum + value, 0)),
  reduceMean: reduce((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  reduceMax: reduce((values) => Math.max(...values)),

  reshape: copy,
  broadcast: gather((index, made) => index.slice(index.length - shapeOf(made, 0).length)),
  transpose: (made, operands) => {
    const { permutation } = made.attributes;
    return gather((index) => permutation.map((_, axis) => index[permutation.indexOf(axis)] ?? 0))(made, operands);
  },
  concat: (made, operands) => {
    const { axis } = made.attributes;
    const out = new Float64Array(sizeOf(made.shape));
    forEachIndex(made.shape, (index, flat) => {
      let position = index[axis] ?? 0;
      for (const [i, values] of operands.entries()) {
        const shape = shapeOf(made, i);
        const length = shape[axis] ?? 0;
        if (position < length) {
          out[flat] = values[offset(index.with(axis, position), shape)] ?? 0;
          return;
        }
        position -= length;
      }
    });
    return out;
  },
  slice: (made, operands) => {
    const { starts, steps } = made.attributes;
    return gather((index) => index.map((i, axis) => (starts[axis] ?? 0) + i * (steps[axis] ?? 1)))(made, operands);
  },
  pad: (made, operands) => {
    const { before } = made.attributes;
    const from = shapeOf(made, 0);
    return gather((index) => {
      const source = index.map((i, axis) => i - (before[axis] ?? 0));
      return source.every((i, axis) => i >= 0 && i < (from[axis] ?? 0)) ? source : undefined;
    })(made, operands);
  },
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
  return Object.fromEntries(computed.outputs.map(({ name, tensor }) => [name, values.get(tensor) as Values]));
}

const isGraph = (target: Graph | Readonly<Record<string, Tensor>>): target is Graph => Array.isArray(target.nodes);

function compute<K extends Op>(tensor: Tensor, values: ReadonlyMap<Tensor, Values>): Values {
  const row = rows[tensor.op] as Evaluate<K>;
  return row(
    tensor as unknown as Node<K>,
    tensor.inputs.map((operand) => values.get(operand) as Values),
  );
}

function given(tensor: Node<"input">, inputs: Readonly<Record<string, ArrayLike<number>>>): Values {
  const name = tensor.name as string;
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
