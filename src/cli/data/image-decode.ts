/** One picture file becomes bytes: channels × size × size, 0…255. */
import sharp from "sharp";
import { problem } from "../../index.ts";
import { readBytes } from "../reading.ts";

/** A picture with more pixels than this is not decoded: 10,000 × 10,000, 300 MB once decoded. */
const MOST_PIXELS = 1e8;

/** How every picture of a folder is made alike. */
export interface Form {
  readonly channels: 1 | 3;
  /** Side in pixels. */
  readonly size: number;
  /** Shows through transparent pixels. */
  readonly background: string;
}

/** What the header of a picture says. */
export interface Header {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

// Parallel over files, not within one.
sharp.concurrency(1);
// Each file is read once: a cache would only hold memory.
sharp.cache(false);

export async function readHeader(path: string): Promise<Header> {
  const { format = "unknown", width = 0, height = 0, space, orientation = 1 } = await sharp(path).metadata();
  // Orientations 5 to 8 stand on their side.
  const turned = orientation >= 5;
  return {
    format,
    width: turned ? height : width,
    height: turned ? width : height,
    grey: space === "b-w" || space === "grey16",
  };
}

/** Decodes, turns upright, flattens, scales so that the shorter side fits, and cuts out the middle. The first frame of several. */
export async function decodeImage(path: string, { channels, size, background }: Form): Promise<Uint8Array> {
  const file = await readBytes(path, "picture");
  const { width = 0, height = 0 } = await sharp(file, { limitInputPixels: false }).metadata();
  if (width * height > MOST_PIXELS) {
    throw problem({ doing: `${width}×${height} pixels`, expected: `at most ${MOST_PIXELS / 1e6} million` });
  }
  const picture = sharp(file, { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 })
    .autoOrient()
    .flatten({ background })
    .resize(size, size, { fit: "cover" })
    .toColourspace(channels === 1 ? "b-w" : "srgb");
  const { data, info } = await picture.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const found = info.channels;
  if (found !== channels && found < 3 !== channels < 3) {
    throw problem({ doing: "decoding", expected: `${channels} channels`, came: String(found) });
  }
  // Pixel by pixel in the file's order, plane by plane here.
  const area = size * size;
  const planes = new Uint8Array(channels * area);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < channels; c++) planes[c * area + i] = data[i * found + c] ?? 0;
  }
  return planes;
}
