/** p_g from samples of G where nothing else is known of it: a histogram, or a kernel density; each with its error. */
import { cellCount, cellWidth, type Density, type Grid } from "../data/density.ts";
import { problem } from "../problem.ts";
import { jensenShannon } from "./divergences.ts";
import type { Measured } from "./quadrature.ts";

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

/** How p_g was read. */
export interface SampleReading extends Measured {
  /** What the instrument read, before its floor was taken off. */
  readonly raw: number;
  /** What it reads of samples of p_data itself, on average: a bias that is subtracted. */
  readonly floor: number;
  readonly samples: number;
}

/**
 * JSD(p_data ‖ p_g) in nats by any estimator that turns samples into probabilities of cells. Every such estimator reads too much:
 * by how much is learnt from sets of samples of p_data itself (as many samples each), whose mean is subtracted. The error is
 * twice the root of their variance plus that of the reading over two halves of the samples.
 *
 * @param masses exact probabilities of the cells under p_data, and `estimate` the same from samples.
 */
export function sampledJsd(
  masses: Float64Array,
  estimate: (samples: Float32Array) => Float64Array,
  generated: Float32Array,
  real: readonly Float32Array[],
  dimension: number,
): SampleReading {
  if (real.length < 2) {
    throw problem({
      doing: "reading JSD from samples",
      expected: "at least two sets of real samples, to know the floor of the instrument",
      came: String(real.length),
    });
  }
  const reading = (samples: Float32Array): number => jensenShannon(masses, estimate(samples));
  const raw = reading(generated);
  const floors = real.map(reading);
  const floor = floors.reduce((sum, value) => sum + value, 0) / floors.length;
  const spread = floors.reduce((sum, value) => sum + (value - floor) ** 2, 0) / (floors.length - 1);
  const half = Math.floor(generated.length / dimension / 2) * dimension;
  const halves = [generated.subarray(0, half), generated.subarray(half, 2 * half)].map(reading);
  const between = ((halves[0] ?? 0) - (halves[1] ?? 0)) ** 2 / 4;
  return {
    value: raw - floor,
    // The mean of the floors is uncertain too.
    error: 2 * Math.sqrt(spread * (1 + 1 / floors.length) + between),
    raw,
    floor,
    samples: generated.length / dimension,
  };
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
