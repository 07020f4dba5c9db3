import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../test/in-process.ts";
import type { DataSet } from "../data/dataset.ts";
import { shuffled } from "../data/shuffled.ts";
import { augmentationText } from "./augmenting.ts";
import { type Config, resolveConfig } from "./config.ts";
import type { Report, TrainingEvent } from "./events.ts";
import { createPlay } from "./play.ts";
import { refuseIdle } from "./relevance.ts";
import { createStrength } from "./strength.ts";
import { resume, type TrainOptions, train } from "./train.ts";

const pictures = (shape: readonly number[] = [3, 8, 8]): DataSet =>
  shuffled({
    name: "pictures",
    shape,
    count: 37,
    fingerprint: "pictures",
    write: (index, to, at) => {
      const size = shape.reduce((a, b) => a * b);
      for (let i = 0; i < size; i++) to[at + i] = Math.sin(0.37 * i + index);
    },
  });

const small = {
  network: "mlp",
  widths: [8],
  activation: "tanh",
  batch: 12,
  samples: 4,
  reportEvery: 4,
  steps: 24,
  latent: 3,
  threads: 1,
} satisfies TrainOptions;
const onPictures: TrainOptions = { ...small, data: pictures() };

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const ofType = <T extends TrainingEvent["type"]>(events: readonly TrainingEvent[], type: T) =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

const checkpoints = (events: readonly TrainingEvent[]): Uint8Array[] =>
  ofType(events, "checkpoint").map(({ bytes }) => bytes);
const figures = ({ dLoss, gLoss, meanDReal, meanDFake, penalty = 0, dGradientNorm, augmentation = 0 }: Report) => [
  dLoss,
  gLoss,
  meanDReal,
  meanDFake,
  penalty,
  dGradientNorm,
  augmentation,
];
const strengths = (events: readonly TrainingEvent[]): number[] =>
  ofType(events, "report").map(({ augmentation }) => augmentation ?? Number.NaN);

const scheduled: TrainOptions = {
  ...onPictures,
  augment: ["r3gan", "color", "noise"],
  augmentP: 0.6,
  augmentSteps: 10,
  r1: 0.1,
};
/** D learns fast enough for p to rise. */
const fed: TrainOptions = {
  ...onPictures,
  discriminator: { learningRate: 0.02 },
  augment: ["ada"],
  augmentTarget: 0.2,
  augmentImages: 500,
  r1: 0.1,
};
const noisy: TrainOptions = {
  data: "ring",
  widths: [8],
  batch: 12,
  samples: 4,
  steps: 24,
  reportEvery: 4,
  augment: ["noise"],
  augmentSteps: 16,
};
const kinds = [
  ["by a schedule", scheduled],
  ["by feedback", fed],
  ["of points, with noise", noisy],
] as const;

