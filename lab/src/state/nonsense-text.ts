/** What a link says that means nothing, as a sentence. */
import { expectedText } from "../words/expected.ts";
import type { Messages } from "../words/messages.ts";
import type { Nonsense } from "./url.ts";

/** A part of a link that means nothing, and what it should have been. */
export function nonsenseText({ key, value, expected }: Nonsense, { shell, options }: Messages): string {
  if (expected === null) return shell.nonsense(key, value, "");
  const says = typeof expected === "string" ? shell.linkParts[expected] : expectedText(expected, options.expects);
  return shell.nonsense(key, value, says);
}
