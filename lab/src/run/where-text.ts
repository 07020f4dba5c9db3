/** Conditions as the command line takes them, to be typed there. */
import type { Conditions } from "../worker/protocol.ts";

/** What must stand in quotation marks. */
const MARKED = /[=<>≤≥≠!,|"']|^\s|\s$|^$|\sis\s/i;

const quoted = (text: string): string => (MARKED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** sex=Female,age>=30: as `--where` takes it. */
export function whereText(where: Conditions): string {
  return Object.entries(where)
    .flatMap(([column, wish]) => {
      const name = quoted(column);
      if (wish === null) return [`${name} is missing`];
      if (typeof wish !== "object" || wish instanceof Date) return [`${name}=${quoted(String(wish))}`];
      return Object.entries(wish).map(([comparison, value]) => `${name}${comparison}${quoted(String(value))}`);
    })
    .join(",");
}
