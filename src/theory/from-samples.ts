/** p_g from samples of G where nothing else is known of it: JSD by a histogram, with its error, and p_g as a curve by kernels. */
import { cellCount, cellOf, cellWidth, type Density, type Grid, withOutside } from "../data/density.ts";
import { problem } from "../problem.ts";
import { jensenShannon } from "./divergences.ts";
import { halved, type Measured } from "./quadrature.ts";

/** The standard deviation of each axis of samples. */
function deviations(samples: Float32Array, dimension: number): number[] {
  const count = samples.length / dimension;
  return Array.from({ length: dimension }, (_, axis) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) sum += samples[i * dimension + axis] ?? 0;
    const mean = sum / count;
    for (let i = 0; i < count; i++) squares += ((samples[i * dimension + axis] ?? 0) - mean) ** 2;
    return Math.sqrt(squares / count);
  });
}

/**
 * Scott's rule: σ·n^(−1/(d + 4)) per axis (Scott 1992), best for one normal and too wide for several; `scale`, the smallest
 * length on which the density changes, bounds it.
 */
export function bandwidths(samples: Float32Array, dimension: number, scale = Number.POSITIVE_INFINITY): number[] {
  const shrink = (samples.length / dimension) ** (-1 / (dimension + 4));
  return deviations(samples, dimension).map((deviation) => Math.min(deviation, scale) * shrink);
}

/**
 * Kernel density of samples with normal kernels, as the probability of each cell of a grid (mass beyond the grid is lost).
 * Samples are shared between the cells around them, then smoothed axis by axis, so the cost does not grow with their number.
 */
export function kernelDensity(grid: Grid, samples: Float32Array, bandwidth: readonly number[]): Float64Array {
  const dimension = grid.bins.length;
  if (bandwidth.length !== dimension || bandwidth.some((width) => !(width > 0))) {
    throw problem({
      doing: "estimating a density from samples",
      expected: `${dimension} bandwidths above 0`,
      came: bandwidth.join(", "),
      next: "Samples that are all alike have no density.",
    });
  }
  const count = samples.length / dimension;
  let masses = new Float64Array(cellCount(grid));
  const [rows = 1, columns = 1] = grid.bins;
  const widths = grid.bins.map((_, axis) => cellWidth(grid, axis));
  const add = (row: number, column: number, mass: number): void => {
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    masses[row * columns + column] = (masses[row * columns + column] ?? 0) + mass;
  };
  for (let i = 0; i < count; i++) {
    // Places in cells, counted from the middle of the first.
    const place = (axis: number): number =>
      ((samples[i * dimension + axis] ?? Number.NaN) - (grid.low[axis] ?? 0)) / (widths[axis] ?? 1) - 0.5;
    const u = place(0);
    const row = Math.floor(u);
    const [above, below] = [(u - row) / count, (1 - u + row) / count];
    if (dimension === 1) {
      add(row, 0, below);
      add(row + 1, 0, above);
      continue;
    }
    const v = place(1);
    const column = Math.floor(v);
    const part = v - column;
    add(row, column, below * (1 - part));
    add(row, column + 1, below * part);
    add(row + 1, column, above * (1 - part));
    add(row + 1, column + 1, above * part);
  }
  for (let axis = 0; axis < dimension; axis++) masses = smooth(masses, grid, axis, bandwidth[axis] ?? 1);
  return masses;
}

/** Convolution along one axis with a normal kernel of this deviation, cut off at five. */
function smooth(masses: Float64Array, grid: Grid, axis: number, bandwidth: number): Float64Array<ArrayBuffer> {
  const reach = Math.ceil((5 * bandwidth) / cellWidth(grid, axis));
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * (((i - reach) * cellWidth(grid, axis)) / bandwidth) ** 2),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const length = grid.bins[axis] ?? 1;
  const stride = axis === grid.bins.length - 1 ? 1 : (grid.bins[1] ?? 1);
  const smoothed = new Float64Array(masses.length);
  for (let at = 0; at < masses.length; at++) {
    const mass = masses[at]!; // at < length
    if (mass === 0) continue;
    const place = Math.floor(at / stride) % length;
    const first = Math.max(-reach, -place);
    const last = Math.min(reach, length - 1 - place);
    for (let shift = first; shift <= last; shift++) {
      smoothed[at + shift * stride]! += (mass * kernel[shift + reach]!) / total; // within the axis by first and last
    }
  }
  return smoothed;
}

