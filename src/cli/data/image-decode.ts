/** One picture file becomes bytes: channels × size × size, 0…255. */
import sharp, { type FitEnum, type Metadata, type OutputInfo, type Sharp } from "sharp";
import { intoRange, problem, readRange, type ValueRange } from "../../inner.ts";
import { HEAD_BYTES, kindByEnding, kindByHead } from "./file-kinds.ts";
import { type DepthRange, depthOf, MOST_PIXELS, mostPixels } from "./image-depth.ts";
import { ENDS_EARLY } from "./picture-reason.ts";
import { readBytes, readHead } from "./reading.ts";

/** How every picture of a folder is made alike. */
export interface Form {
  readonly channels: 1 | 3;
  /** Side in pixels. */
  readonly size: number;
  /** Shows through transparent pixels. */
  readonly background: string;
  /** How pictures become square; `crop` if left out. */
  readonly fit?: "pad" | "stretch";
  /** Which values are black and white, as the user said. */
  readonly range?: string;
}

/** Pixels of a picture that stands upright. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** What the header of a picture says. */
export interface Header extends Sides {
  readonly format: string;
  readonly grey: boolean;
}

/** A picture as bytes, and what was peculiar about it. */
export interface Picture {
  readonly pixels: Uint8Array;
  /** The format that it has in spite of its ending. */
  readonly disguise?: string;
  /** It has more frames or pages than the one that was read. */
  readonly several: boolean;
  /** Its own sides. */
  readonly sides: Sides;
}

// Parallel over files, not within one.
sharp.concurrency(1);
// Each file is read once: a cache would only hold memory.
sharp.cache(false);

/** White where all 16 bits are used: libvips makes the right bytes of such pictures by itself. */
const ALL_16_BITS = 2 ** 16 - 1;

const READ = { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 } as const;

const FITS = { crop: "cover", pad: "inside", stretch: "fill" } as const;

/** The format of a picture by its first bytes. Only formats that a folder is read for are decoded, whatever libvips can do (SVG). */
function formatOf(name: string, head: Uint8Array): string {
  const kind = kindByHead(head);
  if (kind?.picture === "read") return kind.name;
  if (head.length === 0) throw problem({ doing: "an empty file" });
  if (kind) throw problem({ doing: `${kind.name} in spite of its ending: it is not read` });
  throw problem({ doing: `it does not begin like ${kindByEnding(name)?.name ?? "a picture"}` });
}

export async function readHeader(path: string): Promise<Header> {
  const format = formatOf(path, await readHead(path, HEAD_BYTES));
  const metadata = await sharp(path).metadata();
  return { format, ...sidesOf(metadata), grey: metadata.space === "b-w" || metadata.space === "grey16" };
}

/** Orientations 5 to 8 stand on their side. */
const sidesOf = ({ width, height, orientation = 1 }: Metadata): Sides =>
  orientation >= 5 ? { width: height, height: width } : { width, height };

/** Decodes, turns upright, flattens, and makes square as the form says. The first frame of several. */
export async function decodeImage(path: string, form: Form, ranges: readonly DepthRange[]): Promise<Picture> {
  const file = await readBytes(path, "picture");
  const format = formatOf(path, file.subarray(0, HEAD_BYTES));
  const metadata = await sharp(file, { limitInputPixels: false }).metadata();
  const { width = 0, height = 0, pages = 1 } = metadata;
  const most = mostPixels(depthOf(metadata));
  if (width * height > most) {
    throw problem({ doing: `${width}×${height} pixels`, expected: `at most ${most / 1e6} million` });
  }
  const bands = metadata.channels - (metadata.hasAlpha ? 1 : 0);
  if (bands !== 1 && bands !== 3 && metadata.space !== "cmyk") {
    throw problem({ doing: `${bands} channels`, expected: "1, 3 or 4 (CMYK)" });
  }
  const raw = await rawPixels(file, metadata, form, ranges).catch((error: unknown) => {
    // libvips has one sentence for a PNG file that was cut off and for one that was damaged.
    throw format === "PNG" && !endsAsPng(file) ? problem({ doing: ENDS_EARLY }) : error;
  });
  return {
    pixels: planesOf(raw, form, form.fit === "pad" ? await backgroundOf(form) : []),
    ...(kindByEnding(path)?.name === format ? {} : { disguise: format }),
    several: pages > 1,
    sides: sidesOf(metadata),
  };
}

