/** What the page can ask for: one game at a time, played by hand, and one generator to draw from. */
import {
  createPlay,
  decodeCheckpoint,
  exportGenerator,
  fewestOptions,
  isBuiltIn,
  lossOf,
  type Play,
  placesOf,
  problem,
  realExamples,
  resolveConfig,
  summarize,
} from "#inner";
import { between, configOf, type DrawingGenerator, noiseFor, openGenerator } from "./generators.ts";
import { createKeeping, type Keeping } from "./keeping.ts";
import { createPace, type Pace } from "./pace.ts";
import { densityOn, plotGrid } from "./plots.ts";
import type { Download, Frame, Lab, Opened, Opening, Wish } from "./protocol.ts";
import { createReadings, type Readings } from "./readings.ts";
import { createSettling, type Settling } from "./settling.ts";
import { openSource } from "./source.ts";
import { viewOf } from "./view.ts";
import { createViews, type Views } from "./views.ts";

/** Real examples that are shown. */
const SHOWN = { line: 500, plane: 1000, table: 1000, images: 64 } as const;

interface Table {
  readonly play: Play;
  readonly views: Views;
  readonly keeping: Keeping;
  readonly pace: Pace;
  readonly settling: Settling;
  readonly readings: () => Promise<Readings>;
}

export function createLab(): Lab {
  let table: Table | undefined;
  let generator: DrawingGenerator | undefined;

  const game = (): Table => {
    if (table) return table;
    throw problem({ doing: "playing", expected: "a game that was set up", came: "none", next: "Choose data first." });
  };
  const opened = (): DrawingGenerator => {
    if (generator) return generator;
    throw problem({ doing: "drawing samples", expected: "a generator", came: "none", next: "Open a file first." });
  };
  const frame = async ({ play, views, keeping, pace }: Table, wish: Wish): Promise<Frame> => ({
    step: play.step,
    moves: { G: play.machine.generator.updates, D: play.machine.discriminator.updates },
    measures: play.measures(),
    stepsPerSecond: pace.rate(),
    ...(await views.see(wish)),
    kept: keeping.steps(),
  });
  const file = async ({ play }: Table): Promise<Uint8Array<ArrayBuffer>> => play.checkpoint();

  return {
    open: async (opening) => {
      const before = table;
      const next = await setUp(opening);
      table = next.table;
      await before?.views.release();
      await before?.play.release();
      return next.opened;
    },
    look: async (wish) => frame(game(), wish),
    advance: async ({ rounds, milliseconds }, wish) => {
      const now = game();
      const { play, keeping, pace } = now;
      const began = performance.now();
      pace.begin(play.step);
      let played = 0;
      do {
        await play.round();
        played++;
        keeping.after(play);
      } while (played < rounds && performance.now() - began < milliseconds);
      now.settling.reset();
      const seen = await frame(now, wish);
      pace.end(play.step);
      return { ...seen, stepsPerSecond: pace.rate() };
    },
    line: async (wish) => {
      const now = game();
      now.pace.stop();
      now.settling.reset();
      const moment = await now.play.line();
      if (moment.did === "round") now.keeping.after(now.play, true);
      return { moment, frame: await frame(now, wish) };
    },
    move: async (player, { times, milliseconds }, wish) => {
      const now = game();
      now.pace.stop();
      now.settling.reset();
      const began = performance.now();
      let made = 0;
      do {
        if (player === "D") await now.play.moveDiscriminator();
        else {
          await now.play.moveGenerator();
          now.keeping.after(now.play, times === 1);
        }
        made++;
      } while (made < times && performance.now() - began < milliseconds);
      return { frame: await frame(now, wish), made };
    },
    trainDiscriminator: async (milliseconds, wish) => {
      const now = game();
      now.pace.stop();
      const began = performance.now();
      do {
        await now.play.moveDiscriminator();
        now.settling.add(now.play.machine.discriminatorStep(now.play.step).loss());
      } while (!now.settling.settled() && performance.now() - began < milliseconds);
      const { settling } = now;
      const result = { settled: settling.settled(), moves: settling.count() };
      if (result.settled) settling.reset();
      return { frame: await frame(now, wish), ...result };
    },
    read: async () => (await game().readings()).read(),
    goBack: async (step, wish) => {
      const now = game();
      const kept = now.keeping.at(step);
      if (!kept) {
        throw problem({ doing: `going back to step ${step}`, expected: "a step that was kept", came: "another one" });
      }
      now.pace.stop();
      now.settling.reset();
      await now.play.goBack(kept);
      return frame(now, wish);
    },
    checkpoint: async (): Promise<Download> => {
      const now = game();
      const bytes = await file(now);
      return { name: `step-${now.play.step}.safetensors`, type: "application/octet-stream", bytes };
    },
    onnx: async (): Promise<Download> => {
      const now = game();
      const checkpoint = await decodeCheckpoint("the present state", await file(now));
      const { bytes } = await exportGenerator({ config: now.play.config, checkpoint });
      return { name: "generator.onnx", type: "application/octet-stream", bytes };
    },

    openGenerator: async (name, bytes) => {
      const next = await openGenerator(name, bytes);
      await generator?.release();
      generator = next;
      return next.opened;
    },
    noise: async (seed, count) => noiseFor(opened(), seed, count),
    between: async (a, b, t) => between(opened(), a, b, t),
    draw: async (z) => opened().draw(z),
  };
}

async function setUp({ source, options, checkpoint: bytes }: Opening): Promise<{ table: Table; opened: Opened }> {
  const checkpoint = bytes && (await decodeCheckpoint("the checkpoint", bytes));
  const saved = checkpoint && configOf(checkpoint.mathematics);
  // A checkpoint says what it was trained on; where that is no file, nothing else needs to be chosen.
  const { data, notices } = await openSource(
    saved && isBuiltIn(saved.data.name) ? { kind: "built-in", name: saved.data.name } : source,
  );
  const config = saved ?? resolveConfig(data, options);
  const play = await createPlay({ config, data, ...(checkpoint ? { checkpoint } : {}) });
  const view = viewOf(data);
  const shown = Math.min(SHOWN[view], Number.isFinite(data.count) ? data.count : SHOWN[view]);
  const real = await realExamples(data, config.seed, shown);
  const grid = plotGrid(data, real);
  const views = await createViews(play, data, grid, real);
  const keeping = createKeeping();
  keeping.after(play, true);
  let readings: Promise<Readings> | undefined;
  const { generator, discriminator } = play.game;
  return {
    table: {
      play,
      views,
      keeping,
      pace: createPace(),
      settling: createSettling(),
      readings: () => {
        readings ??= createReadings(play, data, views);
        return readings;
      },
    },
    opened: {
      config,
      options: saved ? fewestOptions(data, config) : options,
      networks: { generator: summarize(generator), discriminator: summarize(discriminator) },
      step: play.step,
      moves: { G: play.machine.generator.updates, D: play.machine.discriminator.updates },
      view,
      probability: lossOf(play.game.loss).output === "logit",
      real: real.slice(),
      grid,
      density: grid && data.density ? densityOn(grid, data.density) : null,
      modes: data.density?.modes ?? null,
      columns: data.columns ? placesOf(data.columns) : null,
      notices,
    },
  };
}
