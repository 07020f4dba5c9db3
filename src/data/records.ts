/** Rows of a table before it is known what its columns hold, from whatever file they come. */
import type { NamedLines } from "./csv-lines.ts";
import type { Separator } from "./delimited.ts";

/** What a file itself says of the values of a column; `nested`: objects or lists. */
export type StatedKind = "number" | "boolean" | "date" | "text" | "nested";

export interface FieldColumn {
  readonly name: string;
  /** The text of a row's field; undefined where the file says that nothing is there. */
  readonly field: (row: number) => string | undefined;
  /** Left out where the file holds text alone: then what it is, is found out. */
  readonly stated?: StatedKind;
  /** It is the first, and the file has no name for it. */
  readonly unnamed?: boolean;
}

export interface Records {
  readonly columns: readonly FieldColumn[];
  /** How many there are. */
  readonly count: number;
  /** Where a row stands in its file, for people: `line 7`. */
  readonly placeOf: (row: number) => string;
  /** What stands between the fields, in text. */
  readonly separator?: Separator;
  /** What was guessed or left out on the way, a sentence each. */
  readonly notices: readonly string[];
}

/** The lines of a text as records. */
export const lineRecords = ({ names, rows, unnamed, separator, notices }: NamedLines): Records => ({
  columns: names.map((name, column) => ({
    name,
    field: (row) => rows[row]?.fields[column],
    unnamed: unnamed && column === 0,
  })),
  count: rows.length,
  placeOf: (row) => `line ${rows[row]?.line}`,
  separator,
  notices,
});
