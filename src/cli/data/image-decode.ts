/** One picture file becomes bytes: channels × height × width, 0…255. */
import sharp, { type FitEnum, type Metadata, type OutputInfo, type ResizeOptions, type Sharp } from "sharp";
import { intoRange, problem, readRange, type Sides, type ValueRange } from "../../inner.ts";
import { HEAD_BYTES, kindByEnding, kindByHead } from "./file-kinds.ts";
import { type Fit, type Form, fitOf, sidesOf } from "./form.ts";
import { type DepthRange, depthOf, MOST_PIXELS, mostPixels } from "./image-depth.ts";
import { ENDS_EARLY } from "./picture-reason.ts";
import { readBytes, readHead } from "./reading.ts";
import { hideColours, letsThrough } from "./transparency.ts";

/** What the header of a picture says; the sides are those of the picture that stands upright. */
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
  /** It has pixels that let something through. */
  readonly transparent: boolean;
}

// Parallel over files, not within one.
sharp.concurrency(1);
// Each file is read once: a cache would only hold memory.
sharp.cache(false);

/** White where all 16 bits are used: libvips makes the right bytes of such pictures by itself. */
const ALL_16_BITS = 2 ** 16 - 1;

const READ = { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 } as const;

/** As sharp has it. With `inside` it gives as much as the picture fills, and we put it into the middle. */
const FITS = { cover: "cover", contain: "inside", stretch: "fill" } as const satisfies Record<Fit, keyof FitEnum>;

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
  return { format, ...uprightSides(metadata), grey: metadata.space === "b-w" || metadata.space === "grey16" };
}

/** Orientations 5 to 8 stand on their side. */
const uprightSides = ({ width, height, orientation = 1 }: Metadata): Sides =>
  orientation >= 5 ? { width: height, height: width } : { width, height };

/** Decodes, turns upright, flattens, and makes of the size that the form says. The first frame of several. */
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
  const colour = await backgroundOf(form);
  const transparent =
    form.channels === 4
      ? hideColours(raw.data, colour)
      : metadata.hasAlpha && (await letsThrough(sharp(file, READ).autoOrient(), sizeOf(form)));
  return {
    pixels: planesOf(raw, form, fitOf(form) === "contain" ? colour : []),
    ...(kindByEnding(path)?.name === format ? {} : { disguise: format }),
    several: pages > 1,
    sides: uprightSides(metadata),
    transparent,
  };
}

const endsAsPng = (file: Uint8Array): boolean => Buffer.from(file.subarray(-16)).includes("IEND");

/** The pixels of a picture that has its size, and with `contain` as much of it as the picture fills. */
async function rawPixels(
  file: Uint8Array,
  metadata: Metadata,
  form: Form,
  ranges: readonly DepthRange[],
): Promise<Raw> {
  const { background, channels } = form;
  const range = numbersOf(metadata, form, ranges);
  if (range) return inSpace(await fromNumbers(file, metadata, form, range), channels);
  const upright = sharp(file, READ).autoOrient();
  return inSpace((channels === 4 ? upright : upright.flatten({ background })).resize(sizeOf(form)), channels);
}

const sizeOf = (form: Form): ResizeOptions => ({ ...sidesOf(form), fit: FITS[fitOf(form)] });

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
  form: Form,
  range: ValueRange,
): Promise<Sharp> {
  const upright = sharp(file, READ).autoOrient();
  if (hasAlpha && depth !== "uchar") {
    throw problem({ doing: "transparency beside values that are not bytes: save it without" });
  }
  const keeps = hasAlpha && form.channels === 4;
  const { data, info } = await (hasAlpha && !keeps ? upright.flatten({ background: form.background }) : upright)
    .resize(sizeOf(form))
    .toColourspace(space === "cmyk" ? "srgb" : space)
    .raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(new Uint8Array(data).buffer);
  if (!values.every(Number.isFinite)) throw problem({ doing: "NaN or infinity among its values" });
  const scaled = intoRange(range);
  const { width, height, channels } = info;
  const isOpacity = (i: number): boolean => keeps && i % channels === channels - 1;
  const bytes = Uint8Array.from(values, (value, i) => (isOpacity(i) ? value : Math.round((scaled(value) + 1) * 127.5)));
  return sharp(bytes, { raw: { width, height, channels } });
}

interface Raw {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

async function inSpace(picture: Sharp, channels: Form["channels"]): Promise<Raw> {
  const raw = await (channels === 4 ? picture.ensureAlpha() : picture)
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const found = raw.info.channels;
  if (found !== channels && found < 3 !== channels < 3) {
    throw problem({ doing: "decoding", expected: `${channels} channels`, came: String(found) });
  }
  return raw;
}

/** Pixel by pixel in the file's order, plane by plane here; in the middle of an area of one colour. */
function planesOf({ data, info }: Raw, form: Form, colour: readonly number[] = []): Uint8Array {
  const { channels } = form;
  const { width, height } = sidesOf(form);
  const area = width * height;
  const planes = new Uint8Array(channels * area);
  colour.forEach((value, c) => planes.fill(value, c * area, (c + 1) * area));
  const [left, top] = [Math.floor((width - info.width) / 2), Math.floor((height - info.height) / 2)];
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const [from, to] = [(y * info.width + x) * info.channels, (top + y) * width + left + x];
      for (let c = 0; c < channels; c++) planes[c * area + to] = data[from + c] ?? 0;
    }
  }
  return planes;
}

/** The background as the values of one pixel, which lets everything through where that is learned. */
async function backgroundOf({ background, channels }: Form): Promise<readonly number[]> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background } });
  if (channels === 4) return [...(await inSpace(pixel, 3)).data, 0];
  return [...(await inSpace(pixel, channels)).data];
}
