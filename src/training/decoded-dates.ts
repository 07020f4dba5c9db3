/** Dates of a model's rows with the month, day of the week and hour that the row says: `withCalendar` of `data/columns/` in a graph. */
import { dayNear, dayOf, monthOf, slackOf, weekdayOf } from "../data/columns/calendar.ts";
import { type CalendarPart, calendarCells, type DateColumn } from "../data/columns/cells.ts";
import type { ColumnBlock } from "../data/columns/layout.ts";
import { DAY, HOUR, milliseconds, rangeOf } from "../data/columns/resolution.ts";
import type { Doubles } from "../onnx/doubles.ts";
import { problem } from "../problem.ts";
import { firstLargest, roundedTo } from "./double-steps.ts";

/** Days near others, in a table: as many entries at most. */
const MOST_ENTRIES = 4_000_000;

/** Cells that the row has for the parts of the calendar of one date [N×1 each]; a part that the column does not have is not there. */
type Wanted = Readonly<Partial<Record<CalendarPart, string>>>;

/** @param value the instant of the quantile [N×1], in milliseconds. */
export function calendarDate(
  column: DateColumn,
  block: ColumnBlock,
  x: string,
  value: string,
  doubles: Doubles,
): string {
  const { row, add, sub } = doubles;
  const candidate = roundedDate(column, value, doubles);
  const wanted: Wanted = Object.fromEntries(
    column.parts.map((part, i) => {
      const { start, cells } = block.parts[i]!; // one for every part
      return [part, firstLargest(doubles.columns(x, start, start + cells), cells, doubles)];
    }),
  );
  const { low, high } = rangeOf(column);
  const inside = (instant: string): string => doubles.minimum(doubles.maximum(instant, row(low)), row(high));
  if (column.parts.length === 0) return inside(candidate);
  const days = daysOf(column);
  const slack = row(slackOf(column));
  let moved = movedTo(wanted, days, candidate, doubles);
  for (const near of [sub(candidate, slack), add(candidate, slack), candidate]) {
    const instant = roundedDate(column, near, doubles);
    moved = doubles.where(doubles.atLeast(fits(wanted, days, instant, doubles), row(1)), instant, moved);
  }
  return inside(roundedDate(column, moved, doubles));
}

const roundedDate = ({ form, step }: DateColumn, value: string, doubles: Doubles): string =>
  roundedTo(step ?? { by: milliseconds[form.resolution], from: 0 }, value, doubles);

/** What the calendar says of every day that a date can be near. */
interface Days {
  readonly first: number;
  readonly months: Float32Array;
  readonly weekdays: Float32Array;
  /** For every day, month and day of the week the day to take, counted from the first. */
  readonly near: Float32Array;
}

function daysOf(column: DateColumn): Days {
  const { name, bins, parts } = column;
  const { low, high } = rangeOf(column);
  const ends = bins.flatMap(({ values }) => [values[0] as number, values.at(-1) as number]); // no bin is empty
  // Rounding may lead to the day before or behind.
  const [first, last] = [dayOf(Math.min(...ends)) - 1, dayOf(Math.max(...ends)) + 1];
  const cellsOf = (part: CalendarPart): readonly number[] =>
    parts.includes(part) ? Array.from({ length: calendarCells[part] }, (_, cell) => cell) : [-1];
  const [months, weekdays] = [cellsOf("month"), cellsOf("weekday")];
  const count = last - first + 1;
  if (count * months.length * weekdays.length > MOST_ENTRIES) {
    throw problem({
      doing: `exporting the generator: dates of ${name}`,
      expected: `dates that lie within ${Math.floor(MOST_ENTRIES / (months.length * weekdays.length))} days`,
      came: `${count} days`,
      next: "Dates that stand for none, such as 9999-12-31, are better left empty in the data.",
    });
  }
  const days = Array.from({ length: count }, (_, i) => first + i);
  const near = days.flatMap((day) =>
    months.flatMap((month) =>
      weekdays.map((weekday) => dayNear(day, { month, weekday, hour: -1 }, dayOf(low), dayOf(high)) - first),
    ),
  );
  return {
    first,
    months: Float32Array.from(days, monthOf),
    weekdays: Float32Array.from(days, weekdayOf),
    near: Float32Array.from(near),
  };
}

const dayGraph = (instant: string, { row, div, floor }: Doubles): string => floor(div(instant, row(DAY)));

/** The place of an instant's day among {@link Days}. */
function placeOfDay({ first, months }: Days, instant: string, doubles: Doubles): string {
  const { row, sub, minimum, maximum } = doubles;
  return minimum(maximum(sub(dayGraph(instant, doubles), row(first)), row(0)), row(months.length - 1));
}

/** 1 where an instant has all the parts that are wanted. */
function fits({ month, weekday, hour }: Wanted, days: Days, instant: string, doubles: Doubles): string {
  const { row, mul, div, floor, entries, indicator, equal } = doubles;
  const place = placeOfDay(days, instant, doubles);
  const all = [
    ...(month === undefined ? [] : [equal(entries(days.months, place), month)]),
    ...(weekday === undefined ? [] : [equal(entries(days.weekdays, place), weekday)]),
    ...(hour === undefined ? [] : [equal(floor(div(timeOf(instant, DAY, doubles), row(HOUR))), hour)]),
  ];
  return all.map(indicator).reduce((product, factor) => mul(product, factor));
}

/** What an instant is past the last whole day or hour. */
function timeOf(instant: string, unit: number, { row, sub, mul, div, floor }: Doubles): string {
  return sub(instant, mul(floor(div(instant, row(unit))), row(unit)));
}

/** The instant on the day near it that is wanted, at the hour that is wanted. */
function movedTo({ month, weekday, hour }: Wanted, days: Days, instant: string, doubles: Doubles): string {
  const { row, add, mul, entries } = doubles;
  const weekdays = weekday === undefined ? 1 : calendarCells.weekday;
  const months = month === undefined ? 1 : calendarCells.month;
  const ofDay = mul(placeOfDay(days, instant, doubles), row(months * weekdays));
  const ofMonth = month === undefined ? ofDay : add(ofDay, mul(month, row(weekdays)));
  const day = add(entries(days.near, weekday === undefined ? ofMonth : add(ofMonth, weekday)), row(days.first));
  const midnight = mul(day, row(DAY));
  if (hour === undefined) return add(midnight, timeOf(instant, DAY, doubles));
  return add(midnight, add(mul(hour, row(HOUR)), timeOf(instant, HOUR, doubles)));
}
