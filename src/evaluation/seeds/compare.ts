/**
 * Which of several settings is best, from scores over seeds: what differs between two settings may be luck of the seed, so a
 * difference counts only if it is larger than differences between seeds make likely.
 *
 * Settings are compared pair by pair, seed by seed: both runs of a pair start from the same seed, and what a seed does to both falls
 * out of their difference. The differences are held to 0 by the paired t test (Student 1908), which assumes that they are about normal
 * over seeds. The p values of all pairs are corrected together after Holm (1979), not those of the best with the others alone: the
 * best was picked by the same scores. The chance that any of the differences that are called real is luck is then at most 5 %,
 * however many settings there are.
 *
 * Where no difference varies from seed to seed (every run found 8 of 8 modes) a t has nothing to measure by. There the exact test of
 * signs takes its place: of the 2ⁿ ways to turn differences round, how many are as far from 0. It assumes only that without a real
 * difference each sign is as likely as the other, but its least p is 2/2ⁿ, so that it finds nothing in fewer than six seeds. From six
 * seeds on its p is told beside that of t.
 */
import type { WithInterval } from "../../theory/intervals.ts";
import type { Better } from "../best.ts";
import { pairedPower, studentQuantile, studentTails } from "./student.ts";

/** Scores of a setting, in the order of seeds; null where a run has none. */
export type SeedScores = readonly (number | null)[];

/** Two settings, by their places in the list. */
export interface PairComparison {
  readonly a: number;
  readonly b: number;
  /** Seeds of which both have a score. */
  readonly seeds: number;
  /** Mean of a's scores less b's, with the 95 % interval of this pair by itself; no interval (NaN) of fewer than two seeds. */
  readonly difference: WithInterval;
  /** Of this pair by itself, and corrected for all pairs; null where fewer than two seeds have both. */
  readonly p: number | null;
  readonly corrected: number | null;
  /** Of the exact test of signs, uncorrected; null of fewer than six seeds or more than {@link MOST_SIGNS}. */
  readonly signs: number | null;
  /** Standard deviation of the differences; NaN of one. */
  readonly deviation: number;
  /** What `p` has to be below for the difference to count, beside those of the other pairs. */
  readonly level: number;
}

export interface SettingsCompared {
  /** The setting with the best mean among those with the most scores; null if there are no scores. */
  readonly best: number | null;
  /** Mean over seeds of each setting, with its 95 % interval by Student's t; NaN where there is none. */
  readonly means: readonly WithInterval[];
  /** All pairs with scores, in the order of the list. */
  readonly pairs: readonly PairComparison[];
}

const LEVEL = 0.05;
const POWER = 0.8;
const MOST_SEEDS = 1000;
/** The exact test counts half of 2ⁿ ways. */
const MOST_SIGNS = 16;
const FEWEST_SIGNS = 6;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Rounding errors of a difference, in units of the last place of what it was taken of. */
const ROUNDING = 4 * Number.EPSILON;

const largestOf = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** `largest`: of what the values were computed from, where that is larger than they are. */
function deviationOf(values: readonly number[], largest = 0): number {
  const mean = meanOf(values);
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1),
  );
  // What is left of equal values by rounding is no spread.
  return deviation <= Math.max(1e-12 * largestOf(values), ROUNDING * largest) ? 0 : deviation;
}

const quantiles = new Map<number, number>();

/** Student's t of 95 % intervals, found once for each number of seeds: of a thousand settings there are half a million pairs. */
function quantileOf(freedom: number): number {
  const found = quantiles.get(freedom) ?? studentQuantile(LEVEL, freedom);
  quantiles.set(freedom, found);
  return found;
}

