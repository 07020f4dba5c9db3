/** Rows as JSON: one object for each, in a list or on lines of their own. Gaps are null, dates text in the form of the data. */
import { type RowFormat, textWriter } from "./row-format.ts";
import { rowText, rowValue, type WrittenRows, type WrittenSource } from "./written-columns.ts";

function jsonObject(columns: readonly WrittenSource[], rows: WrittenRows, row: number): string {
  const entries = columns.map((column) => {
    const value = rowValue(column, rows, row);
    return [column.name, value instanceof Date ? rowText(column, rows, row) : value] as const;
  });
  return JSON.stringify(Object.fromEntries(entries));
}

const lines = (columns: readonly WrittenSource[], rows: WrittenRows): string[] =>
  Array.from({ length: rows.table.rows }, (_, row) => jsonObject(columns, rows, row));

/** A list of objects. */
export const jsonRows: RowFormat = (columns) =>
  textWriter(
    (rows, first) => `${first ? "[\n" : ",\n"}${lines(columns, rows).join(",\n")}`,
    (empty) => (empty ? "[]\n" : "\n]\n"),
  );

/** An object on each line. */
export const jsonLineRows: RowFormat = (columns) =>
  textWriter(
    (rows) => `${lines(columns, rows).join("\n")}\n`,
    () => "",
  );
