/** What counts as missing in a column: by itself, or because somebody says so. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { listedNames } from "./listed.ts";
import { isGap } from "./number-column.ts";

/** Ways to write a gap that may as well be a value: no damage is None, no garage is NA. */
const DOUBTFUL = new Set(["na", "n/a", "n.a.", "none", "nil", "missing", "?", ".", "-", "--", "---", "–", "—", "−"]);

/** Whether a text that stands for a gap in most tables may be a word of this one. */
export const isDoubtful = (text: string): boolean => DOUBTFUL.has(text.toLowerCase());

/** The words that count as missing in each column that has a choice of its own; undefined: those that usually do. */
export type MissingWords = (column: string) => readonly string[] | undefined;

/** Reads the option `missing`: words for all columns, and `column=word|word` for one. */
export function missingWords(doing: string, names: readonly string[], given: readonly string[] = []): MissingWords {
  const ofAll: string[] = [];
  const ofOne = new Map<string, readonly string[]>();
  for (const entry of given) {
    // A name may have an = itself.
    const named = names.filter((name) => entry.startsWith(`${name}=`)).sort((a, b) => b.length - a.length)[0];
    if (named !== undefined) {
      const words = entry.slice(named.length + 1);
      ofOne.set(named, words === "" ? [] : words.split("|"));
    } else if (/.=/.test(entry)) {
      throw problem({
        doing: `${doing}, option ${option("missing")}`,
        expected: `a column of ${listedNames(names, 20)} before the =`,
        came: entry,
      });
    } else ofAll.push(entry);
  }
  const all = given.length > 0 && ofAll.length > 0 ? ofAll : undefined;
  return (column) => ofOne.get(column) ?? all;
}

/** Whether a text counts as missing. An empty one always does. */
export const isMissing = (text: string, words: readonly string[] | undefined): boolean =>
  text === "" || (words ? words.includes(text) : isGap(text));
