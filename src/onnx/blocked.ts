/**
 * Convolutions on channels in blocks (NCHWc): ONNX Runtime's own form of them, which it takes by itself where weights are
 * constant. In training they are not, so their blocks are laid out within the graph here, with the operators that the runtime
 * keeps for itself (domain com.microsoft.nchwc). For our ears only: such a model runs on the processor that it was made for.
 */
import { at } from "../tensor/present.ts";
import { axesOf } from "../tensor/shape.ts";
import type { Each, Node, Operands, Tensor } from "../tensor/tensor.ts";
import { type Emitter, windowAttributes } from "./lowering.ts";
import { type AttributeProto, attribute, dataTypes, encodeModel, IR_VERSION, type NodeProto, OPSET } from "./schema.ts";

const DOMAIN = "com.microsoft.nchwc";

/** What {@link DOMAIN} has to be imported as. */
export const blockedOpset = { domain: DOMAIN, version: 1 };

/** Channels per block that the runtime may have: 16 with AVX-512 and NEON, 8 with AVX. */
export const BLOCKS = [16, 8];

const fits = (block: number, ...channels: readonly number[]): boolean => channels.every((count) => count % block === 0);

/** Emits a convolution in blocks, if it is one that gains by it. `known` holds what was laid out before. */
export function emitBlocked(
  tensor: Tensor,
  operands: readonly string[],
  emitter: Emitter,
  block: number,
  known: Map<string, string>,
): string | undefined {
  if (tensor.op !== "conv2d" && tensor.op !== "convTranspose2d") return undefined;
  // Each group would have to fill blocks by itself: such convolutions stay as they are.
  if (tensor.attributes.groups !== undefined) return undefined;
  const names = operands as unknown as Each<Operands["conv2d"], string>;
  return tensor.op === "conv2d"
    ? convolution(tensor, names, emitter, block, known)
    : transposedConvolution(tensor, names, emitter, block, known);
}

const once = (known: Map<string, string>, key: string, make: () => string): string => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};

const inBlocks = (x: string, { inner }: Emitter, known: Map<string, string>): string =>
  once(known, `x ${x}`, () => inner("ReorderInput", [x], [], DOMAIN));

function convolution(
  made: Node<"conv2d">,
  [x, weight, ...bias]: Each<Operands["conv2d"], string>,
  emitter: Emitter,
  block: number,
  known: Map<string, string>,
): string | undefined {
  const [O, C, height, width] = axesOf(made.inputs[1].shape, 4);
  if (!fits(block, O, C)) return undefined;
  const { inner, target, emit } = emitter;
  // [O/B][B] [C/B][B] [taps] becomes [O/B] [C/B] [taps] [B of C] [B of O].
  const laid = once(known, `weight ${weight}`, () => {
    const flat = inner("Reshape", [weight, target([1, O, C, height * width])]);
    const blocks = inner("ReorderInput", [flat], [], DOMAIN);
    const split = inner("Reshape", [blocks, target([(O * C) / block ** 2, block, height * width, block])]);
    const turned = inner("Transpose", [split], [attribute.ints("perm", [0, 2, 1, 3])]);
    return inner("Reshape", [turned, target([O, C, height, width])]);
  });
  const { input, window } = isBordered(made)
    ? {
        input: bordered(made, x, emitter, block, known),
        window: { ...made.attributes, padding: [0, 0, 0, 0] as const },
      }
    : { input: inBlocks(x, emitter, known), window: made.attributes };
  const convolved = inner(
    "Conv",
    [input, laid, ...bias],
    [attribute.ints("kernel_shape", [height, width]), ...windowAttributes(window)],
    DOMAIN,
  );
  return emit("ReorderOutput", [convolved], [attribute.int("channels", O)], DOMAIN);
}

/** Up to so many places of a result in a row, … */
const FEW = 6;
/** … and from so many places of the kernel on, writing zeros around the input costs less than it brings. */
const MANY = 36;

/**
 * Whether a convolution is faster on an input with its border of zeros: the runtime computes places at the border one by one,
 * and those within several at once. A gradient by weights has a large kernel, and hardly more than borders.
 */
function isBordered(made: Node<"conv2d">): boolean {
  const [, , height, width] = axesOf(made.inputs[1].shape, 4);
  return made.attributes.padding.some((count) => count > 0) && at(made.shape, 3) <= FEW && height * width >= MANY;
}

function bordered(
  made: Node<"conv2d">,
  x: string,
  emitter: Emitter,
  block: number,
  known: Map<string, string>,
): string {
  const [batch, channels, height, width] = axesOf(made.inputs[0].shape, 4);
  const [top, left, bottom, right] = axesOf(made.attributes.padding, 4);
  const { inner, target, int64 } = emitter;
  return once(known, `x ${x} within ${made.attributes.padding.join()}`, () => {
    const split = inner("Reshape", [
      inBlocks(x, emitter, known),
      target([batch, channels / block, height, width, block]),
    ]);
    const pads = int64([0, 0, top, left, 0, 0, 0, bottom, right, 0]);
    const padded = inner("Pad", [split, pads], [attribute.string("mode", "constant")]);
    return inner("Reshape", [padded, target([batch, channels, top + height + bottom, left + width + right])]);
  });
}

