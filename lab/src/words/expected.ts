/** What is expected of the value of an option, in the language of the page. */
import { formatNumber, type Option } from "#inner";
import type { Messages } from "./messages.ts";

export function expectedText({ kind, expected }: Option<unknown>, words: Messages["options"]["expects"]): string {
  if (kind.type === "integer") return words.integer(formatNumber(kind.min), formatNumber(kind.max));
  if (kind.type === "number") return words.number(formatNumber(kind.min), formatNumber(kind.max));
  if (kind.type === "integers") {
    return words.integers(formatNumber(kind.longest), formatNumber(kind.min), formatNumber(kind.max));
  }
  return words.other(expected.replace(/^one of /, ""));
}
