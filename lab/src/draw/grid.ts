/** Where a point lies among the cells of a grid, and back. */
import type { Grid } from "#inner";

export const cellWidth = ({ low, high, bins }: Grid, axis: number): number =>
  ((high[axis] ?? 0) - (low[axis] ?? 0)) / (bins[axis] ?? 1);

/** The middle of the cell with this index along an axis. */
export const middleOf = (grid: Grid, axis: number, index: number): number =>
  (grid.low[axis] ?? 0) + (index + 0.5) * cellWidth(grid, axis);

/** Index along an axis; outside of the grid it is below 0, or the number of cells and above. */
const indexAt = (grid: Grid, axis: number, value: number): number =>
  Math.floor((value - (grid.low[axis] ?? 0)) / cellWidth(grid, axis));

/** Place of the cell among the grid's values (the last axis is the fastest); −1 outside of the grid. */
export function cellAt(grid: Grid, x: readonly number[]): number {
  let cell = 0;
  for (let axis = 0; axis < grid.bins.length; axis++) {
    const index = indexAt(grid, axis, x[axis] ?? Number.NaN);
    const bins = grid.bins[axis] ?? 1;
    if (!(index >= 0 && index < bins)) return -1;
    cell = cell * bins + index;
  }
  return cell;
}

/** The value in whose cell the point lies; `null` outside, or where there is no number. */
export function valueAt(grid: Grid | null, values: Float32Array | null, x: readonly number[]): number | null {
  if (!grid || !values) return null;
  const value = values[cellAt(grid, x)];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The nearest cell to a point, one index per axis. */
export const nearestCell = (grid: Grid, x: readonly number[]): number[] =>
  grid.bins.map((bins, axis) => Math.min(bins - 1, Math.max(0, indexAt(grid, axis, x[axis] ?? 0))));

const KEYS: Readonly<Record<string, readonly [axis: number, steps: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowDown: [1, -1],
  ArrowUp: [1, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
  PageDown: [1, Number.NEGATIVE_INFINITY],
  PageUp: [1, Number.POSITIVE_INFINITY],
};

/**
 * The cell that a key leads to; from nowhere to the middle. `undefined` if the key means nothing here.
 * `steps`: cells that one press of an arrow goes.
 */
export function movedBy(
  key: string,
  bins: readonly number[],
  from: readonly number[] | null,
  steps = 1,
): number[] | undefined {
  const move = KEYS[key];
  if (!move || move[0] >= bins.length) return undefined;
  if (!from) return bins.map((count) => Math.floor(count / 2));
  const [axis, by] = move;
  return from.map((index, i) => {
    if (i !== axis) return index;
    return Math.min((bins[i] ?? 1) - 1, Math.max(0, index + by * steps));
  });
}
