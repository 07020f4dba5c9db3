/** Prepares what all states of a run are measured with: real examples are read, and their features taken, once. */
import { codesOf } from "../data/classes/class-code.ts";
import type { DataSet } from "../data/dataset.ts";
import { sha256 } from "../data/fingerprint.ts";
import { kindOf } from "../data/kinds.ts";
import { evenRows } from "../data/some-rows.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { wholeTableOf } from "../data/whole-table.ts";
import type { Device } from "../onnx/device.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { realExamples } from "../theory/real-examples.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { createDrawer } from "./draw-samples.ts";
import type { Extractor } from "./extractor.ts";
import { createFeatureSets, watchOf } from "./feature-sets.ts";
import type { FeatureSource } from "./figure.ts";
import type { MeasuredRun, MeasuredState, RealTables, UnseenExamples } from "./measured-state.ts";
import { type FeatureModels, openDigits, openFeatures } from "./open-features.ts";
import { toldLabels } from "./told-labels.ts";

/** The run and the data that are measured, and what they are measured with. */
export interface ScorerOptions extends FeatureModels {
  readonly data: DataSet;
  readonly own?: OwnParts;
  /** Real and generated examples to compare, at most; 10,000 if left out. */
  readonly examples?: number;
  /** Samples drawn with ψ from 0 to 1, which changes nothing: of images and points. */
  readonly truncation?: number;
  /** Where G is computed; the processor, which measures what it gave, if left out. */
  readonly device?: Device;
  /** For `parzen` and `memorisation`. */
  readonly unseen?: UnseenExamples;
  readonly signal?: AbortSignal;
  /** What is being done, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

export interface PreparedRun extends MeasuredRun {
  readonly at: (checkpoint: Checkpoint) => MeasuredState;
  readonly release: () => Promise<void>;
}

const EXAMPLES = 10_000;
/** Numbers of training examples that are looked through: 400 MB, so all of MNIST and 32,000 colour images of 32×32. */
const LOOKED_THROUGH = 1e8;
/** Of data that are drawn afresh: as many as MNIST's training examples. */
const FRESH = 50_000;

export async function prepareRun(options: ScorerOptions): Promise<PreparedRun> {
  const { config, data, threads = 1, device = "cpu" } = options;
  const { seed } = config;
  const { shape } = config.data;
  const size = sizeOf(shape);
  const fixed = Number.isFinite(data.count);
  const watch = watchOf(options);
  const { truncation = 1 } = options;
  requireTruncatable(truncation, data);
  const drawer = await createDrawer(config, data, {
    threads,
    device,
    truncation,
    ...(options.own ? { own: options.own } : {}),
  });
  const digits = once(async () => {
    const reader = await openDigits(options, [1, ...shape.slice(1)]);
    return { ...reader, checksum: await sha256(options.digits ?? new Uint8Array()) };
  });
  const run: MeasuredRun = {
    data,
    shape,
    size,
    images: kindOf(config.data) === "images",
    seed,
    threads,
    truncation,
    count: Math.min(options.examples ?? EXAMPLES, fixed ? data.count : EXAMPLES),
    asked: options.examples,
    looked: Math.min(fixed ? data.count : FRESH, Math.floor(LOOKED_THROUGH / size)),
    real: (count) => realExamples(data, seed, count),
    unseen: options.unseen,
    tables: once(() => realTables(options, run)).get,
    tableOf: (examples) => wholeTableOf(data, examples),
    labels: once(() => toldLabels(config, data)).get,
    featuresOf: async (examples, of) => {
      const by = await extractor.get();
      return { values: await featuresOf(by, examples, of), dimension: by?.dimension ?? size, source: sourceOf(by) };
    },
    ownFeatures: options.features !== undefined,
    digits: digits.get,
    watch,
  };
  const extractor = once(() => openFeatures(options, () => run.real(run.count), watch("directions of pixels")));
  const ofReal = once(async () => featuresOf(await extractor.get(), await run.real(run.count), "real examples"));
  const featuresOf = async (by: Extractor | undefined, examples: Float32Array, of: string): Promise<Float32Array> =>
    by ? by.features(examples, watch(`features of ${of}`)) : examples;

  const stateAt = (checkpoint: Checkpoint): MeasuredState => {
    // More samples are drawn anew, fewer are the first of them.
    let drawn: Float32Array = new Float32Array();
    const samples = async (count: number): Promise<Float32Array> => {
      if (drawn.length < count * size) drawn = await drawer.draw(checkpoint, count, watch("samples"));
      return drawn.subarray(0, count * size);
    };
    const features = once(async () => {
      const by = await extractor.get();
      const real = await ofReal.get();
      const generated = await featuresOf(by, await samples(run.count), "samples");
      const dimension = by?.dimension ?? size;
      return { sets: createFeatureSets({ ...options, real, generated, dimension, seed }), source: sourceOf(by) };
    });
    const samplesOf = async (classes: ArrayLike<number>): Promise<Float32Array> => {
      const asked = codesOf((await run.labels()).code, classes);
      return drawer.draw(checkpoint, classes.length, watch("samples of classes"), asked);
    };
    return { ...run, step: checkpoint.step, samples, samplesOf, features: features.get };
  };
  // One at a time: its samples and features are large.
  let last: { readonly checkpoint: Checkpoint; readonly state: MeasuredState } | undefined;
  return {
    ...run,
    at: (checkpoint) => {
      if (last?.checkpoint !== checkpoint) last = { checkpoint, state: stateAt(checkpoint) };
      return last.state;
    },
    release: async () => {
      await drawer.release();
      for (const opened of [extractor, digits]) await (await opened.made()?.catch(() => undefined))?.release();
    },
  };
}

function requireTruncatable(truncation: number, data: DataSet): void {
  if (truncation === 1 || !["mixed", "table"].includes(kindOf(data))) return;
  throw problem({
    doing: `measuring samples with ${option("truncation", truncation)}`,
    expected: "images or points",
    came: "rows of a table, whose values are drawn with all of z",
    next: "Leave it out.",
  });
}

/** Real rows of a table that are compared with generated ones, at most. */
const TRAINING_ROWS = 50_000;

async function realTables({ data, unseen }: ScorerOptions, run: MeasuredRun): Promise<RealTables> {
  const most = Math.min(data.count, run.looked, TRAINING_ROWS);
  const training = data.typed ? evenRows(data.typed, most) : run.tableOf(await run.real(most));
  const heldOut = data.typed ? data.heldOut?.typed : await unseenTable(unseen ?? data.heldOut, run);
  return heldOut ? { training, heldOut } : { training };
}

async function unseenTable(
  from: UnseenExamples | DataSet | undefined,
  run: MeasuredRun,
): Promise<TypedTable | undefined> {
  if (!from) return undefined;
  if (!("test" in from)) return run.tableOf(await realExamples(from, run.seed, Math.min(from.count, TRAINING_ROWS)));
  const { validation, test } = from;
  const all = new Float32Array(validation.length + test.length);
  all.set(validation);
  all.set(test, validation.length);
  return run.tableOf(all);
}

const sourceOf = (by: Extractor | undefined): FeatureSource =>
  by ? { extractor: { name: by.name, checksum: by.checksum, output: by.output }, resizer: by.resizer } : {};

interface Once<T> {
  readonly get: () => Promise<T>;
  /** What was made, if it was asked for. */
  readonly made: () => Promise<T> | undefined;
}

/** Makes something when it is first asked for. */
function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  return {
    get: () => {
      made ??= make();
      return made;
    },
    made: () => made,
  };
}
