/** What changes in the burn-in of a run, against its closed form at every step. */
import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import { collect, lastCheckpoint } from "../../test/small-run.ts";
import { byteImages } from "../data/images.ts";
import { resolveConfig } from "./config.ts";
import type { Report, Started, TrainingEvent } from "./events.ts";
import { createPlay } from "./play.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const COUNT = 8;
const labels = { classes: ["a", "b"], numbers: Uint32Array.from({ length: COUNT }, (_, i) => i % 2) };
const data = byteImages(
  "pictures",
  Uint8Array.from({ length: COUNT * 64 }, (_, i) => (i * 37 + (i >> 6) * 11) % 256),
  [1, 8, 8],
  "pictures",
  COUNT,
  { labels },
);
const short = {
  latent: 4,
  batch: COUNT,
  samples: 2,
  sampleEvery: 99,
  checkpointEvery: 3,
  reportEvery: 1,
} as const;
const tiny = { ...short, network: "mlp", widths: [6], normalisation: "none" } as const;
const [STEPS, BURN_IN, FINAL] = [14, 10, 0.2];

/** From 1 to `end` by half a cosine, at step t of the run, which counts from 1; then it stays. */
const halfCosine = (end: number, t: number): number =>
  end + ((1 - end) * (1 + Math.cos((Math.PI * Math.min(t - 1, BURN_IN)) / BURN_IN))) / 2;

const reports = (events: readonly TrainingEvent[]): Report[] =>
  events.flatMap((event) => (event.type === "report" ? [event] : []));

describe("the weight of penalties in the burn-in", () => {
  // A minibatch is all of the data, and nothing moves: R1 itself is the same at every step.
  const still = {
    ...tiny,
    data,
    learningRate: 1e-30,
    steps: STEPS,
    r1: 0.7,
    burnInSteps: BURN_IN,
  } satisfies TrainOptions;

  it.each([1, 3])("is half a cosine of the steps, with penalties at every step of %s", async (penaltyEvery) => {
    const constant = reports(await collect(train({ ...still, steps: 1 })));
    const unscaled = constant[0]?.penalty ?? Number.NaN;
    expect(unscaled).toBeGreaterThan(0);
    const falling = reports(await collect(train({ ...still, penaltyEvery, finalPenalty: FINAL })));
    expect(falling).toHaveLength(STEPS);
    for (const { step, penalty = Number.NaN } of falling) {
      const weight = (step - 1) % penaltyEvery === 0 ? penaltyEvery * halfCosine(FINAL, step) : 0;
      expect(penalty / unscaled, `step ${step}`).toBeCloseTo(weight, 4);
    }
  });

  it("is the same at every step where it does not change", async () => {
    const penalties = reports(await collect(train(still))).map(({ penalty = Number.NaN }) => penalty);
    for (const penalty of penalties) expect(penalty / (penalties[0] ?? Number.NaN)).toBeCloseTo(1, 5);
  });
});

it("β2 is half a cosine of the steps in the memory of both players", async () => {
  const [start, end] = [0.5, 0.95];
  const given = { ...tiny, beta2: start, finalBeta2: end, burnInSteps: BURN_IN, learningRate: 1e-3 };
  const play = await createPlay({ config: resolveConfig(data, given), data });
  const { machine } = play;
  const players = { D: machine.discriminator, G: machine.generator };
  const before = { D: new Float32Array(), G: new Float32Array() };
  let updates = 0;
  while (play.step < STEPS) {
    const { did, player, step } = await play.line();
    const square = players[player].moments.get("square")?.data ?? new Float32Array();
    if (did === "gradient") before[player] = square.slice();
    if (did !== "update") continue;
    updates++;
    const { gradient } = player === "D" ? machine.discriminatorStep(step) : machine.generatorStep(step);
    const beta2 = end + (start - end) * halfCosine(0, step);
    const largest = Math.max(...square);
    square.forEach((value, i) => {
      const wanted = beta2 * (before[player][i] ?? Number.NaN) + (1 - beta2) * (gradient.data[i] ?? Number.NaN) ** 2;
      expect(Math.abs(value - wanted) / largest, `${player}, step ${step}`).toBeLessThan(1e-5);
    });
  }
  expect(updates).toBe(2 * STEPS);
  await play.release();
});

describe("a run with classes, augmentation and everything that changes as it goes", () => {
  const all: TrainOptions = {
    ...short,
    ...{ network: "resnet", channels: [4], data, classes: "labels", batch: 4, accumulate: 2 },
    ...{ r1: 0.5, r2: 0.5, penaltyEvery: 2, finalPenalty: FINAL, finalBeta2: 0.99, averageRamp: 0.05, burnInSteps: 5 },
    ...{ augment: ["ada"], augmentTarget: 0.6, augmentImages: 50, steps: 6 },
  };

  it("goes on from the middle bit for bit", async () => {
    const whole = await collect(train(all));
    const middle = whole.find((event) => event.type === "checkpoint" && event.step === 3);
    const checkpoint = middle?.type === "checkpoint" ? middle.bytes : new Uint8Array();
    const { config } = whole.find(({ type }) => type === "start") as Started;
    expect(config.data.y).toMatchObject({ shape: [2] });
    expect(lastCheckpoint(await collect(resume({ checkpoint, config, data })))).toEqual(lastCheckpoint(whole));
  });

  it("is the same on two ranks", async () => {
    const figures = (events: readonly TrainingEvent[]) =>
      reports(events).flatMap(({ dLoss, gLoss, penalty = 0, augmentation = 0 }) => [
        dLoss,
        gLoss,
        penalty,
        augmentation,
      ]);
    const one = figures(await collect(train(all)));
    const both = await Promise.all(ranksInProcess(2).map((collective) => collect(train({ ...all, collective }))));
    for (const events of both) {
      figures(events).forEach((figure, i) => expect(figure).toBeCloseTo(one[i] ?? Number.NaN, 4));
      expect(figures(events)).toHaveLength(24);
    }
  });
});
