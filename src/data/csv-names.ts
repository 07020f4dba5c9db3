/** What the columns of a table are called, and which one is meant. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import type { Delimited, Line } from "./delimited.ts";
import { guessHeader } from "./header.ts";
import { asEntry, listed, listedNames } from "./listed.ts";
import { nearest } from "./nearest.ts";
import { looksNumeric } from "./number-column.ts";

interface NamedRows {
  readonly names: readonly string[];
  readonly rows: readonly Line[];
  /** The header has no name for the first column. */
  readonly unnamed: boolean;
  readonly notices: readonly string[];
}

/** The lines as names and rows. */
export function withNames(doing: string, read: Delimited, header: "auto" | "yes" | "no"): NamedRows {
  const { commentAbove } = read;
  const { lines, notices } = header === "no" ? { lines: read.lines, notices: [] } : evened(read.lines);
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
  const rest = lines.slice(1);
  const guess = header === "auto" ? guessHeader(first, rest) : header === "yes" ? "text" : "none";
  if (guess === "none") {
    const above = header === "auto" && commentAbove?.every((field) => field.trim() !== "" && !looksNumeric(field));
    const named = uniqueNames(above ? (commentAbove ?? []) : first.fields.map(() => ""));
    return {
      names: named.names,
      rows: lines,
      unnamed: false,
      notices: [
        ...notices,
        ...(above ? [`The columns are named by the comment above them; ${option("header", "no")} numbers them.`] : []),
        ...named.notices,
      ],
    };
  }
  const what = guess === "years" ? "years" : "numbers that count";
  const named = uniqueNames(first.fields);
  return {
    names: named.names,
    rows: rest,
    unnamed: /^(?:Unnamed: 0)?$/.test(first.fields[0]?.trim() ?? "") && first.fields.length > 1,
    notices: [
      ...notices,
      ...(guess === "text"
        ? []
        : [
            `The first line (${listed(first.fields, 4)}) holds ${what} and is taken for names; ${option("header", "no")} takes it for a row.`,
          ]),
      ...named.notices,
    ],
  };
}

/**
 * Lines of which all but the first have one field more, or less: a separator stands at the end of some, or the first column has
 * no name, as R writes tables.
 */
function evened(lines: readonly Line[]): { readonly lines: readonly Line[]; readonly notices: readonly string[] } {
  const [first, ...rest] = lines;
  const width = rest[0]?.fields.length ?? 0;
  if (!first || !rest.every(({ fields }) => fields.length === width)) return { lines, notices: [] };
  const names = first.fields;
  const isBlank = (field: string | undefined): boolean => field?.trim() === "";
  if (names.length === width + 1 && isBlank(names.at(-1))) {
    return { lines: [{ ...first, fields: names.slice(0, -1) }, ...rest], notices: [] };
  }
  if (names.length !== width - 1) return { lines, notices: [] };
  if (rest.every(({ fields }) => isBlank(fields.at(-1)))) {
    return { lines: [first, ...rest.map((line) => ({ ...line, fields: line.fields.slice(0, -1) }))], notices: [] };
  }
  return {
    lines: [{ ...first, fields: ["", ...names] }, ...rest],
    notices: ["The first line has one field less than the others: the first column is taken to have no name."],
  };
}

/** Columns without a name are numbered; of equal names all but the first get a number. */
function uniqueNames(fields: readonly string[]): {
  readonly names: readonly string[];
  readonly notices: readonly string[];
} {
  const given = new Set(fields.map((field) => field.trim()));
  const known = new Set<string>();
  const renamed: string[] = [];
  const names = fields.map((field, i) => {
    const name = field.trim() || `column ${i + 1}`;
    let unique = name;
    for (let n = 1; known.has(unique) || (unique !== field.trim() && given.has(unique)); n++) unique = `${name}.${n}`;
    known.add(unique);
    if (unique !== name) renamed.push(`${name} (column ${i + 1}) is ${unique}`);
    return unique;
  });
  return {
    names,
    notices: renamed.length > 0 ? [`Names that stand more than once get a number: ${listed(renamed, 3)}.`] : [],
  };
}

/** Which column is meant by a name, or by a number from 1. */
export function place(doing: string, names: readonly string[], wanted: string): number {
  const byName = names.indexOf(wanted);
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= names.length) return number - 1;
  const close = nearest(wanted, names);
  throw problem({
    doing,
    expected: `a column of ${listedNames(names, 20)}`,
    came: wanted,
    ...(close ? { next: `Did you mean ${asEntry(close)}?` } : {}),
  });
}
