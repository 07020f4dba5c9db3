/** How far apart the values of a column of cells can lie, and the nearest value that it can have. */
import type { DateResolution } from "../date-form.ts";
import { significantDigits } from "../number-form.ts";
import type { Bin, CellsColumn, DateColumn, QuantileColumn, Step } from "./cells.ts";

/** Milliseconds. */
export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const milliseconds: Readonly<Record<DateResolution, number>> = {
  day: DAY,
  hour: HOUR,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** What the values of a column are multiples of, from 0 or from where `step` begins; 0 where nothing is known of that. */
export function resolutionOf(column: CellsColumn): number {
  if (column.kind === "category" || column.kind === "boolean") return 1;
  if (column.step) return column.step.by;
  if (column.kind === "date") return milliseconds[column.form.resolution];
  return column.form?.decimals === undefined ? (column.integer ? 1 : 0) : 10 ** -column.form.decimals;
}

const onStep = ({ by, from }: Step, value: number): number => from + by * Math.round((value - from) / by);

/** The nearest number that the column can have. */
export function roundedNumber(column: QuantileColumn, value: number): number {
  const { step, form, integer } = column;
  const stepped = step ? onStep(step, value) : value;
  if (form?.decimals !== undefined) return Number(stepped.toFixed(form.decimals));
  return integer ? Math.round(stepped) : Number(stepped.toPrecision(significantDigits(value, spreadOf(column))));
}

/** The nearest instant that the column can have. */
export const roundedDate = ({ form, step }: DateColumn, value: number): number =>
  step ? onStep(step, value) : Math.round(value / milliseconds[form.resolution]) * milliseconds[form.resolution];

export interface Range {
  readonly low: number;
  readonly high: number;
}

const ranges = new WeakMap<CellsColumn, Range>();

/** The smallest and the largest value of the column. */
export function rangeOf(column: CellsColumn): Range {
  const known = ranges.get(column);
  if (known) return known;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of [column.values, ...column.bins.map((bin) => bin.values)]) {
    for (const value of list) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const range = { low, high };
  ranges.set(column, range);
  return range;
}

function spreadOf(column: CellsColumn): number {
  const { low, high } = rangeOf(column);
  return high > low ? high - low : 1;
}

/** The least and the greatest value of a bin. */
export const endsOf = ({ values }: Bin): Range => ({ low: values[0] ?? Number.NaN, high: values.at(-1) ?? Number.NaN });
