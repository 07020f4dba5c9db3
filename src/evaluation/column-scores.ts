/** One column of a table: how alike its real and generated values are, seen in ways that one wild value cannot change. */
import type { WithInterval } from "../theory/intervals.ts";

/** A column of real and of generated rows, in the data's units. */
export interface ColumnScores {
  readonly name: string;
  /** Moments, which a single wild value can carry away: see `furthest`. */
  readonly meanReal: number;
  readonly meanGenerated: number;
  readonly deviationReal: number;
  readonly deviationGenerated: number;
  /** The values below which 5, 50 and 95 % of the rows lie. */
  readonly quantilesReal: readonly number[];
  readonly quantilesGenerated: readonly number[];
  /**
   * Largest difference between the distribution functions (Kolmogorov and Smirnov): 0 where the column is right, 1 where no value is.
   * The 95 % interval holds whatever the distributions are (Massart 1990), so it is somewhat wide.
   */
  readonly distance: WithInterval;
  /** Share of real rows whose value another real row has too, and of samples whose value a real row has: zeros, whole and rounded numbers. */
  readonly repeatedReal: number;
  readonly repeatedGenerated: number;
  /** Of values that half a hundredth of the real rows have, the one that samples have least of; `null` where there is none. */
  readonly frequent: FrequentValue | null;
  /** The real value furthest from the mean, and its part of the variance: near 1, mean and deviation say nothing of the others. */
  readonly furthest: { readonly value: number; readonly ofVariance: number };
}

/** A value that many real rows have, and how many samples have it. */
export interface FrequentValue {
  readonly value: number;
  readonly shareReal: number;
  /** Share of samples nearer to it than half the way to the next real value. */
  readonly shareGenerated: number;
  /** How many frequent values there are, and how many of them samples have less than half as often, beyond chance. */
  readonly of: number;
  readonly lost: number;
}

const SHARES = [0.05, 0.5, 0.95] as const;
/** Rows that make a value frequent: so many, and this share. */
const FREQUENT_ROWS = 5;
const FREQUENT_SHARE = 0.005;
/** Three deviations of a root of a count, which is known to half of one. */
const BEYOND_CHANCE = 1.5;

/** Of a column's values; both are sorted here, in place. */
export function columnScores(name: string, real: Float64Array, generated: Float64Array): ColumnScores {
  const [ofReal, ofGenerated] = [moments(real), moments(generated)];
  real.sort();
  generated.sort();
  const runs = runsOf(real);
  return {
    name,
    meanReal: ofReal.mean,
    meanGenerated: ofGenerated.mean,
    deviationReal: ofReal.deviation,
    deviationGenerated: ofGenerated.deviation,
    quantilesReal: quantiles(real),
    quantilesGenerated: quantiles(generated),
    distance: distanceOf(real, generated),
    repeatedReal: runs.counts.reduce((sum, count) => sum + (count > 1 ? count : 0), 0) / real.length,
    repeatedGenerated: generated.reduce((sum, value) => sum + (has(real, value) ? 1 : 0), 0) / generated.length,
    frequent: leastFrequent(runs, real.length, generated),
    furthest: furthestOf(real, ofReal),
  };
}

/** What the scores of a column warn of, a sentence each. */
export function columnCautions(scores: ColumnScores): string[] {
  const { name, repeatedReal, repeatedGenerated, frequent, furthest } = scores;
  const cautions: string[] = [];
  if (frequent && frequent.lost > 0) {
    const { value, shareReal, shareGenerated, lost, of } = frequent;
    const others =
      lost > 1 ? `, and ${lost - 1} more of ${of} frequent values come less than half as often as they should` : "";
    cautions.push(
      `${name}: ${figure(value)} is in ${percent(shareReal)} of the rows and in ${percent(shareGenerated)} of the samples${others}.`,
    );
  }
  if (repeatedReal > 0.05 && repeatedGenerated < repeatedReal / 2) {
    cautions.push(
      `${name}: ${percent(repeatedReal)} of the rows have a value that others have too (zeros, whole or rounded numbers), but only ${percent(repeatedGenerated)} of the samples have a value of the data: the rest are values that no row has.`,
    );
  }
  if (furthest.ofVariance > 0.5) {
    cautions.push(
      `${name}: one value, ${figure(furthest.value)}, makes ${percent(furthest.ofVariance)} of the variance, so mean and deviation say nothing of the others; the distance and the percentiles do.`,
    );
  }
  return cautions;
}

const figure = (value: number): string => String(Number(value.toPrecision(5)));
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

const quantiles = (sorted: Float64Array): number[] =>
  SHARES.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);

/** Half the width of a band about an empirical distribution function that holds the true one with 97.5 %: two such hold with 95 %. */
const band = (count: number): number => Math.sqrt(Math.log(80) / (2 * count));

function distanceOf(real: Float64Array, generated: Float64Array): WithInterval {
  let [i, j, most] = [0, 0, 0];
  while (i < real.length && j < generated.length) {
    const value = Math.min(real[i]!, generated[j]!); // within both
    while (real[i] === value) i++;
    while (generated[j] === value) j++;
    most = Math.max(most, Math.abs(i / real.length - j / generated.length));
  }
  const half = band(real.length) + band(generated.length);
  return { value: most, low: Math.max(0, most - half), high: Math.min(1, most + half) };
}

interface Runs {
  /** Different values, rising. */
  readonly values: readonly number[];
  /** How many rows have each. */
  readonly counts: readonly number[];
}

function runsOf(sorted: Float64Array): Runs {
  const [values, counts]: [number[], number[]] = [[], []];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (sorted[to] === sorted[from]) to++;
    values.push(sorted[from]!); // within the values
    counts.push(to - from);
    from = to;
  }
  return { values, counts };
}

/** Where the first of the sorted values that is at least `value` (above it, with `above`) stands. */
function placeOf(sorted: Float64Array, value: number, above = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle]!; // within the values
    if (other < value || (above && other === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const has = (sorted: Float64Array, value: number): boolean => sorted[placeOf(sorted, value)] === value;

function leastFrequent({ values, counts }: Runs, rows: number, generated: Float64Array): FrequentValue | null {
  let least: Pick<FrequentValue, "value" | "shareReal" | "shareGenerated"> | undefined;
  let [of, lost] = [0, 0];
  counts.forEach((count, i) => {
    if (count < Math.max(FREQUENT_ROWS, FREQUENT_SHARE * rows)) return;
    of++;
    const value = values[i]!; // as many as counts
    const gap = Math.min(value - (values[i - 1] ?? -Infinity), (values[i + 1] ?? Infinity) - value);
    const half = Number.isFinite(gap) ? gap / 2 : 0;
    const made = placeOf(generated, value + half, true) - placeOf(generated, value - half);
    const found = { value, shareReal: count / rows, shareGenerated: made / generated.length };
    const most = (Math.sqrt(made) + BEYOND_CHANCE) ** 2 / generated.length;
    if (most < (Math.sqrt(count) - BEYOND_CHANCE) ** 2 / rows / 2) lost++;
    if (!least || found.shareGenerated * least.shareReal < least.shareGenerated * found.shareReal) least = found;
  });
  return least ? { ...least, of, lost } : null;
}

function furthestOf(sorted: Float64Array, { mean, deviation }: ReturnType<typeof moments>): ColumnScores["furthest"] {
  const [first, last] = [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
  const value = mean - first > last - mean ? first : last;
  return { value, ofVariance: deviation > 0 ? (value - mean) ** 2 / (sorted.length * deviation ** 2) : 0 };
}
