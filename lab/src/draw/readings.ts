/** What a reading holds, made fit to be seen: D* where it matters, p_g without the noise of its samples. */
import type { Grid } from "#inner";
import type { Opened, Reading } from "../worker/protocol.ts";
import { cellWidth, middleOf } from "./grid.ts";
import { extentOf } from "./lookup.ts";

export interface OnGrid {
  readonly grid: Grid;
  readonly values: Float32Array;
}

/** A density below this share of its peak counts as none. */
const NEGLIGIBLE = 0.02;
/** Cells per axis that contours of p_g are drawn from, at most. */
const CELLS = 100;

/** A reading does not change once it is here. */
function once<T>(make: (reading: Reading, opened: Opened) => T): (reading: Reading, opened: Opened) => T {
  const made = new WeakMap<Reading, { readonly value: T }>();
  return (reading, opened) => {
    const known = made.get(reading) ?? { value: make(reading, opened) };
    made.set(reading, known);
    return known.value;
  };
}

/**
 * D*, NaN where both densities are negligible: out there it is a ratio of next to nothing, and jumps between
 * 0 and 1 with every stray sample.
 */
export const shownOptimal = once((reading: Reading, opened: Opened): OnGrid | null => {
  const { grid, generated, optimal } = reading;
  if (!grid || !generated || !optimal) return null;
  const least = NEGLIGIBLE * (extentOf(generated)?.[1] ?? 0);
  const data = nearData(opened);
  const columns = grid.bins[1] ?? 1;
  const place = (cell: number): number[] =>
    grid.bins.length === 1
      ? [middleOf(grid, 0, cell)]
      : [middleOf(grid, 0, Math.floor(cell / columns)), middleOf(grid, 1, cell % columns)];
  const values = optimal.map((value, cell) =>
    (generated[cell] ?? 0) >= least || data(place(cell)) ? value : Number.NaN,
  );
  return { grid, values };
});

/** How many deviations around a mode p_data is above that share. */
const DEVIATIONS = Math.sqrt(-2 * Math.log(NEGLIGIBLE));

/** Whether p_data matters at a place. */
function nearData({ grid, density, modes }: Opened): (x: readonly number[]) => boolean {
  // Modes may be narrower than the cells of the plot.
  if (modes) {
    const reach = DEVIATIONS * modes.deviation;
    return (x) => modes.centers.some((center) => Math.hypot(...center.map((c, axis) => c - (x[axis] ?? 0))) < reach);
  }
  if (!grid || !density) return () => true;
  const least = NEGLIGIBLE * (extentOf(density)?.[1] ?? 0);
  return (x) => between(grid, density, x) >= least;
}

/** Interpolated between the middles of the cells around a place, two on one axis, four on two. */
function between(grid: Grid, values: Float32Array, x: readonly number[]): number {
  if (grid.bins.length === 1)
    return between({ low: [0, ...grid.low], high: [1, ...grid.high], bins: [1, ...grid.bins] }, values, [0.5, ...x]);
  const columns = grid.bins[1] ?? 1;
  const [row, column] = [0, 1].map((axis) => {
    const at = ((x[axis] ?? 0) - middleOf(grid, axis, 0)) / cellWidth(grid, axis);
    const low = Math.max(0, Math.min((grid.bins[axis] ?? 1) - 2, Math.floor(at)));
    return [low, Math.min(1, Math.max(0, at - low))] as const;
  }) as [readonly [number, number], readonly [number, number]];
  const value = (i: number, j: number): number => values[(row[0] + i) * columns + column[0] + j] ?? 0;
  const along = (i: number): number => value(i, 0) + column[1] * (value(i, 1) - value(i, 0));
  return along(0) + row[1] * (along(1) - along(0));
}

/** p_g on two axes, averaged over some cells and their neighbours. */
export const shownDensity = once((reading: Reading): OnGrid | null => {
  const { grid, generated } = reading;
  if (!grid || !generated) return null;
  return smoothed(coarser({ grid, values: generated }, CELLS));
});

/** Means over blocks of cells, so that there are at most so many per axis; what is left over at the ends is left out. */
export function coarser({ grid, values }: OnGrid, most: number): OnGrid {
  const by = grid.bins.map((bins) => Math.ceil(bins / most));
  const bins = grid.bins.map((count, axis) => Math.floor(count / (by[axis] ?? 1)));
  const [rows = 1, columns = 1] = bins;
  const [down = 1, across = 1] = by;
  const means = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < down; k++) {
        for (let l = 0; l < across; l++) sum += values[(i * down + k) * (grid.bins[1] ?? 1) + j * across + l] ?? 0;
      }
      means[i * columns + j] = sum / (down * across);
    }
  }
  const high = bins.map((count, axis) => {
    const [low, end] = [grid.low[axis] ?? 0, grid.high[axis] ?? 0];
    return low + ((end - low) * count * (by[axis] ?? 1)) / (grid.bins[axis] ?? 1);
  });
  return { grid: { low: grid.low, high, bins }, values: means };
}

const WEIGHTS = [0.25, 0.5, 0.25] as const;

/** Each cell with its neighbours, weighted 1:2:1 along both axes; outside there is nothing. */
export function smoothed({ grid, values }: OnGrid): OnGrid {
  const [rows = 1, columns = 1] = grid.bins;
  const along = (from: Float32Array, step: number, place: (cell: number) => number, count: number): Float32Array =>
    from.map((_, cell) => {
      const at = place(cell);
      let sum = 0;
      for (const [i, weight] of WEIGHTS.entries()) {
        const other = at + i - 1;
        if (other >= 0 && other < count) sum += weight * (from[cell + (i - 1) * step] ?? 0);
      }
      return sum;
    });
  const down = along(values, columns, (cell) => Math.floor(cell / columns), rows);
  return { grid, values: along(down, 1, (cell) => cell % columns, columns) };
}
