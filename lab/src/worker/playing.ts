/** The game that is played by hand: set up, moved, read, kept, changed, saved. */
import { decodeCheckpoint, exportGenerator, isDivergence, problem } from "#inner";
import { applyChanges, canChange, change, takeUp } from "./changing.ts";
import { deviceOf, goOnBy, know, surely, unlessLost } from "./devices.ts";
import type { Download, Frame, Lab, Wish } from "./protocol.ts";
import { movesOf, releaseRules } from "./rules.ts";
import { boxOf, preview, rulesOf, setUp, zoomed } from "./set-up.ts";
import type { Table } from "./table.ts";

type Opening = Pick<Lab, "preview" | "open" | "undo" | "look" | "read">;
type Moving = Pick<Lab, "advance" | "line" | "move" | "trainDiscriminator" | "goBack">;
type Changing = Pick<Lab, "canChange" | "change" | "rules" | "zoom" | "goOnBy">;
type Saving = Pick<Lab, "checkpoint" | "onnx">;
export type Playing = Opening & Moving & Changing & Saving;

type Game = () => Table;

export function createPlaying(): Playing {
  let table: Table | undefined;
  /** The game before, which can be taken up again. */
  let earlier: Table | undefined;
  const game: Game = () => {
    if (table) return table;
    throw problem({ doing: "playing", expected: "a game that was set up", came: "none", next: "Choose data first." });
  };
  const over = async (ended: Table | undefined): Promise<void> => {
    if (ended) await releaseRules(ended.rules);
  };
  return {
    preview,
    open: async (opening) => {
      const before = table;
      const next = await setUp(opening);
      table = next.table;
      if (opening.keepBefore) [earlier] = [before, await over(earlier)];
      else await over(before);
      return next.opened;
    },
    undo: async () => {
      if (!earlier) throw problem({ doing: "taking up the game before", expected: "one", came: "none" });
      await over(table);
      [table, earlier] = [earlier, undefined];
    },
    look: async (wish) => frame(game(), wish),
    read: async () => {
      const now = game();
      return surely(now, async () => {
        const { rules } = now;
        return { ...(await (await rules.readings()).read()), moves: movesOf(rules) };
      });
    },
    ...moving(game),
    ...changing(game),
    ...saving(game),
  };
}

const frame = (table: Table, wish: Wish): Promise<Frame> =>
  surely(table, async () => {
    const { rules, keeping, pace, broken, byHand: moved } = table;
    const seen = await rules.views.see(wish);
    await know(table);
    return {
      step: rules.play.step,
      moves: movesOf(rules),
      // A step may itself be finite and lead to what is not.
      broken: broken || !seen.generated.every(Number.isFinite),
      device: deviceOf(table),
      lost: table.lost,
      byHand: moved,
      measures: rules.play.measures(),
      stepsPerSecond: pace.rate(),
      ...seen,
      kept: keeping.steps(),
    };
  });

/** Numbers that are no longer finite end what is going on, and are no error; nor is a card that goes away. `false` where they did. */
const unlessBroken = (now: Table, task: () => Promise<void>): Promise<boolean> =>
  unlessLost(now, async () => {
    try {
      await task();
      return true;
    } catch (error) {
      if (!isDivergence(error)) throw error;
      now.broken = true;
      now.midRound = false;
      return false;
    }
  });

/** A player is moved alone: no round leads there, and what was kept of later ones is of another game. */
function byHand(now: Table): void {
  now.pace.stop();
  now.byHand = true;
  now.midRound = false;
  now.keeping.forgetAfter(now.rules.play.step);
}

const moving = (game: Game): Moving => ({
  advance: async ({ rounds, milliseconds }, wish) => {
    const now = game();
    const { keeping, pace } = now;
    const began = performance.now();
    pace.begin(now.rules.play.step);
    now.settling.reset();
    let played = 0;
    const whole = await unlessBroken(now, async () => {
      do {
        await now.rules.play.round();
        played++;
        now.midRound = false;
        await keeping.after(now.rules, now.byHand);
        await applyChanges(now);
      } while (played < rounds && performance.now() - began < milliseconds);
    });
    const seen = await frame(now, wish);
    if (whole) pace.end(now.rules.play.step);
    return { ...seen, stepsPerSecond: pace.rate() };
  },
  line: async (wish) => {
    const now = game();
    now.pace.stop();
    now.settling.reset();
    let moment: Awaited<ReturnType<Lab["line"]>>["moment"] = null;
    await unlessBroken(now, async () => {
      moment = await now.rules.play.line();
      now.midRound = moment.did !== "round";
      if (now.midRound) return;
      await now.keeping.after(now.rules, now.byHand, true);
      await applyChanges(now);
    });
    return { moment, frame: await frame(now, wish) };
  },
  move: async (player, { times, milliseconds }, wish) => {
    const now = game();
    now.settling.reset();
    byHand(now);
    const began = performance.now();
    let made = 0;
    await unlessBroken(now, async () => {
      do {
        const { play } = now.rules;
        if (player === "D") await play.moveDiscriminator();
        else {
          await play.moveGenerator();
          await now.keeping.after(now.rules, true, times === 1);
          await applyChanges(now);
        }
        made++;
      } while (made < times && performance.now() - began < milliseconds);
    });
    return { frame: await frame(now, wish), made };
  },
  trainDiscriminator: async (milliseconds, wish) => {
    const now = game();
    byHand(now);
    const { play } = now.rules;
    const { settling } = now;
    const began = performance.now();
    await unlessBroken(now, async () => {
      do {
        await play.moveDiscriminator();
        settling.add(play.machine.discriminatorStep(play.step).loss());
      } while (!settling.ended() && performance.now() - began < milliseconds);
    });
    const result = { ended: settling.ended(), moves: settling.count() };
    if (result.ended) settling.reset();
    return { frame: await frame(now, wish), ...result };
  },
  goBack: async (step, wish) => {
    const now = game();
    const kept = now.keeping.at(step);
    if (!kept) {
      throw problem({ doing: `going back to step ${step}`, expected: "a step that was kept", came: "another one" });
    }
    now.pace.stop();
    await surely(now, async () => takeUp(now, now.keeping.at(step) ?? kept));
    return frame(now, wish);
  },
});

const changing = (game: Game): Changing => ({
  canChange: async (options) => canChange(game(), options),
  change: (options) => change(game(), options),
  goOnBy: (device) => goOnBy(game(), device),
  rules: async () => {
    const now = game();
    return { ...rulesOf(now), changes: now.changes };
  },
  zoom: async (times) => {
    const now = game();
    now.grid = now.ofData && zoomed(now.ofData, times);
    now.rules.views.plotOn(now.grid);
    return boxOf(now);
  },
});

const saving = (game: Game): Saving => ({
  checkpoint: async (): Promise<Download> => {
    const now = game();
    const bytes = await surely(now, () => now.rules.play.checkpoint());
    return { name: `step-${now.rules.play.step}.safetensors`, type: "application/octet-stream", bytes };
  },
  onnx: async (): Promise<Download> => {
    const now = game();
    const bytes = await surely(now, () => now.rules.play.checkpoint());
    const checkpoint = await decodeCheckpoint("the present state", bytes);
    const { bytes: model } = await exportGenerator({ config: now.rules.play.config, checkpoint });
    return { name: "generator.onnx", type: "application/octet-stream", bytes: model };
  },
});