describe("an augmented run", () => {
  it.each(kinds)("%s goes on from a checkpoint as if it had never stopped", async (_, options) => {
    const whole = await collect(train({ ...options, checkpointEvery: 10 }));
    const { config } = ofType(whole, "start")[0] as { config: Config };
    const [, at10, at20, end] = checkpoints(whole);
    for (const checkpoint of [at10, at20]) {
      const rest = await collect(
        resume({ checkpoint: checkpoint as Uint8Array, config, data: options.data as DataSet | string }),
      );
      expect(checkpoints(rest).at(-1)).toEqual(end);
    }
  });

  it.each(kinds)("%s is the same on two ranks and three", async (_, options) => {
    const one = ofType(await collect(train(options)), "report").flatMap(figures);
    for (const size of [2, 3]) {
      const all = await Promise.all(
        ranksInProcess(size).map((collective) => collect(train({ ...options, collective }))),
      );
      for (const events of all) {
        expect(ofType(events, "report").flatMap(figures)).toEqual(
          one.map((figure) => expect.closeTo(figure, 3) as number),
        );
      }
    }
  });

  it("at a probability of 0 is the run without it, bit for bit", async () => {
    const plain = await collect(train(onPictures));
    const never = await collect(train({ ...onPictures, augment: ["r3gan", "noise"], augmentP: 0 }));
    const [a, b] = [plain, never].map((events) => ofType(events, "samples").at(-1)?.values);
    expect(a).toEqual(b);
    expect(strengths(never).every(Number.isNaN)).toBe(true);
  });

  it("that has not begun to augment computes what the plain one does", async () => {
    // Feedback that never moves: the graph has every operation, and p is 0.
    const plain = ofType(await collect(train(onPictures)), "report");
    const still = await collect(train({ ...onPictures, augment: ["ada"], augmentTarget: 0.999_999 }));
    expect(strengths(still).every((p) => p === 0)).toBe(true);
    expect(ofType(still, "report").flatMap(figures)).toEqual(
      plain.flatMap(figures).map((figure) => expect.closeTo(figure, 4) as number),
    );
  });

  it("draws from a stream of its own, and from the others what a plain run draws", async () => {
    const states = [small, { ...small, augment: ["noise"], augmentSteps: 0 }].map(async (given) => {
      const play = await createPlay({ config: resolveConfig(pictures(), given), data: pictures() });
      await play.round();
      const { augmentation, ...state } = play.machine.state();
      await play.release();
      return { augmentation, state };
    });
    const [plain, augmented] = await Promise.all(states);
    expect(plain?.augmentation).toBeUndefined();
    expect(augmented?.augmentation).toBeGreaterThan(0);
    expect(augmented?.state).toEqual(plain?.state);
  });

  it("goes back to a state that was kept, feedback and all", async () => {
    const { data: _, ...given } = fed;
    const play = await createPlay({ config: resolveConfig(pictures(), given), data: pictures() });
    const rounds = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await play.round();
    };
    await rounds(7);
    const kept = await play.keep();
    await rounds(9);
    const [then, p] = [play.machine.generator.parameters.data.slice(), play.machine.augmentation?.()];
    await play.goBack(kept);
    await rounds(9);
    expect(play.machine.generator.parameters.data).toEqual(then);
    expect(play.machine.augmentation?.()).toBe(p);
    await play.release();
  });

  it("reports how strongly it is augmented: by the step alone where there is a schedule", async () => {
    // A report is a mean over the last 16 steps, or as many as there are since the last report.
    const risen = strengths(await collect(train({ ...scheduled, reportEvery: 1 })));
    expect(risen[0]).toBe(0);
    expect(risen[5]).toBeCloseTo(0.3, 6);
    expect(risen.slice(10)).toEqual(Array.from({ length: 14 }, () => expect.closeTo(0.6, 6) as number));
    const fallen = strengths(await collect(train({ ...noisy, reportEvery: 1 })));
    expect([fallen[0], fallen.at(-1)]).toEqual([1, 0]);
    expect(fallen[8]).toBeCloseTo(0.5, 6);
  });

  it("by feedback moves at every fourth minibatch, by as much each time, and never below 0", async () => {
    const moved = strengths(await collect(train({ ...fed, reportEvery: 1 }))).map((p) => p / ((4 * 12) / 500));
    for (const [i, moves] of moved.entries()) {
      expect(moves).toBeCloseTo(Math.round(moves), 4);
      expect(moves).toBeGreaterThanOrEqual(0);
      // G's step after the fourth minibatch has the new p.
      if (i % 4 !== 3 && i > 0) expect(moves).toBe(moved[i - 1]);
    }
    expect(Math.max(...moved)).toBeGreaterThan(0);
  });
});

describe("the feedback on p", () => {
  const following = { target: 0.6, most: 0.8, images: 500_000, batch: 64 };
  const move = (4 * 64) / 500_000;

  it("moves p by the share of four minibatches, to the side of the target on which the mean sign is", () => {
    const strength = createStrength(following);
    const watch = (...means: readonly number[]): number => {
      for (const mean of means) strength.watch(mean);
      return strength.at(1);
    };
    expect(watch(1, 1, 1)).toBe(0);
    expect(watch(1)).toBeCloseTo(move, 12);
    expect(watch(0.5, 0.75, 0.5, 0.75)).toBeCloseTo(2 * move, 12);
    expect(watch(0.5, 0.5, 0.5, 0.5)).toBeCloseTo(move, 12);
    expect(watch(-1, -1, -1, -1, -1, -1, -1, -1)).toBe(0);
  });

  it("never takes p beyond the most", () => {
    const strength = createStrength({ ...following, images: 1000 });
    for (let i = 0; i < 100; i++) strength.watch(1);
    expect(strength.at(1)).toBe(0.8);
  });

  it("is told again by its state alone", () => {
    const [one, other] = [createStrength(following), createStrength(following)];
    const means = [1, 0.25, 0.5, 1, 1, 0.75, 1];
    for (const mean of means) one.watch(mean);
    other.seek(one.state());
    for (const mean of means) for (const each of [one, other]) each.watch(mean);
    expect(other.state()).toEqual(one.state());
    expect(other.at(1)).toBe(one.at(1));
  });
});

