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
  let different = 0;
  for (let key = 0; key < cells.length; key++) if (cells[key]! > 0) different++;
  const [keys, counts] = [new Float64Array(different), new Float64Array(different)];
  for (let key = 0, at = 0; key < cells.length; key++) {
    if (cells[key] === 0) continue;
    keys[at] = key;
    counts[at++] = cells[key]!; // within the cells
  }
  return { keys, counts, rows };
}

function sortedPairs(a: Codes, b: Codes, rows: number): Contingency {
  const all = new Float64Array(rows);
  for (let row = 0; row < rows; row++) all[row] = a.codes[row]! * b.count + b.codes[row]!; // as many rows
  all.sort();
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
export function cramersV({ keys, counts, rows }: Contingency, first: number, second: number): number {
  const [ofFirst, ofSecond] = [new Float64Array(first), new Float64Array(second)];
  for (let i = 0; i < keys.length; i++) {
    ofFirst[Math.floor(keys[i]! / second)]! += counts[i]!; // a code of each
    ofSecond[keys[i]! % second]! += counts[i]!;
  }
  let chi = -1;
  for (let i = 0; i < keys.length; i++) {
    chi += counts[i]! ** 2 / (ofFirst[Math.floor(keys[i]! / second)]! * ofSecond[keys[i]! % second]!);
  }
  const different = (of: Float64Array): number => of.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const least = Math.min(different(ofFirst), different(ofSecond)) - 1;
  return least > 0 && rows > 0 ? Math.sqrt(Math.max(0, chi) / least) : Number.NaN;
}
