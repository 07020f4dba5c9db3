/**
 * Columns as predictors of a tree. Numbers and dates are split as they are ordered, a gap below all of them. Categories have no
 * order; for numbers and for two classes they are put in that of the target's means, which holds the best of all splits in two
 * groups (Breiman & al. 1984, theorem 4.5), and for more classes in that of the class which most of their rows have, so that
 * categories that decide the class stand side by side.
 */
import type { TypedColumn } from "../../data/typed-table.ts";
import type { Predictor, Target } from "./cart.ts";

/** Rows by which the mean of a rare category is drawn to the mean of all. */
const PRIOR_ROWS = 5;

/** A column of ordered values: the same for every target. */
export function orderedPredictor({ values }: TypedColumn): Predictor {
  const known = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort();
  const rank = new Map([...known].map((value, i) => [value, i + 1]));
  const codes = Int32Array.from(values, (value) => rank.get(value) ?? 0);
  return { codes, order: byCode(codes, known.length + 1) };
}

/** A column of categories, ordered for a target, of which the `rows` count. */
export function nominalPredictor(column: TypedColumn, rows: Int32Array, target: Target): Predictor {
  const { codes, count } = nominalCodes(column);
  const keys =
    "numbers" in target
      ? meansOf(codes, count, rows, target.numbers)
      : target.count === 2
        ? meansOf(codes, count, rows, target.classes)
        : classesOf(codes, count, rows, target);
  const sorted = Int32Array.from({ length: count }, (_, code) => code).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const place = new Int32Array(count);
  sorted.forEach((code, i) => {
    place[code] = i;
  });
  const placed = codes.map((code) => place[code]!); // a code is below count
  return { codes: placed, order: byCode(placed, count) };
}

/** Places in the levels, and one more for a gap where there are some. */
export function nominalCodes({ levels = [], values }: TypedColumn): {
  readonly codes: Int32Array;
  readonly count: number;
} {
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? levels.length : value));
  return { codes, count: levels.length + (values.some(Number.isNaN) ? 1 : 0) };
}

/** Rows, those with the lowest codes first: a counting sort. */
function byCode(codes: Int32Array, count: number): Int32Array {
  const next = new Int32Array(count + 1);
  for (const code of codes) next[code + 1]! += 1; // codes are below count
  for (let code = 0; code < count; code++) next[code + 1]! += next[code]!;
  const order = new Int32Array(codes.length);
  codes.forEach((code, row) => {
    order[next[code]!++] = row;
  });
  return order;
}

/** The target's mean in every category; of one that the rows do not have, the mean of all. */
function meansOf(codes: Int32Array, count: number, rows: Int32Array, numbers: Float64Array | Int32Array): Float64Array {
  const mean = rows.reduce((sum, row) => sum + numbers[row]! / rows.length, 0);
  const sums = new Float64Array(count).fill(PRIOR_ROWS * mean);
  const counts = new Float64Array(count).fill(PRIOR_ROWS);
  for (const row of rows) {
    sums[codes[row]!]! += numbers[row]!; // a row has a code below count
    counts[codes[row]!]! += 1;
  }
  return sums.map((sum, code) => sum / counts[code]!);
}

/** The most frequent class of every category's rows, plus at most ½ for how many of them have another one. */
function classesOf(
  codes: Int32Array,
  count: number,
  rows: Int32Array,
  { classes, count: of }: Extract<Target, { readonly classes: Int32Array }>,
): Float64Array {
  const pairs = new Map<number, number>();
  const counts = new Float64Array(count);
  for (const row of rows) {
    const pair = codes[row]! * of + classes[row]!; // a row has a code and a class
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    counts[codes[row]!]! += 1;
  }
  const most = new Float64Array(count);
  const keys = new Float64Array(count);
  for (const [pair, found] of pairs) {
    const code = Math.floor(pair / of);
    if (found <= most[code]!) continue; // of pairs there are count × of
    most[code] = found;
    keys[code] = (pair % of) + (1 - found / counts[code]!) / 2;
  }
  return keys;
}
