/** Rows as programs and files give them, as columns of a run's table: what is missing or empty is to be filled. */
import { requirePlain, spanOf } from "../data/conditions/asked-value.ts";
import type { AskableTable } from "../data/conditions/where.ts";
import { listedNames } from "../data/listed.ts";
import { nearest } from "../data/nearest.ts";
import { isGap } from "../data/number-column.ts";
import type { ColumnFacts, TypedColumn, TypedTable } from "../data/typed-table.ts";
import type { RowValue, WrittenSource } from "../data/written/written-columns.ts";
import { problem } from "../problem.ts";

/** A row of which some values are given: those that are not there, null or empty text are filled. */
export type GivenRow = { readonly [column: string]: RowValue | undefined };

export interface GivenRows {
  readonly table: TypedTable;
  /** Text that is given in a column that is made anew, of the row of this number; undefined where there is none. */
  readonly kept: (column: string, number: number) => string | undefined;
  /** What is to be said of columns that the run does not have. */
  readonly notices: readonly string[];
}

const DOING = "reading given rows";
const rowOf = (i: number): string => `${DOING}, row ${i + 1}`;

/** Reads given rows. Throws, with the row's number, where a value is none that its column can have. */
export function givenRows(
  rows: readonly GivenRow[],
  { table, written }: { readonly table: AskableTable; readonly written: readonly WrittenSource[] },
): GivenRows {
  if (!Array.isArray(rows) || rows.some((row) => typeof row !== "object" || row === null)) {
    throw problem({ doing: DOING, expected: "a list of objects", came: "something else" });
  }
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const known = table.columns.filter(({ name }) => names.has(name));
  const unknown = [...names].filter(
    (name) => !table.columns.some((column) => column.name === name) && !table.refused?.has(name),
  );
  if (known.length === 0) {
    throw problem({
      doing: DOING,
      expected: `columns of the table: ${listedNames(table.columns.map(({ name }) => name))}`,
      came: [...names].length === 0 ? "none" : listedNames([...names]),
    });
  }
  const left = new Set(unknown);
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) if (!left.has(name)) requirePlain(value, name, rowOf(i));
  });
  const columns = known.map(
    (facts): TypedColumn => ({
      ...facts,
      values: Float64Array.from(rows, (row, i) => numberOf(row[facts.name], facts, i)),
    }),
  );
  const notices = unknown.map((name) => {
    const close = nearest(
      name,
      table.columns.map((column) => column.name),
    );
    return `${name}: not a column of the table, so it is left out.${close === undefined ? "" : ` Did you mean ${close}?`}`;
  });
  return {
    table: { columns, rows: rows.length },
    kept: (column, number) => textOf(rows[number % rows.length]?.[column]),
    notices: [...notices, ...otherConstants(rows, written)],
  };
}

/** Constants that are given as something else. */
const otherConstants = (rows: readonly GivenRow[], written: readonly WrittenSource[]): readonly string[] =>
  written.flatMap((source) => {
    if (source.from !== "constant") return [];
    const { name, text } = source.constant;
    const other = rows.map((row) => textOf(row[name])).find((given) => given !== undefined && given !== text);
    return other === undefined
      ? []
      : [`${name} is ${text} in every row of the data: ${other} and others are left out.`];
  });

function textOf(value: RowValue | undefined): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return value instanceof Date ? value.toISOString() : String(value);
}

function numberOf(value: RowValue | undefined, facts: ColumnFacts, row: number): number {
  if (value === undefined || value === null || value === "" || (typeof value === "string" && isEmpty(value, facts)))
    return Number.NaN;
  return spanOf(value, facts, rowOf(row)).from;
}

/** Whether a text is a gap: as the data write it, or as people do, unless that is a value of the column. */
const isEmpty = (text: string, { gap, levels }: ColumnFacts): boolean =>
  text === gap || (isGap(text) && !levels?.includes(text));
