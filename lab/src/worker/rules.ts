/** The rules that are in force at a table: the game under them, what looks on, and how others come into force. */
import { type Config, createPlay, type DataSet, type Grid, type Play } from "#inner";
import type { Moves } from "./protocol.ts";
import { createReadings, type Readings } from "./readings.ts";
import type { RowReadings } from "./row-readings.ts";
import { createViews, type Views } from "./views.ts";

export interface Rules {
  readonly play: Play;
  readonly views: Views;
  readonly readings: () => Promise<Readings>;
  /** Steps that were made before a player's optimiser was changed: it counts from there. */
  readonly before: Moves;
  /** So many of the changes are in force. */
  readonly changes: number;
}

/** What the rules are put in force on. */
export interface Ground {
  readonly data: DataSet;
  readonly real: Float32Array;
  readonly rows: RowReadings | null;
  readonly grid: Grid | null;
}

export async function createRules(
  play: Play,
  { data, real, rows, grid }: Ground,
  { before, changes }: Pick<Rules, "before" | "changes"> = { before: { G: 0, D: 0 }, changes: 0 },
): Promise<Rules> {
  const views = await createViews(play, data, grid, real);
  let readings: Promise<Readings> | undefined;
  return {
    play,
    views,
    readings: () => {
      readings ??= createReadings(play, data, views, rows);
      return readings;
    },
    before,
    changes,
  };
}

export async function releaseRules({ play, views }: Rules): Promise<void> {
  await views.release();
  await play.release();
}

/** Steps of both players since the start. */
export const movesOf = ({ play: { machine }, before }: Rules): Moves => ({
  G: before.G + machine.generator.updates,
  D: before.D + machine.discriminator.updates,
});

/** The game goes on from its present state under another configuration. The rules before are to be released. */
export async function rulesAfter(rules: Rules, ground: Ground, config: Config, changes: number): Promise<Rules> {
  const { play, before } = rules;
  const moves = movesOf(rules);
  const next = await createPlay({ config, data: ground.data, after: play });
  const same = (player: "generator" | "discriminator"): boolean =>
    play.config[player].optimizer === config[player].optimizer;
  return createRules(next, ground, {
    before: { G: same("generator") ? before.G : moves.G, D: same("discriminator") ? before.D : moves.D },
    changes,
  });
}
