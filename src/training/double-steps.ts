/** Steps of decoding rows in float64. */
import type { Step } from "../data/columns/cells.ts";
import type { Doubles } from "../onnx/doubles.ts";

/** The place of the first of the largest numbers of each row. */
export function firstLargest(block: string, length: number, { row, ...doubles }: Doubles): string {
  const isLargest = doubles.indicator(doubles.atLeast(block, doubles.largest(block)));
  const fromBehind = row(...Array.from({ length }, (_, place) => length - place));
  return doubles.sub(row(length), doubles.largest(doubles.mul(isLargest, fromBehind)));
}

/** The nearest multiple of `by`, counted from `from`. */
export function roundedTo({ by, from }: Step, value: string, doubles: Doubles): string {
  const { row, add, sub, mul, div } = doubles;
  return add(row(from), mul(row(by), rounded(div(sub(value, row(from)), row(by)), doubles)));
}

/** The nearest whole number; of two, the larger, as JavaScript has it. */
export const rounded = (value: string, { row, add, floor }: Doubles): string => floor(add(value, row(0.5)));
