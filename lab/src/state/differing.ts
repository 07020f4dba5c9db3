/** How the two sides of a comparison are told apart: by what they do not have in common. */
import type { Config, GivenOptions } from "#inner";
import type { OptionKey } from "../words/messages.ts";

/** What of the settings a comparison is about. */
interface Difference {
  readonly name: string;
  readonly values: readonly [first: string, second: string];
}

const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.join(",") || "none"
    : typeof value === "boolean"
      ? value
        ? "on"
        : "off"
      : String(value);

/**
 * A title for each side. Of one difference the values alone ("minimax", "non-saturating") where they are words,
 * else with the setting's name.
 *
 * @param versus what was asked for of the second side
 */
export function differing(
  versus: GivenOptions,
  first: Config,
  second: Config,
  names: Readonly<Record<OptionKey, string>>,
): readonly [string, string] {
  const differences = differencesOf(versus, first, second, names);
  const [only] = differences;
  if (!only) return ["=", "="];
  const alone = differences.length === 1 && only.values.every((value) => /^[a-z][a-z-]+$/.test(value));
  const titleOf = (side: 0 | 1): string =>
    differences.map(({ name, values }) => (alone ? values[side] : `${name} ${values[side]}`)).join(", ");
  return [titleOf(0), titleOf(1)];
}

function differencesOf(
  versus: GivenOptions,
  first: Config,
  second: Config,
  names: Readonly<Record<OptionKey, string>>,
): Difference[] {
  const found: Difference[] = [];
  const compare = (key: string, label: string, a: unknown, b: unknown): void => {
    const values = [textOf(a), textOf(b)] as const;
    if (values[0] !== values[1]) found.push({ name: label || key, values });
  };
  for (const [key, value] of Object.entries(versus)) {
    if (key === "generator" || key === "discriminator") {
      const player = key === "generator" ? "G" : "D";
      for (const own of Object.keys(value as object) as (keyof Config["generator"])[]) {
        compare(own, `${names[own as OptionKey]} (${player})`, first[key][own], second[key][own]);
      }
    } else if (key in first) {
      compare(key, names[key as OptionKey], first[key as keyof Config], second[key as keyof Config]);
    } else {
      // Said of both players.
      for (const player of ["generator", "discriminator"] as const) {
        const own = key as keyof Config["generator"];
        compare(
          key,
          `${names[key as OptionKey]} (${player === "generator" ? "G" : "D"})`,
          first[player][own],
          second[player][own],
        );
      }
    }
  }
  return found;
}
