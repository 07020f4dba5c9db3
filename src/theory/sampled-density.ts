/** p_g from samples of G where nothing else is known of it: JSD by cells, with its error, and p_g as a curve by kernels. */
import { cellCount, cellWidth, type Density, type Grid } from "../data/density.ts";
import { problem } from "../problem.ts";
import { type Cells, cellsFor, halvedCells } from "./density-cells.ts";
import { jensenShannonTerm } from "./jensen-shannon.ts";
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

/** Cells per smallest length of a density: finer in one dimension, where there is no shortage of samples. */
export const FINENESS = { 1: 20, 2: 2 } as const;

/** JSD by cells. */
export interface SampleReading extends Measured {
  /** What the finest cells read. */
  readonly raw: number;
  /** How much of it is taken for the bias of counting, and subtracted. */
  readonly bias: number;
  /** What cells of half the length are expected to add, and those of half of theirs, and so on; 0 where halving adds nothing. */
  readonly rest: number;
  readonly samples: number;
}

/** Samples of each kind in a cell that is halved: with less than some sixteen, the bias of counting is not what it is taken for. */
const IN_CELL = 32;
/** Two roots: where cells end must not matter. */
const LEADS = [0, 0.137];
/** Halvings of the length of cells that are compared. */
const HALVINGS = 2;
/** Cells that the samples must fill of the coarsest of them for the comparison to tell anything. */
const FEWEST = 16;
/** Where each halving adds more than this share of what the one before added, no end is in sight. */
const NO_END = 0.8;
/** By how much that share may be larger further on. */
const DOUBT = 0.2;
/** What a halving must add at least to be spoken of (nats). */
const NOTICED = 2e-4;
/** What is left unsaid of cells that are let be, and by single precision. */
const ROUNDING = 5e-5;

/**
 * JSD(p_data ‖ p_g) in nats, p_g from samples, in cells that are halved as long as they hold 32 samples, against the exact
 * probabilities of the cells.
 *
 * - Counting reads too much. For each cell it is known by how much: leave one sample out, and see (Quenouille 1956).
 * - Cells hide what differs within them, so they read too little. What two halvings of their length added, the next ones are taken to
 *   add in the same ratio; that is added to the value, and to the error. If it does not fall off, the value is a lower bound.
 * - The rest of the error is twice the standard deviation. With q of a cell counted from n samples and f(q) its part of JSD, the
 *   variance is that of f′ = ½·log(2q/(p + q)) over the samples, divided by n (delta method), and that of squares of counting errors,
 *   Σ(2p/(p + q))²/(4n)², which alone is left where p_g = p_data.
 *
 * What is finer than cells of 32 samples and shows in none of the coarser ones cannot be seen by samples at all.
 *
 * @param generated samples, dimension by dimension.
 */
export function sampledJsd(density: Density, generated: Float32Array): SampleReading {
  const { dimension } = density;
  const samples = generated.length / dimension;
  if (samples < 2) {
    throw problem({
      doing: "reading JSD from samples",
      expected: "at least two samples, to know the bias of counting them",
      came: String(samples),
    });
  }
  const [here, there] = LEADS.map((lead) => readCells(halvedCells(density, generated, IN_CELL, lead))) as [Read, Read];
  const { value, deviation, counting, raw } = here;
  const added = Math.max(here.added, there.added);
  const ratio = Math.max(
    1 / 4,
    here.added / Math.max(here.addedBefore, counting),
    there.added / Math.max(there.addedBefore, counting),
  );
  const clear = added > Math.max(3 * counting, NOTICED);
  const left = Math.max(0, Math.LN2 - value);
  const endless = clear ? ratio >= NO_END : samples < FEWEST * IN_CELL * 2 ** (HALVINGS * dimension);
  const atLeast = left > 2 * deviation && endless;
  const series = (r: number): number => Math.min(left, (added * r) / (1 - r));
  const rest = clear && !atLeast ? series(ratio) : 0;
  const unsure = clear ? Math.max(rest, series(Math.min(NO_END + DOUBT / 2, ratio + DOUBT)) - rest) : Math.abs(added);
  return {
    value: atLeast ? value - 2 * deviation : value + rest,
    error: 2 * deviation + (atLeast ? left : unsure + Math.abs(value - there.value)) + ROUNDING,
    ...(atLeast ? { atLeast } : {}),
    raw,
    bias: raw - value,
    rest,
    samples,
  };
}

interface Read {
  readonly value: number;
  readonly raw: number;
  /** What the last halving of the length of all cells added, and the one before. */
  readonly added: number;
  readonly addedBefore: number;
  /** Standard deviation of the value, and what of it is left where p_g = p_data. */
  readonly deviation: number;
  readonly counting: number;
}

function readCells(cells: Cells): Read {
  const { root, outside, samples, dimension } = cells;
  const beyond = samples - root.to;
  // Halving the length of a cell divides it into 2 or 4.
  const values = Array.from({ length: HALVINGS + 1 }, (_, k) => {
    let value = countedTerm(outside, beyond, samples);
    for (const { mass, from, to } of cellsFor(cells, IN_CELL * 2 ** (k * dimension))) {
      value += countedTerm(mass, to - from, samples);
    }
    return value;
  });
  const [value = Number.NaN, before = Number.NaN, first = Number.NaN] = values;
  let [raw, mean, square, products] = [0, 0, 0, 0];
  const add = (p: number, q: number): void => {
    raw += jensenShannonTerm(p, q);
    if (q === 0) return;
    const slope = 0.5 * Math.log((2 * q) / (p + q));
    mean += q * slope;
    square += q * slope * slope;
    products += ((2 * p) / (p + q)) ** 2;
  };
  add(outside, beyond / samples);
  for (const { mass, from, to } of cellsFor(cells, IN_CELL)) add(mass, (to - from) / samples);
  const counting = Math.sqrt(products) / (4 * samples);
  const deviation = Math.hypot(Math.sqrt(Math.max(0, square - mean * mean) / samples), counting);
  return { value, raw, added: value - before, addedBefore: before - first, deviation, counting };
}

/** What a cell with `count` of `samples` adds to JSD, the bias of counting taken out by leaving out one sample in turn. */
function countedTerm(mass: number, count: number, samples: number): number {
  const all = jensenShannonTerm(mass, count / samples);
  const share = count / samples;
  const without =
    (1 - share) * jensenShannonTerm(mass, count / (samples - 1)) +
    (count > 0 ? share * jensenShannonTerm(mass, (count - 1) / (samples - 1)) : 0);
  return all - (samples - 1) * (without - all);
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
