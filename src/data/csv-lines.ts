/** Text of a table as names and rows of fields, however it is written: what is common to all that is made of a table. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { counted } from "./counted.ts";
import { withNames } from "./csv-names.ts";
import { type Delimited, type Line, readDelimited, type Separator, separators } from "./delimited.ts";

/** How the text of a table is to be read. */
export interface TextOptions {
  /** Whether the first line names the columns; `auto` finds out. */
  readonly header?: "auto" | "yes" | "no";
  /** What stands between fields; `auto` finds out. */
  readonly separator?: "auto" | Separator;
  /** Whether lines that begin with # are left out; `auto` finds out. */
  readonly comments?: "auto" | "yes" | "no";
}

export interface NamedLines {
  readonly names: readonly string[];
  /** Each has a field for every name. */
  readonly rows: readonly Line[];
  /** The header has no name for the first column. */
  readonly unnamed: boolean;
  readonly separator: Separator;
  /** What was guessed or left out, a sentence each. */
  readonly notices: readonly string[];
}

/** Takes text apart. Throws where lines have different numbers of fields, and where there is no row. */
export function readLines(doing: string, name: string, text: string, options: TextOptions): NamedLines {
  const { header = "auto", separator = "auto", comments = "auto" } = options;
  const read = readDelimited(name, text, {
    separator: separator === "auto" ? undefined : separator,
    comments: comments === "auto" ? undefined : comments === "yes",
  });
  const { notices, ...named } = withNames(doing, read, header);
  if (named.rows.length === 0) throw problem({ doing, expected: "rows below the header", came: "none" });
  return { ...named, separator: read.separator, notices: [...readingNotices(name, read, options), ...notices] };
}

/** How separators are called in a sentence. */
const SAID: Readonly<Record<Separator, string>> = {
  ...separators,
  semicolon: "semicolons",
  tab: "tabs",
  space: "spaces",
};

function readingNotices(name: string, { separator, comments }: Delimited, asked: TextOptions): string[] {
  const is = comments === 1 ? "is" : "are";
  return [
    ...(comments > 0
      ? [
          `${counted(comments, "line")} of ${name} that begin${comments === 1 ? "s" : ""} with # ${is} left out as ${comments === 1 ? "a comment" : "comments"}; ${option("comments", "no")} reads ${comments === 1 ? "it" : "them"}.`,
        ]
      : []),
    ...((asked.separator ?? "auto") === "auto" &&
    separator !== "comma" &&
    !(separator === "tab" && /\.tsv$/i.test(name))
      ? [`The fields of ${name} are taken to be separated by ${SAID[separator]}; ${option("separator")} names another.`]
      : []),
  ];
}
