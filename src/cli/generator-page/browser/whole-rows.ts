/** What the model puts out, as rows with all the columns that the table has. */
import {
  csvRows,
  restoreTable,
  rowText,
  significantDigits,
  type TypedTable,
  type WrittenRows,
} from "../../../inner.ts";
import type { MixedTable } from "./facts.ts";

/**
 * Rows in units of the data: columns that rules derive from others are made again.
 *
 * @param values of the learned columns, row after row.
 */
export function wholeRows({ learned, rules }: MixedTable, values: Float64Array, seed: number): WrittenRows {
  const width = learned.length;
  const rows = values.length / width;
  const table: TypedTable = {
    rows,
    columns: learned.map((column, c) => ({
      ...column,
      values: values.filter((_, i) => i % width === c).map(tidy(column)),
    })),
  };
  return {
    table: rules ? restoreTable(table, rules) : table,
    numbers: Array.from({ length: rows }, (_, i) => i),
    seed,
  };
}

/** Numbers of no decimals that are known have as many digits as `sample` writes. */
function tidy({ kind, form, span }: MixedTable["learned"][number]): (value: number) => number {
  if (kind !== "number" || form?.decimals !== undefined) return (value) => value;
  return (value) => (Number.isNaN(value) ? value : Number(value.toPrecision(significantDigits(value, span))));
}

/** Texts of the first rows, column by column. */
export const listedRows = ({ written }: MixedTable, rows: WrittenRows, most: number): string[][] =>
  Array.from({ length: Math.min(most, rows.table.rows) }, (_, row) =>
    written.map((column) => rowText(column, rows, row)),
  );

/** All rows as CSV, as `sample` writes them. */
export const rowsAsCsv = async ({ written }: MixedTable, rows: WrittenRows): Promise<Blob> => {
  const bytes = await csvRows(written, { safe: true }).rows(rows);
  return new Blob([Uint8Array.from(bytes)], { type: "text/csv" });
};
