import { expect, it } from "vitest";
import { changesWith, inForceAt, optionsAt, withChange } from "./changes.ts";
import { createLab } from "./lab.ts";
import type { Change, Opening } from "./protocol.ts";

const ring: Opening = { source: { kind: "built-in", name: "ring" }, options: { widths: [8], batch: 16 } };
const rounds = (count: number) => ({ rounds: count, milliseconds: 1e6 });

it("puts options in the place of others, and says nothing of both players that each has of its own", () => {
  expect(withChange({ loss: "minimax", dSteps: 2 }, { dSteps: 3 })).toEqual({ loss: "minimax", dSteps: 3 });
  expect(withChange({ learningRate: 0.1 }, { generator: { learningRate: 0.2 } })).toEqual({
    learningRate: 0.1,
    generator: { learningRate: 0.2 },
  });
  const own = { generator: { learningRate: 0.1 }, discriminator: { learningRate: 0.3 } };
  expect(withChange({ learningRate: 0.1 }, own)).toEqual(own);
});

it("knows what is in force at a round, and forgets what was to come after a new change", () => {
  const changes: readonly Change[] = [
    { step: 2, set: { dSteps: 2 } },
    { step: 5, set: { dSteps: 3 } },
  ];
  expect([0, 2, 4, 5].map((step) => inForceAt(changes, step))).toEqual([0, 1, 1, 2]);
  expect(optionsAt({ seed: 4 }, changes, 4)).toEqual({ seed: 4, dSteps: 2 });
  expect(changesWith(changes, { step: 3, set: { r1: 1 } })).toEqual([changes[0], { step: 3, set: { r1: 1 } }]);
  expect(changesWith(changes, { step: 2, set: { r1: 1 } })).toEqual([{ step: 2, set: { dSteps: 2, r1: 1 } }]);
});

it("plays the same game again from its changes, and after going back before them", async () => {
  const lab = createLab();
  const { options } = await lab.open(ring);
  await lab.advance(rounds(3), {});
  await lab.change({ ...options, discriminator: { optimizer: "sgd" } });
  // There and back at one round is no change: the optimiser's memory is what it was.
  await lab.change({ ...options, dSteps: 2 });
  await lab.advance(rounds(4), {});
  await lab.change({ ...options, dSteps: 2, generator: { optimizer: "rmsprop" } });
  const last = await lab.advance(rounds(3), {});
  const { changes } = await lab.rules();
  expect(changes).toEqual([
    { step: 3, set: { dSteps: 2 } },
    { step: 7, set: { generator: { optimizer: "rmsprop" } } },
  ]);
  expect(last).toMatchObject({ step: 10, moves: { G: 10, D: 3 + 14 }, byHand: false });
  const bytes = (await lab.checkpoint()).bytes;
  const other = createLab();
  await other.open({ ...ring, changes });
  await other.advance(rounds(10), {});
  expect(Buffer.from((await other.checkpoint()).bytes).equals(bytes)).toBe(true);
  await lab.goBack(0, {});
  await lab.advance(rounds(10), {});
  expect(Buffer.from((await lab.checkpoint()).bytes).equals(bytes)).toBe(true);
  expect((await lab.rules()).config.generator.optimizer).toBe("rmsprop");
});

it("says what a game has to begin anew for, and refuses rules that do not go together", async () => {
  const lab = createLab();
  const opened = await lab.open({ ...ring, options: { ...ring.options, discriminator: { normalisation: "batch" } } });
  expect(await lab.canChange({ ...opened.options, dSteps: 5 })).toBe(true);
  expect(await lab.canChange({ ...opened.options, batch: 8 })).toBe(false);
  await expect(lab.canChange({ ...opened.options, gradientPenalty: 1 })).rejects.toThrow("treats examples");
  await expect(lab.change({ ...opened.options, batch: 8 })).rejects.toThrow("Reset the game with them.");
  expect((await lab.advance(rounds(1), {})).step).toBe(1);
});

it("takes up the game before as it was", async () => {
  const lab = createLab();
  await lab.open(ring);
  const before = await lab.advance(rounds(5), {});
  await lab.open({ ...ring, options: { ...ring.options, seed: 8 }, keepBefore: true });
  expect((await lab.look({})).step).toBe(0);
  await lab.undo();
  const after = await lab.look({});
  expect([after.step, after.generated, after.kept]).toEqual([5, before.generated, before.kept]);
  await expect(lab.undo()).rejects.toThrow("taking up the game before");
});

it("tells of numbers that grow beyond all bounds, without an error, and plays again after going back", async () => {
  const lab = createLab();
  await lab.open({ ...ring, options: { ...ring.options, optimizer: "sgd", learningRate: 100 } });
  const broken = await lab.advance(rounds(50), {});
  expect(broken.broken).toBe(true);
  expect(broken.step).toBeLessThan(50);
  expect(await lab.goBack(0, {})).toMatchObject({ broken: false, step: 0 });
  expect((await lab.advance(rounds(1), {})).moves.D).toBeGreaterThan(0);
});

it("marks states that whole rounds do not lead to, until it goes back before them", async () => {
  const lab = createLab();
  await lab.open(ring);
  await lab.advance(rounds(16), {});
  const { frame } = await lab.move("D", { times: 1, milliseconds: 0 }, {});
  expect(frame.byHand).toBe(true);
  expect((await lab.goBack(16, {})).byHand).toBe(false);
});

it("shows a wider box of the plot, and D in it", async () => {
  const lab = createLab();
  const { grid } = await lab.open(ring);
  const wide = await lab.zoom(10);
  expect(wide.grid?.high[0]).toBeCloseTo(10 * (grid?.high[0] ?? 0), 5);
  expect((await lab.look({ field: true })).field).toHaveLength(48 * 48);
  expect((await lab.zoom(1)).grid).toEqual(grid);
});
