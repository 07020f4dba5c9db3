/** What the kinds of columns of cells have to say: an argmax finds the cell, the place within a bin its value. */
import { valueAt } from "./bins.ts";
import { calendarPartOf, withCalendar } from "./calendar.ts";
import {
  type Bin,
  type BooleanColumn,
  type CategoryColumn,
  type CellsColumn,
  calendarCells,
  cellCount,
  type DateColumn,
  firstBin,
  gapCell,
  type QuantileColumn,
} from "./cells.ts";
import type { ColumnKind, Place } from "./column-kind.ts";
import { valueText } from "./column-text.ts";
import { cellsWidth } from "./layout.ts";
import { locatorOf } from "./locate.ts";
import { endsOf, roundedDate, roundedNumber } from "./resolution.ts";

/** Where a value of a bin comes from. */
interface Within {
  readonly bin: Bin;
  readonly round: boolean;
  /** The numbers of a row, and where those of the column begin. */
  readonly from: ArrayLike<number>;
  readonly at: number;
}

/** In what the kinds differ. */
interface Difference<C extends CellsColumn> {
  readonly unrounded: (column: C) => C;
  /** A value of a bin, to what the column can have. */
  readonly finished: (column: C, value: number, within: Within) => number;
}

function cellsKind<C extends CellsColumn>({ unrounded, finished }: Difference<C>): ColumnKind<C> {
  return {
    width: cellsWidth,
    places: placesOfCells,
    encode: encodeCells,
    decode: (column, from, at, round) => {
      const cells = cellCount(column);
      const cell = largest(from, at, cells);
      if (cell < column.values.length) return column.values[cell] as number;
      if (cell === gapCell(column)) return Number.NaN;
      const u = Math.min(1, Math.max(0, ((from[at + cells] as number) + 1) / 2));
      const bin = column.bins[cell - firstBin(column)] as Bin;
      return finished(column, valueAt(bin, u), { bin, round, from, at });
    },
    // How often cells are asked for without the data, too.
    computing: ({ name, kind, values, gap, bins, counts, ...rest }) => {
      const levels = "levels" in rest ? rest.levels : [];
      return [name, kind, values, gap !== undefined, bins, counts, levels, "parts" in rest ? rest.parts : []];
    },
    unrounded,
  };
}

export const categoryColumns: ColumnKind<CategoryColumn> = cellsKind({
  unrounded: (column) => column,
  finished: (_, value) => value,
});

export const booleanColumns: ColumnKind<BooleanColumn> = cellsKind({
  unrounded: (column) => column,
  finished: (_, value) => value,
});

export const quantileColumns: ColumnKind<QuantileColumn> = cellsKind({
  unrounded: ({ form, step: _, integer: __, ...column }) => {
    if (!form) return column;
    const { decimals: ___, padded: ____, ...rest } = form;
    return { ...column, form: rest };
  },
  finished: (column, value, { round }) => (round ? roundedNumber(column, value) : value),
});

export const dateColumns: ColumnKind<DateColumn> = cellsKind({
  unrounded: (column) => column,
  finished: (column, value, { bin, from, at }) => {
    const wanted = { month: -1, weekday: -1, hour: -1 };
    let next = at + cellCount(column) + 1;
    for (const part of column.parts) {
      wanted[part] = largest(from, next, calendarCells[part]);
      next += calendarCells[part];
    }
    return withCalendar(column, roundedDate(column, value), wanted, endsOf(bin));
  },
});

/** The first of the largest numbers. */
function largest(from: ArrayLike<number>, at: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((from[at + i] as number) > (from[at + best] as number)) best = i;
  return best;
}

/** 1 in the cell of the value; in a bin, the place, −1 to 1, that is `u` of the way through those that lead to it, and its calendar. */
function encodeCells(column: CellsColumn, value: number, to: Float32Array, at: number, u = 0.5): void {
  const { cell, low, high } = locatorOf(column)(value);
  to.fill(0, at, at + cellsWidth(column));
  to[at + cell] = 1;
  if (cell < firstBin(column)) return;
  let next = at + cellCount(column);
  to[next++] = 2 * (low + (high - low) * u) - 1;
  for (const part of column.kind === "date" ? column.parts : []) {
    to[next + calendarPartOf(part, value)] = 1;
    next += calendarCells[part];
  }
}

function placesOfCells(column: CellsColumn): readonly Place[] {
  const { name, values, gap, bins } = column;
  const place = (what: string, scale = 1): Place => ({ name: `${name} ${what}`, center: 0, scale });
  const range = (bin: (typeof bins)[number]): string =>
    column.kind === "category"
      ? "rare"
      : `${valueText(column, bin.values[0] as number)} to ${valueText(column, bin.values.at(-1) as number)}`;
  const parts = column.kind === "date" ? column.parts : [];
  return [
    ...values.map((value) => place(`= ${valueText(column, value)}`)),
    ...(gap === undefined ? [] : [place("missing")]),
    ...bins.map((bin) => place(range(bin))),
    ...(bins.length > 0 ? [place("within")] : []),
    ...parts.flatMap((part) => Array.from({ length: calendarCells[part] }, (_, i) => place(`${part} ${i + 1}`))),
  ];
}