/**
 * The transposed convolution with kernel 4, stride 2, padding 1, which doubles the size, as four convolutions with kernel 2: one
 * for the even and one for the odd rows, and columns, of the result. Row 2i is reached from rows i − 1 and i by elements 3 and 1 of
 * the kernel, row 2i + 1 from rows i and i + 1 by elements 2 and 0.
 */
function transposedConvolution(
  made: Node<"convTranspose2d">,
  [x, weight, ...bias]: Each<Operands["conv2d"], string>,
  emitter: Emitter,
  block: number,
  known: Map<string, string>,
): string | undefined {
  const [C, O, ...kernel] = axesOf(made.inputs[1].shape, 4);
  const [batch, , height, width] = axesOf(made.inputs[0].shape, 4);
  const { strides, padding, dilations, outputPadding } = made.attributes;
  const doubles =
    kernel.every((length) => length === 4) &&
    strides.every((stride) => stride === 2) &&
    [...padding, ...dilations].every((value) => value === 1) &&
    outputPadding.every((value) => value === 0);
  if (!fits(block, O, C) || !doubles) return undefined;
  const { inner, parts, int64, target, emit } = emitter;
  // Element 2q + r of the kernel, on both axes: one quarter for each r, in which q runs backwards.
  const quarters = once(known, `quarters ${weight}`, () => {
    const blocks = inner("ReorderInput", [weight], [], DOMAIN);
    const split = inner("Reshape", [blocks, target([C / block, block, O / block, 2, 2, 2, 2, block])]);
    const turned = inner("Transpose", [split], [attribute.ints("perm", [4, 6, 2, 0, 3, 5, 1, 7])]);
    const taps = inner("Reshape", [turned, target([(4 * O * C) / block ** 2, 4, block ** 2])]);
    const reversed = inner("Gather", [taps, int64([3, 2, 1, 0])], [attribute.int("axis", 1)]);
    return inner("Reshape", [reversed, target([4 * O, C, 2, 2])]);
  });
  const input = inBlocks(x, emitter, known);
  const weights = parts("Split", [quarters, int64([O, O, O, O])], 4, [attribute.int("axis", 0)]);
  const results = weights.map((quarter, i) => {
    // r = 1 makes the even rows, which reach up; r = 0 the odd ones, which reach down.
    const [even, left] = [i >> 1, i & 1];
    const reach = windowAttributes({
      strides: [1, 1],
      padding: [even, left, 1 - even, 1 - left],
      dilations: [1, 1],
    });
    return inner("Conv", [input, quarter, ...bias], [attribute.ints("kernel_shape", [2, 2]), ...reach], DOMAIN);
  });
  // Rows and columns are put between each other while whole blocks can be moved.
  const all = inner("Concat", results.toReversed(), [attribute.int("axis", 0)]);
  const split = inner("Reshape", [all, target([2, 2, (batch * O) / block, height, width, block])]);
  const between = inner("Transpose", [split], [attribute.ints("perm", [2, 3, 0, 4, 1, 5])]);
  const doubled = inner("Reshape", [between, target(made.shape)]);
  return emit("ReorderOutput", [doubled], [attribute.int("channels", O)], DOMAIN);
}

const CHECKED = 32;

/** A 1×1 convolution of 32 to 32 channels, from blocks to blocks: what it computes tells how long the runtime's blocks are. */
export function blockedProbe(): { bytes: Uint8Array; x: Float32Array; weight: Float32Array } {
  const value = (name: string, shape: readonly number[]) => ({
    name,
    type: { tensorType: { elemType: dataTypes.float32, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
  });
  const node = (opType: string, input: string[], output: string, attributes: AttributeProto[]): NodeProto => ({
    opType,
    domain: DOMAIN,
    name: output,
    input,
    output: [output],
    attribute: attributes,
  });
  const bytes = encodeModel({
    irVersion: IR_VERSION,
    producerName: "saddlepoint",
    opsetImport: [{ domain: "", version: OPSET }, blockedOpset],
    metadataProps: [],
    graph: {
      name: "probe",
      node: [
        node("ReorderInput", ["x"], "blocks", []),
        node("Conv", ["blocks", "weight"], "convolved", [attribute.ints("kernel_shape", [1, 1])]),
        node("ReorderOutput", ["convolved"], "y", [attribute.int("channels", CHECKED)]),
      ],
      initializer: [],
      input: [value("x", [1, CHECKED, 1, 1]), value("weight", [CHECKED, CHECKED, 1, 1])],
      output: [value("y", [1, CHECKED, 1, 1])],
    },
  });
  const x = Float32Array.from({ length: CHECKED }, (_, i) => Math.sin(i + 1));
  const weight = Float32Array.from({ length: CHECKED ** 2 }, (_, i) => Math.cos(3 * i + 1));
  return { bytes, x, weight };
}

/** The block length with which the probe gave `y`, or 1 if none did. */
export function blockOf({ x, weight }: { x: Float32Array; weight: Float32Array }, y: Float32Array): number {
  const agrees = (block: number): boolean =>
    y.every((got, o) => {
      let wanted = 0;
      for (let c = 0; c < CHECKED; c++) {
        const group = (Math.floor(o / block) * CHECKED) / block + Math.floor(c / block);
        wanted += at(x, c) * at(weight, (group * block + (c % block)) * block + (o % block));
      }
      return Math.abs(got - wanted) < 1e-4;
    });
  return BLOCKS.find(agrees) ?? 1;
}
