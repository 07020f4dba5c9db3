/** The command that makes a run again, from what its config.json keeps: the fewest flags that give this configuration. */
import { type Config, fewestOptions, type GivenOptions, option, optionMatters, shellWord } from "../../inner.ts";
import type { RunRecord } from "../run/record.ts";
import { flagName, inFlags } from "../terminal/flags.ts";

/** A setting that is not what it would be if nobody had said anything. */
export interface ChangedSetting {
  readonly key: string;
  readonly player?: "generator" | "discriminator";
  readonly value: unknown;
}

const PLAYERS = ["generator", "discriminator"] as const;

/** What both players have alike is said once. */
function settingsOf(options: GivenOptions): ChangedSetting[] {
  const { generator = {}, discriminator = {}, ...shared } = options as Record<string, unknown>;
  const own = { generator, discriminator } as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const alike = (key: string): boolean =>
    PLAYERS.every((player) => Object.hasOwn(own[player] ?? {}, key)) &&
    JSON.stringify(own.generator?.[key]) === JSON.stringify(own.discriminator?.[key]);
  return [
    ...Object.entries(shared).map(([key, value]) => ({ key, value })),
    ...PLAYERS.flatMap((player) =>
      Object.entries(own[player] ?? {}).flatMap(([key, value]) => {
        if (alike(key)) return player === "generator" ? [{ key, value }] : [];
        return [{ key, player, value }];
      }),
    ),
  ];
}

/** The settings of a run that neither its preset nor the defaults for its data give; those without an effect are left out. */
export function changedSettings({ config, preset }: Pick<RunRecord, "config" | "preset">): ChangedSetting[] {
  return settingsOf(fewest(config, preset)).filter(({ key, player }) => optionMatters(key, config, player));
}

/** A preset of an earlier version may not be known any more: then all that it said is written out. */
function fewest(config: Config, preset: string | undefined): GivenOptions {
  try {
    return fewestOptions(config.data, config, preset);
  } catch {
    return fewestOptions(config.data, config);
  }
}

/** A setting as its flag. */
const flagOf = ({ key, player, value }: ChangedSetting): string =>
  inFlags(option(player ? `${player}.${key}` : key, value));

/** For a shell. A schema is kept as what stood in its file, of which the name is not known. */
export function commandOf(record: RunRecord, changed = changedSettings(record)): string {
  const { source, dataOptions, preset, places, log = [], runtime, config } = record;
  const said = (key: string, text: string): string => `${flagName(key)} ${shellWord(text)}`;
  const parts = [
    "npx saddlepoint train",
    shellWord(source),
    ...(preset === undefined ? [] : [said("preset", preset)]),
    ...changed.map(flagOf),
    ...Object.entries(dataOptions).map(([key, value]) =>
      typeof value === "object" && !Array.isArray(value) ? said(key, "schema.json") : flagOf({ key, value }),
    ),
    ...(config.from ? [said("from", config.from.run), said("fromStep", String(config.from.step))] : []),
    ...Object.entries(places).map(([key, value]) => said(key, String(value))),
    ...(log.length > 0 ? [said("log", log.join(","))] : []),
    ...(runtime.startsWith("wasm") ? [said("runtime", "wasm")] : []),
  ];
  return parts.join(" ");
}
