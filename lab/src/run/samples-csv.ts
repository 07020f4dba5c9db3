/** Examples as CSV, as the command line writes them. */
import { tableCsv, type WrittenTable } from "#inner";

/** What the numbers of an example are called, as on the command line. */
export function namesOf(size: number, columns: readonly { readonly name: string }[] | null, images: boolean): string[] {
  if (columns) return columns.map(({ name }) => name);
  const letter = images ? "p" : "x";
  return size <= 3 && !images
    ? ["x", "y", "z"].slice(0, size)
    : Array.from({ length: size }, (_, i) => `${letter}${i}`);
}

/** One example per line, under the names; rows of a table in their own form, with the columns that never change. */
export const samplesCsv = (
  names: readonly string[],
  values: ArrayLike<number>,
  table: WrittenTable | null = null,
): string => tableCsv(table ?? { columns: names.map((name) => ({ name })) }, values);
