/** Where the parts of each column stand in an example of columns of cells. */
import { type CellsColumn, calendarCells, cellCount, firstBin } from "./cells.ts";
import type { ConditionPlaces } from "./table-condition.ts";

/** Numbers that stand side by side: one cell for every value of a part. */
export interface CellBlock {
  /** Place of the first in the example. */
  readonly start: number;
  readonly cells: number;
}

/** A column in an example. */
export interface ColumnBlock extends CellBlock {
  /** Its place among the columns. */
  readonly column: number;
  /** Cells before those of bins: `cells` where there are no bins. */
  readonly firstBin: number;
  /** Where in the example the place within the bin stands; absent where there are no bins. */
  readonly place?: number;
  /** Blocks of a date's parts of the calendar. Like the place they are 0 where the value is in no bin. */
  readonly parts: readonly CellBlock[];
}

/** All columns in an example. */
export interface TableLayout extends ConditionPlaces {
  readonly blocks: readonly ColumnBlock[];
}

/** Numbers of an example that a column takes. */
export function cellsWidth(column: CellsColumn): number {
  const parts = column.kind === "date" ? column.parts : [];
  return (
    cellCount(column) + (column.bins.length > 0 ? 1 : 0) + parts.reduce((sum, part) => sum + calendarCells[part], 0)
  );
}

/** Where everything stands: column after column, each with its cells, its place within the bin, its parts of the calendar. */
export function layoutOf(columns: readonly CellsColumn[]): TableLayout {
  let next = 0;
  const take = (count: number): number => {
    next += count;
    return next - count;
  };
  const blocks = columns.map((column, index): ColumnBlock => {
    const cells = cellCount(column);
    const start = take(cells);
    const place = column.bins.length > 0 ? { place: take(1) } : {};
    const parts = column.kind === "date" ? column.parts : [];
    return {
      column: index,
      start,
      cells,
      firstBin: firstBin(column),
      ...place,
      parts: parts.map((part) => ({ start: take(calendarCells[part]), cells: calendarCells[part] })),
    };
  });
  return { blocks, starts: blocks.map(({ start }) => start), size: next, columns };
}
