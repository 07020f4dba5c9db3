import { problem } from "../problem.ts";
import { at } from "./present.ts";
import type { Attributes, Convolution, Op, Operands, Padding, Pair, Tensor } from "./primitives.ts";
import { axesOf, broadcastShapes, type DType, describe, formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";

interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

type Inputs = readonly Tensor[];
type ShapeRule<K extends Op> = (inputs: Operands[K], attributes: Attributes[K]) => Result;

const float = (shape: Shape): Result => ({ shape, dtype: "float32" });

function fail(op: Op, inputs: Inputs, expected: string, came: string): Error {
  const operands = inputs.map(describe).join(" and ");
  return problem({ doing: operands ? `${op} of ${operands}` : op, expected, came });
}

function requireDType(op: Op, inputs: Inputs, ...dtypes: DType[]): void {
  inputs.forEach((tensor, i) => {
    const expected = dtypes[i] ?? dtypes.at(-1) ?? "float32";
    if (tensor.dtype !== expected) {
      throw fail(op, inputs, `operand ${i + 1} to be ${expected}`, tensor.dtype);
    }
  });
}

function requireRank(op: Op, inputs: Inputs, ranks: readonly number[]): void {
  ranks.forEach((rank, i) => {
    const tensor = inputs[i];
    if (tensor && tensor.shape.length !== rank) {
      throw fail(op, inputs, `operand ${i + 1} to have ${rank} axes`, formatShape(tensor.shape));
    }
  });
}

function requireLengths(op: Op, shape: Shape): void {
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 1) {
      throw problem({ doing: op, expected: "every axis to be a positive integer", came: formatShape(shape) });
    }
  }
}

function requirePermutation(op: Op, inputs: Inputs, axes: readonly number[], rank: number): void {
  const valid = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  if (!valid || new Set(axes).size !== axes.length) {
    throw fail(op, inputs, `different axes from 0 to ${rank - 1}`, `[${axes.join(", ")}]`);
  }
}

const unary =
  (op: Op): ((inputs: Operands["neg"]) => Result) =>
  (inputs) => {
    requireDType(op, inputs, "float32");
    return float(inputs[0].shape);
  };

function stretch(op: Op, inputs: Inputs): Shape {
  return inputs.reduce<Shape>((shape, tensor) => {
    const next = broadcastShapes(shape, tensor.shape);
    if (!next) {
      throw fail(
        op,
        inputs,
        "shapes that are equal or stretch from 1",
        inputs.map((t) => formatShape(t.shape)).join(", "),
      );
    }
    return next;
  }, []);
}

const binary =
  (op: Op, dtype: DType = "float32"): ((inputs: Operands["add"]) => Result) =>
  (inputs) => {
    requireDType(op, inputs, "float32");
    return { shape: stretch(op, inputs), dtype };
  };

const reduction =
  (op: Op): ((inputs: Operands["reduceSum"], attributes: Attributes["reduceSum"]) => Result) =>
  (inputs, { axes, keep }) => {
    requireDType(op, inputs, "float32");
    const { shape } = inputs[0];
    requirePermutation(op, inputs, axes, shape.length);
    const reduced = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return float(keep ? reduced : reduced.filter((_, axis) => !axes.includes(axis)));
  };

/** Checks an optional bias of one value per output channel or column. */
function requireBias(op: Op, inputs: Inputs, channels: number): void {
  const bias = inputs[2];
  if (bias && !sameShape(bias.shape, [channels])) {
    throw fail(op, inputs, `a bias of ${formatShape([channels])}`, formatShape(bias.shape));
  }
}