/** Cells per smallest length of a density: finer in one dimension, where there is no shortage of samples. */
export const FINENESS = { 1: 20, 2: 2 } as const;

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

/** JSD by a histogram. */
export interface SampleReading extends Measured {
  /** What the histogram of all samples reads. */
  readonly raw: number;
  /** How much of it is taken for the bias of a histogram, and subtracted. */
  readonly bias: number;
  readonly samples: number;
}

/**
 * JSD(p_data ‖ p_g) in nats, p_g as a histogram of samples against the exact probabilities of the cells. A histogram reads too
 * much, by about a/n for n samples: how much is learnt from its halves, which read 2a/n too much (Quenouille 1956).
 *
 * The error is twice the standard deviation, plus what half as many cells per axis read differently: cells hide what differs
 * within them. With q of a cell counted from n samples and f(q) its part of JSD, the variance is that of f′ = ½·log(2q/(p + q))
 * over the samples, divided by n (delta method), and that of the halves' product terms, Σ(2p/(p + q))²/(4n)², which alone is
 * left where p_g = p_data.
 *
 * That holds where cells with some of p_data have some ten samples each on average (100,000 are enough for all built-in data); of a
 * few thousand samples in the plane the reading is too large, by more than its error.
 *
 * @param generated samples, dimension by dimension; `grid` is fine enough to see everything that the density does, unless given.
 */
export function sampledJsd(
  density: Density,
  generated: Float32Array,
  grid: Grid = gridOver(density, FINENESS[density.dimension]),
): SampleReading {
  const { dimension } = density;
  const samples = generated.length / dimension;
  const half = Math.floor(samples / 2) * dimension;
  if (half === 0) {
    throw problem({
      doing: "reading JSD from samples",
      expected: "at least two samples, to know the bias of their histogram",
      came: String(samples),
    });
  }
  const read = (on: Grid) => {
    const masses = withOutside(density.masses(on));
    const jsd = (some: Float32Array): number => jensenShannon(masses, histogram(on, some));
    const shares = histogram(on, generated);
    const raw = jensenShannon(masses, shares);
    const bias = (jsd(generated.subarray(0, half)) + jsd(generated.subarray(half, 2 * half))) / 2 - raw;
    return { masses, shares, raw, bias };
  };
  const { masses, shares, raw, bias } = read(grid);
  const coarse = read(halved(grid));
  let [mean, square, products] = [0, 0, 0];
  shares.forEach((q, cell) => {
    if (q === 0) return;
    const p = masses[cell] ?? 0;
    const slope = 0.5 * Math.log((2 * q) / (p + q));
    mean += q * slope;
    square += q * slope * slope;
    products += ((2 * p) / (p + q)) ** 2;
  });
  const variance = Math.max(0, square - mean * mean) / samples + products / (4 * samples) ** 2;
  const value = raw - bias;
  const hidden = Math.abs(value - (coarse.raw - coarse.bias));
  return { value, error: 2 * Math.sqrt(variance) + hidden, raw, bias, samples };
}

/** A grid on which the density of the data is smooth: `fineness` cells per smallest length. */
export function gridOver({ low, high, scale }: Density, fineness: number, margin = 0): Grid {
  const from = low.map((value, axis) => value - margin * ((high[axis] ?? 0) - value));
  const to = high.map((value, axis) => value + margin * (value - (low[axis] ?? 0)));
  return {
    low: from,
    high: to,
    bins: from.map((value, axis) => Math.max(2, Math.ceil(((to[axis] ?? 0) - value) / (scale / fineness)))),
  };
}
