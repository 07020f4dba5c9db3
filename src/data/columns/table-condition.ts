/**
 * y of a row of a table: which columns are given, and their cells. For rows of `size` numbers and C columns it has size + C: the
 * numbers of an example, 0 but for the cells of given columns (their places too are 0), then 1 for each column that is given.
 */
import type { CellsColumn } from "./cells.ts";

/** A column that is given, and the cell that it shall be in. */
export interface GivenCell {
  /** Place of the column among `columns`. */
  readonly column: number;
  readonly cell: number;
}

/** Where the numbers of each column begin in an example, and how many they are in all. */
export interface ConditionPlaces {
  readonly starts: readonly number[];
  readonly size: number;
  readonly columns: readonly CellsColumn[];
}

/** Numbers of y. */
export const conditionWidth = ({ size, columns }: ConditionPlaces): number => size + columns.length;

/** Writes a condition into `to` from `at` on, where all is 0. Calendar parts of a given date are left to G. */
export function writeCondition(
  { starts, size }: ConditionPlaces,
  given: readonly GivenCell[],
  to: Float32Array,
  at: number,
): void {
  for (const { column, cell } of given) {
    to[at + (starts[column] as number) + cell] = 1;
    to[at + size + column] = 1;
  }
}
