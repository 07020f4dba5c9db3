/** Dates of a model's rows with the month, day of the week and hour that the row says: `withCalendar` of `data/columns/` in a graph. */
import { dayNear, dayOf, monthOf, slackOf, weekdayOf } from "../data/columns/calendar.ts";
import {
  type Bin,
  type CalendarPart,
  calendarCells,
  cellCount,
  type DateColumn,
  firstBin,
} from "../data/columns/cells.ts";
import type { ColumnBlock } from "../data/columns/layout.ts";
import { DAY, endsOf, HOUR, milliseconds, type Range } from "../data/columns/resolution.ts";
import type { Doubles } from "../onnx/doubles.ts";
import { problem } from "../problem.ts";
import { firstLargest, roundedTo } from "./double-steps.ts";

/** Days near others, in a table: as many entries at most. */
const MOST_ENTRIES = 4_000_000;

/** Cells that the row has for the parts of the calendar of one date [N×1 each]; a part that the column does not have is not there. */
type Wanted = Readonly<Partial<Record<CalendarPart, string>>>;

/** @param value the instant of the quantile [N×1], in milliseconds; `cell` [N×1] says whose bin it lies in. */
export function calendarDate(
  column: DateColumn,
  block: ColumnBlock,
  x: string,
  { value, cell }: { readonly value: string; readonly cell: string },
  doubles: Doubles,
): string {
  const { row, add, sub, entries } = doubles;
  const candidate = roundedDate(column, value, doubles);
  const wanted: Wanted = Object.fromEntries(
    column.parts.map((part, i) => {
      const { start, cells } = block.parts[i]!; // one for every part
      return [part, firstLargest(doubles.columns(x, start, start + cells), cells, doubles)];
    }),
  );
  const bins = binOfCells(column).map((bin) => endsOf(bin));
  // Of one bin there is nothing to look up.
  const ofCell = (list: Float64Array): string =>
    list.every((value) => value === list[0]) ? row(list[0] ?? 0) : entries(list, cell);
  const ends = (of: keyof Range): string => ofCell(Float64Array.from(bins, (bin) => bin[of]));
  const inside = (instant: string): string => doubles.minimum(doubles.maximum(instant, ends("low")), ends("high"));
  if (column.parts.length === 0) return inside(candidate);
  const days = daysOf(column);
  const slack = row(slackOf(column));
  // Once for all instants: equal nodes would be merged, and leave constants that nobody uses.
  const own: OwnDays = {
    first: ofCell(days.firsts),
    start: ofCell(days.starts),
    last: sub(ofCell(days.counts), row(1)),
  };
  const placeOf = (instant: string): string => placeOfDay(own, instant, doubles);
  let moved = movedTo(wanted, days, { instant: candidate, place: placeOf(candidate) }, doubles);
  for (const near of [sub(candidate, slack), add(candidate, slack), candidate]) {
    const instant = roundedDate(column, near, doubles);
    const isFit = fits(wanted, days, { instant, place: placeOf(instant) }, doubles);
    moved = doubles.where(doubles.atLeast(isFit, row(1)), instant, moved);
  }
  return inside(roundedDate(column, moved, doubles));
}

/** The bin of every cell; of cells that are none the first, so that there is something to look up. */
const binOfCells = (column: DateColumn): readonly Bin[] =>
  Array.from({ length: cellCount(column) }, (_, cell) => column.bins[Math.max(0, cell - firstBin(column))] as Bin);

const roundedDate = ({ form, step }: DateColumn, value: string, doubles: Doubles): string =>
  roundedTo(step ?? { by: milliseconds[form.resolution], from: 0 }, value, doubles);

/** What the calendar says of every day that a date of a bin can be near: bin after bin. */
interface Days {
  /** The first day of all. */
  readonly first: number;
  /** For every cell the first day of its bin, where that stands in the lists, and how many days there are. */
  readonly firsts: Float64Array;
  readonly starts: Float64Array;
  readonly counts: Float64Array;
  readonly months: Float32Array;
  readonly weekdays: Float32Array;
  /** For every day, month and day of the week the day of the bin to take, counted from the first of all. */
  readonly near: Float32Array;
}

