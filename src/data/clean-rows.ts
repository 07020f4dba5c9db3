/** Rows of a table that cannot be learned from: with a number that is not finite, or with an outlier. */

import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatNumber } from "./counted.ts";
import { listed } from "./listed.ts";
import { outliersOf } from "./outliers.ts";
import type { Table } from "./table.ts";

/** Rows to leave out, and what is said of them. */
export interface Cleaned {
  readonly rows: ReadonlySet<number>;
  readonly notices: readonly string[];
}

export function withoutRows(table: Table, { rows, notices }: Cleaned): { table: Table; notices: readonly string[] } {
  if (rows.size === 0) return { table, notices };
  const { columns, values, lines } = table;
  const width = columns.length;
  const kept = values.filter((_, i) => !rows.has(Math.floor(i / width)));
  return {
    table: { ...table, values: kept, ...(lines ? { lines: lines.filter((_, row) => !rows.has(row)) } : {}) },
    notices,
  };
}

/** Where a row stands in its file, for people. */
const placeOf = ({ lines }: Table, row: number): string => (lines ? `line ${lines[row]}` : `row ${row + 1}`);

const isOrAre = (number: number): string => `${formatNumber(number)} ${number === 1 ? "row is" : "rows are"}`;

/** Rows with something else than numbers, counted by column. */
export function notFinite(doing: string, table: Table): Cleaned {
  const { columns, values } = table;
  const width = columns.length;
  const rows = new Set<number>();
  const missing = new Map<number, number>();
  const infinite = new Map<number, number>();
  values.forEach((value, i) => {
    if (Number.isFinite(value)) return;
    rows.add(Math.floor(i / width));
    const counts = Number.isNaN(value) ? missing : infinite;
    counts.set(i % width, (counts.get(i % width) ?? 0) + 1);
  });
  if (rows.size === 0) return { rows, notices: [] };
  const counted = (counts: ReadonlyMap<number, number>, what: string): string[] => {
    const most = [...counts].sort(([, a], [, b]) => b - a);
    return most.length > 0
      ? [`${what} in ${listed(most.map(([c, number]) => `${columns[c]} (${formatNumber(number)})`))}`]
      : [];
  };
  const why = [...counted(missing, "NaN"), ...counted(infinite, "infinity")].join(", ");
  if (rows.size * width === values.length) {
    throw problem({
      doing,
      expected: "a row with a finite number in every column",
      came: why,
      next: "Leave out columns without numbers, or fill them in.",
    });
  }
  const of = formatNumber(values.length / width);
  return {
    rows,
    notices: [
      `${isOrAre(rows.size).replace(/ (row|rows) /, ` of ${of} rows `)} left out, as not all numbers are finite: ${why}.`,
    ],
  };
}

/** Rows with a number so far out that nothing would be left of the spread of its column. */
export function outlierRows(table: Table): Cleaned {
  const { columns, values } = table;
  const width = columns.length;
  const rows = new Set<number>();
  const says: string[] = [];
  columns.forEach((column, c) => {
    for (const { row, value, times } of outliersOf(columnOf(values, c, width))) {
      rows.add(row);
      says.push(
        `${column} is ${value} in ${placeOf(table, row)}, ${Number(times.toPrecision(2))} times as far from the middle as the rest`,
      );
    }
  });
  if (rows.size === 0) return { rows, notices: [] };
  return {
    rows,
    notices: [
      `${isOrAre(rows.size)} left out for ${says.length === 1 ? "an outlier" : "outliers"}: ${listed(says, 3)}; ${option("outliers", "keep")} trains on ${rows.size === 1 ? "it" : "them"}.`,
    ],
  };
}

/** The numbers of one column. */
export function columnOf(values: Float64Array, column: number, width: number): Float64Array {
  const picked = new Float64Array(values.length / width);
  for (let row = 0; row < picked.length; row++) picked[row] = values[row * width + column] as number;
  return picked;
}
