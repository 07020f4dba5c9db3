/** What a model of images says that it takes. */
import type { Model } from "../onnx/runtime.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import type { Shape } from "../tensor/shape.ts";

export const imageLayouts = ["nchw", "nhwc"] as const;
/** Whether channels stand before the rows of pixels, or behind each pixel. */
export type ImageLayout = (typeof imageLayouts)[number];

/** A length that an input leaves open, as the runtime names it. */
export type Length = number | undefined;

/** The input of a model of images, as its file declares it: an open length is `undefined`. */
export interface DeclaredInput {
  readonly name: string;
  readonly dtype: "float32" | "float16" | "uint8";
  /** `undefined` where no length tells: neither the second nor the last is 1 or 3. */
  readonly layout: ImageLayout | undefined;
  /** Batch, and the three others in the order in which they stand. */
  readonly lengths: readonly [Length, Length, Length, Length];
}

/** The same, for images of a shape. */
export interface ImageInput {
  readonly name: string;
  readonly bytes: boolean;
  /** Channels come last. */
  readonly last: boolean;
  /** Images that go through it at once, at most; exactly so many where `full`. */
  readonly batch: number;
  readonly full: boolean;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Images that go through a model at once, unless it says how many. */
const BATCH = 100;

const isDepth = (length: Length): boolean => length === 1 || length === 3;

/** Reads what a model declares; refused where that is no input of images. */
export function declaredInput({ signature }: Pick<Model, "signature">, doing: string): DeclaredInput {
  const [first] = signature;
  if (!first || signature.length > 1) {
    const came = signature.map((input) => input.name).join(", ") || "none";
    throw problem({ doing, expected: "one input, for images", came });
  }
  const { name, dtype } = first;
  if (dtype !== "float32" && dtype !== "float16" && dtype !== "uint8") {
    throw problem({ doing, expected: `input ${name} to be float32, float16 or uint8`, came: dtype });
  }
  if (first.shape.length !== 4) {
    throw problem({
      doing,
      expected: `input ${name} to have four axes: batch, channels, height, width`,
      came: `shape ${shapeText(first.shape)}`,
    });
  }
  const open = (length: number | string | undefined): Length =>
    typeof length === "number" && length > 0 ? length : undefined;
  const [a, b, c, d] = first.shape.map(open);
  const layout = isDepth(b) ? "nchw" : isDepth(d) ? "nhwc" : undefined;
  return { name, dtype, layout, lengths: [a, b, c, d] };
}

/** The layout that an input has or is said to have, if either tells; refused where they differ. */
export function knownLayout(
  { layout, lengths }: Pick<DeclaredInput, "layout" | "lengths">,
  asked: ImageLayout | undefined,
  doing: string,
): ImageLayout | undefined {
  if (asked !== undefined && layout !== undefined && asked !== layout) {
    throw problem({
      doing,
      expected: `an input of ${asked.toUpperCase()}, as ${option("featuresLayout")} says`,
      came: `shape ${shapeText(lengths)}, which is ${layout.toUpperCase()}`,
      next: "Leave the option out.",
    });
  }
  return layout ?? asked;
}

/** How images of a shape [c×h×w] are fed to it. Lengths that it leaves open are those of the images. */
export function imageInput(
  { name, dtype, layout, lengths }: DeclaredInput,
  doing: string,
  [channels = 0, height = 0, width = 0]: Shape,
  asked?: ImageLayout,
): ImageInput {
  const last = knownLayout({ layout, lengths }, asked, doing) === "nhwc";
  const [batch, depth, rows, columns] = last ? [lengths[0], lengths[3], lengths[1], lengths[2]] : lengths;
  const wanted = depth ?? channels;
  if (wanted !== channels && !(wanted === 3 && channels === 1)) {
    throw problem({
      doing,
      expected: `input ${name} to take ${channels === 1 ? "1 channel, or 3" : `${channels} channels`}`,
      came: `${wanted} (shape ${shapeText(lengths)})`,
      next: "Choose an extractor for such images.",
    });
  }
  return {
    name,
    bytes: dtype === "uint8",
    last,
    batch: batch ?? BATCH,
    full: batch !== undefined,
    channels: wanted,
    height: rows ?? height,
    width: columns ?? width,
  };
}

/** `N×3×299×299`; what is open is `?`. */
export const shapeText = (lengths: readonly (number | string | undefined)[]): string =>
  lengths.map((length) => (length === undefined || length === "" ? "?" : String(length))).join("×") || "none";
