/** What is expected of the value of an option, in the language of the page. */
import { formatNumber, type Option } from "#inner";
import type { Nonsense } from "../state/url.ts";
import type { Messages } from "../words/messages.ts";

export function expectedText({ kind, expected }: Option<unknown>, words: Messages["options"]["expects"]): string {
  if (kind.type === "integer") return words.integer(formatNumber(kind.min), formatNumber(kind.max));
  if (kind.type === "number") return words.number(formatNumber(kind.min), formatNumber(kind.max));
  if (kind.type === "integers") {
    return words.integers(formatNumber(kind.longest), formatNumber(kind.min), formatNumber(kind.max));
  }
  return words.other(expected.replace(/^one of /, ""));
}

/** A part of a link that means nothing, and what it should have been. */
export function nonsenseText({ key, value, expected }: Nonsense, { shell, options }: Messages): string {
  if (expected === null) return shell.nonsense(key, value, "");
  const says = typeof expected === "string" ? shell.linkParts[expected] : expectedText(expected, options.expects);
  return shell.nonsense(key, value, says);
}
