/** Rows of a table in JSON: a list of objects, or of lists below a list of names; or a line of JSON for every row. */
import { problem } from "../problem.ts";
import { cellColumn } from "./cell-records.ts";
import { counted } from "./counted.ts";
import { parseJson } from "./json.ts";
import type { Records } from "./records.ts";

const FORM = 'a list of rows: [{"a": 1, "b": "x"}, …]';

/** JSON as a whole. */
export function jsonRecords(name: string, text: string): Records {
  const doing = `reading ${name} as JSON`;
  const read = parsed(doing, text);
  const { rows, notices } = rowsOf(doing, read);
  return recordsOf(doing, rows, (row) => `row ${row + 1}`, notices);
}

/** JSON lines: a row each. */
export function jsonLineRecords(name: string, text: string): Records {
  const doing = `reading ${name} as JSON lines`;
  const rows: unknown[] = [];
  const lines: number[] = [];
  let line = 0;
  for (let from = text.startsWith("\ufeff") ? 1 : 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const one = text.slice(from, end < 0 ? text.length : end).trim();
    from = end < 0 ? text.length : end + 1;
    line++;
    if (one === "") continue;
    rows.push(parsed(`${doing}, line ${line}`, one));
    lines.push(line);
  }
  return recordsOf(doing, rows, (row) => `line ${lines[row]}`, []);
}

function parsed(doing: string, text: string): unknown {
  try {
    return parseJson(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw problem({ doing, expected: "JSON", came: (cause as Error).message, cause });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The list itself, or the only list of objects in an object around it. */
function rowsOf(
  doing: string,
  read: unknown,
): { readonly rows: readonly unknown[]; readonly notices: readonly string[] } {
  if (Array.isArray(read)) return { rows: read, notices: [] };
  const lists = isObject(read)
    ? Object.entries(read).filter(([, value]) => Array.isArray(value) && value.length > 0 && value.every(isObject))
    : [];
  const [list, other] = lists;
  if (list && !other) {
    const rows = list[1] as readonly unknown[];
    return {
      rows,
      notices: [`The ${counted(rows.length, "row")} are those of "${list[0]}"; what stands beside them is left out.`],
    };
  }
  throw problem({
    doing,
    expected: FORM,
    came: isObject(read)
      ? `an object with ${Object.keys(read).slice(0, 5).join(", ") || "nothing in it"}`
      : typeof read,
    next: 'With pandas: df.to_json(path, orient="records").',
  });
}

function recordsOf(
  doing: string,
  rows: readonly unknown[],
  placeOf: (row: number) => string,
  notices: readonly string[],
): Records {
  if (rows.length === 0) throw problem({ doing, expected: "rows", came: "none" });
  const lists = rows.every((row) => Array.isArray(row));
  const odd = lists ? -1 : rows.findIndex((row) => !isObject(row));
  if (odd >= 0) {
    throw problem({
      doing: `${doing}, ${placeOf(odd)}`,
      expected: "an object, as other rows are",
      came: shown(rows[odd]),
    });
  }
  return lists ? listRecords(doing, rows, placeOf, notices) : objectRecords(rows as readonly Row[], placeOf, notices);
}

type Row = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 40) ?? String(value);

/** Columns are what any row has, in the order in which it first comes. */
function objectRecords(rows: readonly Row[], placeOf: (row: number) => string, notices: readonly string[]): Records {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return {
    columns: [...names].map((name) =>
      cellColumn(
        name,
        rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined)),
      ),
    ),
    count: rows.length,
    placeOf,
    notices,
  };
}

/** The first list names the columns, if it has nothing but texts and they differ. */
function listRecords(
  doing: string,
  rows: readonly (readonly unknown[])[],
  placeOf: (row: number) => string,
  notices: readonly string[],
): Records {
  const [first = []] = rows;
  const odd = rows.findIndex(({ length }) => length !== first.length);
  if (odd >= 0) {
    throw problem({
      doing: `${doing}, ${placeOf(odd)}`,
      expected: counted(first.length, "value"),
      came: String(rows[odd]?.length),
    });
  }
  const named = first.every((name) => typeof name === "string" && name !== "") && new Set(first).size === first.length;
  const below = named ? rows.slice(1) : rows;
  if (below.length === 0 || first.length === 0)
    throw problem({ doing, expected: "rows below the names", came: "none" });
  return {
    columns: first.map((name, column) =>
      cellColumn(
        named ? (name as string) : `column ${column + 1}`,
        below.map((row) => row[column]),
      ),
    ),
    count: below.length,
    placeOf: (row) => placeOf(named ? row + 1 : row),
    notices,
  };
}
