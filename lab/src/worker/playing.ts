/** The game that is played by hand: set up, moved, read, kept, saved. */
import { decodeCheckpoint, exportGenerator, problem } from "#inner";
import type { Download, Frame, Lab, Wish } from "./protocol.ts";
import { preview, setUp, type Table } from "./set-up.ts";

type Opening = Pick<Lab, "preview" | "open" | "look" | "read">;
type Moving = Pick<Lab, "advance" | "line" | "move" | "trainDiscriminator" | "goBack">;
type Saving = Pick<Lab, "checkpoint" | "onnx">;
export type Playing = Opening & Moving & Saving;

type Game = () => Table;

export function createPlaying(): Playing {
  let table: Table | undefined;
  const game: Game = () => {
    if (table) return table;
    throw problem({ doing: "playing", expected: "a game that was set up", came: "none", next: "Choose data first." });
  };
  return {
    preview,
    open: async (opening) => {
      const before = table;
      const next = await setUp(opening);
      table = next.table;
      await before?.views.release();
      await before?.play.release();
      return next.opened;
    },
    look: async (wish) => frame(game(), wish),
    read: async () => (await game().readings()).read(),
    ...moving(game),
    ...saving(game),
  };
}

const frame = async ({ play, views, keeping, pace }: Table, wish: Wish): Promise<Frame> => ({
  step: play.step,
  moves: { G: play.machine.generator.updates, D: play.machine.discriminator.updates },
  measures: play.measures(),
  stepsPerSecond: pace.rate(),
  ...(await views.see(wish)),
  kept: keeping.steps(),
});

const moving = (game: Game): Moving => ({
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
});

const saving = (game: Game): Saving => ({
  checkpoint: async (): Promise<Download> => {
    const now = game();
    const bytes = await now.play.checkpoint();
    return { name: `step-${now.play.step}.safetensors`, type: "application/octet-stream", bytes };
  },
  onnx: async (): Promise<Download> => {
    const now = game();
    const checkpoint = await decodeCheckpoint("the present state", await now.play.checkpoint());
    const { bytes } = await exportGenerator({ config: now.play.config, checkpoint });
    return { name: "generator.onnx", type: "application/octet-stream", bytes };
  },
});