describe("the options of augmentation", () => {
  const resolved = (given: object, shape: readonly number[] = [3, 8, 8]) =>
    resolveConfig(pictures(shape), { network: "dcgan", ...given });

  it.each([
    [[3, 8, 8], 10_000, ["translation", "color", "cutout"]],
    [[1, 8, 8], 10_000, ["translation", "cutout"]],
    [[3, 8, 8], 10_001, []],
  ])("are set for residual networks: of examples of %j, %i of them, D sees %j", (shape, count, augment) => {
    const data = { ...pictures(shape), count };
    const config = resolveConfig(data, { steps: 900 });
    expect(config.augment).toEqual(augment);
    if (augment.length > 0) expect([config.augmentP, config.augmentSteps]).toEqual([0.5, 300]);
    expect(resolveConfig(data, { augment: [] }).augment).toEqual([]);
    expect(resolveConfig(data, { augment: ["diffaugment"] })).toMatchObject({ augmentP: 1, augmentSteps: 0 });
  });

  it("follow the authors of a policy, but for what is given", () => {
    expect(resolved({ augment: ["ada"] })).toMatchObject({ augmentTarget: 0.6, augmentP: 0.8, augmentImages: 500_000 });
    expect(resolved({ augment: ["ada"], augmentP: 0.3 })).toMatchObject({ augmentTarget: 0, augmentP: 0.3 });
    expect(resolved({ augment: ["ada"], loss: "relativistic" })).toMatchObject({ augmentTarget: 0, augmentP: 0.5 });
    expect(resolved({ augment: ["diffaugment"] })).toMatchObject({ augmentP: 1, augmentSteps: 0 });
    expect(resolved({ augment: ["flip"] })).toMatchObject({ augmentP: 0.5, augmentSteps: 1500 });
  });

  it.each([
    [["rotate90"], [1, 8, 6], "expected square images, for rotate90, but got examples of shape [1×8×6]. Leave it out."],
    [["hue"], [1, 8, 8], "expected images in colour, for hue"],
    [["ada"], [2], 'What D sees of points and rows can have `augment: "noise"`.'],
    [["flop"], [1, 8, 8], "reading option `augment`: expected names of operations"],
  ])("refuse what cannot be done: %j of %j", (augment, shape, text) => {
    expect(() => resolved({ augment }, shape)).toThrow(text);
  });

  it.each([
    [
      { augment: ["flip", "hue:0.5"] },
      "changed by flip, hue:0.5, with a probability that rises to 0.5, within 1,500 steps",
    ],
    [{ augment: ["diffaugment"] }, "changed by diffaugment, with a probability of 1"],
    [
      { augment: ["ada"] },
      "changed by ada, with a probability that moves by 1 in 500,000 images, to keep the mean sign of D on real ones at 0.6, and is 0.8 at most",
    ],
  ])("are told in a sentence: %j", (given, text) => {
    expect(augmentationText(resolved(given))).toBe(`D sees images ${text}`);
    expect(augmentationText(resolved({}))).toBeUndefined();
    expect(augmentationText(resolved({ ...given, augmentP: 0, augmentTarget: 0 }))).toBeUndefined();
  });

  it("say what has no effect, what a policy has to do without, and what may leak", () => {
    const said = (given: object, shape?: readonly number[]) => refuseIdle(given, resolved(given, shape));
    expect(() => said({ augmentP: 0.5 })).toThrow("`augment` some operation");
    expect(() => said({ augment: ["flip"], augmentTarget: 0.6, loss: "hinge" })).toThrow(
      "minimax, non-saturating or mixed",
    );
    expect(said({ augment: ["ada"] }, [1, 8, 6])[0]).toMatch(
      /^D sees `augment: "ada"` without rotate90 \(needs square images\)/,
    );
    expect(said({ augment: ["flip", "cutout"], augmentP: 0.9 })).toEqual([
      "At `augmentP: 0.9` G may learn flip from what D sees: up to 0.8 it does not.",
    ]);
    expect(said({ augment: ["ada"] })).toEqual([]);
  });
});