/** Checks how a window moves, and that the channels can be parted into the groups. */
function requireWindow(
  op: Op,
  inputs: Inputs,
  { strides, padding, dilations, groups = 1 }: Convolution,
  channels: readonly number[],
): void {
  if ([...strides, ...dilations, groups].some((value) => !Number.isSafeInteger(value) || value < 1)) {
    const came = `strides [${strides.join(", ")}], dilations [${dilations.join(", ")}], groups ${groups}`;
    throw fail(op, inputs, "strides, dilations and groups to be positive integers", came);
  }
  if (padding.some((value) => !Number.isSafeInteger(value) || value < 0)) {
    throw fail(op, inputs, "padding of 0 or more pixels", `[${padding.join(", ")}]`);
  }
  if (channels.some((count) => count % groups !== 0)) {
    throw fail(op, inputs, `channels that can be parted into ${groups} groups`, channels.join(" and "));
  }
}

/** Length of a window of `kernel` taps, `dilation` apart. */
const reach = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

function spatial(
  op: Op,
  inputs: Operands["conv2d"],
  padding: Padding,
  length: (size: number, kernel: number, pad: number, axis: 0 | 1) => number,
): Pair {
  const [, , height, width] = axesOf(inputs[0].shape, 4);
  const [, , kernelHeight, kernelWidth] = axesOf(inputs[1].shape, 4);
  const [top, left, bottom, right] = padding;
  const out: Pair = [length(height, kernelHeight, top + bottom, 0), length(width, kernelWidth, left + right, 1)];
  if (out[0] < 1 || out[1] < 1) {
    throw fail(op, inputs, "at least one output pixel", `${out[0]}×${out[1]} with padding [${padding.join(", ")}]`);
  }
  return out;
}

