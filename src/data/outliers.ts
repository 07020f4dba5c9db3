/** Rows of a table that would leave nothing of a column's spread: a number thousands of times further out than any other. */

/** How much further from the middle than the next a number must lie. */
const APART = 1000;
/** At most this share of the rows can be outliers; more are a part of the distribution. */
const SHARE = 0.01;
/** Fewer rows have no middle to speak of. */
const FEWEST = 10;

export interface Outlier {
  readonly row: number;
  readonly value: number;
  /** How many times as far from the median as the furthest other number. */
  readonly times: number;
}

/**
 * Outliers of one column: the few numbers beyond a gap in which the distance from the median grows a thousandfold. A distribution
 * with a long tail has no such gap.
 */
export function outliersOf(values: Float64Array): readonly Outlier[] {
  const count = values.length;
  if (count < FEWEST) return [];
  const sorted = values.slice().sort();
  const median = sorted[count >> 1] as number;
  const few = Math.max(1, Math.floor(SHARE * count));
  // The furthest lie at the two ends: as many of each as there may be outliers, and one more.
  const ends = [...sorted.subarray(0, few + 1), ...sorted.subarray(Math.max(few + 1, count - few - 1))];
  const distances = ends.map((value) => Math.abs(value - median)).sort((a, b) => b - a);
  const last = distances.findIndex((distance, i) => i < few && distance > APART * (distances[i + 1] ?? distance));
  const others = distances[last + 1] ?? 0;
  if (last < 0 || others === 0) return [];
  const found: Outlier[] = [];
  values.forEach((value, row) => {
    const distance = Math.abs(value - median);
    if (distance > others) found.push({ row, value, times: distance / others });
  });
  return found;
}
