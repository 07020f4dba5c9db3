/** Runs whose D keeps the weights of its first layers. */
import { beforeAll, describe, expect, it } from "vitest";
import { ranksInProcess } from "../../../test/in-process.ts";
import { collect, lastCheckpoint } from "../../../test/small-run.ts";
import { byteImages } from "../../data/images.ts";
import { gradientName } from "../../game/objective.ts";
import { discriminatorStep } from "../../game/step.ts";
import { flops } from "../../tensor/cost.ts";
import { type Checkpoint, decodeCheckpoint } from "../checkpoint.ts";
import { type Config, resolveConfig } from "../config.ts";
import type { Report, Started, TrainingEvent } from "../events.ts";
import { gameOf } from "../game-of-config.ts";
import { refuseIdle } from "../relevance.ts";
import { resume, type TrainOptions, train } from "../train.ts";
import { frozenText } from "./text.ts";
import type { StartingPoint } from "./transfer.ts";

const picturesOf = (side: number) =>
  byteImages(
    "pictures",
    Uint8Array.from({ length: 24 * side * side }, (_, i) => (i * 37 + (i >> 8) * 11) % 256),
    [1, side, side],
    `pictures ${side}`,
    24,
  );
const data = picturesOf(16);
const short = { batch: 8, steps: 4, samples: 2, sampleEvery: 9, checkpointEvery: 2, reportEvery: 1, r1: 0.5, r2: 0.5 };
const started = (events: readonly TrainingEvent[]) => events.find(({ type }) => type === "start") as Started;

async function startOf(options: TrainOptions): Promise<StartingPoint> {
  const events = await collect(train(options));
  return {
    run: "runs/before",
    config: started(events).config,
    checkpoint: await decodeCheckpoint("it", lastCheckpoint(events)),
  };
}

const lastOf = async (events: readonly TrainingEvent[]): Promise<Checkpoint> =>
  decodeCheckpoint("it", lastCheckpoint(events));

/** Tensors of D's parameters and state, by whether they changed. */
const changed = (now: Checkpoint, before: Checkpoint): readonly string[] =>
  [...now.tensors]
    .filter(([name]) => name.startsWith("D/"))
    .filter(([name, { values }]) => values.some((value, i) => value !== before.tensors.get(name)?.values[i]))
    .map(([name]) => name);

let from: StartingPoint;
beforeAll(async () => {
  from = await startOf({ ...short, data, network: "resnet", channels: [6, 4], latent: 3 });
});

describe("a D whose first layers keep their weights", () => {
  it("learns in the others alone; frozen weights stay bit for bit and have no moments", async () => {
    const last = await lastOf(await collect(train({ ...short, data, from, freezeD: 2 })));
    const moved = changed(last, from.checkpoint);
    expect(moved.filter((name) => /^D\/(conv 1|residual 1)\//.test(name))).toEqual([]);
    expect(moved.length).toBeGreaterThan(5);
    expect(last.tensors.has("D/conv 1/weight")).toBe(true);
    expect([...last.tensors.keys()].filter((name) => /^D (mean|square)\/(conv|residual) 1\//.test(name))).toEqual([]);
    const all = await lastOf(await collect(train({ ...short, data, from })));
    expect(changed(all, from.checkpoint)).toContain("D/conv 1/weight");
  });

  it("costs less, as no gradient by frozen weights is computed", () => {
    const costs = [0, 1, 2, 4].map((freezeD) => {
      const step = discriminatorStep(gameOf(resolveConfig(data, { ...short, from, freezeD })));
      const names = step.graph.outputs.map(({ name }) => name);
      expect(names.includes(gradientName("D/conv 1/weight"))).toBe(freezeD === 0);
      return flops(step.graph);
    });
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    expect(new Set(costs).size).toBe(4);
  });

  it("is penalised as it would be without: gradients by its input go through all layers", async () => {
    const penalties = await Promise.all(
      [0, 3].map(async (freezeD) => {
        const events = await collect(train({ ...short, data, from, freezeD, steps: 1 }));
        return (events.find(({ type }) => type === "report") as Report).penalty;
      }),
    );
    expect(penalties[0]).toBeGreaterThan(0);
    expect(penalties[1]).toBeCloseTo(penalties[0] ?? Number.NaN, 6);
  });

  it("goes on from the middle bit for bit, and is the same on two ranks", async () => {
    const options = { ...short, data, from, freezeD: 2 };
    const whole = await collect(train(options));
    const middle = whole.find((event) => event.type === "checkpoint" && event.step === 2);
    const checkpoint = middle?.type === "checkpoint" ? middle.bytes : new Uint8Array();
    const on = await collect(resume({ checkpoint, config: started(whole).config, data }));
    expect(lastCheckpoint(on)).toEqual(lastCheckpoint(whole));
    const losses = (events: readonly TrainingEvent[]) =>
      events.flatMap((event) => (event.type === "report" ? [event.dLoss, event.gLoss] : []));
    const both = await Promise.all(ranksInProcess(2).map((collective) => collect(train({ ...options, collective }))));
    losses(both[1] ?? []).forEach((loss, i) => expect(loss).toBeCloseTo(losses(whole)[i] ?? Number.NaN, 4));
    expect(losses(both[1] ?? [])).toHaveLength(8);
  });

  it("keeps the state of frozen layers too, and goes on from the middle bit for bit, with spectral normalisation", async () => {
    const held = await startOf({ ...short, data, network: "resnet", channels: [6, 4], latent: 3, spectralNorm: true });
    const whole = await collect(train({ ...short, data, from: held, freezeD: 2 }));
    const moved = changed(await lastOf(whole), held.checkpoint);
    expect(moved.filter((name) => /^D\/(conv 1|residual 1)\//.test(name))).toEqual([]);
    expect(moved).toContain("D/conv 2/weight");
    expect(moved).toContain("D/conv 2/weight/u");
    const middle = whole.find((event) => event.type === "checkpoint" && event.step === 2);
    const checkpoint = middle?.type === "checkpoint" ? middle.bytes : new Uint8Array();
    const on = await collect(resume({ checkpoint, config: started(whole).config, data }));
    expect(lastCheckpoint(on)).toEqual(lastCheckpoint(whole));
  });

  it("says how much of it stays", () => {
    expect(frozenText(resolveConfig(data, { from, freezeD: 2 }))).toBe(
      "D keeps the weights of its first 2 of 6 layers (conv 4×4 / 2, 4; residual of 4 layers): 0.000364 of 0.00115 M weights do not learn.",
    );
    expect(frozenText(resolveConfig(data, { from }))).toBeUndefined();
  });
});

describe("layers that cannot be frozen", () => {
  it("are refused where there is nothing that they would keep", async () => {
    const alone = { freezeD: 1 };
    const config: Config = resolveConfig(data, alone);
    expect(() => refuseIdle(alone, config)).toThrow(
      "reading option `freezeD`: expected start from the weights of another run, without which it has no effect, but got start afresh.",
    );
    await expect(collect(train({ ...short, data: picturesOf(32), from, freezeD: 1 }))).rejects.toThrow(
      "freezing 1 layers of D: expected weights of runs/before in all of them, but got D/conv 1/weight, which starts afresh. Lower `freezeD`, or start from a run on pictures of the same sides.",
    );
  });

  it("are refused where none is left", () => {
    expect(() => gameOf(resolveConfig(data, { ...short, from, freezeD: 6 }))).toThrow(
      "freezing layers of D: expected at most 5 of its 6 layers with weights, so that the last one learns, but got 6. Lower `freezeD`.",
    );
  });
});
