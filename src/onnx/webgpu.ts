/**
 * Operators that the WebGPU provider lacks, has wrong, or leaves to the compiler of shaders: Sign has no kernel there, a HardSigmoid
 * as steep as ours may be reckoned in any way that is true of finite numbers, ConvTranspose in groups leaves channels 0, and Conv
 * overlooks padding that is behind alone where the kernel is as large as the image (1.30.0; the generic test of primitives found
 * both). For the device at hand, never for a file.
 */
import { at } from "../tensor/present.ts";
import type { Op } from "../tensor/tensor.ts";
import { type Emitter, type Lowering, lowerings } from "./lowering.ts";
import { attribute } from "./schema.ts";

/** Parts that one node may make: each is a buffer of its shader, and so is what it cuts; eight are what every device has. */
export const MOST_PARTS = 7;

const FLOAT = 1;

/** 1 where a comparison of x with 0 holds, else 0. */
const where = (comparison: "Greater" | "Less", x: string, { inner, float32 }: Emitter): readonly [string] => [
  inner(comparison, [x, float32([0], [])]),
];

const toFloat = attribute.int("to", FLOAT);

export const webgpuLowerings: { readonly [K in Op]?: Lowering<K> } = {
  // In any order: a shape that hangs on a value would have to come back from the device.
  after: (_, [x], { emit }) => emit("Identity", [x]),
  sign: (_, [x], emitter) => {
    const above = emitter.inner("Cast", where("Greater", x, emitter), [toFloat]);
    const below = emitter.inner("Cast", where("Less", x, emitter), [toFloat]);
    return emitter.emit("Sub", [above, below]);
  },
  conv2d: (made, [x, weight, ...bias], emitter) => {
    const { padding } = made.attributes;
    const [top, left, bottom, right] = padding;
    if (top > 0 || left > 0 || bottom + right === 0) return lowerings.conv2d(made, [x, weight, ...bias], emitter);
    const lengths = emitter.int64([0, 0, 0, 0, 0, 0, bottom, right]);
    const padded = emitter.inner("Pad", [x, lengths], [attribute.string("mode", "constant")]);
    const bare = { ...made, attributes: { ...made.attributes, padding: [0, 0, 0, 0] } } as typeof made;
    return lowerings.conv2d(bare, [padded, weight, ...bias], emitter);
  },
  convTranspose2d: (made, operands, emitter) => {
    const { groups = 1, ...attributes } = made.attributes;
    const plain = { ...made, attributes } as typeof made;
    if (groups === 1) return lowerings.convTranspose2d(plain, operands, emitter);
    // Each group by itself, and their channels one after the other.
    const split = (value: string, axis: number, whole: number): string[] =>
      Array.from({ length: groups }, (_, i) => {
        const [from, to] = [(i * whole) / groups, ((i + 1) * whole) / groups];
        return emitter.inner("Slice", [value, ...[[from], [to], [axis]].map(emitter.int64)]);
      });
    const [x, weight, ...bias] = operands;
    const channels = at(made.inputs[0].shape, 1);
    const weights = split(weight, 0, channels);
    const biases = bias.map((value) => split(value, 0, at(made.shape, 1)));
    const single = { ...emitter, emit: emitter.inner };
    const results = split(x, 1, channels).map((part, i) =>
      lowerings.convTranspose2d(
        plain,
        [part, at(weights, i), ...biases.map((parts) => at(parts, i))] as typeof operands,
        single,
      ),
    );
    return emitter.emit("Concat", results, [attribute.int("axis", 1)]);
  },
  step: (_, [x], emitter) => emitter.emit("Cast", where("Greater", x, emitter), [toFloat]),
};
