/** How dates and times of a column are written. What is read in a form is written in it again. */

/** The finest part of time that a column tells. */
export type DateResolution = "day" | "hour" | "minute" | "second" | "millisecond";

/**
 * A form, as letters that stand for digits: `YYYY-MM-DD`, `DD.MM.YYYY HH:mm`, `YYYY-MM-DDTHH:mm:ssZ`. YYYY year, MM month, DD day,
 * HH hour, mm minute, ss second, SSS millisecond (SSSSSS and SSSSSSSSS with zeros behind); M, D and H without leading zero, MMM month in English (`Jan`), hh and h hour
 * with A for AM or PM, ZZ distance from UTC. Everything else stands for itself. Times without ZZ are taken for UTC.
 */
export interface DateForm {
  readonly pattern: string;
  readonly resolution: DateResolution;
}

/** The letters that stand for something, longest first. */
export const DATE_PARTS = /YYYY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|SSSSSSSSS|SSSSSS|SSS|ZZ|A/g;

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const padded = (value: number, digits = 2): string => String(value).padStart(digits, "0");
const onTwelve = (date: Date): number => date.getUTCHours() % 12 || 12;

const parts: Readonly<Record<string, (date: Date) => string>> = {
  YYYY: (date) => padded(date.getUTCFullYear(), 4),
  MMM: (date) => MONTHS[date.getUTCMonth()] ?? "",
  MM: (date) => padded(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  DD: (date) => padded(date.getUTCDate()),
  D: (date) => String(date.getUTCDate()),
  HH: (date) => padded(date.getUTCHours()),
  H: (date) => String(date.getUTCHours()),
  hh: (date) => padded(onTwelve(date)),
  h: (date) => String(onTwelve(date)),
  mm: (date) => padded(date.getUTCMinutes()),
  ss: (date) => padded(date.getUTCSeconds()),
  SSS: (date) => padded(date.getUTCMilliseconds(), 3),
  SSSSSS: (date) => `${padded(date.getUTCMilliseconds(), 3)}000`,
  SSSSSSSSS: (date) => `${padded(date.getUTCMilliseconds(), 3)}000000`,
  ZZ: () => "+00:00",
  A: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
};

/** Milliseconds since 1970 in UTC as text of the form; what is finer than the form is cut off. */
export function dateText({ pattern }: DateForm, milliseconds: number): string {
  const date = new Date(milliseconds);
  return pattern.replace(DATE_PARTS, (part) => parts[part]?.(date) ?? part);
}
