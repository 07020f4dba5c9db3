/** D's answers on the examples that are shown, as shares between the ends of its scale. */
import type { Grid } from "#inner";
import { type Range, rangeOf } from "../draw/colours.ts";
import { cellWidth } from "../draw/grid.ts";
import type { Frame, Opened } from "../worker/protocol.ts";

const BARS = 12;

export interface Answers {
  readonly range: Range;
  /** Shares of the examples by answer; `null` where only the mean is known. */
  readonly real: Float64Array | null;
  readonly generated: Float64Array | null;
  readonly meanReal: number;
  readonly meanGenerated: number;
}

/** The field between the middles of its cells; what lies outside has the value of the nearest place inside. */
export function fieldAt(grid: Grid, field: Float32Array, x: ArrayLike<number>, at: number): number {
  let value = 0;
  const dimension = grid.bins.length;
  for (let corner = 0; corner < 1 << dimension; corner++) {
    let [cell, weight] = [0, 1];
    for (let axis = 0; axis < dimension; axis++) {
      const bins = grid.bins[axis] ?? 1;
      const place = ((x[at + axis] ?? Number.NaN) - (grid.low[axis] ?? 0)) / cellWidth(grid, axis) - 0.5;
      const inside = Math.min(bins - 1, Math.max(0, place));
      const below = Math.min(Math.max(0, bins - 2), Math.floor(inside));
      const above = (corner >> axis) & 1;
      cell = cell * bins + Math.min(bins - 1, below + above);
      weight *= above ? inside - below : 1 - (inside - below);
    }
    if (weight > 0) value += weight * (field[cell] ?? Number.NaN);
    else if (Number.isNaN(weight)) return Number.NaN;
  }
  return value;
}

/** Shares of values in equal parts of the range; the ends hold what lies beyond. */
export function sharesBetween(values: Float64Array, [low, high]: Range, bars = BARS): Float64Array {
  const shares = new Float64Array(bars);
  const known = values.filter((value) => !Number.isNaN(value));
  for (const value of known) {
    const bar = Math.min(bars - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bars)));
    shares[bar] = (shares[bar] ?? 0) + 1 / known.length;
  }
  return shares;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function answersOf({ grid, real, probability }: Opened, frame: Frame | null): Answers {
  const field = frame?.field ?? null;
  const { meanDReal = Number.NaN, meanDFake = Number.NaN } = frame?.measures ?? {};
  if (!grid || !field || !frame) {
    const range = rangeOf(Float32Array.of(meanDReal || 0, meanDFake || 0), probability);
    return { range, real: null, generated: null, meanReal: meanDReal, meanGenerated: meanDFake };
  }
  const range = rangeOf(field, probability);
  const size = grid.bins.length;
  const answers = (x: Float32Array): Float64Array =>
    Float64Array.from({ length: Math.floor(x.length / size) }, (_, i) => fieldAt(grid, field, x, i * size));
  const [onReal, onGenerated] = [answers(real), answers(frame.generated)];
  return {
    range,
    real: sharesBetween(onReal, range),
    generated: sharesBetween(onGenerated, range),
    meanReal: meanOf(onReal),
    meanGenerated: meanOf(onGenerated),
  };
}
