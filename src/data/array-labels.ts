/** Labels that stand in an array beside that of the images. */
import { formatShape } from "../tensor/shape.ts";
import { type ClassLabels, type NoLabels, numberedClasses } from "./class-labels.ts";
import { formatNumber } from "./counted.ts";
import type { NumpyArray } from "./npy.ts";

/** One whole number for each of `count` examples, or a row with a single 1 in it; anything else is no array of labels. */
export function arrayLabels({ shape, values }: NumpyArray, count: number): ClassLabels | NoLabels {
  const [length = 0, width = 1] = shape;
  if (shape.length === 0 || shape.length > 2) return { why: `it has the shape ${formatShape(shape)}` };
  if (length !== count) return { why: `it has ${formatNumber(length)} for ${formatNumber(count)} examples` };
  if (width === 1) return numberedClasses(values);
  const places = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const ones = Array.from(values.subarray(row * width, (row + 1) * width));
    if (ones.filter((value) => value !== 0).length !== 1 || !ones.includes(1)) {
      return { why: `row ${formatNumber(row + 1)} is no single 1 among zeros` };
    }
    places[row] = ones.indexOf(1);
  }
  return numberedClasses(places);
}

/** What an array of labels may be called in an archive, beside one of images of this name: `y_train` beside `x_train`. */
export const labelNames = (images: string): readonly string[] =>
  [
    ...new Set([
      images.replace(/^x/i, "y"),
      images.replace(/images?|data/i, "labels"),
      images.replace(/images?|data/i, "label"),
      `${images}_labels`,
      "labels",
      "label",
      "y",
    ]),
  ].filter((name) => name !== images);

const LABELS = /^(?:y|labels?|classes|targets?)(?:_\w+)?$|(?:^|_)labels?$/i;

/** Whether an array of this name is one of labels. */
export const isNamedLabels = (name: string): boolean => LABELS.test(name);
