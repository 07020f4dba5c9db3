/** Rows of a table, by number and by chance. */
import type { TypedTable } from "../../data/typed-table.ts";

/** The rows of these numbers. */
export const takenRows = (table: TypedTable, rows: Int32Array): TypedTable => ({
  columns: table.columns.map((column) => ({
    ...column,
    values: valuesOf(column.values, rows),
  })),
  rows: rows.length,
});

function valuesOf(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!; // rows of the table
  return taken;
}

/** So many different rows in an order of chance (a shuffle of Fisher & Yates), all of them at most. */
export function drawnRows(rows: number, count: number, uniform: () => number): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const most = Math.min(rows, count);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(uniform() * (rows - i));
    [order[i], order[j]] = [order[j]!, order[i]!]; // below rows
  }
  return order.subarray(0, most);
}

/** The rows as they are where they are few enough, else so many of them. */
export const someRows = (rows: number, most: number, uniform: () => number): Int32Array =>
  rows <= most ? Int32Array.from({ length: rows }, (_, row) => row) : drawnRows(rows, most, uniform);

/** The table where it has few enough rows, else so many of them, evenly chosen. */
export const evenRows = (table: TypedTable, most: number): TypedTable =>
  table.rows <= most
    ? table
    : takenRows(
        table,
        Int32Array.from({ length: most }, (_, i) => Math.floor((i * table.rows) / most)),
      );
