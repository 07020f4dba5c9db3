/** Columns that never lie above another one: rules that a user may want, and that nobody can know from the data alone. */
import type { TypedColumn, TypedTable } from "../typed-table.ts";
import { quoted } from "./combinations.ts";

/** Columns that are looked through: their number is squared. */
const MOST_COLUMNS = 60;
/** Fewer rows in which both have a value prove nothing. */
const FEWEST_ROWS = 30;
/** The probability that columns that know nothing of each other keep the order in all rows. */
const BY_CHANCE = 1e-6;
/** Columns of one unit have spreads that are not further apart than this; a speed and a weight have. */
const MOST_APART = 4;

interface Ordered {
  readonly column: TypedColumn;
  /** Without gaps, from least to greatest. */
  readonly sorted: Float64Array;
}

/**
 * Rules `start<=end` that every row keeps: of two dates, or of two numbers whose ranges overlap and are about as wide. Of a ≤ b ≤ c,
 * a ≤ c is not among them, as the two others say it.
 * `taken`: columns of other rules, which a further one cannot make. `made`: those of them that are made.
 */
export function findOrders(
  { columns }: TypedTable,
  taken: ReadonlySet<string> = new Set(),
  made: ReadonlySet<string> = taken,
): readonly string[] {
  const candidates = columns
    .filter(({ name, kind }) => !made.has(name) && (kind === "date" || kind === "number" || kind === "integer"))
    .slice(0, MOST_COLUMNS)
    .map((column): Ordered => ({ column, sorted: column.values.filter((value) => !Number.isNaN(value)).sort() }))
    // Two values are a yes and a no.
    .filter(({ sorted }) => sorted.length >= FEWEST_ROWS && hasMoreThanTwo(sorted));
  const above = new Map<string, Set<string>>();
  for (const low of candidates) {
    const higher = candidates.filter((high) => high !== low && !taken.has(high.column.name) && isBelow(low, high));
    above.set(low.column.name, new Set(higher.map(({ column }) => column.name)));
  }
  return [...above].flatMap(([low, higher]) =>
    [...higher]
      .filter((high) => ![...higher].some((between) => above.get(between)?.has(high)))
      .map((high) => `${quoted(low)}<=${quoted(high)}`),
  );
}

function hasMoreThanTwo(sorted: Float64Array): boolean {
  const [first, last] = [sorted[0], sorted.at(-1)];
  return sorted.some((value) => value !== first && value !== last);
}

function isBelow(low: Ordered, high: Ordered): boolean {
  if ((low.column.kind === "date") !== (high.column.kind === "date")) return false;
  const [from, to] = [low.sorted[0] as number, low.sorted.at(-1) as number];
  const [least, most] = [high.sorted[0] as number, high.sorted.at(-1) as number];
  // Where all of the one lie below all of the other, generated ones do too.
  if (to <= least) return false;
  const spread = (to - from) / (most - least);
  if (low.column.kind !== "date" && (spread > MOST_APART || spread < 1 / MOST_APART)) return false;
  const [a, b] = [low.column.values, high.column.values];
  let [both, apart] = [0, 0];
  for (let row = 0; row < a.length; row++) {
    const [one, other] = [a[row] as number, b[row] as number];
    if (one > other) return false;
    if (one <= other) both++;
    if (one < other) apart++;
  }
  // Columns that are equal throughout are no order, but one column twice.
  return both >= FEWEST_ROWS && apart > 0 && both * Math.log(shareBelow(low.sorted, high.sorted)) < Math.log(BY_CHANCE);
}

/** The share of pairs of values, one of either, that keep the order. */
function shareBelow(low: Float64Array, high: Float64Array): number {
  let [at, pairs] = [0, 0];
  for (const value of high) {
    while (at < low.length && (low[at] as number) <= value) at++;
    pairs += at;
  }
  return pairs / (low.length * high.length);
}
