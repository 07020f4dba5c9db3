/** Rows that have a number in every column that is learned, and what is said of the others. */

import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatNumber } from "./counted.ts";
import type { Line } from "./delimited.ts";
import { listed } from "./listed.ts";

/** A column and its numbers, row by row: NaN where there is none. */
export interface RowNumbers {
  readonly name: string;
  readonly values: Float64Array;
}

export interface WholeRows {
  /** Places of the rows that are kept. */
  readonly kept: readonly number[];
  readonly notices: readonly string[];
}

const rowsAre = (number: number, of?: number): string =>
  `${formatNumber(number)} ${number === 1 ? "row" : "rows"}${of === undefined ? "" : ` of ${formatNumber(of)}`} ${number === 1 ? "is" : "are"} left out`;

/** Throws if no row is left, naming the columns that are to blame. */
export function wholeRows(
  doing: string,
  lines: readonly Line[],
  columns: readonly RowNumbers[],
  keepGaps = false,
): WholeRows {
  const kept: number[] = [];
  const infinite: string[] = [];
  let gaps = 0;
  lines.forEach(({ line }, row) => {
    const at = columns.find(({ values }) => !Number.isFinite(values[row]) && !Number.isNaN(values[row]));
    const gap = !keepGaps && columns.some(({ values }) => Number.isNaN(values[row]));
    if (gap) gaps++;
    else if (at) infinite.push(`${at.name} in line ${line}`);
    else kept.push(row);
  });
  const counts = (is: (value: number) => boolean): string => {
    const found = columns
      .map(({ name, values }) => ({ name, count: values.reduce((sum, value) => sum + (is(value) ? 1 : 0), 0) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    return listed(found.map(({ name, count }) => `${name} ${formatNumber(count)}`));
  };
  if (kept.length === 0) {
    throw problem({
      doing,
      expected: "a row with a number in every column",
      came: `${formatNumber(lines.length)} rows with gaps (${counts((value) => !Number.isFinite(value))})`,
      next: `Name columns without many gaps by ${option("columns")}, or let the mean of the column take their place by ${option("nan", "mean")}.`,
    });
  }
  const notices: string[] = [];
  if (gaps > 0) {
    notices.push(
      `${rowsAre(gaps, lines.length)}, as values are missing (${counts(Number.isNaN)}); ${option("columns")} can leave out columns with many gaps, ${option("nan", "mean")} fills them.`,
    );
  }
  if (infinite.length > 0) {
    notices.push(
      `${rowsAre(infinite.length)}, as ${infinite.length === 1 ? "it has" : "they have"} an infinite number (${listed(infinite, 3)}); ${option("columns")} can leave out the column.`,
    );
  }
  return { kept, notices };
}