function daysOf(column: DateColumn): Days {
  const { name, bins, parts } = column;
  const cellsOf = (part: CalendarPart): readonly number[] =>
    parts.includes(part) ? Array.from({ length: calendarCells[part] }, (_, cell) => cell) : [-1];
  const [months, weekdays] = [cellsOf("month"), cellsOf("weekday")];
  const spans = bins.map((bin) => {
    const { low, high } = endsOf(bin);
    // Rounding may lead to the day before or behind.
    return { low: dayOf(low), high: dayOf(high), first: dayOf(low) - 1, count: dayOf(high) - dayOf(low) + 3 };
  });
  const count = spans.reduce((sum, span) => sum + span.count, 0);
  if (count * months.length * weekdays.length > MOST_ENTRIES) {
    throw problem({
      doing: `exporting the generator: dates of ${name}`,
      expected: `dates that lie within ${Math.floor(MOST_ENTRIES / (months.length * weekdays.length))} days`,
      came: `${count} days`,
      next: "Dates that stand for none, such as 9999-12-31, are better left empty in the data.",
    });
  }
  const first = Math.min(...spans.map((span) => span.first));
  const days = spans.flatMap((span) => Array.from({ length: span.count }, (_, i) => ({ day: span.first + i, span })));
  const near = days.flatMap(({ day, span }) =>
    months.flatMap((month) =>
      weekdays.map((weekday) => dayNear(day, { month, weekday, hour: -1 }, span.low, span.high) - first),
    ),
  );
  const starts = spans.map((_, bin) => spans.slice(0, bin).reduce((sum, span) => sum + span.count, 0));
  const ofCells = (list: readonly number[]): Float64Array =>
    Float64Array.from(binOfCells(column), (bin) => list[bins.indexOf(bin)] as number);
  return {
    first,
    firsts: ofCells(spans.map((span) => span.first)),
    starts: ofCells(starts),
    counts: ofCells(spans.map((span) => span.count)),
    months: Float32Array.from(days, ({ day }) => monthOf(day)),
    weekdays: Float32Array.from(days, ({ day }) => weekdayOf(day)),
    near: Float32Array.from(near),
  };
}

const dayGraph = (instant: string, { row, div, floor }: Doubles): string => floor(div(instant, row(DAY)));

/** An instant, and the place of its day among {@link Days}. */
interface Placed {
  readonly instant: string;
  readonly place: string;
}

/** The days of the bin of a cell: the first, where it stands in the lists, and the place of the last from there [N×1 each]. */
interface OwnDays {
  readonly first: string;
  readonly start: string;
  readonly last: string;
}

/** The place of an instant's day among {@link Days}: in its bin, or the nearest there. */
function placeOfDay({ first, start, last }: OwnDays, instant: string, doubles: Doubles): string {
  const { row, add, sub, minimum, maximum } = doubles;
  return add(start, minimum(maximum(sub(dayGraph(instant, doubles), first), row(0)), last));
}

/** 1 where an instant has all the parts that are wanted. */
function fits({ month, weekday, hour }: Wanted, days: Days, { instant, place }: Placed, doubles: Doubles): string {
  const { row, mul, div, floor, entries, indicator, equal } = doubles;
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
function movedTo({ month, weekday, hour }: Wanted, days: Days, { instant, place }: Placed, doubles: Doubles): string {
  const { row, add, mul, entries } = doubles;
  const weekdays = weekday === undefined ? 1 : calendarCells.weekday;
  const months = month === undefined ? 1 : calendarCells.month;
  const ofDay = mul(place, row(months * weekdays));
  const ofMonth = month === undefined ? ofDay : add(ofDay, mul(month, row(weekdays)));
  const day = add(entries(days.near, weekday === undefined ? ofMonth : add(ofMonth, weekday)), row(days.first));
  const midnight = mul(day, row(DAY));
  if (hour === undefined) return add(midnight, timeOf(instant, DAY, doubles));
  return add(midnight, add(mul(hour, row(HOUR)), timeOf(instant, HOUR, doubles)));
}
