// Which input a seed and a number stand for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formats } from "./formats.mjs";
import { createRandom } from "./random.mjs";

const wholes = new Map();

/** The whole file of a run that `base` holds, read once. */
async function wholeOf(base, place) {
  if (place !== undefined && !wholes.has(place)) wholes.set(place, await readFile(join(base, place)));
  return wholes.get(place);
}

/** The input of this number: its format and its bytes. Formats take turns. */
export async function inputOf(seed, index, base) {
  const format = formats[index % formats.length];
  const random = createRandom(seed, index);
  return { format, bytes: format.mutate(random, await wholeOf(base, format.place)) };
}
