import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import { changesBetween } from "./change-rules.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { resolveConfig } from "./config.ts";
import { createPlay, type Play } from "./play.ts";
import type { GivenOptions } from "./recipes.ts";
import { resume, train } from "./train.ts";

const data = builtIn("ring");
const small = {
  batch: 16,
  widths: [8],
  steps: 12,
  sampleEvery: 100,
  samples: 4,
  reportEvery: 12,
} satisfies GivenOptions;
const configOf = (given: GivenOptions = {}) => resolveConfig(data, { ...small, ...given });

const bytesOf = (values: Float32Array): string => Array.from(new Uint32Array(values.slice().buffer)).join();
const stateOf = ({ machine }: Play): Record<string, string> => ({
  G: bytesOf(machine.generator.parameters.data),
  D: bytesOf(machine.discriminator.parameters.data),
  average: bytesOf(machine.average?.data ?? new Float32Array()),
});

/** The last checkpoint of a run of `steps`. */
async function trained(given: GivenOptions = {}): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  for await (const event of train({ data, ...small, ...given })) if (event.type === "checkpoint") bytes = event.bytes;
  return bytes;
}

describe("a game played by hand", () => {
  it.each([
    {},
    { dSteps: 3 },
    { gSteps: 3 },
    { updates: "simultaneous", gSteps: 2 },
    { loss: "relativistic" },
    { dropout: 0.3 },
  ] as const)("is bit for bit the run that train plays, round by round and line by line (%o)", async (given) => {
    const play = await createPlay({ config: configOf(given), data });
    for (let i = 0; i < 6; i++) await play.round();
    while (play.step < 12) await play.line();
    expect(Buffer.from(await play.checkpoint()).equals(await trained(given))).toBe(true);
    await play.release();
  });

  it.each([
    [2, 1],
    [1, 3],
    [2, 3],
  ])(
    "makes of a round %i steps of D and %i of G, as by hand, each on minibatches of its own",
    async (dSteps, gSteps) => {
      // Rates that fall would fall by rounds, and by steps of G by hand.
      const config = configOf({ dSteps, gSteps, schedule: "constant", finalRate: 1, dropout: 0.2 });
      const [rounds, hand] = [await createPlay({ config, data }), await createPlay({ config, data })];
      for (let i = 0; i < 2; i++) {
        await rounds.round();
        for (let k = 0; k < dSteps; k++) await hand.moveDiscriminator();
        for (let g = 0; g < gSteps; g++) await hand.moveGenerator();
      }
      expect(stateOf(rounds)).toEqual(stateOf(hand));
      expect([rounds.step, rounds.machine.generator.updates, rounds.machine.discriminator.updates]).toEqual([
        2,
        2 * gSteps,
        2 * dSteps,
      ]);
      for (const one of [rounds, hand]) await one.release();
    },
  );

  it("begins from a checkpoint, and train goes on from one of its own", async () => {
    const bytes = await trained();
    const play = await createPlay({ config: configOf(), data, checkpoint: await decodeCheckpoint("it", bytes) });
    expect(play.step).toBe(12);
    await play.round();
    const config = configOf({ steps: 14 });
    let last = new Uint8Array();
    for await (const event of resume({ checkpoint: await play.checkpoint(), config, data })) {
      if (event.type === "checkpoint") last = event.bytes;
    }
    expect(Buffer.from(last).equals(await trained({ steps: 14 }))).toBe(true);
    await play.release();
  });

  it("moves one player alone, and leaves every byte of the other as it is", async () => {
    const play = await createPlay({ config: configOf(), data });
    const start = stateOf(play);
    expect(play.measures().dLoss).toBeNaN();
    await play.moveDiscriminator();
    const afterD = stateOf(play);
    expect([afterD.G, afterD.average, play.step]).toEqual([start.G, start.average, 0]);
    expect(afterD.D).not.toBe(start.D);
    await play.moveGenerator();
    const afterG = stateOf(play);
    expect([afterG.D, play.step]).toEqual([afterD.D, 1]);
    expect(afterG.G).not.toBe(start.G);
    expect(play.measures().dLoss).toBeGreaterThan(0);
    await play.release();
  });

  it("goes back to a kept state, and plays the same rounds again from there", async () => {
    const play = await createPlay({ config: configOf({ gradientPenalty: 1, dropout: 0.2, dSteps: 2 }), data });
    for (let i = 0; i < 3; i++) await play.round();
    const kept = await play.keep();
    for (let i = 0; i < 3; i++) await play.round();
    const first = stateOf(play);
    await play.line(); // a round in progress is given up
    await play.goBack(kept);
    expect(play.step).toBe(3);
    for (let i = 0; i < 3; i++) await play.round();
    expect(stateOf(play)).toEqual(first);
    await play.release();
  });

  it("refuses other data, and a checkpoint of another configuration", async () => {
    await expect(createPlay({ config: configOf(), data: builtIn("grid") })).rejects.toThrow(
      "setting up the game: expected the data of the configuration (ring",
    );
    const checkpoint = await decodeCheckpoint("it", await trained());
    await expect(createPlay({ config: configOf({ seed: 2 }), data, checkpoint })).rejects.toThrow(
      "Only the options under run may change.",
    );
  });

  it.each([
    { discriminator: { learningRate: 0.02 } },
    { loss: "minimax", dSteps: 2, gSteps: 3, r1: 0.5 },
    { optimizer: "rmsprop", average: 0 },
    { gradientPenalty: 0.1, updates: "simultaneous" },
  ] as const)(
    "goes on under other rules, and the same changes at the same rounds give the same bytes (%o)",
    async (given) => {
      const changed = async (): Promise<Play> => {
        const play = await createPlay({ config: configOf(), data });
        for (let i = 0; i < 4; i++) await play.round();
        const next = await createPlay({ config: configOf(given), data, after: play });
        expect({ ...stateOf(next), average: "" }).toEqual({ ...stateOf(play), average: "" });
        await play.release();
        for (let i = 0; i < 4; i++) await next.round();
        expect(next.step).toBe(8);
        return next;
      };
      const [once, again] = [await changed(), await changed()];
      expect(stateOf(again)).toEqual(stateOf(once));
      const plain = await createPlay({ config: configOf(), data });
      for (let i = 0; i < 8; i++) await plain.round();
      expect(stateOf(plain).D).not.toEqual(stateOf(once).D);
      for (const play of [once, again, plain]) await play.release();
    },
  );

  it("is the run that it was where the rules are changed to what they were", async () => {
    const plain = await createPlay({ config: configOf(), data });
    let play = await createPlay({ config: configOf(), data });
    for (let i = 0; i < 6; i++) {
      await plain.round();
      await play.round();
      const next = await createPlay({ config: configOf(), data, after: play });
      await play.release();
      play = next;
    }
    expect(Buffer.from(await play.checkpoint()).equals(await plain.checkpoint())).toBe(true);
    for (const one of [plain, play]) await one.release();
  });

  it("gives a player with another optimiser a fresh memory, and counts its updates anew", async () => {
    const play = await createPlay({ config: configOf({ optimizer: "rmsprop" }), data });
    for (let i = 0; i < 4; i++) await play.round();
    const config = configOf({ optimizer: "rmsprop", discriminator: { optimizer: "adam" } });
    const next = await createPlay({ config, data, after: play });
    expect([next.machine.generator.updates, next.machine.discriminator.updates]).toEqual([4, 0]);
    const memory = [...next.machine.discriminator.moments.values()].flatMap(({ data: values }) => [...values]);
    expect(memory.some((value) => value !== 0)).toBe(false);
    for (const one of [play, next]) await one.release();
  });

  it.each([{ widths: [4] }, { batch: 8 }, { seed: 9 }, { latent: 3 }, { generator: { activation: "tanh" } }] as const)(
    "refuses to go on with other networks, minibatches or seeds (%o)",
    async (given) => {
      const play = await createPlay({ config: configOf(), data });
      await expect(createPlay({ config: configOf(given), data, after: play })).rejects.toThrow(
        "going on with a game under other rules",
      );
      await play.release();
    },
  );
});

it("tells what changes between two configurations, and that more does than may", () => {
  const before = configOf();
  expect(changesBetween(before, configOf())).toEqual({});
  expect(changesBetween(before, configOf({ dSteps: 2, generator: { learningRate: 0.5 } }))).toEqual({
    dSteps: 2,
    generator: { learningRate: 0.5 },
  });
  expect(changesBetween(before, configOf({ dSteps: 2, batch: 8 }))).toBeUndefined();
});
