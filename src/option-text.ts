/**
 * Options in sentences. The library writes them as a program does, in backquotes: `discriminator.learningRate`, `loss: "hinge"`.
 * Whoever shows such a text elsewhere puts other names there: flags in the terminal, controls in the lab.
 */

/** An option that a text names. */
export interface NamedOption {
  readonly key: string;
  /** The player whose option it is; absent if it is both players', or none's. */
  readonly player?: "generator" | "discriminator";
  /** What it is to be, where the text says so. */
  readonly value?: unknown;
}

/** Names an option in a text. `name` is its key, behind its player's where it is one player's: `batch`, `generator.widths`. */
export const option = (name: string, value?: unknown): string =>
  `\`${name}${value === undefined ? "" : `: ${json(value)}`}\``;

/** Without backquotes, at which the option would end. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll("`", "\\u0060");

const NAMED = /`(?:(generator|discriminator)\.)?([a-z][A-Za-z0-9]*)(?:: ([^`]+))?`/g;

/** A text with its options written in another way; one for which `write` has no other stays as it is. */
export function withOptions(text: string, write: (option: NamedOption) => string | undefined): string {
  return text.replace(NAMED, (whole, player: NamedOption["player"], key: string, json: string | undefined) => {
    const value = json === undefined ? undefined : parsed(json);
    if (json !== undefined && value === undefined) return whole;
    return write({ key, ...(player ? { player } : {}), ...(value === undefined ? {} : { value }) }) ?? whole;
  });
}

/** The value that a text has behind the name; `undefined` if that is no value, so that the text was nobody's but its own. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
