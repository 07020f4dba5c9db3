/** Columns of numbers in the data's units as a graph: value = shift + scale·x. */
import { add, mul } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import type { NumberColumn } from "./number.ts";

/** A number for each column: value = `shift + scale·x`. */
interface Units {
  readonly scale: number[];
  readonly shift: number[];
}

export const unitsOf = (columns: readonly NumberColumn[]): Units => ({
  scale: columns.map(({ scale }) => scale),
  shift: columns.map(({ center }) => center),
});

/** Numbers of training [N×columns] in the data's units, not rounded; in float32. */
export function unitsGraph(columns: readonly NumberColumn[], x: Tensor): Tensor {
  const { scale, shift } = unitsOf(columns);
  const row = (values: readonly number[]): Tensor => constant(values, [1, values.length]);
  return add(mul(x, row(scale)), row(shift));
}

/** Units per deviation below which float32 does not tell a column's numbers apart. */
const TOLD_APART = 1e-5;

/** Whether float32 is too coarse for a column in the data's units: a year, a time, a pressure may lie far from 0 for its deviation. */
export const needsDouble = (columns: readonly NumberColumn[]): boolean =>
  columns.some(({ center, scale }) => (Math.abs(center) + 4 * scale) * 2 ** -23 > TOLD_APART * scale);
