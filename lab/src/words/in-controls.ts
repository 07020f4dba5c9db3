/** Sentences of the library, which name options as a program does, as a page says them: options are called as their controls are. */
import { withOptions } from "#inner";
import type { Messages } from "./messages.ts";

const PLAYERS = { generator: "G", discriminator: "D" } as const;

/** A text with the names of controls: “Learning rate (D)”, “Loss: hinge”. What has no control stays as it is. */
export function inControls(text: string, { names, reading }: Pick<Messages["options"], "names" | "reading">): string {
  const known: Readonly<Record<string, string>> = { ...names, ...reading };
  return withOptions(text, ({ key, player, value }) => {
    const name = known[key];
    if (name === undefined) return undefined;
    return `“${name}${player ? ` (${PLAYERS[player]})` : ""}${value === undefined ? "" : `: ${String(value)}`}”`;
  });
}
