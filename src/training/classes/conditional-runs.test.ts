/** Runs whose networks are told classes: labels, or clusters that were found. */
import { describe, expect, it } from "vitest";
import { ranksInProcess } from "../../../test/in-process.ts";
import { collect, lastCheckpoint } from "../../../test/small-run.ts";
import { type ClassCode, classOf, codeWidth } from "../../data/classes/class-code.ts";
import { drawClasses } from "../../data/classes/draw-classes.ts";
import { byteImages } from "../../data/images.ts";
import { decodeCheckpoint } from "../checkpoint.ts";
import { type Config, checkConfig } from "../config.ts";
import type { Samples, Started, TrainingEvent } from "../events.ts";
import { resume, type TrainOptions, train } from "../train.ts";

const bytes = Uint8Array.from({ length: 40 * 256 }, (_, i) => (i * 37 + Math.floor(i / 256) * 11) % 256);
const labels = { classes: ["a", "b", "c"], numbers: Uint32Array.from({ length: 40 }, (_, i) => (i * i) % 3) };
const picturesOf = (options = {}) => byteImages("pictures", bytes, [1, 16, 16], "pictures", 40, options);
const labelled = picturesOf({ labels });
const tiny = {
  network: "resnet",
  channels: [4, 2],
  latent: 3,
  batch: 8,
  steps: 6,
  samples: 3,
  sampleEvery: 6,
  checkpointEvery: 3,
  reportEvery: 3,
  r1: 0.5,
  r2: 0.5,
  jointPenalties: true,
  finalPenalty: 0.1,
  finalBeta2: 0.99,
  burnInSteps: 5,
  averageRamp: 0.05,
} satisfies TrainOptions;
const started = (events: readonly TrainingEvent[]): Config =>
  (events.find(({ type }) => type === "start") as Started).config;
const checkpoints = (events: readonly TrainingEvent[]) => events.filter((event) => event.type === "checkpoint");

describe.each([
  ["labels", { classes: "labels", data: labelled }],
  [
    "labels, in every scale and shift",
    { classes: "labels", data: labelled, network: "dcgan", normalisation: "layer", channels: 2 },
  ],
  ["clusters", { classes: "auto", clusters: 6, data: picturesOf() }],
] as const)("a run with classes by %s", (_, given) => {
  const options = { ...tiny, ...given };
  const { data } = given;

  it("goes on from the middle bit for bit", async () => {
    const whole = await collect(train(options));
    const middle = checkpoints(whole).find(({ step }) => step === 3)?.bytes as Uint8Array;
    const on = await collect(resume({ checkpoint: middle, config: started(whole), data }));
    expect(lastCheckpoint(on)).toEqual(lastCheckpoint(whole));
  });

  it("is the same on two ranks", async () => {
    const figures = (events: readonly TrainingEvent[]) =>
      events.flatMap((event) => (event.type === "report" ? [event.dLoss, event.gLoss, event.penalty ?? 0] : []));
    const one = figures(await collect(train(options)));
    const both = await Promise.all(ranksInProcess(2).map((collective) => collect(train({ ...options, collective }))));
    for (const events of both) {
      figures(events).forEach((figure, i) => expect(figure).toBeCloseTo(one[i] ?? Number.NaN, 4));
    }
    expect(one).toHaveLength(6);
  });

  it("refuses a configuration whose code was altered", async () => {
    const events = await collect(train({ ...options, steps: 1 }));
    const config = started(events);
    const { y } = config.data;
    const code = y?.code as NonNullable<NonNullable<typeof y>["code"]>;
    const altered = (to: Partial<typeof code>): Config => ({
      ...config,
      data: { ...config.data, y: { ...y, shape: y?.shape ?? [], code: { ...code, ...to } } },
    });
    expect(() => checkConfig(altered({ counts: [...code.counts, 1] }), "reading it")).toThrow("reading it");
    const [first = 0, second = 0, ...rest] = code.counts;
    const moved = altered({ counts: [first + 1, second - 1, ...rest] });
    await expect(collect(resume({ checkpoint: lastCheckpoint(events), config: moved, data }))).rejects.toThrow(
      "resuming from the checkpoint: expected the configuration it was written with, but got another one.",
    );
  });
});

it("clusters come back from the checkpoint, not from another search", async () => {
  const events = await collect(train({ ...tiny, classes: "auto", clusters: 6, data: picturesOf() }));
  const saved = await decodeCheckpoint("it", lastCheckpoint(events));
  const code = started(events).data.y?.code;
  expect(saved.classes).toHaveLength(40);
  expect(code?.counts).toEqual(Array.from({ length: 6 }, (_, k) => saved.classes?.filter((one) => one === k).length));
});

describe("a sheet", () => {
  const sheets = async (options: TrainOptions) => {
    const events = await collect(train({ ...tiny, ...options }));
    const of = (type: "samples") => events.filter((event): event is Samples => event.type === type);
    return { code: started(events).data.y?.code as ClassCode, sheets: of("samples"), last: lastCheckpoint(events) };
  };
  const classesOf = (code: ClassCode, { conditions = new Float32Array() }: Samples): number[] =>
    Array.from({ length: conditions.length / codeWidth(code) }, (_, i) =>
      classOf(code, conditions, i * codeWidth(code)),
    );

  it("of a run with labels has a row for each, and is the same class by class at every step", async () => {
    const { code, sheets: all } = await sheets({ classes: "labels", data: labelled, samples: 8 });
    for (const sheet of all) {
      expect(classesOf(code, sheet)).toEqual([0, 0, 1, 1, 2, 2]);
      expect([sheet.inRow, sheet.values.length]).toEqual([2, 6 * 256]);
    }
    expect(all.map(({ step }) => step)).toEqual([0, 6]);
  });

  it("of clusters, and of more labels than samples, has them as often as the data, in order", async () => {
    const found = await sheets({ classes: "auto", clusters: 6, data: picturesOf(), samples: 12, seed: 5 });
    const drawn = classesOf(found.code, found.sheets[0] as Samples);
    expect(drawn).toHaveLength(12);
    expect(found.sheets[0]).not.toHaveProperty("inRow");
    const parents = drawn.map((number) => found.code.parents.at(-1)?.[number] ?? -1);
    expect(parents).toEqual(parents.toSorted((a, b) => a - b));
    const inOrder = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);
    expect(inOrder(drawn)).toEqual(inOrder(await drawClasses(found.code, 5, 12)));
    const few = await sheets({ classes: "labels", data: labelled, samples: 2 });
    expect(classesOf(few.code, few.sheets[0] as Samples)).toHaveLength(2);
  });
});

describe("a run without classes", () => {
  it("is the same, bit for bit, whether the data have labels or not", async () => {
    const [without, withLabels] = [
      await collect(train({ ...tiny, classes: "none", data: picturesOf() })),
      await collect(train({ ...tiny, classes: "none", data: labelled })),
    ];
    expect(lastCheckpoint(withLabels)).toEqual(lastCheckpoint(without));
    expect(started(withLabels)).toEqual(started(without));
    expect(started(withLabels).data.y).toBeUndefined();
  });

  it("is not what classes make of it", async () => {
    const events = await collect(train({ ...tiny, classes: "labels", data: labelled }));
    expect(started(events).data.y).toMatchObject({ shape: [3], classes: ["a", "b", "c"] });
  });
});
