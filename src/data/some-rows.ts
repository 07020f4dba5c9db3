/** Some rows of a table. */
import type { TypedTable } from "./typed-table.ts";

/** The rows of these numbers, in their order. */
export const takenRows = ({ columns }: TypedTable, rows: ArrayLike<number>): TypedTable => ({
  columns: columns.map((column) => ({ ...column, values: valuesOf(column.values, rows) })),
  rows: rows.length,
});

function valuesOf(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] as number;
  return taken;
}

/** Rows that follow each other, in the same memory. */
export const rowsBetween = ({ columns }: TypedTable, from: number, to: number): TypedTable => ({
  columns: columns.map((column) => ({ ...column, values: column.values.subarray(from, to) })),
  rows: to - from,
});

/** The table where it has few enough rows, else so many of them, evenly chosen. */
export const evenRows = (table: TypedTable, most: number): TypedTable =>
  table.rows <= most
    ? table
    : takenRows(
        table,
        Int32Array.from({ length: most }, (_, i) => Math.floor((i * table.rows) / most)),
      );
