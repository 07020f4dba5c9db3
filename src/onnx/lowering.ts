import { at } from "../tensor/present.ts";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.ts";
import type { Attributes, Each, Node, Op, Operands, Tensor } from "../tensor/tensor.ts";
import { type AttributeProto, attribute, dataTypes } from "./schema.ts";

/** What a row may do: emit ONNX nodes and constants. Every method returns the name of the value it made. */
export interface Emitter {
  /** Adds the node that makes the value of the tensor: the last one. */
  readonly emit: (
    opType: string,
    inputs: readonly string[],
    attributes?: readonly AttributeProto[],
    domain?: string,
  ) => string;
  /** Adds a node on the way there. */
  readonly inner: Emitter["emit"];
  /** Adds a node on the way there that makes several values. */
  readonly parts: (
    opType: string,
    inputs: readonly string[],
    count: number,
    attributes?: readonly AttributeProto[],
  ) => string[];
  readonly int64: (values: readonly number[]) => string;
  /** A constant, under this name if it has one. */
  readonly float32: (values: ArrayLike<number>, shape: readonly number[], name?: string) => string;
  /** The target of a reshape. */
  readonly target: (shape: Shape) => string;
}

export type Lowering<K extends Op> = (made: Node<K>, operands: Each<Operands[K], string>, emitter: Emitter) => string;

/** A primitive that ONNX has under this name, with the same operands. */
const as =
  (opType: string) =>
  (_: Node<Op>, operands: readonly string[], { emit }: Emitter): string =>
    emit(opType, operands);

const isScalarConstant = (tensor: Tensor): boolean => tensor.op === "constant" && tensor.attributes.data.length === 1;

const reduce =
  (opType: string) =>
  (made: Node<"reduceSum" | "reduceMean" | "reduceMax">, [x]: readonly [string], { emit, int64 }: Emitter): string => {
    const { axes, keep } = made.attributes;
    return emit(opType, [x, int64(axes)], [attribute.int("keepdims", keep ? 1 : 0)]);
  };

/** How a window moves, as both ONNX and the runtime's own convolutions are told. */
export const windowAttributes = ({ strides, padding, dilations, groups }: Attributes["conv2d"]): AttributeProto[] => [
  attribute.ints("strides", strides),
  attribute.ints("pads", padding),
  attribute.ints("dilations", dilations),
  ...(groups === undefined ? [] : [attribute.int("group", groups)]),
];

