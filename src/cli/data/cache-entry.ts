/** What the JSON file beside decoded pictures says of them. */
import { z } from "zod";
import { parseJson, type Sides } from "../../inner.ts";
import type { Form } from "./form.ts";
import { DEPTHS, type DepthRange } from "./image-depth.ts";
import { readText } from "./reading.ts";
import type { Skipped } from "./request.ts";

/** Raised with every change of how files become bytes: what was decoded otherwise is decoded anew. */
export const FORMAT = "saddlepoint images 4";

/** Pictures of equal sides that have other proportions than they are made to have. */
export interface Oblong extends Sides {
  readonly count: number;
}

/** What the JSON file holds. */
export interface CacheEntry {
  readonly format: string;
  /** Changes with any name, size or date of the files that were read. */
  readonly signature: string;
  readonly count: number;
  readonly form: Form;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly skipped: readonly Skipped[];
  /** How pictures were read whose pixels are not bytes. */
  readonly depths: readonly DepthRange[];
  /** The largest of all bytes. */
  readonly brightest: number;
  /** Pictures of another format than their ending says. */
  readonly disguised: readonly Skipped[];
  /** Pictures of other proportions than they are made to have. */
  readonly oblong: readonly Oblong[];
  /** How many have fewer pixels than were made of them. */
  readonly enlarged: number;
  /** How many have more frames or pages than the first, which was read. */
  readonly several: number;
  /** How many have pixels that let something through; entries of before do not know. */
  readonly transparent?: number;
  /** Of the file of bytes, to notice that it was touched; milliseconds. */
  readonly changed: number;
}

/** Of pictures, or of milliseconds. */
const count = z.int().nonnegative();
const skipped = z.array(z.strictObject({ name: z.string(), reason: z.string() }));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema: z.ZodType<CacheEntry> = z.strictObject({
  format: z.literal(FORMAT),
  signature: sha256,
  count,
  form: z.strictObject({
    channels: z.union([z.literal(1), z.literal(3), z.literal(4)]),
    size: z.int().positive(),
    height: z.int().positive().exactOptional(),
    background: z.string(),
    fit: z.enum(["pad", "stretch"]).exactOptional(),
    range: z.string().exactOptional(),
  }),
  // It becomes part of a path.
  digest: sha256,
  skipped,
  depths: z.array(
    z.strictObject({
      depth: z.enum(DEPTHS),
      range: z.strictObject({ black: z.number(), white: z.number() }),
      spread: z.strictObject({ low: z.number(), high: z.number(), whole: z.boolean() }),
      count,
    }),
  ),
  brightest: z.int().min(0).max(255),
  disguised: skipped,
  oblong: z.array(z.strictObject({ width: z.int().positive(), height: z.int().positive(), count })),
  enlarged: count,
  several: count,
  transparent: count.exactOptional(),
  changed: count,
});

/** Reads it; `undefined` where there is none that this version has written: pictures are then decoded anew. */
export async function readEntry(path: string): Promise<CacheEntry | undefined> {
  try {
    return schema.safeParse(parseJson(await readText(path, "record"))).data;
  } catch {
    return undefined;
  }
}
