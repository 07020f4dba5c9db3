/**
 * Distances between rows as SDMetrics' DCR has them: the mean over columns of |difference| as a part of the real range, at most 1; of
 * categories 0 or 1; a gap is 0 from a gap and 1 from all else.
 */
import { isNominal, type TypedTable } from "../../data/typed-table.ts";
import { rangeOf } from "./columns.ts";

/** Rows ready to be compared, number after number: two rows differ by Σ min(1, |a − b|). */
export interface ReadyRows {
  readonly numbers: Float64Array;
  readonly rows: number;
}

/** How far rows are apart, by the ranges of one table. */
export interface RowSpace {
  /** Rows of a table of the same columns and levels: those that are asked for, else all. */
  readonly ready: (table: TypedTable, rows?: Int32Array) => ReadyRows;
  /** The distance of every row to the nearest of some others, from 0 to 1. */
  readonly nearest: (rows: ReadyRows, others: ReadyRows) => Float64Array;
}

/** Further from any number than 1, and 0 from itself. */
const GAP = 1e300;

/** Rows of which the columns' mean distances are taken. */
const SAMPLED = 1000;

/** @param reference the table whose ranges make differences of numbers comparable. */
export function createRowSpace(reference: TypedTable): RowSpace {
  const scales = reference.columns.map((column) => {
    if (isNominal(column)) return { low: 0, width: 1 };
    const { low, high } = rangeOf(column.values);
    // In a column of one value all others are as far as can be.
    return { low, width: high > low ? high - low : Number.MIN_VALUE };
  });
  const size = reference.columns.length;
  const order = byDistance(reference, scales);
  const ready: RowSpace["ready"] = (table, rows) => {
    const count = rows?.length ?? table.rows;
    const numbers = new Float64Array(count * size);
    order.forEach((column, place) => {
      const { values } = table.columns[column]!; // the same columns
      const scale = scales[column]!;
      for (let row = 0; row < count; row++) numbers[row * size + place] = scaled(values[rows?.[row] ?? row]!, scale);
    });
    return { numbers, rows: count };
  };
  return { ready, nearest: (rows, others) => nearestOf(rows, others, size) };
}

interface Scale {
  readonly low: number;
  readonly width: number;
}

const scaled = (value: number, { low, width }: Scale): number =>
  Number.isNaN(value) ? GAP : Math.max(-GAP / 2, Math.min(GAP / 2, (value - low) / width));

/** The columns, those first that tell rows apart best: most rows are then seen to be far after one or two. */
function byDistance({ columns, rows }: TypedTable, scales: readonly Scale[]): number[] {
  const step = Math.max(1, Math.floor(rows / SAMPLED));
  const apart = columns.map(({ values }, i) => {
    let sum = 0;
    for (let row = step; row < rows; row += step) {
      sum += distance(scaled(values[row - step]!, scales[i]!), scaled(values[row]!, scales[i]!)); // within the rows
    }
    return sum;
  });
  return columns.map((_, i) => i).sort((a, b) => apart[b]! - apart[a]!); // one for each column
}

const distance = (a: number, b: number): number => Math.min(1, Math.abs(a - b));

/**
 * The others stand in the order of their numbers. From the place of a row in it they are looked at to both sides: near ones come
 * early, and a side ends where the first number alone is too far.
 */
function nearestOf(rows: ReadyRows, others: ReadyRows, size: number): Float64Array {
  const [a, b] = [rows.numbers, inOrder(others, size)];
  const found = new Float64Array(rows.rows);
  let least = Number.POSITIVE_INFINITY;
  /** Looks at one of the others; false where those beyond it are too far. */
  const look = (at: number, from: number): boolean => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const apart = Math.abs(a[at + i]! - b[from + i]!); // within a row of both
      sum += apart < 1 ? apart : 1;
      if (sum >= least) return i > 0;
    }
    least = sum;
    return true;
  };
  for (let row = 0; row < rows.rows; row++) {
    const at = row * size;
    least = Number.POSITIVE_INFINITY;
    let above = placeOf(b, a, at, size);
    let below = above - size;
    while (least > 0 && (above < b.length || below >= 0)) {
      if (above < b.length) above = look(at, above) ? above + size : b.length;
      if (below >= 0) below = look(at, below) ? below - size : -1;
    }
    found[row] = least / size;
  }
  return found;
}

/** Below 0 where the row at `i` of `a` comes before that at `j` of `b`. */
function compare(a: Float64Array, i: number, b: Float64Array, j: number, size: number): number {
  for (let column = 0; column < size; column++) {
    const difference = a[i + column]! - b[j + column]!; // within a row of both
    if (difference !== 0) return difference;
  }
  return 0;
}

function inOrder({ numbers, rows }: ReadyRows, size: number): Float64Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row * size).sort((i, j) =>
    compare(numbers, i, numbers, j, size),
  );
  const sorted = new Float64Array(numbers.length);
  order.forEach((from, place) => {
    sorted.set(numbers.subarray(from, from + size), place * size);
  });
  return sorted;
}

/** Where the first of the sorted rows begins that does not come before a row. */
function placeOf(sorted: Float64Array, rows: Float64Array, at: number, size: number): number {
  let [low, high] = [0, sorted.length / size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted, middle * size, rows, at, size) < 0) low = middle + 1;
    else high = middle;
  }
  return low * size;
}
