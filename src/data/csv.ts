/** Comma-separated values (RFC 4180), also with semicolons or tabs, become a table of numbers. */
import { parse } from "csv-parse/browser/esm/sync";
import { problem } from "../problem.ts";
import { nearest } from "./nearest.ts";
import type { Table } from "./rows.ts";

export interface CsvOptions {
  /** Columns to take, by name or by number from 1. Left out: every column that holds nothing but numbers and gaps. */
  readonly columns?: readonly string[];
  /** Columns not to take, by name or by number from 1. */
  readonly leaveOut?: readonly string[];
  /** Whether the first line names the columns; `auto` finds out. */
  readonly header?: "auto" | "yes" | "no";
}

export interface CsvTable extends Table {
  /** Rows that were left out because a chosen column has a gap. */
  readonly dropped: number;
  /** Columns that were not taken. */
  readonly left: readonly string[];
}

/** Ways of writing that a value is missing. */
const GAPS = new Set(["", "na", "n/a", "nan", "null", "none", "?", "-"]);
const isGap = (field: string): boolean => GAPS.has(field.trim().toLowerCase());

/** The number in a field, `NaN` if it holds something else. */
const numberIn = (field: string): number => (/^\s*[-+]?[\d.]/.test(field) ? Number(field) : Number.NaN);

interface Line {
  readonly fields: readonly string[];
  /** Where it ends, counted from 1. */
  readonly line: number;
}

/** Reads CSV text. Every refusal names the line or the column. */
export function readCsv(
  name: string,
  text: string,
  { columns, leaveOut = [], header = "auto" }: CsvOptions = {},
): CsvTable {
  const lines = linesOf(name, text);
  const doing = `reading ${name} as CSV`;
  const [first] = lines;
  if (!first) throw problem({ doing, expected: "lines of numbers", came: "an empty file" });
  for (const { fields, line } of lines) {
    if (fields.length === first.fields.length) continue;
    throw problem({
      doing: `${doing}, line ${line}`,
      expected: `${first.fields.length} fields, as in line ${first.line}`,
      came: String(fields.length),
      next: "Mend the line.",
    });
  }
  const named = header === "yes" || (header === "auto" && namesColumns(first, lines.slice(1)));
  const names = named ? uniqueNames(doing, first.fields) : first.fields.map((_, i) => `column ${i + 1}`);
  const rows = named ? lines.slice(1) : lines;
  if (rows.length === 0) throw problem({ doing, expected: "rows below the header", came: "none" });
  const unwanted = leaveOut.map((column) => place(doing, names, column));
  const found = columns ? columns.map((column) => place(doing, names, column)) : numericColumns(doing, names, rows);
  const chosen = found.filter((column) => !unwanted.includes(column));
  const kept = rows.filter(({ fields }) => chosen.every((column) => !isGap(fields[column] ?? "")));
  const values = new Float64Array(kept.length * chosen.length);
  kept.forEach(({ fields, line }, row) => {
    chosen.forEach((column, i) => {
      const field = fields[column] ?? "";
      const value = numberIn(field);
      if (!Number.isFinite(value)) {
        throw problem({
          doing: `${doing}, line ${line}, ${names[column]}`,
          expected: "a number",
          came: field.length > 40 ? `${field.slice(0, 40)}…` : field,
          next: "Leave the column out (--columns names those to take), or mend the line.",
        });
      }
      values[row * chosen.length + i] = value;
    });
  });
  return {
    columns: chosen.map((column) => names[column] as string),
    values,
    dropped: rows.length - kept.length,
    left: names.filter((_, column) => !chosen.includes(column)),
  };
}

function linesOf(name: string, text: string): Line[] {
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return records.map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (cause) {
    throw problem({
      doing: `reading ${name} as CSV`,
      expected: "fields that are quoted rightly",
      came: (cause as Error).message,
      cause,
    });
  }
}

/** The separator that stands most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text.replace(/^\ufeff?\s*/, ""))?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** A first line names the columns if it has no number, or has text above a column of numbers. */
function namesColumns({ fields }: Line, rows: readonly Line[]): boolean {
  const isText = (field: string): boolean => !isGap(field) && Number.isNaN(numberIn(field));
  if (!fields.some((field) => Number.isFinite(numberIn(field)))) return true;
  return fields.some((field, column) => {
    const below = rows.map((row) => row.fields[column] ?? "").filter((value) => !isGap(value));
    return isText(field) && below.length > 0 && !below.some(isText);
  });
}

function uniqueNames(doing: string, fields: readonly string[]): readonly string[] {
  const names = fields.map((field, i) => field.trim() || `column ${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw problem({ doing, expected: "columns of different names", came: `${twice} twice` });
  return names;
}

/** Which column is meant by a name, or by a number from 1. */
function place(doing: string, names: readonly string[], wanted: string): number {
  const byName = names.indexOf(wanted);
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= names.length) return number - 1;
  const close = nearest(wanted, names);
  throw problem({
    doing,
    expected: `a column of ${names.join(", ")}`,
    came: wanted,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}

/** Columns with numbers and gaps alone, and at least one number. */
function numericColumns(doing: string, names: readonly string[], rows: readonly Line[]): number[] {
  const numeric = names.flatMap((_, column) => {
    const filled = rows.map(({ fields }) => fields[column] ?? "").filter((field) => !isGap(field));
    return filled.length > 0 && filled.every((field) => Number.isFinite(numberIn(field))) ? [column] : [];
  });
  if (numeric.length > 0) return numeric;
  throw problem({
    doing,
    expected: "a column of numbers",
    came: `${names.join(", ")}, none of which holds numbers alone`,
    next: "Name the columns to take by --columns.",
  });
}
