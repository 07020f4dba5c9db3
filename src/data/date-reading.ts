/** Texts become dates: the form that all of them have is found, and read. */
import { DATE_PARTS, type DateForm, type DateResolution, MONTHS } from "./date-form.ts";

/** A text of a form as milliseconds since 1970 in UTC; NaN where it is none. */
export type DateReader = (text: string) => number;

const DIGITS: Readonly<Record<string, string>> = {
  YYYY: "(\\d{4})",
  MMM: `(${MONTHS.join("|")})`,
  MM: "(\\d{2})",
  M: "([1-9]\\d?)",
  DD: "(\\d{2})",
  D: "([1-9]\\d?)",
  HH: "(\\d{2})",
  H: "(0|[1-9]\\d?)",
  hh: "(\\d{2})",
  h: "([1-9]\\d?)",
  mm: "([0-5]\\d)",
  ss: "([0-5]\\d)",
  SSS: "(\\d{3})",
  SSSSSS: "(\\d{6})",
  SSSSSSSSS: "(\\d{9})",
  ZZ: "(Z|[+-]\\d{2}:?\\d{2})",
  A: "([AaPp][Mm])",
};

const MINUTE = 60_000;

/** Reads texts of one pattern, strictly: 30 February is no date. */
export function dateReader(pattern: string): DateReader {
  const names: string[] = [];
  let source = "";
  let from = 0;
  for (const { 0: part, index } of pattern.matchAll(DATE_PARTS)) {
    source += literal(pattern.slice(from, index)) + (DIGITS[part] ?? "");
    names.push(part);
    from = index + part.length;
  }
  const expression = new RegExp(`^${source}${literal(pattern.slice(from))}$`);
  return (text) => {
    const found = expression.exec(text);
    return found ? momentOf(names, found) : Number.NaN;
  };
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

function momentOf(names: readonly string[], found: RegExpExecArray): number {
  let [year, month, day, hour, minute, second, fraction, offset] = [1970, 1, 1, 0, 0, 0, 0, 0];
  let half: string | undefined;
  names.forEach((name, i) => {
    const text = found[i + 1] ?? "";
    if (name === "YYYY") year = Number(text);
    else if (name === "MMM") month = MONTHS.indexOf(text as (typeof MONTHS)[number]) + 1;
    else if (name === "MM" || name === "M") month = Number(text);
    else if (name === "DD" || name === "D") day = Number(text);
    else if (/^[Hh]+$/.test(name)) hour = Number(text);
    else if (name === "mm") minute = Number(text);
    else if (name === "ss") second = Number(text);
    else if (name.startsWith("SSS")) fraction = Number(text.slice(0, 3));
    else if (name === "ZZ") offset = offsetOf(text);
    else half = text.toUpperCase();
  });
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === "PM" ? 12 : 0);
  }
  if (hour > 23 || month < 1 || month > 12) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  return date.setUTCHours(hour, minute, second, fraction) - offset;
}

const offsetOf = (text: string): number => {
  if (text === "Z") return 0;
  const minutes = 60 * Number(text.slice(1, 3)) + Number(text.slice(-2));
  return (text.startsWith("-") ? -minutes : minutes) * MINUTE;
};

export interface FoundDates {
  readonly form: DateForm;
  readonly read: DateReader;
  /** Another pattern that fits as well and means other days: which of both it is was guessed. */
  readonly other?: string;
}

/** The form that every one of the texts has; undefined where there is none. */
export function findDateForm(texts: readonly string[]): FoundDates | undefined {
  const [first] = texts;
  if (first === undefined) return undefined;
  let fitting = patternsOf(first).map((pattern) => ({ pattern, read: dateReader(pattern) }));
  for (const text of texts) {
    if (fitting.length === 0) return undefined;
    fitting = fitting.filter(({ read }) => !Number.isNaN(read(text)));
  }
  const [best, ...rest] = fitting;
  if (!best) return undefined;
  // Day and month change places; 01:00 of one zone or of all are no different days.
  const other = rest.find(
    ({ pattern, read }) => pattern[0] !== best.pattern[0] && texts.some((text) => read(text) !== best.read(text)),
  );
  const form = { pattern: best.pattern, resolution: resolutionOf(texts.map(best.read)) };
  return { form, read: best.read, ...(other ? { other: other.pattern } : {}) };
}

