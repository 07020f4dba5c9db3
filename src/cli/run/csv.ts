import {
  areCells,
  csvRows,
  type DataDescription,
  inUnits,
  kindOf,
  sizeOf,
  tableCsv,
  unrounded,
  wholeTableOf,
  writtenColumns,
} from "../../inner.ts";
import { toByte } from "../data/pixels.ts";

type Kind = Pick<DataDescription, "kind" | "shape" | "columns" | "constants" | "made" | "rules">;

export interface CsvWish {
  /** Numbers of a table with the decimals of the data. */
  readonly round?: boolean;
  /** Names and text that look like formulas are made harmless. */
  readonly safe?: boolean;
}

/** What the numbers of an example are called. */
export function columnNames(data: Kind): readonly string[] {
  const { shape, columns } = data;
  if (columns) return columns.map(({ name }) => name);
  const size = sizeOf(shape);
  if (kindOf(data) === "images") return Array.from({ length: size }, (_, i) => `p${i}`);
  return size <= 3 ? ["x", "y", "z"].slice(0, size) : Array.from({ length: size }, (_, i) => `x${i}`);
}

/** Examples as CSV, one per line: rows in the data's units and form, points as coordinates, images as bytes 0…255. */
export function csvOf(kind: Kind, values: Float32Array, { round = true, safe = true }: CsvWish = {}): string {
  const { columns, constants } = kind;
  if (columns && areCells(columns)) return mixedCsv(kind, values, safe);
  if (columns) {
    const written = round ? columns : unrounded(columns);
    return tableCsv({ columns: written, ...(constants ? { constants } : {}) }, inUnits(columns, values, { round }), {
      safe,
    });
  }
  const names = columnNames(kind).map((name) => ({ name }));
  return tableCsv({ columns: names }, kindOf(kind) === "images" ? values.map(toByte) : values, { safe });
}

/** Rows of a mixed table, with all columns that it has; those that are made anew are of the rows' own numbers. */
function mixedCsv(kind: Kind, values: Float32Array, safe: boolean): string {
  const table = wholeTableOf(kind, values);
  const writer = csvRows(writtenColumns(table.columns, kind), { safe });
  const numbers = Array.from({ length: table.rows }, (_, row) => row);
  return new TextDecoder().decode(writer.rows({ table, numbers, seed: 0 }) as Uint8Array);
}
