/** Rows that look as if each were an image. */
import { option } from "../option-text.ts";

/** Smaller squares are more often features than images. */
const SMALLEST = 8;

/** `pixel0`, `px_12`, `p3`, and `1x1` to `28x28`. */
const PIXEL = /^(?:(?:pixel|pix|px|p)[\s_.-]?\d+|\d+x\d+)$/i;

export const isPixelName = (name: string): boolean => PIXEL.test(name);

/**
 * A sentence that tells of the option `shape`, if rows of so many numbers may be square images in grey or colour. `before`: what is to be
 * given with it, where there is a label besides.
 */
export function suggestShape(length: number, before = ""): readonly string[] {
  const beside = before === "" ? "" : " and a label before them";
  const side = Math.sqrt(length);
  const colour = Math.sqrt(length / 3);
  if (Number.isInteger(side) && side >= SMALLEST) {
    return [
      `Rows of ${length} numbers${beside} are taken as a table; if each is an image, ${before}${option("shape", `${side}x${side}`)} says so.`,
    ];
  }
  if (Number.isInteger(colour) && colour >= SMALLEST) {
    return [
      `Rows of ${length} numbers${beside} are taken as a table; if each is a colour image, ${before}${option("shape", `${colour}x${colour}x3`)} or 3x${colour}x${colour} says so.`,
    ];
  }
  return [];
}