/** The mean of values with its 95 % interval by Student's t; of one value alone no interval can be had. */
export function meanOverSeeds(values: readonly number[]): WithInterval {
  if (values.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const value = meanOf(values);
  if (values.length === 1) return { value, low: Number.NaN, high: Number.NaN };
  const half = (quantileOf(values.length - 1) * deviationOf(values)) / Math.sqrt(values.length);
  return { value, low: value - half, high: value + half };
}

/**
 * The exact test of signs (Fisher 1935): the share of all ways to turn differences round whose sum is as far from 0 as the one that
 * came. Of at most {@link MOST_SIGNS} differences.
 */
export function signFlips(differences: readonly number[]): number {
  const n = differences.length;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // Sums that differ by rounding alone are equal.
  const least = observed - 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const [first = 0, ...rest] = differences;
  const ways = 2 ** (n - 1);
  let as = 0;
  // Turning all round changes nothing about the distance: the first keeps its sign.
  for (let way = 0; way < ways; way++) {
    const sum = rest.reduce((total, value, i) => total + ((way >> i) & 1 ? -value : value), first);
    if (Math.abs(sum) >= least) as++;
  }
  return as / ways;
}

type Tested = Omit<PairComparison, "corrected" | "level">;

function test(a: number, b: number, ofA: SeedScores, ofB: SeedScores): Tested | undefined {
  const both = ofA.flatMap((value, seed) => {
    const other = ofB[seed];
    return value === null || other === null || other === undefined ? [] : [[value, other] as const];
  });
  const differences = both.map(([value, other]) => value - other);
  const n = differences.length;
  if (n === 0) return undefined;
  const difference = meanOverSeeds(differences);
  if (n === 1) return { a, b, seeds: n, difference, p: null, signs: null, deviation: Number.NaN };
  const deviation = deviationOf(differences, largestOf(both.flat()));
  const t = (difference.value / deviation) * Math.sqrt(n);
  const constant = difference.value === 0 ? 1 : 2 ** (1 - n);
  const p = deviation === 0 ? constant : studentTails(t, n - 1);
  const signs = n >= FEWEST_SIGNS && n <= MOST_SIGNS ? signFlips(differences) : null;
  return { a, b, seeds: n, difference, p, signs, deviation };
}

/** p values corrected after Holm: the least times their number, the next times one fewer, and none below one before it. */
export function holm(values: readonly number[]): {
  readonly corrected: readonly number[];
  readonly times: readonly number[];
} {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
  const corrected: number[] = [];
  const times: number[] = [];
  let least = 0;
  order.forEach((i, rank) => {
    times[i] = values.length - rank;
    least = Math.max(least, Math.min(1, (values.length - rank) * (values[i] as number)));
    corrected[i] = least;
  });
  return { corrected, times };
}

/**
 * Seeds more at which a test would find a difference four times in five, if it is as large as it looks and spread as it was seen to
 * be. 0 where it is found already; null where a thousand seeds would not do, or there is no difference to find.
 */
export function moreSeeds({
  difference: { value },
  deviation,
  seeds,
  level,
  corrected,
}: PairComparison): number | null {
  if (corrected !== null && corrected < LEVEL) return 0;
  if (value === 0 || Number.isNaN(value + deviation)) return null;
  if (deviation === 0) return Math.max(1, Math.ceil(1 - Math.log2(level)) - seeds);
  const found = (pairs: number): boolean => pairedPower(Math.abs(value) / deviation, pairs, level) >= POWER;
  let [low, high] = [seeds, seeds + 1];
  // Power rises with the number of pairs.
  while (!found(high)) {
    if (high >= MOST_SEEDS) return null;
    [low, high] = [high, Math.min(MOST_SEEDS, 2 * high)];
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high - seeds;
}

function bestOf(settings: readonly SeedScores[], means: readonly WithInterval[], better: Better): number | null {
  const counts = settings.map((scores) => scores.filter((value) => value !== null).length);
  const most = Math.max(0, ...counts);
  if (most === 0) return null;
  const sign = better === "higher" ? 1 : -1;
  // What failed on some seeds is compared on lucky ones alone.
  return means.reduce<number | null>((best, { value }, i) => {
    if (counts[i] !== most) return best;
    return best === null || sign * value > sign * (means[best]?.value ?? Number.NaN) ? i : best;
  }, null);
}

/**
 * Compares settings by their scores over seeds; every list has the scores of the same seeds in the same order.
 *
 * @param at the scores to compare two settings by, where it is not those: of runs of equal length, where one of both was stopped early.
 */
export function compareSettings(
  settings: readonly SeedScores[],
  better: Better,
  at = (a: number, b: number): readonly [SeedScores, SeedScores] => [settings[a] ?? [], settings[b] ?? []],
): SettingsCompared {
  const means = settings.map((scores) => meanOverSeeds(scores.filter((value) => value !== null)));
  const tested = settings.flatMap((_, a) =>
    settings.slice(a + 1).flatMap((__, i) => test(a, a + 1 + i, ...at(a, a + 1 + i)) ?? []),
  );
  const family = tested.filter((pair) => pair.p !== null);
  const { corrected, times } = holm(family.map(({ p }) => p as number));
  let place = 0;
  // The family is in the order of what was tested.
  const pairs = tested.map((pair): PairComparison => {
    if (pair.p === null) return { ...pair, corrected: null, level: LEVEL };
    const told = { ...pair, corrected: corrected[place] ?? null, level: LEVEL / (times[place] ?? 1) };
    place++;
    return told;
  });
  return { best: bestOf(settings, means, better), means, pairs };
}
