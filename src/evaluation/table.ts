import { type Column, columnInUnits } from "../data/columns/columns.ts";
import { formatNumber } from "../data/counted.ts";
import { type ColumnScores, columnCautions, columnScores } from "./column-scores.ts";

/** How alike two sets of rows are, column by column and in pairs of columns. */
export interface TableScores {
  /** Of at most 256 columns, evenly chosen. */
  readonly columns: readonly ColumnScores[];
  /** How many columns the table has. */
  readonly of: number;
  /**
   * Largest difference between two columns' rank correlations (Spearman), real and generated, and whose it is; of how many columns
   * all pairs were compared, evenly chosen. `null` for one column. Ranks, since one wild value makes any correlation of values.
   */
  readonly correlation: {
    readonly difference: number;
    readonly between: readonly [string, string];
    readonly columns: number;
  } | null;
  /** What stands out, and what the figures cannot tell: a sentence each. */
  readonly cautions: readonly string[];
}

/** Columns that are measured, and of which all pairs are compared: a second of work. */
const MOST_COLUMNS = 256;
const MOST_PAIRED = 64;
/** Numbers that are sorted, beyond which fewer columns are taken. */
const MOST_NUMBERS = 1e7;
const LEAST_COLUMNS = 16;
/** Columns of which cautions are given one by one. */
const MOST_CAUTIONED = 8;

/** Compares rows as in training (scaled); the figures are in the data's units. */
export function tableScores(columns: readonly Column[], real: Float32Array, generated: Float32Array): TableScores {
  const width = columns.length;
  const rows = (real.length + generated.length) / width;
  const most = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, Math.floor(MOST_NUMBERS / rows)));
  const measured = evenly(width, most);
  const scores = measured.map((at) => {
    const column = columns[at] as Column;
    return columnScores(column.name, columnInUnits(columns, at, real), columnInUnits(columns, at, generated));
  });
  const paired = evenly(measured.length, MOST_PAIRED).map((i) => measured[i] as number);
  const correlation = largestDifference(columns, paired, real, generated);
  const found = scores.map(columnCautions).filter(({ length }) => length > 0);
  const left = found.length - MOST_CAUTIONED;
  return {
    columns: scores,
    of: width,
    correlation,
    cautions: [
      ...found.slice(0, MOST_CAUTIONED).flat(),
      ...(left > 0 ? [`${left} more columns have such faults.`] : []),
      ...(measured.length < width
        ? [`${measured.length} of ${formatNumber(width)} columns were compared, evenly chosen.`]
        : []),
      ...(paired.length < width
        ? [`Correlations are those of ${paired.length} of ${formatNumber(width)} columns, evenly chosen.`]
        : []),
    ],
  };
}

/** At most so many places of some, evenly chosen. */
const evenly = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, i) => Math.floor((i * count) / Math.min(count, most)));

function largestDifference(
  columns: readonly Column[],
  paired: readonly number[],
  real: Float32Array,
  generated: Float32Array,
): TableScores["correlation"] {
  const ranks = (rows: Float32Array): Float64Array[] => paired.map((at) => unitRanks(columnInUnits(columns, at, rows)));
  const [ofReal, ofGenerated] = [ranks(real), ranks(generated)];
  let largest: TableScores["correlation"] = null;
  for (let a = 0; a < paired.length; a++) {
    for (let b = a + 1; b < paired.length; b++) {
      const difference = Math.abs(
        product(ofReal[a] as Float64Array, ofReal[b] as Float64Array) -
          product(ofGenerated[a] as Float64Array, ofGenerated[b] as Float64Array),
      );
      // A column that G makes constant has no correlation: as wrong as can be.
      const known = Number.isNaN(difference) ? 2 : difference;
      if (largest && known <= largest.difference) continue;
      const name = (i: number): string => columns[paired[i] ?? 0]?.name ?? "";
      largest = { difference: known, between: [name(a), name(b)], columns: paired.length };
    }
  }
  return largest;
}

/** Ranks, equal values with the mean of theirs, moved and scaled to mean 0 and length 1; NaN where all values are equal. */
function unitRanks(values: Float64Array): Float64Array {
  const { length } = values;
  const order = Float64Array.from(values).sort();
  const ranks = new Map<number, number>();
  for (let from = 0; from < length; ) {
    let to = from + 1;
    while (order[to] === order[from]) to++;
    // Mean of the places from … to − 1, less that of all.
    ranks.set(order[from] as number, (from + to - length) / 2);
    from = to;
  }
  const ofValues = values.map((value) => ranks.get(value) ?? Number.NaN);
  const norm = Math.sqrt(ofValues.reduce((sum, rank) => sum + rank * rank, 0));
  return ofValues.map((rank) => rank / norm);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!; // as many rows
  return sum;
}
