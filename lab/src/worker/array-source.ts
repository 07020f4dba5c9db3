/** A file of an array that the user chose, by the readers of the command line: images, or rows of numbers. */
import { type DataSet, idxImages, npyData, problem, readNpy, sizeOf } from "#inner";
import type { Source } from "./protocol.ts";

/** Numbers of an image that a perceptron in a page has time for: 64×64 in colour. */
const MOST_NUMBERS = 64 * 64 * 3;

export async function openArray({ name, bytes }: Extract<Source, { readonly kind: "array" }>): Promise<{
  readonly data: DataSet;
  readonly notices: readonly string[];
}> {
  const { data, notices } = /\.npy$/i.test(name) ? await ofNumpy(name, bytes) : await ofIdx(name, bytes);
  if (sizeOf(data.shape) > MOST_NUMBERS) {
    throw problem({
      doing: `reading ${name}`,
      expected: `examples of at most ${MOST_NUMBERS} numbers, as in a picture of 64×64 in colour`,
      came: `${sizeOf(data.shape)}`,
      next: "Make the pictures smaller.",
    });
  }
  return { data, notices };
}

async function ofNumpy(name: string, bytes: Uint8Array) {
  const { data, meaning, notices } = await npyData(name.replace(/\.npy$/i, ""), readNpy(name, bytes));
  return { data, notices: [`${name}: ${data.count} examples, read as ${meaning}.`, ...notices] };
}

async function ofIdx(name: string, bytes: Uint8Array) {
  const data = await idxImages(name, bytes);
  const [, height, width] = data.shape;
  return { data, notices: [`${name}: ${data.count} images of ${height}×${width}. Labels are not read.`] };
}
