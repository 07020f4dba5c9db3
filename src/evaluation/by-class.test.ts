/** Figures of single labels: FID by class, and agreement with the label that was asked for. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { mnistPart, mnistThere } from "../../test/mnist.ts";
import type { DataSet } from "../data/dataset.ts";
import { readIdx } from "../data/idx.ts";
import { byteImages } from "../data/images.ts";
import { shuffled } from "../data/shuffled.ts";
import { decodeCheckpoint } from "../training/checkpoint.ts";
import { withClasses } from "../training/classes/with-classes.ts";
import { resolveConfig } from "../training/config.ts";
import { type TrainOptions, train } from "../training/train.ts";
import { frechetDistance } from "./frechet.ts";
import { measureAgreement } from "./measure-agreement.ts";
import type { ClassFigure } from "./measure-frechet-by-class.ts";
import { measureFrechetByClass } from "./measure-frechet-by-class.ts";
import type { Metric } from "./metrics.ts";
import { prepareRun } from "./prepare-run.ts";
import { createScorer, type Score } from "./scorer.ts";

const NAMES = ["left", "right", "rare"];
/** Points of three labels: two clouds, and one with two points alone. */
const kindOfPoint = (i: number): number => (i % 250 === 0 ? 2 : i % 2);
const points = shuffled({
  name: "clouds",
  shape: [2],
  count: 500,
  fingerprint: "clouds",
  y: {
    shape: [1],
    classes: NAMES,
    write: (i, to, at) => {
      to[at] = kindOfPoint(i);
    },
  },
  write: (i, to, at) => to.set([6 * kindOfPoint(i) + Math.sin(i * i), Math.cos(3 * i)], at),
});
const tiny = { widths: [8], latent: 2, batch: 10, steps: 4, checkpointEvery: 4, seed: 3 } satisfies TrainOptions;

async function trained(data: DataSet, options: TrainOptions) {
  const classed = await withClasses(data, options);
  const config = resolveConfig(classed, options);
  for await (const event of train({ ...options, data })) {
    if (event.type === "checkpoint" && event.step > 0) {
      return { config, data, checkpoint: await decodeCheckpoint("c", event.bytes) };
    }
  }
  return expect.fail("no checkpoint");
}

/** What a scorer finds of the metrics, and what it refuses. */
async function scored(
  run: Awaited<ReturnType<typeof trained>>,
  chosen: readonly Metric[],
  more: Partial<Parameters<typeof createScorer>[0]> = {},
) {
  const scorer = await createScorer({ ...run, ...more });
  const found: Score[] = [];
  const refused: string[] = [];
  for await (const score of scorer.score(run.checkpoint, chosen, (_, error) => refused.push(error.message))) {
    found.push(score);
  }
  await scorer.release();
  return { found, refused };
}

const classesOf = ({ details }: { details: Readonly<Record<string, unknown>> }) => details.classes as ClassFigure[];

describe("FID by class", () => {
  it("is the mean of the Fréchet distances of each label to its own examples, and leaves out labels with too few", async () => {
    const run = await trained(points, { ...tiny, classes: "labels" });
    const prepared = await prepareRun({ ...run, examples: 500 });
    const state = prepared.at(run.checkpoint);
    const found = await measureFrechetByClass(state);
    expect(classesOf(found).map(({ name, real, generated }) => [name, real, generated])).toEqual([
      ["left", 166, 166],
      ["right", 166, 166],
    ]);
    expect(found.cautions[0]).toBe(
      "rare (2) left out: a covariance of 2 features takes more examples of a class than that.",
    );
    // The same samples are had by their numbers.
    const asked = [...Array(166).fill(0), ...Array(166).fill(1), 2, 2] as number[];
    const samples = await state.samplesOf(asked);
    const { real } = await state.labels();
    const left = await frechetDistance(real(0, 166), samples.subarray(0, 332), 2);
    expect(classesOf(found)[0]).toMatchObject({ value: left.value, low: left.low, high: left.high });
    const values = classesOf(found).map(({ value }) => value);
    expect(found.value).toBeCloseTo(values.reduce((a, b) => a + b) / 2, 10);
    expect(found.low).toBeLessThan(found.value);
    await prepared.release();
  });

  it("is refused where the generator is told no labels, and where every label has too few", async () => {
    const plain = await scored(await trained(points, { ...tiny, classes: "none" }), ["fid-by-class", "agreement"]);
    expect(plain.refused).toEqual([
      'measuring clouds by class: expected a run whose generator is told labels (`classes: "labels"`), but got one that is told none.',
      'measuring clouds by class: expected a run whose generator is told labels (`classes: "labels"`), but got one that is told none.',
    ]);
    const told = await trained(points, { ...tiny, classes: "labels" });
    const few = await scored(told, ["fid-by-class", "fid"], { examples: 6 });
    expect(few.refused).toEqual([
      "measuring the Fréchet distance by class: expected more examples of a class than features: at least 3, but got at most 2. Take 9 or more in all by `samples`.",
    ]);
    const { y: _, ...without } = points;
    const unlabelled = await scored({ ...told, data: without }, ["fid-by-class", "fid"]);
    expect(unlabelled.refused[0]).toContain("but got data without labels");
  });
});

const there = await mnistThere;
const digitsFile = new URL("./digits.onnx", import.meta.url);

