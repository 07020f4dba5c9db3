/** Sets up a game: what plays it, what is seen of it, and what the page is told at its start. */
import {
  createPlay,
  type DataSet,
  decodeCheckpoint,
  fewestOptions,
  gameOf,
  isBuiltIn,
  lossOf,
  type Play,
  placesOf,
  realExamples,
  resolveConfig,
  summarize,
  withClasses,
  withClassesOf,
} from "#inner";
import { configOf } from "./generators.ts";
import { createKeeping, type Keeping } from "./keeping.ts";
import { createPace, type Pace } from "./pace.ts";
import { densityOn, plotGrid } from "./plots.ts";
import type { Opened, Opening } from "./protocol.ts";
import { createReadings, type Readings } from "./readings.ts";
import { createRowReadings } from "./row-readings.ts";
import { createSettling, type Settling } from "./settling.ts";
import { openSource } from "./source.ts";
import { viewOf } from "./view.ts";
import { createViews, type Views } from "./views.ts";

/** Real examples that are shown; rows of mixed tables are shown by column. */
const SHOWN = { line: 500, plane: 1000, table: 1000, mixed: 0, images: 64 } as const;

/** A game, and all that goes with it. */
export interface Table {
  readonly play: Play;
  readonly views: Views;
  readonly keeping: Keeping;
  readonly pace: Pace;
  readonly settling: Settling;
  readonly readings: () => Promise<Readings>;
}

export async function setUp({
  source,
  options,
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
  const data = saved ? await withClassesOf(saved, given, checkpoint?.classes) : await withClasses(given, options);
  const config = saved ?? resolveConfig(data, options);
  const play = await createPlay({ config, data, ...(checkpoint ? { checkpoint } : {}) });
  const { game, step } = play;
  const { generator, discriminator } = play.machine;
  const real = await shownExamples(data, config.seed);
  const grid = plotGrid(data, real);
  const views = await createViews(play, data, grid, real);
  const rows = await createRowReadings(play, data);
  const keeping = createKeeping();
  keeping.after(play, true);
  let readings: Promise<Readings> | undefined;
  return {
    table: {
      play,
      views,
      keeping,
      pace: createPace(),
      settling: createSettling(),
      readings: () => {
        readings ??= createReadings(play, data, views, rows);
        return readings;
      },
    },
    opened: {
      ...told({ config, game, step, moves: { G: generator.updates, D: discriminator.updates } }, data),
      options: saved ? fewestOptions(data, config) : options,
      real: real.slice(),
      grid,
      density: grid && data.density ? densityOn(grid, data.density) : null,
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
  const config = resolveConfig(data, options);
  const real = await shownExamples(data, config.seed);
  const grid = plotGrid(data, real);
  return {
    ...told({ config, game: gameOf(config), step: 0, moves: { G: 0, D: 0 } }, data),
    options,
    real: real.slice(),
    grid,
    density: grid && data.density ? densityOn(grid, data.density) : null,
    mixed: null,
    read,
    notices,
  };
}

async function shownExamples(data: DataSet, seed: number): Promise<Float32Array> {
  const most = SHOWN[viewOf(data)];
  return realExamples(data, seed, Math.min(most, Number.isFinite(data.count) ? data.count : most));
}

/** What follows from the game and its data. */
function told(
  { config, game, step, moves }: Pick<Opened, "config" | "step" | "moves"> & Pick<Play, "game">,
  data: DataSet,
) {
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
