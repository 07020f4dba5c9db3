import { cellCount, cellOf, type Density, type Grid, withOutside } from "../data/density.ts";
import { jensenShannon } from "../theory/divergences.ts";

/** Cells per smallest length of a density: finer in one dimension, where there is no shortage of samples. */
const FINENESS = { 1: 10, 2: 2 } as const;

/** A grid fine enough to see everything the density does. */
export function gridFor({ dimension, low, high, scale }: Density): Grid {
  const bins = low.map((from, axis) => Math.ceil(((high[axis] ?? 0) - from) / (scale / FINENESS[dimension])));
  return { low, high, bins };
}

/** Shares of samples per cell; the last entry is the share outside of the grid. */
export function histogram(grid: Grid, samples: Float32Array): Float64Array {
  const dimension = grid.bins.length;
  const cells = cellCount(grid);
  const shares = new Float64Array(cells + 1);
  const count = samples.length / dimension;
  for (let i = 0; i < count; i++) {
    const cell = cellOf(grid, samples, i * dimension) ?? cells;
    shares[cell] = (shares[cell] ?? 0) + 1 / count;
  }
  return shares;
}

/**
 * JSD(p_data ‖ p_g) in nats, p_g as a histogram of samples against the exact probability of each cell. Sampling noise makes
 * it too large by about (occupied cells)/(8·samples): compare with what samples of p_data itself read.
 */
export function histogramJsd(density: Density, samples: Float32Array): number {
  const grid = gridFor(density);
  return jensenShannon(withOutside(density.masses(grid)), histogram(grid, samples));
}
