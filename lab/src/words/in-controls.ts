/** Sentences of the library, which name options as a program does, as a page says them: options are called as their controls are. */
import { withOptions } from "#inner";
import type { Messages } from "./messages.ts";

const PLAYERS = { generator: "G", discriminator: "D" } as const;

/** Around an option that the page has a control for, and before one that it has none for. */
const HAS = "\u0001";
const LACKS = "\u0002";

/**
 * A text with the names of controls: “Learning rate (D)”, “Loss: hinge”. Advice that only options without a control could follow
 * (a sentence after the first, or what stands in brackets) is left out: it is for programs and the command line.
 */
export function inControls(text: string, { names, reading }: Pick<Messages["options"], "names" | "reading">): string {
  const known: Readonly<Record<string, string>> = { ...names, ...reading };
  const named = withOptions(text, ({ key, player, value }) => {
    const name = known[key];
    const given = value === undefined ? "" : `: ${JSON.stringify(value)}`;
    if (name === undefined) return `${LACKS}\`${player ? `${player}.` : ""}${key}${given}\``;
    return `${HAS}“${name}${player ? ` (${PLAYERS[player]})` : ""}${value === undefined ? "" : `: ${String(value)}`}”`;
  });
  const useless = (part: string): boolean => part.includes(LACKS) && !part.includes(HAS);
  const [first = "", ...others] = named
    .replace(/ ?\([^()]*\)/g, (part) => (useless(part) ? "" : part))
    .split(/(?<=[.!?]) (?=[^a-z])/);
  return [first, ...others.filter((sentence) => !useless(sentence))]
    .join(" ")
    .replaceAll(HAS, "")
    .replaceAll(LACKS, "");
}
