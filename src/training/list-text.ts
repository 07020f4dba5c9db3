/** Lists in one text, as options take them on the command line. */
import { asEntry } from "../data/listed.ts";

/** A text with separators of its own in it stands in quotation marks, which are doubled within. */
const ENTRY = /"((?:[^"]|"")*)"\s*(?:,|$)|([^,]*)(?:,|$)/y;

/** `a,"b, c"`: a and b, c. */
export function namesIn(text: string): readonly string[] {
  const names: string[] = [];
  const rest = text.trim();
  ENTRY.lastIndex = 0;
  for (let more = true; more; ) {
    const from = ENTRY.lastIndex;
    const [, inQuotes, plain = ""] = ENTRY.exec(rest) ?? [];
    names.push(inQuotes === undefined ? plain.trim() : inQuotes.replaceAll('""', '"'));
    // Blanks before an entry are none of it.
    while (rest[ENTRY.lastIndex] === " ") ENTRY.lastIndex++;
    more = ENTRY.lastIndex > from && /,\s*$/.test(rest.slice(from, ENTRY.lastIndex));
  }
  return names;
}

/** Names in the form that {@link namesIn} reads. */
export const namesText = (names: readonly string[]): string => names.map(asEntry).join(",");
