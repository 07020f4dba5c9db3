import { type Shape, sizeOf } from "../index.ts";
import { toByte } from "./pictures.ts";

/** Examples as CSV: points as coordinates, images as bytes 0…255, one example per line. */
export function csvOf(shape: Shape, values: Float32Array): string {
  const size = sizeOf(shape);
  const image = shape.length === 3;
  const header = image
    ? Array.from({ length: size }, (_, i) => `p${i}`)
    : size <= 3
      ? ["x", "y", "z"].slice(0, size)
      : Array.from({ length: size }, (_, i) => `x${i}`);
  const lines = [header.join(",")];
  for (let from = 0; from < values.length; from += size) {
    const example = Array.from(values.subarray(from, from + size), (value) => (image ? toByte(value) : value));
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