const endsAsPng = (file: Uint8Array): boolean => Buffer.from(file.subarray(-16)).includes("IEND");

/** The pixels of a picture that has its size, and with `pad` as much of it as the picture fills. */
async function rawPixels(
  file: Uint8Array,
  metadata: Metadata,
  form: Form,
  ranges: readonly DepthRange[],
): Promise<Raw> {
  const { size, background, channels } = form;
  const fit = FITS[form.fit ?? "crop"];
  const range = numbersOf(metadata, form, ranges);
  if (range) return inSpace(await fromNumbers(file, metadata, { size, fit, background }, range), channels);
  const upright = sharp(file, READ).autoOrient();
  return inSpace(upright.flatten({ background }).resize(size, size, { fit }), channels);
}

/** The range of a picture that is not read as bytes; `undefined` for one that is. */
function numbersOf(metadata: Metadata, form: Form, ranges: readonly DepthRange[]): ValueRange | undefined {
  const depth = depthOf(metadata);
  const asked = form.range === undefined ? undefined : readRange(form.range);
  if (depth === undefined) return asked;
  const found = asked ?? ranges.find((range) => range.depth === depth)?.range;
  if (depth === "16-bit integers") {
    // AVIF is not measured: its values are spread over all 16 bits, whatever it was made from.
    return asked === undefined && (found === undefined || found.white === ALL_16_BITS) ? undefined : found;
  }
  if (found) return found;
  throw problem({ doing: "NaN or infinity among its values" });
}

/** Values as bytes, scaled by a range after the picture has its size. */
async function fromNumbers(
  file: Uint8Array,
  { depth, space, hasAlpha }: Metadata,
  { size, fit, background }: { readonly size: number; readonly fit: keyof FitEnum; readonly background: string },
  range: ValueRange,
): Promise<Sharp> {
  const upright = sharp(file, READ).autoOrient();
  if (hasAlpha && depth !== "uchar") {
    throw problem({ doing: "transparency beside values that are not bytes: save it without" });
  }
  const { data, info } = await (hasAlpha ? upright.flatten({ background }) : upright)
    .resize(size, size, { fit })
    .toColourspace(space === "cmyk" ? "srgb" : space)
    .raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(new Uint8Array(data).buffer);
  if (!values.every(Number.isFinite)) throw problem({ doing: "NaN or infinity among its values" });
  const scaled = intoRange(range);
  const bytes = Uint8Array.from(values, (value) => Math.round((scaled(value) + 1) * 127.5));
  const { width, height, channels } = info;
  return sharp(bytes, { raw: { width, height, channels } });
}

interface Raw {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

async function inSpace(picture: Sharp, channels: 1 | 3): Promise<Raw> {
  const raw = await picture
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const found = raw.info.channels;
  if (found !== channels && found < 3 !== channels < 3) {
    throw problem({ doing: "decoding", expected: `${channels} channels`, came: String(found) });
  }
  return raw;
}

/** Pixel by pixel in the file's order, plane by plane here; in the middle of a square of one colour. */
function planesOf({ data, info }: Raw, { channels, size }: Form, colour: readonly number[] = []): Uint8Array {
  const area = size * size;
  const planes = new Uint8Array(channels * area);
  colour.forEach((value, c) => planes.fill(value, c * area, (c + 1) * area));
  const [left, top] = [Math.floor((size - info.width) / 2), Math.floor((size - info.height) / 2)];
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const [from, to] = [(y * info.width + x) * info.channels, (top + y) * size + left + x];
      for (let c = 0; c < channels; c++) planes[c * area + to] = data[from + c] ?? 0;
    }
  }
  return planes;
}

/** The background as the values of one pixel. */
async function backgroundOf({ background, channels }: Form): Promise<readonly number[]> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background } });
  return [...(await inSpace(pixel, channels)).data];
}
