/** Text of fields between separators becomes lines of fields. Comment lines are left out, the separator is found. */
import { parse } from "csv-parse/browser/esm/sync";
import { problem } from "../problem.ts";
import { looksNumeric, SPREADSHEET_ERROR } from "./number-column.ts";

export const separators = { comma: ",", semicolon: ";", tab: "\t", pipe: "|", space: " " } as const;
export type Separator = keyof typeof separators;

export interface Line {
  readonly fields: readonly string[];
  /** Where it ends, counted from 1. */
  readonly line: number;
}

export interface Delimited {
  readonly lines: readonly Line[];
  readonly separator: Separator;
  /** How many lines begin with `#` and were left out. */
  readonly comments: number;
  /** The fields of the last comment above everything else, if it has as many as the lines below: it may name the columns. */
  readonly commentAbove?: readonly string[];
}

export interface DelimitedOptions {
  readonly separator?: Separator | undefined;
  /** Whether lines that begin with `#` are comments; left out: found out. */
  readonly comments?: boolean | undefined;
}

/** The first line by which a spreadsheet is told the separator. */
const TOLD = /^\ufeff?sep=([,;|\t])(?=\r?\n)/i;

export function readDelimited(name: string, written: string, options: DelimitedOptions = {}): Delimited {
  const plain = written.includes("\n") ? written : written.replaceAll("\r", "\n");
  const told = TOLD.exec(plain)?.[1];
  const untold = plain.replace(TOLD, "");
  const commented = options.comments ?? hasComments(untold);
  const separator = options.separator ?? named(told) ?? separatorOf(untold, commented);
  const text = separator === "space" ? singleSpaces(untold) : untold;
  const settings = {
    bom: true,
    delimiter: separators[separator],
    info: true,
    // Both, since files that were put together have both.
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_empty_lines: true,
  };
  const records = parsed(name, text, commented ? { ...settings, comment: "#", comment_no_infix: true } : settings);
  const wide = records.some(({ record }) => record.length > 1);
  const lines = records
    .filter(({ record }) => !(wide && record.length === 1 && record[0]?.trim() === ""))
    .map(({ record, info }) => ({ fields: record, line: info.lines }));
  const comments = commented ? (records.at(-1)?.info.comment_lines ?? 0) + commentsBelow(text) : 0;
  const above = commented ? /^(?:\ufeff?(?:[ \t]*\r?\n)*)((?:#[^\n]*\n)+)/.exec(text)?.[1]?.trimEnd() : undefined;
  const last = above
    ?.slice(above.lastIndexOf("\n") + 1)
    .replace(/^#+\s*/, "")
    .trim();
  const [fields] = last ? parsed(name, last, settings, true).map(({ record }) => record) : [];
  return {
    lines,
    separator,
    comments,
    ...(fields && fields.length === lines[0]?.fields.length ? { commentAbove: fields } : {}),
  };
}

/** Comments after the last row, which the parser does not count. */
function commentsBelow(text: string): number {
  let comments = 0;
  for (let end = text.length; end > 0; ) {
    const from = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(from, end);
    if (line.startsWith("#")) comments++;
    else if (line.trim() !== "") break;
    end = from - 1;
  }
  return comments;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly comment_lines: number };
}

/** Most that is said of what a file holds. */
const MOST_SAID = 160;

/** A file that is no text is quoted in no message as it is. */
function legible(message: string): string {
  const text = message.replace(/[^\P{C}]|\ufffd/gu, "·");
  return text.length > MOST_SAID ? `${text.slice(0, MOST_SAID)}…` : text;
}

/** `lenient`: of what cannot be read nothing. */
function parsed(name: string, text: string, settings: object, lenient = false): readonly Parsed[] {
  try {
    return parse(text, settings) as unknown as readonly Parsed[];
  } catch (cause) {
    if (lenient) return [];
    throw problem({
      doing: `reading ${name} as CSV`,
      expected: "fields that are quoted rightly",
      came: legible((cause as Error).message),
      cause,
    });
  }
}

/** Lines that begin with `#` are comments if they stand above all others, or are few: a column of colours or hashtags has many. */
function hasComments(text: string): boolean {
  let [above, below, lines] = [0, 0, 0];
  for (let from = text.startsWith("\ufeff") ? 1 : 0; from < text.length; ) {
    if (text.charCodeAt(from) !== 35 || isError(text, from)) lines++;
    else if (lines === 0) above++;
    else below++;
    const end = text.indexOf("\n", from);
    if (end < 0) break;
    from = end + 1;
  }
  return lines > 0 && above + below > 0 && below <= 0.05 * lines + 1;
}

/** A row may begin with #N/A. */
const isError = (text: string, from: number): boolean =>
  SPREADSHEET_ERROR.test(/^[^,;|\t\r\n]*/.exec(text.slice(from, from + 12))?.[0] ?? "");

/** The lines by which the separator is found. */
const LOOKED_AT = 50;

/**
 * The separator. One that stands equally often in every line is one; of commas and another the other, if what stands between are
 * numbers with decimal commas. Where none is so regular, it is the one that stands most often in the first line.
 */
function separatorOf(text: string, commented: boolean): Separator {
  const lines = firstLines(text, commented);
  const counts = (separator: Separator): number[] => lines.map((line) => line.split(separators[separator]).length);
  const all = (Object.keys(separators) as Separator[]).filter((separator) => separator !== "space");
  const first = (separator: Separator): number => counts(separator)[0] ?? 1;
  const most = (of: readonly Separator[]): Separator => of.reduce((a, b) => (first(b) > first(a) ? b : a));
  const regular = all.filter((separator) => {
    const found = counts(separator);
    return (found[0] ?? 1) > 1 && found.every((count) => count === found[0]);
  });
  const others = regular.filter((separator) => separator !== "comma");
  if (others.length === 0) {
    return regular.length === 0 && isSpaced(lines) ? "space" : most(regular.length > 0 ? regular : all);
  }
  const other = most(others);
  if (!regular.includes("comma")) return other;
  const decimal = lines
    .slice(lines.length > 1 ? 1 : 0)
    .every((line) =>
      line
        .split(separators[other])
        .every((field) => !field.includes(",") || /^\s*[-+]?[\d.]*,\d+\s*\D{0,4}$/.test(field)),
    );
  return decimal ? other : most(regular);
}

const named = (told: string | undefined): Separator | undefined =>
  (Object.keys(separators) as Separator[]).find((separator) => separators[separator] === told);

/** As many fields between spaces in each line, with a number among them that is not 1 234. */
function isSpaced(lines: readonly string[]): boolean {
  const spaced = lines.map((line) => line.trim().split(/ +/));
  const [first = []] = spaced;
  return (
    first.length > 1 &&
    spaced.every(({ length }) => length === first.length) &&
    spaced.slice(1).every((fields) => fields.some(looksNumeric)) &&
    !lines.slice(1).every(looksNumeric)
  );
}

/** One space between fields, and none at the ends of lines, whatever is quoted. */
const singleSpaces = (text: string): string =>
  text
    .split('"')
    .map((piece, i) => (i % 2 === 0 ? piece.replace(/ {2,}/g, " ") : piece))
    .join('"')
    .replace(/^ +| +(?=\r?$)/gm, "");

/** Without what is quoted, empty lines and comments. */
function firstLines(text: string, commented: boolean): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let quoted = false;
  let from = text.startsWith("\ufeff") ? 1 : 0;
  while (from < text.length && lines.length < LOOKED_AT) {
    const end = text.indexOf("\n", from);
    const piece = text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
    // Every second piece between quotes is quoted; a doubled quote makes an empty one.
    const pieces = piece.split('"');
    line += pieces.filter((_, i) => (i % 2 === 0) !== quoted).join("");
    quoted = (pieces.length % 2 === 0) !== quoted;
    if (quoted) continue;
    if (line.trim() !== "" && !(commented && line.startsWith("#"))) lines.push(line.replace(/\r$/, ""));
    line = "";
  }
  return lines;
}
