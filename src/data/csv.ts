/**
 * Comma-separated values (RFC 4180), also with semicolons, tabs, bars or spaces, become a table of numbers. What is guessed, left out or
 * changed on the way is said in `notices`.
 */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { readLines, type TextOptions } from "./csv-lines.ts";
import { place } from "./csv-names.ts";
import { marksOf } from "./decimal-marks.ts";
import type { Line } from "./delimited.ts";
import { formNotices } from "./form-notices.ts";
import { type LeftColumn, leftNotices, reasonToLeave, short } from "./left-columns.ts";
import { listed } from "./listed.ts";
import { type ColumnFields, type DecimalMark, examine, type NumberColumn, readNumbers } from "./number-column.ts";
import type { NumberForm } from "./number-form.ts";
import type { Table } from "./table.ts";
import { type RowNumbers, wholeRows } from "./whole-rows.ts";

/** Which columns of a table to take, and how its text is to be read. */
export interface CsvOptions extends TextOptions {
  /**
   * Columns to take, by name or by number from 1; what they hold is read as numbers, codes with leading zeros too. Left out: every
   * column that holds nothing but numbers and gaps, and is no identifier.
   */
  readonly columns?: readonly string[];
  /** Columns not to take, by name or by number from 1. */
  readonly leaveOut?: readonly string[];
  /** Rows with gaps are left out (`drop`), or kept with NaN where a gap is. */
  readonly gaps?: "drop" | "keep";
  /** What stands before decimals; `auto` finds out. */
  readonly decimal?: "auto" | DecimalMark;
}

/** The numbers of a table, and what was left out on the way to them. */
export interface CsvTable extends Table {
  /** Rows that were left out because a chosen column has a gap, or an infinite number. */
  readonly dropped: number;
  /** Columns that were not taken. */
  readonly left: readonly string[];
  /** What was guessed, left out or changed, a sentence each. */
  readonly notices: readonly string[];
}

/** Reads CSV text. Every refusal names the line or the column. */
export function readCsv(name: string, text: string, options: CsvOptions = {}): CsvTable {
  const { columns, leaveOut = [], gaps = "drop", decimal = "auto" } = options;
  const doing = `reading ${name} as CSV`;
  const { names, rows, unnamed, notices, ...read } = readLines(doing, name, text, options);

  const unwanted = new Set(leaveOut.map((column) => place(doing, names, column)));
  const chosen = columns?.map((column) => place(doing, names, column));
  const wanted = (chosen ?? names.map((_, column) => column)).filter((column) => !unwanted.has(column));
  const examined = wanted.map((column): Examined => {
    const fields = rows.map((row) => row.fields[column] ?? "");
    return { name: names[column] as string, fields, about: examine(fields), unnamed: unnamed && column === 0 };
  });
  const marks = marksOf(
    examined.map(({ about }) => about),
    read.separator,
    decimal,
  );
  const { taken, written, left } = sorted(doing, rows, examined, marks, chosen !== undefined);
  const reasons = leftNotices(left);
  if (taken.length === 0) {
    throw problem({
      doing,
      expected: "a column of numbers",
      came: `${listed(names)}, none of which holds numbers alone${reasons.length > 0 ? `. ${reasons.join(" ")}` : ""}`,
      next: `Name the columns to take by ${option("columns")}.`,
    });
  }
  const { kept, notices: rowNotices } = wholeRows(doing, rows, taken, gaps === "keep");
  const values = new Float64Array(kept.length * taken.length);
  taken.forEach((column, i) => {
    kept.forEach((row, at) => {
      values[at * taken.length + i] = column.values[row] as number;
    });
  });
  const writtenNames = new Set(written.map((column) => column.name));
  return {
    columns: taken.map((column) => column.name),
    values,
    forms: taken.map((column) => column.form),
    constants: written.flatMap(({ name: constant, text: always }, at) =>
      always === undefined ? [] : [{ name: constant, text: always, place: at }],
    ),
    lines: kept.map((row) => rows[row]?.line ?? 0),
    dropped: rows.length - kept.length,
    left: names.filter((columnName) => !writtenNames.has(columnName)),
    notices: [...notices, ...reasons, ...formNotices(taken), ...rowNotices],
  };
}

interface Examined {
  readonly name: string;
  readonly fields: readonly string[];
  readonly about: ColumnFields;
  readonly unnamed: boolean;
}

/** Columns that are learned; those that are written, in their order, with the text of those that never change; and the others. */
interface Sorted {
  readonly taken: readonly Taken[];
  readonly written: readonly { readonly name: string; readonly text?: string }[];
  readonly left: readonly LeftColumn[];
}

interface Taken extends RowNumbers {
  readonly form: NumberForm;
}

function sorted(
  doing: string,
  rows: readonly Line[],
  examined: readonly Examined[],
  marks: readonly DecimalMark[],
  chosen: boolean,
): Sorted {
  const taken: Taken[] = [];
  const left: LeftColumn[] = [];
  const written: { readonly name: string; readonly text?: string }[] = [];
  examined.forEach((column, i) => {
    const { name, fields, about } = column;
    const numbers = readNumbers(fields, about, marks[i] ?? "point", chosen);
    const reason = reasonToLeave({ ...column, numbers, lines: rows, chosen });
    if (reason === undefined) {
      taken.push({ name, values: numbers.values, form: numbers.form });
      written.push({ name });
    } else if (reason.kind === "constant") written.push({ name, text: fields[0] ?? "" });
    else if (chosen && numbers.others.length > 0) throw refusal(doing, rows, fields, numbers, name);
    else left.push(reason);
  });
  return { taken, written, left };
}

function refusal(
  doing: string,
  rows: readonly Line[],
  fields: readonly string[],
  { others }: NumberColumn,
  name: string,
) {
  const [row = 0] = others;
  return problem({
    doing: `${doing}, line ${rows[row]?.line}, ${name}`,
    expected: "a number",
    came: short(fields[row] ?? ""),
    next: `Leave the column out (${option("columns")} names those to take), or mend the line.`,
  });
}
