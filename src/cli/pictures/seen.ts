/** What D sees of real examples. */
import { augmentExamples, type Config, type DataSet, kindOf, sizeOf } from "../../inner.ts";
import { drawExamples, imageSheet } from "./examples.ts";

/** The probabilities of the rows of a sheet; the first are the examples themselves. */
const PROBABILITIES = [0, 0.25, 0.5, 0.75, 1];
const IN_ROW = 16;

/** What the sheet shows, to follow "Real examples". */
export const seenText = ({ data }: Config): string =>
  kindOf(data) === "images"
    ? `as D sees them, row by row at p = ${PROBABILITIES.join(", ")},`
    : "with the noise that D sees at first";

/** Some real images, and below them the same ones at rising probabilities; points and rows with all the noise, over real ones. */
export async function drawSeen(data: DataSet, config: Config, real: Float32Array): Promise<Buffer> {
  const { shape } = data;
  const { augment, augmentNoise: noise, seed } = config;
  const seen = (values: Float32Array, p: number): Promise<Float32Array> =>
    augmentExamples(values, { shape, augment, p, noise, seed });
  if (kindOf(data) !== "images") return drawExamples(data, await seen(real, 1), real);
  const some = real.subarray(0, IN_ROW * sizeOf(shape));
  const rows: Float32Array[] = [];
  for (const p of PROBABILITIES) rows.push(await seen(some, p));
  const sheet = new Float32Array(rows.length * some.length);
  for (const [i, row] of rows.entries()) sheet.set(row, i * some.length);
  return imageSheet(shape, sheet, some.length / sizeOf(shape));
}
