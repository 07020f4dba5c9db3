import { formatNumber } from "./counted.ts";

/** Texts one after the other; of many the first ones, and how many more there are. */
export function listed(texts: readonly string[], most = 6): string {
  if (texts.length <= most + 1) return texts.join(", ");
  return `${texts.slice(0, most).join(", ")} and ${formatNumber(texts.length - most)} more`;
}

/** A name or a value as it stands among others: one with a comma in quotation marks, which are doubled within. */
export const asEntry = (name: string): string => (/,|^"|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** {@link listed}, of names or values of a table. */
export const listedNames = (names: readonly string[], most?: number): string => listed(names.map(asEntry), most);
