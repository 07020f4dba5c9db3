/** Which options mean something under the others. What a user gives and what would be passed over is refused, in words. */
import { type DataKind, dataKinds, kindOf } from "../data/kinds.ts";
import { architectureOf, buildingOptions } from "../networks/architectures.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { augmentationNotices } from "./augmenting.ts";
import type { Config } from "./config.ts";
import { isOfTheData, PLAYERS, type Player } from "./defaults.ts";
import type { Circumstance, Condition, RunRow } from "./option.ts";
import { gameOptions, type PlayerOptions, playerOptions } from "./options.ts";
import type { OwnParts } from "./own-parts.ts";
import type { GivenOptions } from "./recipes.ts";

const rows: Readonly<Record<string, RunRow<unknown>>> = { ...gameOptions, ...playerOptions };

const circumstances: Readonly<Record<Circumstance, (config: Config, player: Player) => unknown>> = {
  data: ({ data }) => kindOf(data),
  player: (_, player) => (player === "generator" ? "G" : "D"),
  "hidden layers": (config, player) => architectureOf(config[player].network).hiddenLayers(config[player]),
  penalties: ({ gradientPenalty, r1, r2 }) => gradientPenalty + r1 + r2,
  "R1 or R2": ({ r1, r2 }) => r1 + r2,
  start: ({ from }) => (from ? "from the weights of another run" : "afresh"),
  dropout: (config) => Math.max(...PLAYERS.flatMap((player) => [config[player].dropout, config[player].inputDropout])),
};

const isCircumstance = (of: string): of is Circumstance => Object.hasOwn(circumstances, of);

function settingOf(of: string, config: Config, player: Player): unknown {
  if (isCircumstance(of)) return circumstances[of](config, player);
  return of in playerOptions ? config[player][of as keyof PlayerOptions] : config[of as keyof typeof gameOptions];
}

/** A setting in a sentence. */
const shown = (of: string, value: unknown): string =>
  of === "data" ? dataKinds[value as DataKind].examples : String(value);

/** Whether a part of the user's own stands in for what a condition asks of: what it is like is not known here. */
function standsIn(of: string, own: OwnParts | undefined): boolean {
  if (of === "optimizer") return own?.optimizer !== undefined;
  return of === "dropout" && (own?.generator ?? own?.discriminator) !== undefined;
}

/** What an option lacks to have an effect, for one of the players where it is one of a player's; undefined if it has one. */
function lacking(key: string, config: Config, player: Player = "generator", own?: OwnParts): Condition | undefined {
  return rows[key]?.needs?.find(({ of, holds }) => !standsIn(of, own) && !holds(settingOf(of, config, player)));
}

/** Whether an option has any effect in a game. `player` for an option of one of them: without it, at either. */
export function optionMatters(key: string, config: Config, player?: "generator" | "discriminator"): boolean {
  if (player !== undefined || !(key in playerOptions)) return lacking(key, config, player) === undefined;
  return PLAYERS.some((one) => lacking(key, config, one) === undefined);
}

/** The options that build a network, for which one of the user's own stands in. */
const building: ReadonlySet<string> = new Set(["network", ...buildingOptions]);

/** An option list of everything is a configuration, of which nobody has chosen the single values. */
const isWhole = ({ generator, discriminator }: GivenOptions): boolean =>
  [generator, discriminator].every((own) => own && Object.keys(playerOptions).every((key) => key in own));

/** What the kind of data decides where the user does not: a script may give the same options with points and with images. */
const dataDecide = (of: string): boolean => of === "data" || isOfTheData(rows[of]);

/** An option in a sentence, one player's where it is. */
const named = (key: string, player?: Player): string => option(player ? `${player}.${key}` : key);

/** What is given in vain is refused: what is missing, and what is there instead. */
const refusal = (name: string, expected: string, came: string): Error =>
  problem({
    doing: `reading option ${name}`,
    expected: `${expected}, without which it has no effect`,
    came,
    next: "Leave it out.",
  });

/** Whether a value is the one that asks for nothing; of lists, the empty one. */
const asksForNothing = (key: string, value: unknown): boolean => {
  const off = rows[key]?.off;
  return off === value || (Array.isArray(off) && Array.isArray(value) && off.length + value.length === 0);
};

/** Which player lacks what. Where both do, what one can have says more than which of them it is. */
function lackOf(
  key: string,
  config: Config,
  whose: readonly Player[],
  own: OwnParts | undefined,
): readonly [Player, Condition] | undefined {
  const lacks = whose.flatMap((one) => {
    const condition = lacking(key, config, one, own);
    return condition ? [[one, condition] as const] : [];
  });
  if (lacks.length < whose.length) return undefined;
  return lacks.find(([, condition]) => condition.of !== "player") ?? lacks[0];
}

/**
 * Refuses what was given and has no effect beside another choice. Where it is the kind of data that leaves it without one, it is
 * passed over, and a sentence for each is returned. Defaults and what a preset says are not given, and may have no effect.
 * `own`: parts that stand in for what the options would build.
 */
export function refuseIdle(given: GivenOptions, config: Config, own?: OwnParts): readonly string[] {
  if (isWhole(given)) return [];
  const { generator = {}, discriminator = {}, ...shared } = given as GivenOptions & Record<string, unknown>;
  const players = { generator, discriminator } as Readonly<Record<Player, Readonly<Record<string, unknown>>>>;
  /** Refuses the option, or returns the note of it. */
  const check = (key: string, value: unknown, player?: Player): readonly string[] => {
    const name = named(key, player);
    // A rule of the game is asked of G's side alone.
    const whose = player ? [player] : key in playerOptions ? PLAYERS : (["generator"] as const);
    if (building.has(key) && whose.every((one) => own?.[one])) {
      throw refusal(name, "a network made of options", "one of your own");
    }
    // A network that cannot be built for the data is refused where it is built.
    if (key === "network") return [];
    const lack = asksForNothing(key, value)
      ? undefined
      : lackOf(key, config, player || key in playerOptions ? whose : ["generator"], own);
    if (!lack) return [];
    const [who, { of, says }] = lack;
    const what = of === "data" || of === "player" ? "" : isCircumstance(of) ? `${of} ` : `${named(of, player)} `;
    const [needed, there] = [`${what}${says}`, `${what}${shown(of, settingOf(of, config, who))}`];
    const chosen = shared[of] !== undefined || players[who][of] !== undefined;
    if (chosen || !dataDecide(of)) throw refusal(name, needed, there);
    return [`${name} has no effect here: it needs ${needed}, and for these data it is ${there}.`];
  };
  const ofBoth = Object.entries(shared).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (PLAYERS.every((one) => players[one][key] !== undefined)) {
      const both = PLAYERS.map((one) => named(key, one)).join(" and ");
      throw refusal(named(key), "a player without one of its own", both);
    }
    return check(key, value);
  });
  const ofOne = PLAYERS.flatMap((player) =>
    Object.entries(players[player]).flatMap(([key, value]) => (value === undefined ? [] : check(key, value, player))),
  );
  return [...ofBoth, ...ofOne, ...augmentationNotices(config)];
}
