/** The box that is plotted, as a grid: that of the density where it is known, that of the examples elsewhere. */
import { areRows, type DataSet, type Density, type Grid, onGrid } from "#inner";

/** Cells per axis: enough for a smooth picture, few enough for D to answer at all of them thirty times a second. */
const CELLS = { 1: 240, 2: 48 } as const;
/** Room around the data, as a share of their width. */
const MARGIN = 0.2;

export function plotGrid(data: DataSet, real: Float32Array): Grid | null {
  const [dimension = 0] = data.shape;
  if (!areRows(data) || (dimension !== 1 && dimension !== 2)) return null;
  const { low, high } = data.density ?? boundsOf(real, dimension);
  // Equal scales on both axes.
  const half = (0.5 + MARGIN) * Math.max(...low.map((from, axis) => (high[axis] ?? 0) - from));
  const middles = low.map((from, axis) => (from + (high[axis] ?? 0)) / 2);
  return {
    low: middles.map((middle) => middle - half),
    high: middles.map((middle) => middle + half),
    bins: middles.map(() => CELLS[dimension]),
  };
}

function boundsOf(values: Float32Array, dimension: number): { low: number[]; high: number[] } {
  const low = Array.from({ length: dimension }, () => Number.POSITIVE_INFINITY);
  const high = low.map(() => Number.NEGATIVE_INFINITY);
  values.forEach((value, i) => {
    const axis = i % dimension;
    low[axis] = Math.min(low[axis] ?? 0, value);
    high[axis] = Math.max(high[axis] ?? 0, value);
  });
  return { low, high };
}

/** p_data at the middle of every cell. */
export const densityOn = (grid: Grid, density: Density): Float32Array =>
  Float32Array.from(onGrid(grid, (x) => density.at(x)));
