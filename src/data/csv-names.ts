/** What the columns of a table are called, and which one is meant. */
import { problem } from "../problem.ts";
import type { Delimited, Line } from "./delimited.ts";
import { guessHeader } from "./header.ts";
import { listed } from "./listed.ts";
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
export function withNames(doing: string, { lines, commentAbove }: Delimited, header: "auto" | "yes" | "no"): NamedRows {
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
    return {
      names: above ? uniqueNames(doing, commentAbove ?? []) : first.fields.map((_, i) => `column ${i + 1}`),
      rows: lines,
      unnamed: false,
      notices: above ? ["The columns are named by the comment above them; --header no numbers them."] : [],
    };
  }
  const what = guess === "years" ? "years" : "numbers that count";
  return {
    names: uniqueNames(doing, first.fields),
    rows: rest,
    unnamed: /^(?:Unnamed: 0)?$/.test(first.fields[0]?.trim() ?? "") && first.fields.length > 1,
    notices:
      guess === "text"
        ? []
        : [
            `The first line (${listed(first.fields, 4)}) holds ${what} and is taken for names; --header no takes it for a row.`,
          ],
  };
}

function uniqueNames(doing: string, fields: readonly string[]): readonly string[] {
  const names = fields.map((field, i) => field.trim() || `column ${i + 1}`);
  const known = new Set<string>();
  for (const name of names) {
    if (known.has(name)) throw problem({ doing, expected: "columns of different names", came: `${name} twice` });
    known.add(name);
  }
  return names;
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
    expected: `a column of ${listed(names, 20)}`,
    came: wanted,
    ...(close ? { next: `Did you mean ${close}?` } : {}),
  });
}
