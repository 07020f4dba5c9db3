/** What of rows of cells meets how often, exactly: what G's loss may be compared with. */
import type { CellRows } from "./cell-rows.ts";
import { rowWeights } from "./row-weights.ts";

/** Numbers of an example that stand side by side. */
export type NumberRun = readonly [from: number, count: number];

/** Of the S numbers of some runs, row after row [S×S]. */
export interface MomentsOfRows {
  /** Σ ω r rᵀ over the training rows, with the weights ω that rows are drawn with, expected over the places that are drawn in bins. */
  readonly pairs: Float64Array;
  /**
   * The same with given cells alone as the left r: Σ over columns j of Σ ω⁽ʲ⁾ (cell of j) rᵀ / C; where others are given beside one
   * column, with those too.
   */
  readonly given: Float64Array;
}

/**
 * The moments of the first `trained` rows, of the numbers in `runs`, where a share of them (`subsets`) has half of the other columns
 * given too. A row has few numbers that are not 0: only those are added up.
 */
export function momentsOfRows(
  rows: CellRows,
  trained: number,
  subsets: number,
  runs: readonly NumberRun[],
): MomentsOfRows {
  const { layout, cells } = rows;
  const columns = layout.blocks.length;
  const placeOf = new Int32Array(layout.size).fill(-1);
  let size = 0;
  for (const [from, count] of runs) for (let i = from; i < from + count; i++) placeOf[i] = size++;
  const [pairs, given] = [new Float64Array(size * size), new Float64Array(size * size)];
  const weights = rowWeights(rows, trained);
  const entries = createEntries(rows, placeOf);
  for (let row = 0; row < trained; row++) {
    entries.read(row);
    let weight = 0;
    for (let c = 0; c < columns; c++) weight += weights[c]![cells[row * columns + c]!]! / columns; // below rows
    for (let c = 0; c < columns; c++) {
      const cell = cells[row * columns + c]!; // below rows
      const own = weights[c]![cell]! / columns; // of a column
      const left = placeOf[layout.starts[c]! + cell]!; // in an example
      if (left >= 0) entries.addTo(given, left * size, own + (subsets / 2) * (weight - own));
    }
    entries.addSquares(pairs, size, weight);
  }
  return { pairs, given };
}

/** The numbers of one row that are not 0, of those that are measured. */
interface Entries {
  readonly read: (row: number) => void;
  /** Adds them, `weight` times, to the numbers from `at` on. */
  readonly addTo: (sums: Float64Array, at: number, weight: number) => void;
  /** Adds their products, `weight` times, as they are expected: a place is drawn between two ends. */
  readonly addSquares: (sums: Float64Array, size: number, weight: number) => void;
}

function createEntries({ layout, cells, binned, low, high, calendar, parts }: CellRows, placeOf: Int32Array): Entries {
  const { blocks, starts } = layout;
  const most = blocks.length + binned.length + parts;
  const [at, values, spread] = [new Int32Array(most), new Float64Array(most), new Float64Array(most)];
  let count = 0;
  const note = (number: number, value: number, variance: number): void => {
    const place = placeOf[number]!; // in an example
    if (place < 0) return;
    at[count] = place;
    values[count] = value;
    spread[count++] = variance;
  };
  const addTo: Entries["addTo"] = (sums, from, weight) => {
    for (let i = 0; i < count; i++) sums[from + at[i]!]! += weight * values[i]!; // below count
  };
  return {
    read: (row) => {
      count = 0;
      for (let c = 0; c < blocks.length; c++) note(starts[c]! + cells[row * blocks.length + c]!, 1, 0); // below rows
      for (let i = 0; i < binned.length; i++) {
        const block = blocks[binned[i]!]!; // a column
        if (cells[row * blocks.length + block.column]! < block.firstBin) continue;
        const [from, end] = [low[row * binned.length + i]!, high[row * binned.length + i]!]; // below rows
        note(block.place!, from + end - 1, (end - from) ** 2 / 3); // there are bins
      }
      for (let i = 0; i < parts; i++) {
        const number = calendar[row * parts + i]!; // below rows
        if (number > 0) note(number, 1, 0);
      }
    },
    addTo,
    addSquares: (sums, size, weight) => {
      for (let i = 0; i < count; i++) {
        addTo(sums, at[i]! * size, weight * values[i]!); // below count
        sums[at[i]! * size + at[i]!]! += weight * spread[i]!;
      }
    },
  };
}
