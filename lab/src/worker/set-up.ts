/** Sets up a game: what plays it, what is seen of it, and what the page is told at its start. */
import {
  createPlay,
  type DataSet,
  decodeCheckpoint,
  fewestOptions,
  type Grid,
  gameOf,
  isBuiltIn,
  lossOf,
  type Play,
  placesOf,
  realExamples,
  summarize,
  withClasses,
  withClassesOf,
} from "#inner";
import { applyChanges } from "./changing.ts";
import { know } from "./devices.ts";
import { fitted } from "./fitted.ts";
import { configOf } from "./generators.ts";
import { createKeeping } from "./keeping.ts";
import { createPace } from "./pace.ts";
import { densityOn, plotGrid } from "./plots.ts";
import type { Box, Opened, Opening, RulesInForce } from "./protocol.ts";
import { resolvedHere } from "./resolved.ts";
import { createRowReadings } from "./row-readings.ts";
import { createRules, movesOf } from "./rules.ts";
import { createSettling } from "./settling.ts";
import { openSource } from "./source.ts";
import type { Table } from "./table.ts";
import { viewOf } from "./view.ts";

/** Real examples that are shown; rows of mixed tables are shown by column. */
const SHOWN = { line: 500, plane: 1000, table: 1000, mixed: 0, images: 64 } as const;

export async function setUp({
  source,
  options: chosen,
  fit = false,
  changes = [],
  checkpoint: bytes,
}: Opening): Promise<{ table: Table; opened: Opened }> {
  const checkpoint = bytes && (await decodeCheckpoint("the checkpoint", bytes));
  const saved = checkpoint && configOf(checkpoint.mathematics);
  // A checkpoint says what it was trained on; where that is no file, nothing else needs to be chosen.
  const {
    data: given,
    notices,
    read,
  } = await openSource(saved && isBuiltIn(saved.data.name) ? { kind: "built-in", name: saved.data.name } : source);
  const options = fit ? fitted(given, chosen) : chosen;
  const data = saved ? await withClassesOf(saved, given, checkpoint?.classes) : await withClasses(given, options);
  const { device = "cpu" } = options;
  const config = saved ? { ...saved, run: { ...saved.run, device } } : resolvedHere(data, options);
  const play = await createPlay({ config, data, ...(checkpoint ? { checkpoint } : {}) });
  const real = await shownExamples(data, config.seed);
  const grid = plotGrid(data, real);
  const rows = await createRowReadings(play, data);
  const rules = await createRules(play, { data, real, rows, grid });
  const table: Table = {
    ...{ rules, data, real, rows, grid, ofData: grid, changes },
    options: saved ? { ...fewestOptions(data, saved), ...(device === "cpu" ? {} : { device }) } : options,
    ...{ changed: undefined, broken: false, known: undefined, lost: null, byHand: false, midRound: false },
    keeping: createKeeping(),
    pace: createPace(),
    settling: createSettling(),
  };
  await applyChanges(table);
  await table.keeping.after(table.rules, false, true);
  await know(table);
  return {
    table,
    opened: {
      ...told(factsOf(table), data),
      options: table.options,
      real: real.slice(),
      ...boxOf(table),
      mixed: rows?.real ?? null,
      read,
      notices,
    },
  };
}

/**
 * What is known before the engine is there: the data and what follows from the options. `null` where a file or a checkpoint has
 * to be read first: those come from this machine, long after the engine.
 */
export async function preview({ source, options, checkpoint }: Opening): Promise<Opened | null> {
  if (source.kind !== "built-in" || checkpoint) return null;
  const { data: given, notices, read } = await openSource(source);
  const data = await withClasses(given, options);
  const config = resolvedHere(data, options);
  const real = await shownExamples(data, config.seed);
  const grid = plotGrid(data, real);
  return {
    ...told({ config, game: gameOf(config), step: 0, moves: { G: 0, D: 0 } }, data),
    options,
    real: real.slice(),
    ...boxOf({ grid, data }),
    mixed: null,
    read,
    notices,
  };
}

/** The box of the plot, with p_data in it. */
export const boxOf = ({ grid, data: { density } }: Pick<Table, "grid" | "data">): Box => ({
  grid,
  density: grid && density ? densityOn(grid, density) : null,
});

/** The same box so many times as wide, around the same middle. */
export function zoomed({ low, high, bins }: Grid, times: number): Grid {
  const half = low.map((from, axis) => (((high[axis] ?? 0) - from) / 2) * times);
  const middle = low.map((from, axis) => (from + (high[axis] ?? 0)) / 2);
  const at = (sign: number): number[] => middle.map((value, axis) => value + sign * (half[axis] ?? 0));
  return { low: at(-1), high: at(1), bins };
}

async function shownExamples(data: DataSet, seed: number): Promise<Float32Array> {
  const most = SHOWN[viewOf(data)];
  return realExamples(data, seed, Math.min(most, Number.isFinite(data.count) ? data.count : most));
}

const factsOf = ({ rules }: Table): Facts => {
  const { config, game, step } = rules.play;
  return { config, game, step, moves: movesOf(rules) };
};

type Facts = Pick<Opened, "config" | "step" | "moves"> & Pick<Play, "game">;

/** The rules that are in force. */
export function rulesOf(table: Table): Omit<RulesInForce, "changes"> {
  const { config, probability, moves } = told(factsOf(table), table.data);
  return { config, probability, moves };
}

/** What follows from the game and its data. */
function told({ config, game, step, moves }: Facts, data: DataSet) {
  const { generator, discriminator } = game;
  return {
    config,
    networks: { generator: summarize(generator), discriminator: summarize(discriminator) },
    step,
    moves,
    view: viewOf(data),
    probability: lossOf(game.loss).output === "logit",
    conditional: generator.condition !== undefined || discriminator.condition !== undefined,
    modes: data.density?.modes ?? null,
    columns: data.columns ? placesOf(data.columns) : null,
  };
}
