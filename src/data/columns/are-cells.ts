import type { CellsColumn } from "./cells.ts";

/** Whether all columns are columns of cells. */
export const areCells = (columns: readonly object[]): columns is readonly CellsColumn[] =>
  columns.length > 0 && columns.every((column) => "bins" in column);