export const shapeRules: { readonly [K in Op]: ShapeRule<K> } = {
  input: (_, { shape, dtype }) => {
    requireLengths("input", shape);
    return { shape, dtype };
  },
  constant: (_, { shape, data }) => {
    requireLengths("constant", shape);
    if (data.length !== sizeOf(shape)) {
      throw problem({
        doing: `constant ${formatShape(shape)}`,
        expected: `${sizeOf(shape)} values`,
        came: String(data.length),
      });
    }
    return float(shape);
  },
  stopGradient: unary("stopGradient"),
  after: (inputs) => {
    requireDType("after", inputs, "float32");
    if (sizeOf(inputs[1].shape) === 1) return float(inputs[0].shape);
    throw fail("after", inputs, "one number to wait for", formatShape(inputs[1].shape));
  },

  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div"),
  maximum: binary("maximum"),
  minimum: binary("minimum"),

  neg: unary("neg"),
  exp: unary("exp"),
  log: unary("log"),
  sqrt: unary("sqrt"),
  abs: unary("abs"),
  sign: unary("sign"),
  step: unary("step"),
  tanh: unary("tanh"),
  erf: unary("erf"),
  sigmoid: unary("sigmoid"),
  softplus: unary("softplus"),
  relu: unary("relu"),
  leakyRelu: (inputs, { slope }) => {
    if (!(slope >= 0 && slope < 1)) throw fail("leakyRelu", inputs, "a slope from 0 to below 1", String(slope));
    return unary("leakyRelu")(inputs);
  },

  greater: binary("greater", "bool"),
  greaterEqual: binary("greaterEqual", "bool"),
  equal: binary("equal", "bool"),
  where: (inputs) => {
    requireDType("where", inputs, "bool", "float32", "float32");
    return float(stretch("where", inputs));
  },
  toFloat: (inputs) => {
    requireDType("toFloat", inputs, "bool");
    return float(inputs[0].shape);
  },

  gemm: (inputs, { transA, transB }) => {
    requireDType("gemm", inputs, "float32");
    requireRank("gemm", inputs, [2, 2]);
    const [a, b] = [axesOf(inputs[0].shape, 2), axesOf(inputs[1].shape, 2)];
    const [rows, inner] = transA ? [a[1], a[0]] : a;
    const [inner2, columns] = transB ? [b[1], b[0]] : b;
    if (inner !== inner2) {
      throw fail(
        "gemm",
        inputs,
        "equal inner lengths",
        `${inner}${transA ? " (transA)" : ""} and ${inner2}${transB ? " (transB)" : ""}`,
      );
    }
    const c = inputs[2];
    const shape = [rows, columns];
    if (c && !sameShape(broadcastShapes(c.shape, shape) ?? [], shape)) {
      throw fail("gemm", inputs, `an addend that stretches to ${formatShape(shape)}`, formatShape(c.shape));
    }
    return float(shape);
  },
  matmul: (inputs) => {
    requireDType("matmul", inputs, "float32");
    const [a, b] = [inputs[0].shape, inputs[1].shape];
    const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
    const [rows, inner] = a.slice(-2);
    const [inner2, columns] = b.slice(-2);
    if (!batch || rows === undefined || columns === undefined || inner === undefined || inner !== inner2) {
      throw fail("matmul", inputs, "shapes […×m×k] and […×k×n]", `${formatShape(a)} and ${formatShape(b)}`);
    }
    return float([...batch, rows, columns]);
  },
  conv2d: (inputs, { strides, padding, dilations, groups = 1 }) => {
    requireDType("conv2d", inputs, "float32");
    requireRank("conv2d", inputs, [4, 4]);
    const [batch, channels] = axesOf(inputs[0].shape, 4);
    const [outChannels, inChannels] = axesOf(inputs[1].shape, 4);
    requireWindow("conv2d", inputs, { strides, padding, dilations, groups }, [channels, outChannels]);
    if (channels !== inChannels * groups) {
      const expected = `a weight [out×${channels / groups}×height×width]`;
      throw fail("conv2d", inputs, expected, formatShape(inputs[1].shape));
    }
    requireBias("conv2d", inputs, outChannels);
    const out = spatial("conv2d", inputs, padding, (size, kernel, pad, axis) =>
      Math.floor((size + pad - reach(kernel, dilations[axis])) / strides[axis] + 1),
    );
    return float([batch, outChannels, ...out]);
  },
  convTranspose2d: (inputs, { strides, padding, dilations, outputPadding, groups = 1 }) => {
    requireDType("convTranspose2d", inputs, "float32");
    requireRank("convTranspose2d", inputs, [4, 4]);
    const [batch, channels] = axesOf(inputs[0].shape, 4);
    const [inChannels, outOfGroup] = axesOf(inputs[1].shape, 4);
    const outChannels = outOfGroup * groups;
    requireWindow("convTranspose2d", inputs, { strides, padding, dilations, groups }, [channels]);
    if (channels !== inChannels) {
      const out = groups === 1 ? "out" : `out/${groups}`;
      const expected = `a weight [${channels}×${out}×height×width]`;
      throw fail("convTranspose2d", inputs, expected, formatShape(inputs[1].shape));
    }
    if (outputPadding.some((extra, axis) => extra < 0 || extra >= Math.max(at(strides, axis), at(dilations, axis)))) {
      throw fail("convTranspose2d", inputs, "output padding below the stride", `[${outputPadding.join(", ")}]`);
    }
    requireBias("convTranspose2d", inputs, outChannels);
    const out = spatial(
      "convTranspose2d",
      inputs,
      padding,
      (size, kernel, pad, axis) =>
        strides[axis] * (size - 1) + outputPadding[axis] + reach(kernel, dilations[axis]) - pad,
    );
    return float([batch, outChannels, ...out]);
  },
  resizeNearest: (inputs, { scale }) => {
    requireDType("resizeNearest", inputs, "float32");
    requireRank("resizeNearest", inputs, [4]);
    requireLengths("resizeNearest", scale);
    const [batch, channels, height, width] = axesOf(inputs[0].shape, 4);
    return float([batch, channels, height * scale[0], width * scale[1]]);
  },

  reduceSum: reduction("reduceSum"),
  reduceMean: reduction("reduceMean"),
  reduceMax: reduction("reduceMax"),

  reshape: (inputs, { shape }) => {
    requireDType("reshape", inputs, "float32");
    requireLengths("reshape", shape);
    const size = sizeOf(inputs[0].shape);
    if (sizeOf(shape) !== size) {
      throw fail("reshape", inputs, `a shape of ${size} elements`, `${formatShape(shape)} of ${sizeOf(shape)}`);
    }
    return float(shape);
  },
  broadcast: (inputs, { shape }) => {
    requireDType("broadcast", inputs, "float32");
    requireLengths("broadcast", shape);
    const from = inputs[0].shape;
    if (!sameShape(broadcastShapes(from, shape) ?? [], shape)) {
      throw fail("broadcast", inputs, `a shape that ${formatShape(from)} stretches to`, formatShape(shape));
    }
    return float(shape);
  },
  transpose: (inputs, { permutation }) => {
    requireDType("transpose", inputs, "float32");
    const { shape } = inputs[0];
    if (permutation.length !== shape.length) {
      throw fail("transpose", inputs, `${shape.length} axes`, `[${permutation.join(", ")}]`);
    }
    requirePermutation("transpose", inputs, permutation, shape.length);
    return float(permutation.map((axis) => at(shape, axis)));
  },
  concat: (inputs, { axis }) => {
    requireDType("concat", inputs, "float32");
    const first = inputs[0].shape;
    requirePermutation("concat", inputs, [axis], first.length);
    const matches = (shape: Shape) =>
      shape.length === first.length && shape.every((length, i) => i === axis || length === first[i]);
    if (!inputs.every((tensor) => matches(tensor.shape))) {
      const shapes = inputs.map((tensor) => formatShape(tensor.shape)).join(", ");
      throw fail("concat", inputs, `shapes that differ only on axis ${axis}`, shapes);
    }
    const total = inputs.reduce((sum, tensor) => sum + at(tensor.shape, axis), 0);
    return float(first.map((length, i) => (i === axis ? total : length)));
  },
  slice: (inputs, { starts, ends, steps }) => {
    requireDType("slice", inputs, "float32");
    const { shape } = inputs[0];
    const whole = [starts, ends, steps].every((list) => list.length === shape.length);
    const inside = (length: number, axis: number): boolean => {
      const [start, end, step] = [at(starts, axis), at(ends, axis), at(steps, axis)];
      return start >= 0 && start < end && end <= length && step >= 1;
    };
    if (!whole || !shape.every(inside)) {
      const range = starts.map((start, axis) => `${start}:${ends[axis]}:${steps[axis]}`).join(", ");
      throw fail("slice", inputs, "0 ≤ start < end ≤ length and a step of at least 1 on every axis", `[${range}]`);
    }
    return float(shape.map((_, i) => Math.ceil((at(ends, i) - at(starts, i)) / at(steps, i))));
  },
  pad: (inputs, { before, after }) => {
    requireDType("pad", inputs, "float32");
    const { shape } = inputs[0];
    const amounts = [...before, ...after];
    const whole = [before, after].every((list) => list.length === shape.length);
    if (!whole || amounts.some((amount) => !Number.isInteger(amount) || amount < 0)) {
      throw fail(
        "pad",
        inputs,
        "two amounts of at least 0 for every axis",
        `[${before.join(", ")}], [${after.join(", ")}]`,
      );
    }
    return float(shape.map((length, axis) => length + at(before, axis) + at(after, axis)));
  },
  take: (inputs, { entries }) => {
    requireDType("take", inputs, "float32");
    const [length = 0, ...rest] = inputs[0].shape;
    const wrong = entries.find((entry) => !Number.isInteger(entry) || entry < -1 || entry >= length);
    if (inputs[0].shape.length === 0 || entries.length === 0 || wrong !== undefined) {
      throw fail("take", inputs, `entries of the first axis, −1 to ${length - 1}`, String(wrong ?? "none"));
    }
    return float([entries.length, ...rest]);
  },
};
