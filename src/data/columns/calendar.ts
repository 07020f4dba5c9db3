/** Parts of the calendar of an instant, in UTC, and the instant nearby that has wanted ones. */
import { type CalendarPart, calendarCells, type DateColumn } from "./cells.ts";
import { DAY, HOUR, type Range, rangeOf, roundedDate } from "./resolution.ts";

/** Day of the week, Monday 0, of a day counted from 1970-01-01, a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
export const dayOf = (instant: number): number => Math.floor(instant / DAY);
export const monthOf = (day: number): number => new Date(day * DAY).getUTCMonth();

/** The cell of a part of the calendar, from 0: January, Monday, midnight. */
export function calendarPartOf(part: CalendarPart, instant: number): number {
  if (part === "hour") return new Date(instant).getUTCHours();
  return part === "month" ? monthOf(dayOf(instant)) : weekdayOf(dayOf(instant));
}

/** Wanted cells of each part; −1 where any will do. */
export type Calendar = Readonly<Record<CalendarPart, number>>;

/** What an instant may be off by numbers of float32, as a share of the column's range. */
const ROUNDING = 2 ** -23;

/** So far from an instant others are taken for it where they have the wanted parts, in milliseconds. */
export const slackOf = (column: DateColumn): number => {
  const { low, high } = rangeOf(column);
  return ROUNDING * (high - low);
};

/**
 * The instant near `candidate`, from `low` to `high`, that has the wanted month, day of the week and hour: in the month with the
 * candidate's day of the month or one near it, at the hour with the candidate's minutes. What these bounds do not hold is given up:
 * they are the ends of the bin, which may have been asked for.
 */
export function withCalendar(column: DateColumn, candidate: number, wanted: Calendar, { low, high }: Range): number {
  const slack = slackOf(column);
  const near = [candidate, candidate + slack, candidate - slack]
    .map((instant) => roundedDate(column, instant))
    .find((instant) => onDay(dayOf(instant), wanted) && atHour(instant, wanted) === instant);
  const day = dayOf(candidate);
  const moved = near ?? atHour(candidate + (dayNear(day, wanted, dayOf(low), dayOf(high)) - day) * DAY, wanted);
  return Math.min(high, Math.max(low, roundedDate(column, moved)));
}

const onDay = (day: number, { month, weekday }: Calendar): boolean =>
  (weekday < 0 || weekdayOf(day) === weekday) && (month < 0 || monthOf(day) === month);

/** The same minutes at the wanted hour of the day. */
const atHour = (instant: number, { hour }: Calendar): number =>
  hour < 0 ? instant : dayOf(instant) * DAY + hour * HOUR + (instant - Math.floor(instant / HOUR) * HOUR);

/** A day of the wanted month, of the three years around, with the day of the month of `day`; then the nearest of the wanted weekday. */
export function dayNear(day: number, wanted: Calendar, low: number, high: number): number {
  const target = wanted.month < 0 || monthOf(day) === wanted.month ? day : inMonth(day, wanted.month, low, high);
  for (let away = 0; away < calendarCells.weekday; away++) {
    for (const other of [target - away, target + away]) {
      if (other >= low && other <= high && onDay(other, wanted)) return other;
    }
  }
  return target;
}

function inMonth(day: number, month: number, low: number, high: number): number {
  const date = new Date(day * DAY);
  const year = date.getUTCFullYear();
  const days = [year - 1, year, year + 1].flatMap((other) => {
    const length = new Date(Date.UTC(other, month + 1, 0)).getUTCDate();
    const found = dayOf(Date.UTC(other, month, Math.min(date.getUTCDate(), length)));
    const inside = Math.min(high, Math.max(low, found));
    return monthOf(inside) === month ? [inside] : [];
  });
  return days.reduce((best, other) => (Math.abs(other - day) < Math.abs(best - day) ? other : best), days[0] ?? day);
}
