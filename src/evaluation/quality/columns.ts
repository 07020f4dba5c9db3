/**
 * How alike a column is in two tables: the metrics of SDMetrics 0.32 by their names there, from 0 to 1, 1 where nothing differs. NaN
 * where a metric is not defined. Gaps are NaN.
 */

/** Counts that a value of the synthetic column has in the real one where it is not in it: SDMetrics has 1e-6. */
export interface TotalVariationOptions {
  readonly unseen?: number;
}

/** Values without gaps, rising. */
export function sortedValues(values: Float64Array): Float64Array {
  const sorted = new Float64Array(values.length);
  let known = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) sorted[known++] = values[row]!; // below length
  return sorted.subarray(0, known).sort();
}

/** Decimals beyond which SDMetrics takes numbers for equal. */
const SAME = 1e14;

/** Numbers that differ beyond the 14th decimal are one; large ones have no such decimals. */
const rounded = (value: number): number =>
  Math.abs(value) * SAME < Number.MAX_SAFE_INTEGER ? Math.round(value * SAME) / SAME : value;

/** 1 − sup |F_real − F_synthetic|: the two-sample statistic of Kolmogorov and Smirnov. */
export const ksComplement = (real: Float64Array, synthetic: Float64Array): number =>
  ksOfSorted(sortedValues(real), sortedValues(synthetic));

/** The same of values without gaps that rise. */
export function ksOfSorted(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = rounded(Math.min(a[i]!, b[j]!)); // within both
    while (i < a.length && rounded(a[i]!) <= value) i++;
    while (j < b.length && rounded(b[j]!) <= value) j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return 1 - most;
}

/** Rows with each of `levels` values, gaps left out. */
function countLevels(values: Float64Array, levels: number): Float64Array {
  const counts = new Float64Array(levels);
  for (const value of values) if (!Number.isNaN(value)) counts[value]!++; // a place among the levels
  return counts;
}

function sum(values: Float64Array): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

/** 1 − ½ Σ |p_real − p_synthetic| over the values. */
export function tvComplement(
  real: Float64Array,
  synthetic: Float64Array,
  levels: number,
  { unseen = 0 }: TotalVariationOptions = {},
): number {
  const [a, b] = [countLevels(real, levels), countLevels(synthetic, levels)];
  const counted = a.map((count, level) => (count === 0 && b[level]! > 0 ? unseen : count));
  const [ofReal, ofSynthetic] = [sum(counted), sum(b)];
  if (sum(a) === 0 || ofSynthetic === 0) return Number.NaN;
  return 1 - counted.reduce((all, count, level) => all + Math.abs(count / ofReal - b[level]! / ofSynthetic), 0) / 2;
}

/** The least and the largest value; NaN where there is none. */
export function rangeOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? { low: Number.NaN, high: Number.NaN } : { low, high };
}

/** The part of the real range that synthetic values span; not defined for a real column of one value. */
export function rangeCoverage(real: Float64Array, synthetic: Float64Array): number {
  const [a, b] = [rangeOf(real), rangeOf(synthetic)];
  const width = a.high - a.low;
  if (!(width > 0) || Number.isNaN(b.low)) return Number.NaN;
  return Math.max(0, 1 - Math.max(0, (b.low - a.low) / width) - Math.max(0, (a.high - b.high) / width));
}

/** The share of real values that occur among the synthetic; what those invent is not looked at. */
export function categoryCoverage(real: Float64Array, synthetic: Float64Array, levels: number): number {
  const [a, b] = [countLevels(real, levels), countLevels(synthetic, levels)];
  const has = a.filter((count) => count > 0).length;
  return has === 0 ? Number.NaN : a.filter((count, level) => count > 0 && b[level]! > 0).length / has;
}

const isGap = (value: number): boolean => Number.isNaN(value);
const hasGap = (values: Float64Array): boolean => values.some(isGap);

function shareOf(values: Float64Array, good: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (good(value)) count++;
  return values.length === 0 ? Number.NaN : count / values.length;
}

/** The share of synthetic rows within the real range. Where the real column has no gaps, a gap lies outside. */
export function boundaryAdherence(real: Float64Array, synthetic: Float64Array): number {
  const { low, high } = rangeOf(real);
  if (Number.isNaN(low)) return Number.NaN;
  const asked = hasGap(real) ? synthetic.filter((value) => !isGap(value)) : synthetic;
  return shareOf(asked, (value) => value >= low && value <= high);
}

/** The share of synthetic rows whose value, or gap, occurs in the real column. */
export function categoryAdherence(real: Float64Array, synthetic: Float64Array, levels: number): number {
  const counts = countLevels(real, levels);
  const gaps = hasGap(real);
  return shareOf(synthetic, (value) => (isGap(value) ? gaps : counts[value]! > 0));
}

/** The share of rows that have a gap. */
export const gapShare = (values: Float64Array): number => shareOf(values, isGap);

/** 1 − |share of gaps in the real column − in the synthetic|. */
export const missingValueSimilarity = (real: Float64Array, synthetic: Float64Array): number =>
  1 - Math.abs(gapShare(real) - gapShare(synthetic));

/** Statistics that {@link statisticSimilarity} compares. */
export const statistics = {
  mean: (sorted: Float64Array): number => sum(sorted) / sorted.length,
  median: (sorted: Float64Array): number => {
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2; // not empty
  },
  /** With n − 1 in the denominator. */
  deviation: (sorted: Float64Array): number => {
    const mean = sum(sorted) / sorted.length;
    return Math.sqrt(sorted.reduce((all, value) => all + (value - mean) ** 2, 0) / (sorted.length - 1));
  },
} as const;
export type Statistic = keyof typeof statistics;

/** 1 − the difference of a statistic as a part of the real range, not below 0. */
export const statisticSimilarity = (real: Float64Array, synthetic: Float64Array, statistic: Statistic): number =>
  statisticOfSorted(sortedValues(real), sortedValues(synthetic), statistic);

/** The same of values without gaps that rise. */
export function statisticOfSorted(a: Float64Array, b: Float64Array, statistic: Statistic): number {
  const { low, high } = rangeOf(a);
  if (!(high > low) || b.length === 0) return Number.NaN;
  return Math.max(0, 1 - Math.abs(statistics[statistic](a) - statistics[statistic](b)) / (high - low));
}

/** The share of rows whose key no earlier row has. */
export const keyUniqueness = (keys: ArrayLike<unknown>): number =>
  keys.length === 0 ? Number.NaN : new Set(Array.from(keys)).size / keys.length;
