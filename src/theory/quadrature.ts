/** Integrals over a grid in one or two dimensions, by the midpoint rule, each with an error from halving the grid. */
import { cellCount, cellWidth, type Grid } from "../data/density.ts";
import { softplus } from "../game/value.ts";
import { problem } from "../problem.ts";

/** A figure and how far it may be off. */
export interface Measured {
  readonly value: number;
  /** In the unit of the value. */
  readonly error: number;
  /** `true`: the value is a lower bound, and nothing narrower than `value + error` is known to bound the truth from above. */
  readonly atLeast?: boolean;
}

/** log p(x), −∞ where p is 0. */
export type LogDensity = (x: readonly number[]) => number;

/** Calls `visit` with the middle of every cell, the last axis fastest. */
function middles(grid: Grid, visit: (x: readonly number[], cell: number) => void): void {
  const [low = 0, low1 = 0] = grid.low;
  const [rows = 1, columns = 1] = grid.bins;
  const width = cellWidth(grid, 0);
  if (grid.bins.length === 1) {
    for (let i = 0; i < rows; i++) visit([low + (i + 0.5) * width], i);
    return;
  }
  const width1 = cellWidth(grid, 1);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) visit([low + (i + 0.5) * width, low1 + (j + 0.5) * width1], i * columns + j);
  }
}

/** A function at the middle of every cell. */
export function onGrid(grid: Grid, f: (x: readonly number[]) => number): Float64Array {
  const values = new Float64Array(cellCount(grid));
  middles(grid, (x, cell) => {
    values[cell] = f(x);
  });
  return values;
}

/** The middles of all cells, point after point. */
export function middlesOf(grid: Grid): Float32Array {
  const dimension = grid.bins.length;
  const points = new Float32Array(cellCount(grid) * dimension);
  middles(grid, (x, cell) => points.set(x, cell * dimension));
  return points;
}

/** Half as many cells on each axis. */
const halved = (grid: Grid): Grid => ({ ...grid, bins: grid.bins.map((bins) => Math.ceil(bins / 2)) });

export const cellVolume = (grid: Grid): number =>
  grid.bins.reduce((volume, _, axis) => volume * cellWidth(grid, axis), 1);

function checkGrid({ low, high, bins }: Grid): void {
  const fits = bins.every((count, axis) => count >= 2 && (high[axis] ?? 0) > (low[axis] ?? 0));
  if (fits && (bins.length === 1 || bins.length === 2) && low.length === bins.length) return;
  throw problem({
    doing: "integrating over a grid",
    expected: "one or two axes of at least 2 cells, each with low < high",
    came: `${low.join(", ")} to ${high.join(", ")} in ${bins.join("×")} cells`,
  });
}

/** An integral that may be infinite, with the difference to that on a grid of half as many cells per axis as its error. */
export function integrate(grid: Grid, f: (x: readonly number[]) => number): Measured {
  checkGrid(grid);
  const sum = (on: Grid): number => {
    let total = 0;
    middles(on, (x) => {
      total += f(x);
    });
    return total * cellVolume(on);
  };
  const value = sum(grid);
  if (!Number.isFinite(value)) return { value, error: 0 };
  return { value, error: Math.abs(value - sum(halved(grid))) };
}

/** p·log(p/q) for logarithms: 0 where p is 0, ∞ where only q is. */
const term = (logP: number, logQ: number): number =>
  logP === Number.NEGATIVE_INFINITY ? 0 : Math.exp(logP) * (logP - logQ);

/** log((p + q)/2). */
function logMiddle(logP: number, logQ: number): number {
  const larger = Math.max(logP, logQ);
  return larger === Number.NEGATIVE_INFINITY
    ? larger
    : larger + Math.log((Math.exp(logP - larger) + Math.exp(logQ - larger)) / 2);
}

/** KL(p ‖ q) in nats: infinite where q is 0 and p is not. */
export const divergence = (grid: Grid, p: LogDensity, q: LogDensity): Measured =>
  integrate(grid, (x) => term(p(x), q(x)));

/** JSD(p ‖ q) in nats, from 0 to log 2. */
export const jensenShannonOn = (grid: Grid, p: LogDensity, q: LogDensity): Measured =>
  integrate(grid, (x) => {
    const [a, b] = [p(x), q(x)];
    const m = logMiddle(a, b);
    return (term(a, m) + term(b, m)) / 2;
  });

/**
 * V(D, G) = ∫ p_data log D + p_g log(1 − D) in nats (eq. 1), D given by its logit. Where a density is 0 its term is, whatever
 * D says there.
 */
export const valueOn = (grid: Grid, data: LogDensity, generated: LogDensity, logit: LogDensity): Measured =>
  integrate(grid, (x) => {
    const s = logit(x);
    const [p, q] = [Math.exp(data(x)), Math.exp(generated(x))];
    return (p > 0 ? -p * softplus(-s) : 0) + (q > 0 ? -q * softplus(s) : 0);
  });
