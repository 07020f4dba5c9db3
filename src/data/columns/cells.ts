/**
 * Columns as cells: a one-hot block in which every value of its own has a cell, a gap has one, and bins of many values have one each.
 * With bins, one number more stands behind the block: the place within the bin, from −1 to 1, and 0 at the other cells.
 */
import type { DateForm } from "../date-form.ts";
import type { NumberForm } from "../number-form.ts";

/**
 * The values of one bin, by their place u in it: 0 ≤ u ≤ 1 is the share of the bin's training rows that lie below. With `upTo`, a
 * value for every step: the first with u ≤ upTo. Without, values are knots, the i-th of n at u = i / (n − 1), and linear between.
 */
export interface Bin {
  readonly values: readonly number[];
  readonly upTo?: readonly number[];
}

/** What all columns of cells have. Their order in the block is that of `values`, then the gap's, then those of `bins`. */
export interface Cells {
  readonly name: string;
  /** Values with a cell of their own, in units of the data: of categories, places in `levels`. */
  readonly values: readonly number[];
  /** How a gap is written, where the data have some. */
  readonly gap?: string;
  readonly bins: readonly Bin[];
  /** Training rows in each cell. */
  readonly counts: readonly number[];
}

/** A category: `values` by frequency, the most frequent first. Rare ones share one bin, where they are told apart by theirs. */
export interface CategoryColumn extends Cells {
  readonly kind: "category";
  /** Texts of all values, in the order of the table that they were read from. */
  readonly levels: readonly string[];
}

/** A category of two values: the one that is false first. */
export interface BooleanColumn extends Cells {
  readonly kind: "boolean";
  readonly levels: readonly [string, string];
}

/** Numbers by quantiles. `integer`: all are whole. */
export interface QuantileColumn extends Cells {
  readonly kind: "quantiles";
  readonly integer?: true;
  readonly form?: NumberForm;
  readonly step?: Step;
}

/** Generated values are multiples of `by`, counted from `from`: a step coarser than the decimals, or than the parts of a date. */
export interface Step {
  readonly by: number;
  readonly from: number;
}

/** Dates by quantiles, in milliseconds since 1970 in UTC; parts of the calendar that matter have a block of cells each. */
export interface DateColumn extends Cells {
  readonly kind: "date";
  readonly form: DateForm;
  /** In milliseconds. */
  readonly step?: Step;
  /** Blocks behind the place: 12 cells for the month, 7 for the day of the week (Monday first), 24 for the hour. */
  readonly parts: readonly CalendarPart[];
}

/** A part of a date that comes round again. */
export type CalendarPart = "month" | "weekday" | "hour";
export const calendarCells: Readonly<Record<CalendarPart, number>> = { month: 12, weekday: 7, hour: 24 };

/** A column of a mixed table, as it is written into an example and read out of it. */
export type CellsColumn = CategoryColumn | BooleanColumn | QuantileColumn | DateColumn;

/** Cells of the block. */
export const cellCount = ({ values, gap, bins }: Cells): number =>
  values.length + (gap === undefined ? 0 : 1) + bins.length;

/** The cell of a gap; −1 where there is none. */
export const gapCell = ({ values, gap }: Cells): number => (gap === undefined ? -1 : values.length);

/** The cell of the first bin. */
export const firstBin = ({ values, gap }: Cells): number => values.length + (gap === undefined ? 0 : 1);