/** Some of MNIST's test images, with their labels. */
async function mnist(count: number) {
  const { file, labels } = await mnistPart("t10k");
  const { values } = await readIdx("digits", file);
  const numbers = Uint32Array.from(labels.slice(0, count));
  const classes = Array.from({ length: 10 }, (_, i) => String(i));
  return byteImages("digits", values.slice(0, count * 784), [1, 28, 28], "digits", count, {
    labels: { classes, numbers },
  });
}

describe("agreement", () => {
  const noise = (classes: readonly string[]) =>
    byteImages(
      "noise",
      Uint8Array.from({ length: 60 * 784 }, (_, i) => (i * i * 7 + Math.floor(i / 784) * 31) % 256),
      [1, 28, 28],
      "noise",
      60,
      { labels: { classes, numbers: Uint32Array.from({ length: 60 }, (_, i) => i % classes.length) } },
    );

  it("is refused where the labels are no digits, and where the classifier does not know the images", async () => {
    const digits = await readFile(digitsFile);
    const shirts = await trained(noise(["shirt", "boot"]), { ...tiny, classes: "labels" });
    const named = await scored(shirts, ["agreement", "parzen"], { digits, examples: 60 });
    expect(named.refused[0]).toContain("but got images of [1×28×28] with the labels shirt, boot.");
    const numbers = await trained(noise(["0", "1", "2", "3"]), { ...tiny, classes: "labels" });
    const read = await scored(numbers, ["agreement", "parzen"], { digits, examples: 60 });
    expect(read.refused[0]).toContain("expected a classifier whose classes are the data's, in their order");
    expect(read.refused[0]).toMatch(/but got one that reads [0-9.]+ % of training examples as their own label/);
  });

  it.skipIf(!there)("of real digits (MNIST, where it is) is what the classifier reads right of them", async () => {
    const data = await mnist(10_000);
    const run = await trained(data, { ...tiny, classes: "labels", steps: 1, checkpointEvery: 1 });
    const digits = await readFile(digitsFile);
    const prepared = await prepareRun({ ...run, digits, examples: 9000, threads: 2 });
    const state = prepared.at(run.checkpoint);
    const { real } = await state.labels();
    // In place of samples, the images of each label themselves; 892 to 1,135 of it are there.
    const whole = { ...state, samplesOf: async (asked: ArrayLike<number>) => realOf(asked, real) };
    const found = await measureAgreement({ ...whole, count: 8900 });
    expect(found.generated).toBe(8900);
    expect(Math.abs(found.value - 0.9926)).toBeLessThan(0.002);
    expect(found.details.ofReal).toBe(found.value);
    expect(found.low).toBeLessThan(found.value);
    // Asked for the next digit, the same images do not agree.
    const wrong = await measureAgreement({
      ...whole,
      count: 8900,
      samplesOf: async (asked) =>
        realOf(
          Array.from(asked, (label) => (label + 1) % 10),
          real,
        ),
    });
    expect(wrong.value).toBeLessThan(0.01);
    await prepared.release();
  });

  it.skipIf(!there)(
    "and FID by class of real halves against each other (MNIST, where it is) is next to nothing",
    async () => {
      const data = await mnist(10_000);
      const run = await trained(data, { ...tiny, classes: "labels", steps: 1, checkpointEvery: 1 });
      const prepared = await prepareRun({ ...run, digits: await readFile(digitsFile), examples: 4000, threads: 2 });
      const state = prepared.at(run.checkpoint);
      const labels = await state.labels();
      // Every other image of a label for real ones, those between them for samples.
      const halves = (label: number) => {
        const all = labels.real(label, 800);
        const half = (of: number) => {
          const values = new Float32Array(400 * 784);
          for (let i = 0; i < 400; i++) values.set(all.subarray((2 * i + of) * 784, (2 * i + of + 1) * 784), i * 784);
          return values;
        };
        return [half(0), half(1)] as const;
      };
      const found = await measureFrechetByClass({
        ...state,
        labels: async () => ({ ...labels, real: (label) => halves(label)[0] }),
        samplesOf: async () => {
          const all = new Float32Array(4000 * 784);
          for (let label = 0; label < 10; label++) all.set(halves(label)[1], label * 400 * 784);
          return all;
        },
      });
      expect(found.low).toBeLessThan(0.35);
      expect(found.value - (found.details.bias as number)).toBeLessThan(1);
      for (const { low, high, value } of classesOf(found)) {
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
      }
      // Samples of one label for those of another are far off.
      const mixed = await measureFrechetByClass({
        ...state,
        labels: async () => ({ ...labels, real: (label) => halves((label + 1) % 10)[0] }),
        samplesOf: async () => {
          const all = new Float32Array(4000 * 784);
          for (let label = 0; label < 10; label++) all.set(halves(label)[1], label * 400 * 784);
          return all;
        },
      });
      expect(mixed.value).toBeGreaterThan(20 * found.value);
      await prepared.release();
    },
  );
});

/** The first images of each label, as often as it is asked for, in the order of the labels. */
function realOf(asked: ArrayLike<number>, real: (label: number, count: number) => Float32Array): Float32Array {
  const all = new Float32Array(asked.length * 784);
  for (let from = 0; from < asked.length; ) {
    const label = asked[from] ?? 0;
    let to = from;
    while (to < asked.length && asked[to] === label) to++;
    all.set(real(label, to - from), from * 784);
    from = to;
  }
  return all;
}
