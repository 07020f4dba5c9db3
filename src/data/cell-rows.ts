/** Rows of a mixed table as cells and places: what examples are written from, in a fraction of their size. */
import { calendarPartOf } from "./columns/calendar.ts";
import { type CalendarPart, type CellsColumn, firstBin } from "./columns/cells.ts";
import { type ColumnBlock, layoutOf, type TableLayout } from "./columns/layout.ts";
import { locatorOf } from "./columns/locate.ts";
import type { TypedColumn } from "./typed-table.ts";

export interface CellRows {
  readonly layout: TableLayout;
  readonly rows: number;
  /** Row after row, the cell of each column. */
  readonly cells: Uint16Array;
  /** Columns with bins, by their places among the columns. */
  readonly binned: readonly number[];
  /** Row after row, for each of them, the places u that lead to the value: from `low` to `high`. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Row after row, for each part of a calendar, its cell's place in the example; 0 where there is none, since a column stands there. */
  readonly calendar: Uint32Array;
  /** Parts of a calendar in a row. */
  readonly parts: number;
}

/** Finds the cells of all rows. `values` are the columns' own, in their order. */
export function cellRows(columns: readonly CellsColumn[], values: readonly TypedColumn[], rows: number): CellRows {
  const layout = layoutOf(columns);
  const [count, binned] = [columns.length, columns.flatMap(({ bins }, c) => (bins.length > 0 ? [c] : []))];
  const parts = layout.blocks.reduce((sum, block) => sum + block.parts.length, 0);
  const cells = new Uint16Array(rows * count);
  const [low, high] = [new Float32Array(rows * binned.length), new Float32Array(rows * binned.length)];
  const calendar = new Uint32Array(rows * parts);
  let before = 0;
  columns.forEach((column, c) => {
    const locate = locatorOf(column);
    const [of, bins] = [values[c]?.values ?? new Float64Array(rows), binned.indexOf(c)];
    const block = layout.blocks[c] as ColumnBlock;
    for (let row = 0; row < rows; row++) {
      const value = of[row] as number;
      const found = locate(value);
      cells[row * count + c] = found.cell;
      if (bins < 0 || found.cell < firstBin(column)) continue;
      low[row * binned.length + bins] = found.low;
      high[row * binned.length + bins] = found.high;
      writeCalendar(column, block, value, calendar, row * parts + before);
    }
    before += block.parts.length;
  });
  return { layout, rows, cells, binned, low, high, calendar, parts };
}

function writeCalendar(column: CellsColumn, block: ColumnBlock, value: number, to: Uint32Array, at: number): void {
  block.parts.forEach(({ start }, i) => {
    const part = (column.kind === "date" ? column.parts[i] : undefined) as CalendarPart;
    to[at + i] = start + calendarPartOf(part, value);
  });
}

/** Writes a row as numbers of an example, from `at` on; `u` says of the i-th column with bins how far between `low` and `high`. */
export function writeRow(data: CellRows, row: number, to: Float32Array, at: number, u: (i: number) => number): void {
  const { layout, cells, binned, low, high, calendar, parts } = data;
  const { blocks, starts, size } = layout;
  const [count, places] = [blocks.length, binned.length];
  to.fill(0, at, at + size);
  for (let c = 0; c < count; c++) to[at + starts[c]! + cells[row * count + c]!] = 1; // below count, and rows
  for (let i = 0; i < places; i++) {
    const c = binned[i]!; // below places
    const block = blocks[c]!; // a column
    if (cells[row * count + c]! < block.firstBin) continue;
    const [from, end] = [low[row * places + i]!, high[row * places + i]!]; // below rows
    to[at + block.place!] = 2 * (from + (end - from) * u(i)) - 1; // there are bins
  }
  for (let i = 0; i < parts; i++) {
    const number = calendar[row * parts + i]!; // below parts
    if (number > 0) to[at + number] = 1;
  }
}
