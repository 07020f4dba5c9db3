/** A value that a condition names, as the numbers of a column that it stands for. */
import { problem } from "../../problem.ts";
import { dateText } from "../date-form.ts";
import { dateReader } from "../date-reading.ts";
import { asEntry, listedNames } from "../listed.ts";
import { nearest } from "../nearest.ts";
import { readNumbers } from "../number-column.ts";
import { numberText } from "../number-form.ts";
import type { ColumnFacts } from "../typed-table.ts";
import type { Span } from "./value-set.ts";
import type { AskedValue } from "./where-text.ts";

type Given = Exclude<AskedValue, null>;

/** From the first to the last number that a value stands for: a date of which only the month is said is all of that month. */
export function spanOf(value: Given, column: ColumnFacts, doing: string): Span {
  requirePlain(value, column.name, doing);
  switch (column.kind) {
    case "category":
    case "boolean":
      return single(levelOf(value, column, doing));
    case "date":
      return dates(value, column, doing);
    case "number":
    case "integer":
      return single(numberOf(value, column, doing));
  }
}

/** JSON can have lists and objects where a value is asked for: not every one of them has a text, and none is a value. */
export function requirePlain(value: unknown, name: string, doing: string): void {
  if (typeof value !== "object" || value === null || value instanceof Date) return;
  const came = Array.isArray(value) ? "a list" : "an object";
  throw problem({ doing, expected: `a text, a number, true or false for ${name}`, came });
}

const single = (value: number): Span => ({ from: value, to: value });
/** A `Date` that is none has no text of its own. */
const shown = (value: Given): string =>
  value instanceof Date && Number.isFinite(value.getTime()) ? value.toISOString() : String(value);

function levelOf(value: Given, { name, kind, levels = [] }: ColumnFacts, doing: string): number {
  const text = shown(value);
  // Files of text have no spaces around values once they are read; those of JSON may.
  const place = [text, text.trim()].map((known) => levels.indexOf(known)).find((found) => found >= 0);
  if (place !== undefined) return place;
  // A boolean's values have texts of their own, yes and no; true and false stand for them too.
  if (kind === "boolean" && /^(?:true|false)$/i.test(text)) return /^true$/i.test(text) ? 1 : 0;
  const close = nearest(text, levels);
  throw problem({
    doing,
    expected: `a value that ${name} has in the data`,
    came: text === "" ? "an empty text" : text,
    next: close === undefined ? `${name} has ${listedNames(levels)}.` : `Did you mean ${asEntry(close)}?`,
  });
}

const PLAIN = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

function numberOf(value: Given, column: ColumnFacts, doing: string): number {
  const { name, kind, form } = column;
  const number = typeof value === "number" ? value : typeof value === "string" ? numberIn(value, column) : Number.NaN;
  if (Number.isFinite(number)) return number;
  const own = numberText({ ...(form ? { form } : {}) }, 1234);
  throw problem({
    doing,
    expected: `${kind === "integer" ? "a whole number" : "a number"} for ${name}, as 1234${own === "1234" ? "" : ` or ${own}`}`,
    came: shown(value) || "an empty text",
  });
}

/** A number as programs write it, or else in the form of the column. */
function numberIn(text: string, { form = {} }: ColumnFacts): number {
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) return Number(trimmed);
  const { prefix = "", suffix = "", mark } = form;
  for (const [before, behind] of [
    [prefix, suffix],
    ["", ""],
  ] as const) {
    const { values } = readNumbers(
      [trimmed],
      { prefix: before, suffix: behind },
      mark === "," ? "comma" : "point",
      false,
    );
    if (Number.isFinite(values[0])) return values[0] as number;
  }
  return Number.NaN;
}

const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

function dates(value: Given, { name, dateForm }: ColumnFacts, doing: string): Span {
  if (value instanceof Date && Number.isFinite(value.getTime())) return single(value.getTime());
  const found =
    typeof value === "string"
      ? (isoSpan(value.trim()) ?? (dateForm && ownSpan(value.trim(), dateForm.pattern)))
      : undefined;
  if (found) return found;
  throw problem({
    doing,
    expected: `a date for ${name}, as 2024-05-31${dateForm ? ` or ${dateText(dateForm, Date.UTC(2024, 4, 31, 13, 30))}` : ""}`,
    came: shown(value) || "an empty text",
  });
}

/** 2024, 2024-05, 2024-05-31, 2024-05-31T13:30: all that the text leaves open. */
function isoSpan(text: string): Span | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const parts: readonly (string | undefined)[] = match.slice(1, 8);
  const known = parts.indexOf(undefined);
  const numbers = parts.map((part, i) =>
    part === undefined ? (i === 1 || i === 2 ? 1 : 0) : Number(i === 6 ? part.padEnd(3, "0") : part),
  );
  return spanFrom(numbers, known < 0 ? parts.length : known, offsetOf(match[8]));
}

/** The span of an instant whose first `known` of year, month, day, hour, minute, second and millisecond are said. */
function spanFrom(numbers: readonly number[], known: number, offset: number): Span | undefined {
  const at = (shift: number): number => {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = numbers.map((number, i) =>
      i === known - 1 ? number + shift : number,
    );
    return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offset;
  };
  const back = new Date(at(0) + offset);
  // 2023-02-30 is no date.
  const same =
    back.getUTCMonth() + 1 === numbers[1] && back.getUTCDate() === numbers[2] && back.getUTCHours() === numbers[3];
  return same ? { from: at(0), to: at(1) - 1 } : undefined;
}

/** Milliseconds of a zone's distance from UTC: `+01:00`. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.replace(/\D/g, "");
  return (zone.startsWith("-") ? -1 : 1) * (60 * Number(digits.slice(0, 2)) + Number(digits.slice(2))) * 60_000;
}

/** The finest part of a pattern, and how long it lasts in milliseconds. */
const LASTING = [
  [/SSS/, 1],
  [/ss/, 1000],
  [/mm/, 60_000],
  [/[Hh]/, 3_600_000],
  [/D/, 86_400_000],
] as const;

/** A date in the column's own form, whose time may be left out. */
function ownSpan(text: string, pattern: string): Span | undefined {
  for (const said of [pattern, pattern.replace(/[T ]+[Hh].*$/, "")]) {
    const from = dateReader(said)(text);
    if (Number.isNaN(from)) continue;
    const lasting = LASTING.find(([part]) => part.test(said))?.[1];
    if (lasting !== undefined) return { from, to: from + lasting - 1 };
    const date = new Date(from);
    return { from, to: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - 1 };
  }
  return undefined;
}