const RESOLUTIONS: readonly (readonly [DateResolution, number])[] = [
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
  ["second", 1000],
];

/** The coarsest part of time of which all moments are multiples. */
export const resolutionOf = (moments: readonly number[]): DateResolution =>
  RESOLUTIONS.find(([, size]) => moments.every((moment) => Number.isNaN(moment) || moment % size === 0))?.[0] ??
  "millisecond";

/** Days of 8 digits are dates only in years like these: other numbers have 8 digits too. */
const COMPACT = /^(?:19|20)\d{6}$/;

const YEAR_FIRST = /^\d{4}([-/.])(\d{1,2})\1(\d{1,2})(?!\d)/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2\d{4}(?!\d)/;
const MONTH = /^\d{4}([-/])(?:0[1-9]|1[0-2])$/;
const DAY_NAMED = /^(\d{1,2})([- ])[A-Z][a-z]{2}\2\d{4}(?!\d)/;
const NAMED_DAY = /^[A-Z][a-z]{2} (\d{1,2}), \d{4}(?!\d)/;

/** Patterns that a text may be of, the likeliest first. */
function patternsOf(text: string): readonly string[] {
  const days = daysOf(text);
  if (days.length === 0) return timesOf(text, "");
  return days.flatMap(({ pattern, length }) => {
    const rest = text.slice(length);
    return rest === "" ? [pattern] : timesOf(rest, pattern);
  });
}

interface DayPattern {
  readonly pattern: string;
  /** Letters of the text that it takes. */
  readonly length: number;
}

/** With and without leading zeros. */
const bothWays = (pattern: string): readonly string[] => [
  pattern,
  pattern.replace(/(?<!M)MM(?!M)/, "M").replace("DD", "D"),
];

function daysOf(text: string): readonly DayPattern[] {
  const found = (
    match: RegExpExecArray | null,
    patterns: (mark: string) => readonly string[],
    mark = "",
  ): DayPattern[] =>
    match
      ? patterns(mark)
          .flatMap(bothWays)
          .map((pattern) => ({ pattern, length: match[0].length }))
      : [];
  const first = YEAR_FIRST.exec(text);
  const last = YEAR_LAST.exec(text);
  const dayNamed = DAY_NAMED.exec(text);
  return [
    ...found(first, (mark) => [`YYYY${mark}MM${mark}DD`], first?.[1]),
    // With strokes the month stands first in more of what is found in the world, with points and hyphens the day does.
    ...found(
      last,
      (mark) => {
        const both = [`DD${mark}MM${mark}YYYY`, `MM${mark}DD${mark}YYYY`];
        return mark === "/" ? both.toReversed() : both;
      },
      last?.[2],
    ),
    ...found(dayNamed, (mark) => [`DD${mark}MMM${mark}YYYY`], dayNamed?.[2]),
    ...found(NAMED_DAY.exec(text), () => ["MMM DD, YYYY"]),
    ...(MONTH.test(text) ? [{ pattern: `YYYY${text[4]}MM`, length: 7 }] : []),
    ...(COMPACT.test(text) ? [{ pattern: "YYYYMMDD", length: 8 }] : []),
  ];
}

const TIME = /^([T ]|, )?(\d{1,2}):\d{2}(?::\d{2}(\.\d{3}(?:\d{3}){0,2})?)?( ?[AaPp][Mm])?( ?(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** Patterns of a day with what stands behind it, or of a time alone. */
function timesOf(text: string, day: string): readonly string[] {
  const found = TIME.exec(text);
  if (!found || (found[1] === undefined) !== (day === "")) return [];
  const [, before = "", hour = "", fraction = "", half = "", zone = ""] = found;
  const seconds = (text.match(/:\d{2}/g)?.length ?? 0) - (/:\d{2}$/.test(zone) ? 1 : 0) === 2;
  const behind =
    (seconds ? ":ss" : "") +
    (fraction === "" ? "" : `.${"S".repeat(fraction.length - 1)}`) +
    half.replace(/[AaPp][Mm]/, "A");
  const hours = half === "" ? ["HH", "H"] : ["hh", "h"];
  const zones = zone === "" ? [""] : [zone, zone.replace(/\S+/, "ZZ")];
  return zones.flatMap((end) =>
    hours
      .filter((letters) => letters.length === 1 || hour.length === 2)
      .map((letters) => `${day}${before}${letters}:mm${behind}${end}`),
  );
}
