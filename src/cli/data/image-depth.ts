/**
 * Pictures whose pixels are not bytes: integers of 16 bits that hold 12, floats from 0 to 1. The values of all of them are
 * looked at before the first is decoded, and one range holds for all of a kind: a dark picture stays darker than a bright one.
 */
import sharp, { type Metadata } from "sharp";
import { problem, rangeOf, readRange, type ValueRange, type ValueSpread } from "../../inner.ts";
import { HEAD_BYTES, kindByHead } from "./file-kinds.ts";
import type { ImageFile } from "./image-files.ts";
import { readHead } from "./reading.ts";

/** A picture of bytes with more pixels than this is not decoded: 10,000 × 10,000, 300 MB once decoded. */
export const MOST_PIXELS = 1e8;

/** Numbers are all in memory while they are measured, 300 MB for such a picture in colour. */
const MOST_NUMBERS = 2.5e7;

export const mostPixels = (depth: Depth | undefined): number =>
  depth === undefined || depth === "16-bit integers" ? MOST_PIXELS : MOST_NUMBERS;

export const DEPTHS = ["16-bit integers", "32-bit integers", "8-bit signed integers", "32-bit floats"] as const;
export type Depth = (typeof DEPTHS)[number];

/** What is black and white in pictures of a kind. */
export interface DepthRange {
  readonly depth: Depth;
  readonly range: ValueRange;
  readonly spread: ValueSpread;
  /** Pictures of this kind. */
  readonly count: number;
}

type Numbers = Pick<Metadata, "depth" | "space">;

/** The kind of numbers of a picture; `undefined` for bytes. Throws where they cannot be had as they are. */
export function depthOf({ depth, space }: Numbers): Depth | undefined {
  if (depth === "uchar") return undefined;
  if (depth === "ushort") return "16-bit integers";
  // libvips takes the others of 16 bits for unsigned integers, and cuts off what is negative or between.
  const cut = space === "grey16" || space === "rgb16";
  if (depth === "char") return "8-bit signed integers";
  if (!cut && (depth === "int" || depth === "uint")) return "32-bit integers";
  if (!cut && depth === "float") return "32-bit floats";
  throw problem({ doing: `${cut ? "16-bit " : ""}${depth} numbers, which are not read: save them as 32-bit floats` });
}

/** The bit depth stands in the first chunk of a PNG file. */
const isDeepPng = (head: Uint8Array): boolean => head[24] === 16;

const OPTIONS = { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 } as const;

interface Measured {
  readonly depth: Depth;
  /** From where to where the values run; `undefined` where one is not finite. */
  readonly spread: () => Promise<ValueSpread | undefined>;
}

/** How to measure a picture; `undefined` for bytes, and for what cannot be read, which decoding reports. */
async function measure({ path }: ImageFile): Promise<Measured | undefined> {
  try {
    const head = await readHead(path, HEAD_BYTES);
    const kind = kindByHead(head)?.name;
    if (!(kind === "TIFF" || (kind === "PNG" && isDeepPng(head)))) return undefined;
    const metadata = await sharp(path, OPTIONS).metadata();
    const depth = depthOf(metadata);
    if (depth === undefined || metadata.width * metadata.height > mostPixels(depth)) return undefined;
    if (depth === "16-bit integers") {
      const spread = await spreadOfIntegers(path, metadata);
      return { depth, spread: async () => spread };
    }
    return { depth, spread: () => spreadOfNumbers(path, metadata) };
  } catch {
    return undefined;
  }
}

/** sharp gives smallest and largest as integers, which is right for these alone. */
async function spreadOfIntegers(path: string, { hasAlpha }: Metadata): Promise<ValueSpread> {
  const { channels } = await sharp(path, OPTIONS).stats();
  const colours = hasAlpha ? channels.slice(0, -1) : channels;
  const [low, high] = [Math.min(...colours.map(({ min }) => min)), Math.max(...colours.map(({ max }) => max))];
  return { low, high, whole: true };
}

async function spreadOfNumbers(path: string, { space, depth }: Metadata): Promise<ValueSpread | undefined> {
  const bytes = await sharp(path, OPTIONS)
    .toColourspace(space)
    .raw({ depth: "float" })
    .toBuffer()
    .catch(() => Buffer.alloc(0)); // decoding reports it
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 4));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) return undefined;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.length === 0 ? undefined : { low, high, whole: depth !== "float" };
}

/** The ranges of all kinds of numbers that stand in a folder. */
export async function measureDepths(
  files: readonly ImageFile[],
  asked: string | undefined,
): Promise<readonly DepthRange[]> {
  const found = new Map<Depth, { low: number; high: number; whole: boolean; count: number }>();
  for (let from = 0; from < files.length; from += 16) {
    for (const measured of await Promise.all(files.slice(from, from + 16).map(measure))) {
      // One at a time: all numbers of a picture are in memory.
      const spread = await measured?.spread();
      if (!measured || !spread) continue;
      const { depth } = measured;
      const before = found.get(depth) ?? { ...spread, count: 0 };
      found.set(depth, {
        low: Math.min(before.low, spread.low),
        high: Math.max(before.high, spread.high),
        whole: spread.whole,
        count: before.count + 1,
      });
    }
  }
  return [...found].map(([depth, { count, ...spread }]) => {
    const range = asked === undefined ? rangeOf(`reading pictures of ${depth}`, spread, "bright") : readRange(asked);
    return { depth, range, spread, count };
  });
}