/** Primitives in operators of ONNX opset 18. */
export const lowerings: { readonly [K in Op]: Lowering<K> } = {
  input: (made) => made.name,
  constant: (made, _, { float32 }) => float32(made.attributes.data, made.attributes.shape, made.name),
  stopGradient: as("Identity"),
  // A reshape to the same shape moves nothing, and this one's shape hangs on the other operand: nothing is below −∞, which the runtime does not know.
  after: (made, [x, other], { emit, inner, float32, target }) => {
    const never = inner("Less", [other, float32([Number.NEGATIVE_INFINITY], [1])]);
    const zero = inner("Cast", [never], [attribute.int("to", dataTypes.int64)]);
    return emit("Reshape", [x, inner("Add", [target(made.shape), zero])]);
  },

  add: as("Add"),
  sub: as("Sub"),
  mul: as("Mul"),
  div: as("Div"),
  maximum: (made, operands, { emit }) => {
    const [x, bound] = operands;
    const [a, b] = made.inputs;
    // Clip with one scalar bound is the same and twice as fast.
    if (isScalarConstant(b) && sameShape(a.shape, made.shape)) return emit("Clip", [x, bound]);
    return emit("Max", operands);
  },
  minimum: as("Min"),

  neg: as("Neg"),
  exp: as("Exp"),
  log: as("Log"),
  sqrt: as("Sqrt"),
  abs: as("Abs"),
  sign: as("Sign"),
  // min(1, max(0, 3·10³⁸ x)) is exact for every normal float, in one vectorized node; a comparison and a cast take four times as long.
  step: (_, operands, { emit }) =>
    emit("HardSigmoid", operands, [attribute.float("alpha", 3e38), attribute.float("beta", 0)]),
  tanh: as("Tanh"),
  erf: as("Erf"),
  sigmoid: as("Sigmoid"),
  softplus: as("Softplus"),
  relu: as("Relu"),
  leakyRelu: (made, operands, { emit }) =>
    emit("LeakyRelu", operands, [attribute.float("alpha", made.attributes.slope)]),

  greater: as("Greater"),
  greaterEqual: as("GreaterOrEqual"),
  equal: as("Equal"),
  where: as("Where"),
  toFloat: (_, operands, { emit }) => emit("Cast", operands, [attribute.int("to", 1)]),

  gemm: (made, operands, { emit }) => {
    const { transA, transB, alpha, beta } = made.attributes;
    return emit("Gemm", operands, [
      attribute.int("transA", transA ? 1 : 0),
      attribute.int("transB", transB ? 1 : 0),
      attribute.float("alpha", alpha),
      attribute.float("beta", beta),
    ]);
  },
  matmul: as("MatMul"),
  conv2d: (made, operands, { emit }) => emit("Conv", operands, windowAttributes(made.attributes)),
  convTranspose2d: (made, operands, { emit }) =>
    emit("ConvTranspose", operands, [
      ...windowAttributes(made.attributes),
      attribute.ints("output_padding", made.attributes.outputPadding),
    ]),
  resizeNearest: (made, [x], { emit, float32 }) =>
    emit(
      "Resize",
      [x, "", float32([1, 1, ...made.attributes.scale], [4])],
      [
        attribute.string("mode", "nearest"),
        attribute.string("coordinate_transformation_mode", "asymmetric"),
        attribute.string("nearest_mode", "floor"),
      ],
    ),

  reduceSum: (made, operands, emitter) => {
    const { axes, keep } = made.attributes;
    const { shape } = made.inputs[0];
    const leading = axes.length < shape.length && axes.every((axis, i) => axis === i);
    if (!leading || shape.length !== 2) return reduce("ReduceSum")(made, operands, emitter);
    // Column sums (every bias gradient) are a product with a row of ones: a tenth of the time of ReduceSum.
    const rows = sizeOf(axes.map((axis) => at(shape, axis)));
    const ones = emitter.float32(new Array<number>(rows).fill(1), keep ? [1, rows] : [rows]);
    return emitter.emit("MatMul", [ones, ...operands]);
  },
  reduceMean: reduce("ReduceMean"),
  reduceMax: reduce("ReduceMax"),

  reshape: (made, [x], { emit, target }) => emit("Reshape", [x, target(made.attributes.shape)]),
  broadcast: (made, [x], { emit, int64 }) => emit("Expand", [x, int64(made.attributes.shape)]),
  transpose: (made, operands, { emit }) =>
    emit("Transpose", operands, [attribute.ints("perm", made.attributes.permutation)]),
  concat: (made, operands, { emit }) => emit("Concat", operands, [attribute.int("axis", made.attributes.axis)]),
  slice: (made, [x], { emit, int64 }) => {
    const { starts, ends, steps } = made.attributes;
    const lengths = made.inputs[0].shape;
    // Axes that stay whole are left out: one of them may be of any length.
    const axes = lengths.flatMap((length, axis) =>
      at(starts, axis) === 0 && at(ends, axis) === length && at(steps, axis) === 1 ? [] : [axis],
    );
    const of = (values: readonly number[]): string => int64(axes.map((axis) => at(values, axis)));
    return emit("Slice", [x, of(starts), of(ends), int64(axes), of(steps)]);
  },
  pad: (made, [x], { emit, int64 }) => {
    const { before, after } = made.attributes;
    return emit("Pad", [x, int64([...before, ...after])], [attribute.string("mode", "constant")]);
  },
  take: (made, [x], { emit, inner, int64 }) => {
    const { entries } = made.attributes;
    const { shape } = made.inputs[0];
    if (!entries.includes(-1)) return emit("Gather", [x, int64(entries)], [attribute.int("axis", 0)]);
    // The entry of zeros stands behind all others.
    const zeros = shape.map(() => 0);
    const padded = inner("Pad", [x, int64([...zeros, ...zeros.with(0, 1)])], [attribute.string("mode", "constant")]);
    const numbers = entries.map((entry) => (entry < 0 ? at(shape, 0) : entry));
    return emit("Gather", [padded, int64(numbers)], [attribute.int("axis", 0)]);
  },
};
