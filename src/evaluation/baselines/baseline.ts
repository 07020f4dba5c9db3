/** What every baseline is: a way to make a table like another one that is no GAN, and costs next to nothing. */
import type { TypedColumn, TypedTable } from "../../data/typed-table.ts";
import type { Random } from "../../kernels/random.ts";

export interface Baseline {
  /** As a heading. */
  readonly title: string;
  /** What it keeps and what it loses, in a few words. */
  readonly says: string;
  /** A table of so many rows, with the columns of `training`, which has one row at least. */
  readonly make: (training: TypedTable, rows: number, random: Random) => TypedTable;
}

/** The column with the values of these of its rows: what every baseline but one is made of, so that no value is new. */
export function takenFrom(column: TypedColumn, rows: Int32Array): TypedColumn {
  return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }; // one of its rows
}

/** So many rows, drawn with replacement. */
export const anyRows = (of: number, count: number, random: Random): Int32Array =>
  Int32Array.from({ length: count }, () => random.below(of));
