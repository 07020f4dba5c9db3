/** Generated rows as text: every column of the table in its place and form, those that never change too. */

import { hasDecimalComma, isNumeric, valueText, type WrittenColumn } from "./columns/column-text.ts";
import { type CsvStyle, csvLines, numberCell, textCell } from "./csv-text.ts";

/** A column that is the same in every row: it is not learned, and written as it was. */
export interface ConstantColumn {
  readonly name: string;
  /** As it stands in the data. */
  readonly text: string;
  /** Absent where the text is no number. */
  readonly value?: number;
  /** Its place among all columns that are written, from 0. */
  readonly place: number;
}

/** The columns of what is written: numbers of an example, and constants between them. */
export interface WrittenTable {
  readonly columns: readonly (WrittenColumn & { readonly name: string })[];
  readonly constants?: readonly ConstantColumn[];
}

/** One entry for every column that is written: what a constant is, or the number of the example that stands there. */
export function writtenOrder({ columns, constants = [] }: WrittenTable): readonly (ConstantColumn | number)[] {
  const order: (ConstantColumn | number)[] = [];
  const at = new Map(constants.map((constant) => [constant.place, constant]));
  let next = 0;
  while (order.length < columns.length + constants.length) order.push(at.get(order.length) ?? next++);
  return order;
}

/** Names of all columns, in the order in which they are written. */
export const writtenNames = (table: WrittenTable): readonly string[] =>
  writtenOrder(table).map((entry) => (typeof entry === "number" ? (table.columns[entry]?.name ?? "") : entry.name));

/** Rows in units of the data, example after example, as texts in the order of {@link writtenNames}. */
export function writtenRows(table: WrittenTable, values: ArrayLike<number>, digits?: number): string[][] {
  const order = writtenOrder(table);
  const width = table.columns.length;
  return Array.from({ length: Math.floor(values.length / width) }, (_, row) =>
    order.map((entry) =>
      typeof entry === "number"
        ? valueText(table.columns[entry] ?? {}, values[row * width + entry] ?? Number.NaN, digits)
        : entry.text,
    ),
  );
}

/** Rows in units of the data as numbers, with their names. Text that never changes has no place among them. */
export function writtenNumbers(
  table: WrittenTable,
  values: ArrayLike<number>,
): { readonly names: readonly string[]; readonly values: Float64Array<ArrayBuffer> } {
  const order = writtenOrder(table).filter((entry) => typeof entry === "number" || entry.value !== undefined);
  const width = table.columns.length;
  const rows = Math.floor(values.length / width);
  const numbers = new Float64Array(rows * order.length);
  order.forEach((entry, i) => {
    for (let row = 0; row < rows; row++) {
      const value = typeof entry === "number" ? values[row * width + entry] : entry.value;
      numbers[row * order.length + i] = value ?? Number.NaN;
    }
  });
  const names = order.map((entry) => (typeof entry === "number" ? (table.columns[entry]?.name ?? "") : entry.name));
  return { names, values: numbers };
}

/** Rows in units of the data as CSV, under their names. Where numbers have decimal commas, semicolons stand between them. */
export function tableCsv(table: WrittenTable, values: ArrayLike<number>, { safe = true } = {}): string {
  const style: CsvStyle = { separator: table.columns.some(hasDecimalComma) ? ";" : ",", safe };
  const isText = writtenOrder(table).map((entry) =>
    typeof entry === "number" ? !isNumeric(table.columns[entry] ?? {}) : entry.value === undefined,
  );
  const rows = writtenRows(table, values).map((cells) =>
    cells.map((cell, i) => (isText[i] ? textCell(cell, style) : numberCell(cell, style))),
  );
  return csvLines([writtenNames(table).map((name) => textCell(name, style)), ...rows], style);
}
