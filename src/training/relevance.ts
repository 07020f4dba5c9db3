/** Which options mean something under the others. What a user gives and what would be passed over is refused, in words. */
import { problem } from "../problem.ts";
import { type Config, libraryName } from "./config.ts";
import type { Circumstance, Condition, Option } from "./option.ts";
import { gameOptions, type PlayerOptions, playerOptions } from "./options.ts";
import type { OwnParts } from "./own.ts";
import type { GivenOptions } from "./recipes.ts";

type Player = "generator" | "discriminator";
const PLAYERS: readonly Player[] = ["generator", "discriminator"];
const rows: Readonly<Record<string, Option<unknown>>> = { ...gameOptions, ...playerOptions };

const circumstances: Readonly<Record<Circumstance, (config: Config, player: Player) => unknown>> = {
  data: ({ data }) => (data.shape.length === 3 ? "images" : "points"),
  player: (_, player) => (player === "generator" ? "G" : "D"),
  "hidden layers": (config, player) => (config[player].network === "mlp" ? config[player].widths.length : 1),
  dropout: (config) => Math.max(...PLAYERS.flatMap((player) => [config[player].dropout, config[player].inputDropout])),
};

const isCircumstance = (of: string): of is Circumstance => Object.hasOwn(circumstances, of);

function settingOf(of: string, config: Config, player: Player): unknown {
  if (isCircumstance(of)) return circumstances[of](config, player);
  return of in playerOptions ? config[player][of as keyof PlayerOptions] : config[of as keyof typeof gameOptions];
}

/** What an option lacks to have an effect, for one of the players where it is one of a player's; undefined if it has one. */
function lacking(key: string, config: Config, player: Player = "generator"): Condition | undefined {
  return rows[key]?.needs?.find(({ of, holds }) => !holds(settingOf(of, config, player)));
}

/** Whether an option has any effect in a game. `player` for an option of one of them: without it, at either. */
export function optionMatters(key: string, config: Config, player?: Player): boolean {
  if (player !== undefined || !(key in playerOptions)) return lacking(key, config, player) === undefined;
  return PLAYERS.some((one) => lacking(key, config, one) === undefined);
}

/** The options that build a network, for which one of the user's own stands in. */
const building: ReadonlySet<string> = new Set<keyof PlayerOptions>([
  "network",
  "widths",
  "channels",
  "upsampling",
  "activation",
  "slope",
  "pieces",
  "normalisation",
  "dropout",
  "inputDropout",
  "init",
  "initScale",
]);

/** An option list of everything is a configuration, of which nobody has chosen the single values. */
const isWhole = ({ generator, discriminator }: GivenOptions): boolean =>
  [generator, discriminator].every((own) => own && Object.keys(playerOptions).every((key) => key in own));

/** What the kind of data decides where the user does not: a script may give the same options with points and with images. */
const OF_THE_DATA = ["data", "network", "schedule"];

/**
 * Refuses what was given and has no effect beside another choice. Where it is the kind of data that leaves it without one, it is
 * passed over, and a sentence for each is returned. Defaults and what a preset says are not given, and may have no effect.
 * `own`: parts that stand in for what the options would build.
 */
export function refuseIdle(
  given: GivenOptions,
  config: Config,
  nameOf = libraryName,
  own?: OwnParts,
): readonly string[] {
  if (isWhole(given)) return [];
  const notes: string[] = [];
  const { generator = {}, discriminator = {}, ...shared } = given as GivenOptions & Record<string, unknown>;
  const players = { generator, discriminator } as Readonly<Record<Player, Readonly<Record<string, unknown>>>>;
  const refuse = (name: string, expected: string, came: string): Error =>
    problem({
      doing: `reading option ${name}`,
      expected: `${expected}, without which it has no effect`,
      came,
      next: "Leave it out.",
    });
  const check = (key: string, value: unknown, player?: Player): void => {
    const name = nameOf(key, player);
    const whose = player ? [player] : PLAYERS;
    if (building.has(key) && whose.every((one) => own?.[one])) {
      throw refuse(name, "a network made of options", "one of your own");
    }
    if (rows[key]?.off === value || optionMatters(key, config, player)) return;
    // Where both players lack something, what one can have says more than which of them it is.
    const lacks = whose.map((one) => [one, lacking(key, config, one) as Condition] as const);
    const [who, { of, says }] = lacks.find(([, condition]) => condition.of !== "player") ?? lacks[0];
    const what = of === "data" || of === "player" ? "" : isCircumstance(of) ? `${of} ` : `${nameOf(of, player)} `;
    const [needed, there] = [`${what}${says}`, `${what}${settingOf(of, config, who)}`];
    const chosen = shared[of] !== undefined || players[who][of] !== undefined;
    if (chosen || !OF_THE_DATA.includes(of)) throw refuse(name, needed, there);
    notes.push(`${name} has no effect here: it needs ${needed}, and for these data it is ${there}.`);
  };
  for (const [key, value] of Object.entries(shared)) {
    if (value === undefined) continue;
    if (PLAYERS.every((one) => players[one][key] !== undefined)) {
      const both = PLAYERS.map((one) => nameOf(key, one)).join(" and ");
      throw refuse(nameOf(key), "a player without one of its own", both);
    }
    check(key, value);
  }
  for (const player of PLAYERS) {
    for (const [key, value] of Object.entries(players[player])) if (value !== undefined) check(key, value, player);
  }
  return notes;
}
