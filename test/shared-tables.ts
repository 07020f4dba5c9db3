/** Public tables beside the repository, for tests that know their figures. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TypedColumn, TypedTable } from "../src/data/typed-table.ts";

const fileOf = (name: string): string => resolve(`../shared/data/tables/${name}.csv`);
export const haveTable = (name: string): boolean => existsSync(fileOf(name));

const FIELD = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/y;

function fieldsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, quoted, bare = "", end] = FIELD.exec(text) ?? [];
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** A table whose columns are numbers, days or categories, by what all of their fields are; empty fields and NA are gaps. */
export function sharedTable(name: string): TypedTable {
  const [names = [], ...rows] = fieldsOf(readFileSync(fileOf(name), "utf8").replaceAll("\r", ""));
  const columns = names.map((title, c) =>
    typed(
      title,
      rows.map((row) => row[c] ?? ""),
    ),
  );
  return { columns, rows: rows.length };
}

const isGap = (field: string): boolean => field === "" || field === "NA";

function typed(name: string, fields: readonly string[]): TypedColumn {
  const filled = fields.filter((field) => !isGap(field));
  const gap = filled.length < fields.length ? { gap: fields.find(isGap) ?? "" } : {};
  const by = (value: (field: string) => number): Float64Array =>
    Float64Array.from(fields, (field) => (isGap(field) ? Number.NaN : value(field)));
  if (filled.every((field) => /^-?\d+(\.\d+)?$/.test(field))) {
    const decimals = Math.max(...filled.map((field) => field.split(".")[1]?.length ?? 0));
    return { name, kind: decimals === 0 ? "integer" : "number", form: { decimals }, values: by(Number), ...gap };
  }
  if (filled.every((field) => /^\d{4}-\d\d-\d\d$/.test(field))) {
    return {
      name,
      kind: "date",
      dateForm: { pattern: "YYYY-MM-DD", resolution: "day" },
      values: by(Date.parse),
      ...gap,
    };
  }
  const levels = [...new Set(filled)];
  const places = new Map(levels.map((level, i) => [level, i]));
  return { name, kind: "category", levels, values: by((field) => places.get(field) ?? 0), ...gap };
}
