/** Runs that average the gradients of several minibatches before an update. */
import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { collect, lastCheckpoint } from "../../test/small-run.ts";
import { byteImages } from "../data/images.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { resolveConfig } from "./config.ts";
import { estimate } from "./estimate.ts";
import type { Report, Started, TrainingEvent } from "./events.ts";
import { refuseIdle } from "./relevance.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const SIDE = 8;
const data = byteImages(
  "pictures",
  Uint8Array.from({ length: 40 * SIDE ** 2 }, (_, i) => (i * 37 + (i >> 6) * 11) % 256),
  [1, SIDE, SIDE],
  "pictures",
  40,
);
// A whole number of blocks of random numbers for each minibatch, so that four draws are one of four times as many.
const plain = {
  data,
  network: "mlp",
  widths: [8],
  normalisation: "none",
  latent: 4,
  steps: 4,
  samples: 2,
  sampleEvery: 9,
  checkpointEvery: 2,
  reportEvery: 1,
  learningRate: 1e-3,
} satisfies TrainOptions;
const few = { ...plain, batch: 4, accumulate: 4 } satisfies TrainOptions;
const many = { ...plain, batch: 16 } satisfies TrainOptions;

const reports = (events: readonly TrainingEvent[]): Report[] =>
  events.flatMap((event) => (event.type === "report" ? [event] : []));
const lastOf = (events: readonly TrainingEvent[]): Promise<Checkpoint> =>
  decodeCheckpoint("it", lastCheckpoint(events));

/** The largest difference of two states, by the size of the tensor; of tensors of nearly nothing, as they are. */
function difference(a: Checkpoint, b: Checkpoint): number {
  expect([...a.tensors.keys()]).toEqual([...b.tensors.keys()]);
  return Math.max(
    ...[...a.tensors].flatMap(([name, { values }]) => {
      const others = b.tensors.get(name)?.values ?? [];
      const size = Math.max(...values.map(Math.abs), 1e-3);
      return [...values].map((value, i) => Math.abs(value - (others[i] ?? Number.NaN)) / size);
    }),
  );
}

describe("minibatches whose gradients are averaged", () => {
  it.each<[string, TrainOptions]>([
    ["with gradients alone", { optimizer: "momentum", learningRate: 0.01 }],
    ["with adam, penalties now and then, and a moving average", { r1: 0.5, gradientPenalty: 1, penaltyEvery: 2 }],
    [
      // Not by adam: D's last bias has no part in this loss, and what rounding leaves of its gradient would decide.
      "with both players at once, and pairs",
      { updates: "simultaneous", loss: "relativistic", r1: 0.5, r2: 0.5, optimizer: "momentum", learningRate: 0.01 },
    ],
    ["with more steps of D", { dSteps: 3 }],
    ["with more steps of G", { gSteps: 3 }],
  ])("move the players as one minibatch of all of them: %s", async (_, given) => {
    const [together, apart] = [await collect(train({ ...many, ...given })), await collect(train({ ...few, ...given }))];
    const [one, other] = [await lastOf(together), await lastOf(apart)];
    expect(difference(one, other)).toBeLessThan(2e-4);
    expect(other.updates).toEqual(one.updates);
    const figures = ({ dLoss, gLoss, penalty = 0, meanDReal, meanDFake, dGradientNorm, gGradientNorm }: Report) => [
      dLoss,
      gLoss,
      penalty,
      meanDReal,
      meanDFake,
      dGradientNorm,
      gGradientNorm,
    ];
    reports(apart).forEach((report, i) =>
      figures(report).forEach((figure, j) =>
        expect(figure).toBeCloseTo(figures(reports(together)[i] as Report)[j] ?? Number.NaN, 4),
      ),
    );
    expect(reports(apart)).toHaveLength(4);
    // One of them alone is another run.
    const alone = await lastOf(await collect(train({ ...few, ...given, accumulate: 1 })));
    expect(difference(one, alone)).toBeGreaterThan(1e-2);
  });

  it("go on from the middle bit for bit, with masks and augmentation by feedback", async () => {
    const options: TrainOptions = { ...few, dropout: 0.2, augment: ["ada"], augmentTarget: 0.6, augmentImages: 100 };
    const whole = await collect(train(options));
    const middle = whole.find((event) => event.type === "checkpoint" && event.step === 2);
    const checkpoint = middle?.type === "checkpoint" ? middle.bytes : new Uint8Array();
    const { config } = whole.find(({ type }) => type === "start") as Started;
    expect(lastCheckpoint(await collect(resume({ checkpoint, config, data })))).toEqual(lastCheckpoint(whole));
  });

  it("are the same on two ranks, with masks and augmentation", async () => {
    const options: TrainOptions = { ...few, dropout: 0.2, augment: ["diffaugment"], r1: 0.5 };
    const figures = (events: readonly TrainingEvent[]) =>
      reports(events).flatMap(({ dLoss, gLoss, penalty, meanDReal }) => [dLoss, gLoss, penalty ?? 0, meanDReal]);
    const one = figures(await collect(train(options)));
    const both = await Promise.all(ranksInProcess(2).map((collective) => collect(train({ ...options, collective }))));
    for (const events of both) {
      figures(events).forEach((figure, i) => expect(figure).toBeCloseTo(one[i] ?? Number.NaN, 4));
      expect(figures(events)).toHaveLength(16);
    }
  });

  it("take the memory of one of them for what is computed, and the time of all", async () => {
    const costOf = ({ data: _, ...given }: TrainOptions) =>
      estimate(resolveConfig(data, given), data, { seconds: 0.1 });
    const [apart, together, one] = [await costOf(few), await costOf(many), await costOf({ ...few, accumulate: 1 })];
    expect(apart.bytes.activations).toBe(one.bytes.activations);
    expect(apart.bytes.activations).toBeLessThan(together.bytes.activations / 2);
    expect(apart.flopsPerStep).toBe(4 * one.flopsPerStep);
  });

  it("have no masks in common", () => {
    const given = { accumulate: 2, sharedMasks: true, dropout: 0.5, updates: "simultaneous" } as const;
    expect(() => refuseIdle(given, resolveConfig({ name: "x", shape: [2], fingerprint: "x" }, given))).toThrow(
      "reading option `sharedMasks`: expected `accumulate` 1, without which it has no effect, but got `accumulate` 2.",
    );
  });
});
