/** What went wrong with reading the run, in the reader's language. */
import { formatNumber } from "#inner";
import type { RunWords } from "../words/messages.ts";
import { troubleOf } from "./run-source.ts";

/** `undefined` for errors that are not about reading the run. */
export function troubleText(error: unknown, t: RunWords): string | undefined {
  const trouble = troubleOf(error);
  switch (trouble?.kind) {
    case "unreachable":
    case "unreadable":
      return t.trouble[trouble.kind](trouble.path);
    case "refused":
      return t.trouble.refused(trouble.path, String(trouble.status));
    case "gone":
      return t.trouble.gone(formatNumber(trouble.step));
    case undefined:
      return undefined;
  }
}
