/** The option table as flags: `learningRate` is `--learning-rate`, and `--d-learning-rate` for D alone. */
import { type Command, Option as Flag } from "commander";
import {
  defaultOf,
  type GivenOptions,
  gameOptions,
  type Option,
  type OptionName,
  playerOptions,
  runOptions,
} from "../index.ts";

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const PREFIXES = { discriminator: "d", generator: "g" } as const;

/** How an option is called on the command line. */
export const flagName: OptionName = (key, player) => `--${player ? `${PREFIXES[player]}-` : ""}${kebab(key)}`;

type Rows = Readonly<Record<string, Option<unknown>>>;

const GROUPS: readonly (readonly [heading: string, rows: Rows])[] = [
  ["Game:", gameOptions],
  ["Players (for both; with the prefix --d- or --g- for one):", playerOptions],
  ["Run:", runOptions],
];

/** Adds a flag for every row of the option table. */
export function addOptionFlags(command: Command): void {
  const flag = (name: string, help: string, { placeholder }: Option<unknown>): Flag =>
    new Flag(placeholder === undefined ? `${name} [true|false]` : `${name} <${placeholder}>`, help);
  for (const [heading, rows] of GROUPS) {
    for (const [key, option] of Object.entries(rows)) {
      command.addOption(flag(flagName(key), `${option.help} [${defaultOf(key)}]`, option).helpGroup(heading));
    }
  }
  for (const player of ["discriminator", "generator"] as const) {
    for (const [key, option] of Object.entries(playerOptions)) {
      command.addOption(flag(flagName(key, player), option.help, option).hideHelp());
    }
  }
}

/** What commander collected, by camel-cased flag. */
export type Flags = Readonly<Record<string, unknown>>;

/** What commander collected, as options of the library. Values that cannot be read are left for the library to refuse. */
export function optionsFrom(flags: Flags): GivenOptions {
  const read = (rows: Rows, keyOf: (key: string) => string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(rows).flatMap(([key, option]) => {
        const text = flags[keyOf(key)];
        if (text === undefined) return [];
        // A flag that is given without a value.
        return [[key, text === true ? true : option.parse(String(text))]];
      }),
    );
  const own = (player: "discriminator" | "generator"): Record<string, unknown> => {
    const prefix = PREFIXES[player];
    return read(playerOptions, (key) => `${prefix}${key.charAt(0).toUpperCase()}${key.slice(1)}`);
  };
  const [discriminator, generator] = [own("discriminator"), own("generator")];
  return {
    ...read(gameOptions, (key) => key),
    ...read(playerOptions, (key) => key),
    ...read(runOptions, (key) => key),
    ...(Object.keys(discriminator).length > 0 ? { discriminator } : {}),
    ...(Object.keys(generator).length > 0 ? { generator } : {}),
  };
}
