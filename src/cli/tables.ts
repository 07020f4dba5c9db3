import { type DataDescription, inUnits, sizeOf } from "../index.ts";
import { toByte } from "./pictures.ts";

type Kind = Pick<DataDescription, "shape" | "columns">;

/** What the numbers of an example are called. */
export function columnNames({ shape, columns }: Kind): readonly string[] {
  if (columns) return columns.map(({ name }) => name);
  const size = sizeOf(shape);
  if (shape.length === 3) return Array.from({ length: size }, (_, i) => `p${i}`);
  return size <= 3 ? ["x", "y", "z"].slice(0, size) : Array.from({ length: size }, (_, i) => `x${i}`);
}

/** The first line of a CSV file. */
export const csvHeader = (kind: Kind): string =>
  columnNames(kind)
    .map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
    .join(",");

/** Examples as CSV, one per line: rows in the data's units, points as coordinates, images as bytes 0…255. */
export function csvOf(kind: Kind, values: Float32Array): string {
  const size = sizeOf(kind.shape);
  const image = kind.shape.length === 3;
  const lines = [csvHeader(kind)];
  const numbers = inUnits(kind.columns, values);
  for (let from = 0; from < values.length; from += size) {
    const example = Array.from(numbers.subarray(from, from + size), (value) =>
      // Nine digits tell any two float32 apart.
      image ? toByte(value) : Number(value.toPrecision(9)),
    );
    lines.push(example.join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** Columns under headings, numbers to the right. */
export function textTable(rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat((widths[column] ?? 0) - [...cell].length);
          return right[column] ? space + cell : cell + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
