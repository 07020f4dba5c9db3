/**
 * A game that goes on under other rules. What a player learns by, and what for, may change between two rounds; what the networks
 * are made of, and what is drawn for them, may not.
 */
import type { Vector } from "../kernels/kernels.ts";
import type { Player } from "../learning/player.ts";
import { problem } from "../problem.ts";
import type { Config } from "./config.ts";
import { PLAYERS } from "./defaults.ts";
import type { Machine } from "./machine.ts";
import type { GameOptions, PlayerOptions } from "./options.ts";
import type { GivenOptions } from "./recipes.ts";

const GAME = [
  "loss",
  "mixedSteps",
  "gradientPenalty",
  "r1",
  "r2",
  "penaltyEvery",
  "jointPenalties",
  "finalPenalty",
  "burnInSteps",
  "labelSmoothing",
  "dSteps",
  "gSteps",
  "updates",
  "average",
  "averageRamp",
] as const satisfies readonly (keyof GameOptions)[];
const PLAYER = [
  "optimizer",
  "learningRate",
  "schedule",
  "finalRate",
  "decaySteps",
  "momentum",
  "finalMomentum",
  "momentumSteps",
  "nesterov",
  "beta1",
  "beta2",
  "finalBeta2",
  "epsilon",
  "weightDecay",
] as const satisfies readonly (keyof PlayerOptions)[];

/** The options that may change while a game is played. */
export const changeableOptions: ReadonlySet<string> = new Set([...GAME, ...PLAYER]);

const differing = <T extends object, K extends keyof T>(before: T, after: T, keys: readonly K[]): Partial<T> =>
  Object.fromEntries(
    keys.filter((key) => before[key] !== after[key]).map((key) => [key, after[key]]),
  ) as unknown as Partial<T>;

/** Everything that may not change, as text. */
function fixedText({ run: _, ...config }: Config): string {
  const without = (options: object): object =>
    Object.fromEntries(Object.entries(options).filter(([key]) => !changeableOptions.has(key)));
  return JSON.stringify({
    ...without(config),
    generator: without(config.generator),
    discriminator: without(config.discriminator),
  });
}

/** What changes from one configuration to another; `undefined` if more does than may while a game is played. */
export function changesBetween(before: Config, after: Config): GivenOptions | undefined {
  if (fixedText(before) !== fixedText(after)) return undefined;
  const [generator, discriminator] = PLAYERS.map((one) => differing(before[one], after[one], PLAYER));
  return {
    ...differing<GameOptions, (typeof GAME)[number]>(before, after, GAME),
    ...(Object.keys(generator ?? {}).length > 0 ? { generator } : {}),
    ...(Object.keys(discriminator ?? {}).length > 0 ? { discriminator } : {}),
  };
}

/** Refuses a change of what may not change. */
export function checkChanges(before: Config, after: Config): void {
  if (changesBetween(before, after)) return;
  throw problem({
    doing: "going on with a game under other rules",
    expected: "other losses, penalties, optimisers, rates or numbers of steps alone",
    came: "other networks, data, minibatches or seeds",
    next: "Begin a new game.",
  });
}

/**
 * Gives a machine that has just been made what another has learned and has in memory. A player whose optimiser is another one begins to count its
 * updates anew: what the rule remembers is empty, and its corrections for that are by the number of the update.
 */
export function takeOver(to: Machine, from: Machine, before: Config, after: Config): void {
  const write = (vector: Vector, values: Vector): void => to.store.write(vector, values.data);
  const carry = (player: Player, old: Player, same: boolean): void => {
    write(player.parameters, old.parameters);
    if (!same) return;
    player.updates = old.updates;
    for (const [name, moment] of player.moments) {
      const values = old.moments.get(name);
      if (values) write(moment, values);
    }
  };
  for (const one of PLAYERS) carry(to[one], from[one], before[one].optimizer === after[one].optimizer);
  if (to.average) write(to.average, from.average ?? from.generator.parameters);
}
