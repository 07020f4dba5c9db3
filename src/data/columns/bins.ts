/** The values of a bin by their rank, and back: its quantile function. */
import type { Bin } from "./cells.ts";

/** What `upTo` of a bin is where its values occur so often. */
export function sharesUpTo(counts: readonly number[]): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  return counts.map((count) => {
    below += count;
    return below / rows;
  });
}

/** The value at a place u of the bin, 0 ≤ u ≤ 1. */
export function valueAt({ values, upTo }: Bin, u: number): number {
  const last = values.length - 1;
  if (upTo) return values[Math.min(last, firstAtLeast(upTo, u))] as number;
  const at = u * last;
  const knot = Math.min(last - 1, Math.floor(at));
  const [low, high] = [values[knot] as number, values[knot + 1] as number];
  return low + (high - low) * (at - knot);
}

/** Places of a bin that lead to one value. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The places at which the bin has `value`, or of its values the nearest. Between knots these are the places of all that rounds to
 * it, as values lie `resolution` apart (0: not rounded).
 */
export function placesAt({ values, upTo }: Bin, value: number, resolution: number): Interval {
  if (upTo) {
    const step = nearestIndex(values, value);
    return { low: step === 0 ? 0 : (upTo[step - 1] as number), high: upTo[step] as number };
  }
  const last = values.length - 1;
  const inside = Math.min(Math.max(value, values[0] as number), values[last] as number);
  return {
    low: lowestPlace(values, inside - resolution / 2),
    high: highestPlace(values, inside + resolution / 2),
  };
}

/** The index of the nearest of rising values; of two that are equally near, the lower. */
export function nearestIndex(values: readonly number[], value: number): number {
  const above = Math.min(values.length - 1, firstAtLeast(values, value));
  if (above === 0) return 0;
  const [low, high] = [values[above - 1] as number, values[above] as number];
  return value - low <= high - value ? above - 1 : above;
}

/** Place of the first of rising values that is not below `wanted`; their number where there is none. */
function firstAtLeast(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The smallest u whose value is at least `wanted`. */
function lowestPlace(knots: readonly number[], wanted: number): number {
  const last = knots.length - 1;
  const above = firstAtLeast(knots, wanted);
  if (above === 0) return 0;
  if (above > last) return 1;
  const [low, high] = [knots[above - 1] as number, knots[above] as number];
  return (above - 1 + (wanted - low) / (high - low)) / last;
}

/** The largest u whose value is at most `wanted`. */
function highestPlace(knots: readonly number[], wanted: number): number {
  const last = knots.length - 1;
  let above = firstAtLeast(knots, wanted);
  while (above <= last && knots[above] === wanted) above++;
  if (above === 0) return 0;
  if (above > last) return 1;
  const [low, high] = [knots[above - 1] as number, knots[above] as number];
  return (above - 1 + (wanted - low) / (high - low)) / last;
}
