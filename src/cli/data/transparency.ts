/** Pixels that let something through: whether there are some, and what colour those have that nobody sees. */
import type { ResizeOptions, Sharp } from "sharp";

/** Of pixels one after the other, each red, green, blue and opacity. */
const isClear = (pixels: Uint8Array): boolean => {
  for (let i = 3; i < pixels.length; i += 4) if ((pixels[i] ?? 0) < 255) return true;
  return false;
};

/** Whether a picture that has an opacity lets something through once it has its size. */
export async function letsThrough(picture: Sharp, made: ResizeOptions): Promise<boolean> {
  const opacity = await picture.ensureAlpha().resize(made).extractChannel("alpha").raw({ depth: "uchar" }).toBuffer();
  return opacity.some((value) => value < 255);
}

/**
 * Gives pixels that nobody sees one colour: files have any there, often remains of what was cut out, which would be learned.
 * Tells whether any pixel lets something through.
 */
export function hideColours(pixels: Uint8Array, [red = 0, green = 0, blue = 0]: readonly number[]): boolean {
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] === 0) pixels.set([red, green, blue], i);
  }
  return isClear(pixels);
}
