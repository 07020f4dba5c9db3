/** What options are where nobody says anything of them: by the kind of data, by the player, or as another option is. */
import type { DataDescription } from "../data/description.ts";
import { type DataKind, kindOf } from "../data/kinds.ts";

export type Player = "generator" | "discriminator";
export const PLAYERS = ["generator", "discriminator"] as const satisfies readonly Player[];

/** A value, or what it follows from in the data. */
type OfData<T> = T | ((data: DataDescription) => T);

interface ByKind<T> {
  readonly by: "kind";
  readonly choose: (data: DataDescription) => T;
}

interface ByPlayer<T> {
  readonly by: "player";
  readonly values: Readonly<Record<Player, T>>;
}

interface ByOption<T> {
  readonly by: "option";
  readonly choose: (settings: Readonly<Record<string, unknown>>) => T;
}

export type Default<T> = T | ByKind<T> | ByPlayer<T> | ByOption<T>;

/** A default for each kind of data; a kind that is not named has that of points. `then` has the last word. */
export function byKind<T>(
  values: { readonly points: OfData<T> } & { readonly [K in DataKind]?: OfData<T> },
  then: (value: T, data: DataDescription) => T = (value) => value,
): ByKind<T> {
  return {
    by: "kind",
    choose: (data) => {
      const value = values[kindOf(data)] ?? values.points;
      return then(typeof value === "function" ? (value as (data: DataDescription) => T)(data) : value, data);
    },
  };
}

/** A default for each player. */
export const byPlayer = <const T>(generator: T, discriminator: T): ByPlayer<T> => ({
  by: "player",
  values: { generator, discriminator },
});

/** What another option of the same player is, or what follows from it. */
export const asOption = <T, V>(option: string, follows: (value: V) => T): ByOption<T> => ({
  by: "option",
  choose: (settings) => follows(settings[option] as V),
});

/** Rows with their defaults. */
type Rows = Readonly<Record<string, { readonly default: unknown; readonly before?: unknown }>>;

const varying = (value: unknown): ByKind<unknown> | ByPlayer<unknown> | ByOption<unknown> | undefined =>
  typeof value === "object" && value !== null && "by" in value ? (value as ByKind<unknown>) : undefined;

/** Whether it is the data that decide about an option of which nobody says anything. */
export const isOfTheData = (row: { readonly default: unknown } | undefined): boolean =>
  varying(row?.default)?.by === "kind";

/** The defaults of a table's options for these data. What follows from another option is {@link following}. */
export function defaultsOf(rows: Rows, data: DataDescription): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const ofPlayers = { generator: {} as Record<string, unknown>, discriminator: {} as Record<string, unknown> };
  for (const [key, row] of Object.entries(rows)) {
    const varies = varying(row.default);
    if (!varies) found[key] = row.default;
    else if (varies.by === "kind") found[key] = varies.choose(data);
    else if (varies.by === "player") for (const player of PLAYERS) ofPlayers[player][key] = varies.values[player];
  }
  const some = Object.entries(ofPlayers).filter(([, own]) => Object.keys(own).length > 0);
  return { ...found, ...Object.fromEntries(some) };
}

/** The settings, with what follows from others where nothing else says what it is. */
export function following(rows: Rows, settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      const varies = varying(rows[key]?.default);
      return [key, value === undefined && varies?.by === "option" ? varies.choose(settings) : value];
    }),
  );
}

/** What a configuration means that was written before a table's later options were there. */
export const beforeThem = (rows: Rows): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([key, { before }]) => (before === undefined ? [] : [[key, before]])),
  );
