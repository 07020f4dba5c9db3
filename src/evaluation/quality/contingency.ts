/** Rows of a table by the values of two columns. */
import type { Codes } from "./codes.ts";

/** Pairs of values that occur, rising, and how many rows have each. */
export interface Contingency {
  /** code of the first column × codes of the second + code of the second. */
  readonly keys: Float64Array;
  readonly counts: Float64Array;
  readonly rows: number;
}

/** Cells of a table of counts that is kept whole; of more, keys are sorted. */
const MOST_CELLS = 2 ** 18;

/** Counts the pairs of values of two columns of the same rows. */
export function contingencyOf(a: Codes, b: Codes): Contingency {
  const rows = a.codes.length;
  return a.count * b.count <= MOST_CELLS ? counted(a, b, rows) : sortedPairs(a, b, rows);
}

function counted(a: Codes, b: Codes, rows: number): Contingency {
  const cells = new Int32Array(a.count * b.count);
  for (let row = 0; row < rows; row++) cells[a.codes[row]! * b.count + b.codes[row]!]!++; // codes below both counts
  const keys = Float64Array.from(cells.keys()).filter((key) => cells[key]! > 0);
  return { keys, counts: keys.map((key) => cells[key]!), rows };
}

function sortedPairs(a: Codes, b: Codes, rows: number): Contingency {
  const all = Float64Array.from(a.codes, (code, row) => code * b.count + b.codes[row]!).sort(); // as many rows
  const [keys, counts]: [number[], number[]] = [[], []];
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (all[to] === all[from]) to++;
    keys.push(all[from]!); // within the rows
    counts.push(to - from);
    from = to;
  }
  return { keys: Float64Array.from(keys), counts: Float64Array.from(counts), rows };
}

/** 1 − ½ Σ |p_real(a, b) − p_synthetic(a, b)| over the pairs of values: SDMetrics' ContingencySimilarity. */
export function contingencySimilarity(real: Contingency, synthetic: Contingency): number {
  if (real.rows === 0 || synthetic.rows === 0) return Number.NaN;
  let [i, j, apart] = [0, 0, 0];
  while (i < real.keys.length || j < synthetic.keys.length) {
    const [left, right] = [real.keys[i] ?? Number.POSITIVE_INFINITY, synthetic.keys[j] ?? Number.POSITIVE_INFINITY];
    const ofReal = left <= right ? real.counts[i++]! / real.rows : 0; // i, j within their keys where the key is finite
    const ofSynthetic = right <= left ? synthetic.counts[j++]! / synthetic.rows : 0;
    apart += Math.abs(ofReal - ofSynthetic);
  }
  return 1 - apart / 2;
}

/** Cramér's V (1946), not corrected for bias: 0 where two columns are independent, 1 where one follows from the other. */
export function cramersV({ keys, counts, rows }: Contingency, second: number): number {
  const [ofFirst, ofSecond] = [new Map<number, number>(), new Map<number, number>()];
  const add = (to: Map<number, number>, key: number, count: number): unknown => to.set(key, (to.get(key) ?? 0) + count);
  keys.forEach((key, i) => {
    add(ofFirst, Math.floor(key / second), counts[i]!); // as many counts
    add(ofSecond, key % second, counts[i]!);
  });
  let chi = -1;
  keys.forEach((key, i) => {
    // Both have the key.
    chi += counts[i]! ** 2 / (ofFirst.get(Math.floor(key / second))! * ofSecond.get(key % second)!);
  });
  const least = Math.min(ofFirst.size, ofSecond.size) - 1;
  return least > 0 && rows > 0 ? Math.sqrt(Math.max(0, chi) / least) : Number.NaN;
}
