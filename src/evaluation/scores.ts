/** Scores of a run's states by any of the metrics, with what each figure depends on. */

import type { DataSet } from "../data/dataset.ts";
import { sha256 } from "../data/fingerprint.ts";
import { kindOf } from "../data/kinds.ts";
import { isProblem, problem } from "../problem.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import { realExamples } from "../theory/real-examples.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import type { OwnParts } from "../training/own-parts.ts";
import { centroids } from "./centroids.ts";
import type { Watch } from "./distances.ts";
import { createDrawer } from "./draw-samples.ts";
import type { Extractor, ExtractorOptions } from "./extractor.ts";
import { featureScores } from "./feature-scores.ts";
import { type Memorisation, memorisation, memorisationCautions, type NearestExample } from "./memorisation.ts";
import { type FeatureMetric, isFeatureMetric, type Metric } from "./metrics.ts";
import { countModes, countStackedModes, type ModeCount } from "./mode-count.ts";
import type { OpenedClassifier } from "./open-classifier.ts";
import { DIGITS, openDigits, openFeatures } from "./open-features.ts";
import { type ParzenScore, parzenScore } from "./parzen.ts";

/** A figure, and everything needed to measure it again. */
export interface Score extends WithInterval {
  readonly metric: Metric;
  readonly step: number;
  /** Real and generated examples that were measured. */
  readonly real: number;
  readonly generated: number;
  readonly seed: number;
  /** What the features came from. */
  readonly extractor?: { readonly name: string; readonly checksum: string; readonly output: string };
  readonly resizer?: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** What this very figure cannot tell, or what its examples show besides: a sentence each. */
  readonly cautions: readonly string[];
  /** What a picture of it shows; not part of the record. */
  readonly shown?: Shown;
}

/** Samples, nearest to a training example first, each with it: for a picture. */
export interface Shown {
  readonly shape: Shape;
  readonly generated: Float32Array;
  readonly nearest: Float32Array;
}

/** The Parzen score of what is no generator at all: the known warning about the metric (Theis et al. 2016). */
export interface Baseline extends WithInterval {
  readonly of: "training examples" | "k-means centroids";
  readonly sigma: number;
  /** Examples or centroids. */
  readonly count: number;
  readonly seed: number;
}

/** Real examples that were never trained on. */
export interface UnseenExamples {
  /** σ is chosen on these. */
  readonly validation: Float32Array;
  readonly test: Float32Array;
  /** Where they come from. */
  readonly says: string;
}

export interface ScorerOptions {
  readonly config: Config;
  readonly data: DataSet;
  readonly own?: OwnParts;
  /** Real and generated examples to compare, at most; 10,000 if left out. */
  readonly examples?: number;
  /** An ONNX model for the features. Vectors need none: they are their own features. */
  readonly features?: { readonly name: string; readonly bytes: Uint8Array } & ExtractorOptions;
  /** An ONNX model that tells digits (output `logits`), for stacked digits; and for features of 28×28 grey images without `features`. */
  readonly digits?: Uint8Array;
  /** For `parzen` and `memorisation`. */
  readonly unseen?: UnseenExamples;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** What is being done, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Is told of a metric that is refused. */
export type Refused = (metric: Metric, error: Error) => void;

export interface Scorer {
  /**
   * One score after the other, each handed over as soon as it is known. A metric that is refused is handed to `refused`, and the
   * others are measured all the same; without that it ends them.
   */
  readonly score: (checkpoint: Checkpoint, metrics: readonly Metric[], refused?: Refused) => AsyncGenerator<Score>;
  /** The Parzen score of training examples and of k-means centroids. */
  readonly baselines: () => AsyncGenerator<Baseline>;
  readonly release: () => Promise<void>;
}

const EXAMPLES = 10_000;
/** Generated examples that are looked for among the training examples. */
const LOOKED_FOR = 1000;
/** Numbers of training examples that are looked through: 400 MB, so all of MNIST and 32,000 colour images of 32×32. */
const LOOKED_THROUGH = 1e8;
/** Of data that are drawn afresh: as many as MNIST's training examples. */
const FRESH = 50_000;
/** Pairs in a picture. */
const PAIRS = 24;
/** By the protocols of VEEGAN and PacGAN. */
const MODE_SAMPLES = 2500;
const STACKED_SAMPLES = 26_000;
/** Stacks that are read at a time. */
const READ = 1000;

/** Prepares what all states of a run are measured with; real examples are read and their features taken once. */
export async function createScorer(options: ScorerOptions): Promise<Scorer> {
  const { config, data, unseen, threads = 1, signal, progress } = options;
  const { seed } = config;
  const { shape } = config.data;
  const size = sizeOf(shape);
  const images = kindOf(config.data) === "images";
  const held = signal ? { signal } : {};
  const watch = (what: string): Watch => ({ progress: (done, of) => progress?.(what, done, of), ...held });
  const drawer = await createDrawer(config, { threads, ...(options.own ? { own: options.own } : {}) });
  const looked = Math.min(Number.isFinite(data.count) ? data.count : FRESH, Math.floor(LOOKED_THROUGH / size));
  const count = Math.min(options.examples ?? EXAMPLES, Number.isFinite(data.count) ? data.count : EXAMPLES);

  let opened: Promise<Extractor | undefined> | undefined;
  const extractor = (): Promise<Extractor | undefined> => {
    opened ??= openFeatures(options);
    return opened;
  };
  let digitReader: Promise<OpenedClassifier> | undefined;
  const digits = (): Promise<OpenedClassifier> => {
    digitReader ??= openDigits(options, [1, ...shape.slice(1)]);
    return digitReader;
  };

  let ofReal: Promise<Float32Array> | undefined;
  const realFeatures = (by: Extractor | undefined): Promise<Float32Array> => {
    ofReal ??= (async () => {
      const real = await realExamples(data, seed, count);
      return by ? by.features(real, watch("features of real examples")) : real;
    })();
    return ofReal;
  };
  // Samples of one state at a time: more are drawn anew, fewer are the first of them.
  let drawn: { readonly checkpoint: Checkpoint; readonly samples: Float32Array } | undefined;
  const samplesOf = async (checkpoint: Checkpoint, wanted: number): Promise<Float32Array> => {
    if (drawn?.checkpoint !== checkpoint || drawn.samples.length < wanted * size) {
      drawn = { checkpoint, samples: await drawer.draw(checkpoint, wanted, watch("samples")) };
    }
    return drawn.samples.subarray(0, wanted * size);
  };

  async function* byFeatures(
    checkpoint: Checkpoint,
    metrics: readonly FeatureMetric[],
    refused: Refused | undefined,
  ): AsyncGenerator<Score> {
    const by = await extractor();
    const real = await realFeatures(by);
    const samples = await samplesOf(checkpoint, count);
    const generated = by ? await by.features(samples, watch("features of samples")) : samples;
    const dimension = by?.dimension ?? size;
    const about = by
      ? { extractor: { name: by.name, checksum: by.checksum, output: by.output }, resizer: by.resizer }
      : {};
    for await (const found of featureScores({
      real,
      generated,
      dimension,
      metrics,
      seed,
      threads,
      ...held,
      ...(refused ? { refused } : {}),
      ...(progress ? { progress } : {}),
    })) {
      const counts = { real: real.length / dimension, generated: generated.length / dimension };
      yield { ...found, step: checkpoint.step, ...counts, seed, ...about };
    }
  }

  async function byParzen(checkpoint: Checkpoint): Promise<Score> {
    const sets = requireUnseen(unseen);
    const samples = inPixels(await samplesOf(checkpoint, count), images);
    const found = await parzen(samples, sets, "Parzen log-likelihood");
    const { sigma, validation, standardError } = found;
    return {
      metric: "parzen",
      step: checkpoint.step,
      ...normalInterval(found.mean, found.standardError),
      real: sets.test.length / size,
      generated: count,
      seed,
      details: { sigma, standardError, validation, chosenOn: sets.validation.length / size, on: sets.says },
      cautions: [],
    };
  }

  const parzen = (samples: Float32Array, sets: UnseenExamples, what: string): Promise<ParzenScore> =>
    parzenScore({
      samples,
      validation: inPixels(sets.validation, images),
      test: inPixels(sets.test, images),
      size,
      threads,
      ...watch(what),
    });

  async function byMemory(checkpoint: Checkpoint): Promise<Score> {
    if (!Number.isFinite(data.count)) {
      throw problem({
        doing: `measuring memorisation on ${data.name}`,
        expected: "data with a fixed number of examples",
        came: "data that are drawn afresh: nothing could be learnt by heart",
        next: "Leave memorisation out.",
      });
    }
    const training = await realExamples(data, seed, looked);
    const samples = await samplesOf(checkpoint, Math.min(count, LOOKED_FOR));
    const others = unseen?.test.subarray(0, LOOKED_FOR * size);
    const found = await memorisation({
      training,
      generated: samples,
      ...(others ? { unseen: others } : {}),
      size,
      threads,
      ...watch("nearest training examples"),
    });
    const { ratio, low, high, copies, distinct, equal } = found;
    return {
      metric: "memorisation",
      step: checkpoint.step,
      value: ratio,
      low,
      high,
      real: training.length / size,
      generated: samples.length / size,
      seed,
      details: {
        copies: copies?.value ?? null,
        copiesLow: copies?.low ?? null,
        copiesHigh: copies?.high ?? null,
        distinct: distinct.generated,
        distinctOfReal: distinct.real,
        equal: equal.generated,
        equalOfUnseen: equal.unseen,
        trainingExamples: data.count,
        medianDistance: median(found.generated.toSorted((a, b) => a.distance - b.distance)),
        medianDistanceOfUnseen: median(found.unseen),
        comparedWith: unseen?.says ?? "training examples, each without itself",
      },
      cautions: memorisationCautions(found),
      ...(images ? { shown: pairs(found, samples, training, shape) } : {}),
    };
  }

  async function byModes(checkpoint: Checkpoint): Promise<Score> {
    const counted = await countOf(checkpoint);
    const { value, low, high, generated, ...details } = counted;
    return {
      metric: "modes",
      step: checkpoint.step,
      value,
      low,
      high,
      real: 0,
      generated,
      seed,
      cautions: [],
      ...details,
    };
  }

  async function countOf(checkpoint: Checkpoint): Promise<ModeCount & Partial<Pick<Score, "extractor">>> {
    if (data.density?.modes) {
      return countModes(data.density.modes, await samplesOf(checkpoint, options.examples ?? MODE_SAMPLES));
    }
    if (data.stacked) {
      const reader = await digits();
      const samples = inPixels(await samplesOf(checkpoint, options.examples ?? STACKED_SAMPLES), true);
      const classes = new Uint8Array(samples.length / (size / (shape[0] ?? 1)));
      // Channel by channel, each an image of its own.
      for (let from = 0; from < samples.length; from += READ * size) {
        signal?.throwIfAborted();
        const part = await reader.read(samples.subarray(from, from + READ * size));
        classes.set(part.classes, (from / size) * (shape[0] ?? 1));
        progress?.("reading digits", Math.min(samples.length / size, from / size + READ), samples.length / size);
      }
      const checksum = await sha256(options.digits ?? new Uint8Array());
      return {
        ...countStackedModes(classes, shape[0] ?? 1),
        extractor: { name: DIGITS, checksum, output: "logits" },
      };
    }
    throw problem({
      doing: `counting modes of ${data.name}`,
      expected: "data with known modes (ring, grid, …) or stacked digits",
      came: "others",
      next: "Measure recall or coverage instead: they see modes that are lost.",
    });
  }

  return {
    score: async function* (checkpoint, metrics, refused) {
      const alone = { parzen: byParzen, modes: byModes, memorisation: byMemory };
      for (const metric of metrics) {
        if (isFeatureMetric(metric)) continue;
        let found: Score;
        try {
          found = await alone[metric](checkpoint);
        } catch (error) {
          if (!refused || !isProblem(error)) throw error;
          refused(metric, error);
          continue;
        }
        yield found;
      }
      const onFeatures = metrics.filter(isFeatureMetric);
      if (onFeatures.length > 0) yield* byFeatures(checkpoint, onFeatures, refused);
    },
    baselines: async function* () {
      const sets = requireUnseen(unseen);
      const some = inPixels(await realExamples(data, seed, count), images);
      const asIs = await parzen(some, sets, "Parzen score of training examples");
      yield {
        of: "training examples",
        ...normalInterval(asIs.mean, asIs.standardError),
        sigma: asIs.sigma,
        count: some.length / size,
        seed,
      };
      // As many centroids as examples would be the examples themselves.
      if (count >= looked) return;
      const all = inPixels(await realExamples(data, seed, looked), images);
      const centres = await centroids(all, size, count, { threads, ...watch("k-means") });
      const made = await parzen(centres, sets, "Parzen score of k-means centroids");
      yield {
        of: "k-means centroids",
        ...normalInterval(made.mean, made.standardError),
        sigma: made.sigma,
        count: centres.length / size,
        seed,
      };
    },
    release: async () => {
      await drawer.release();
      await (await opened?.catch(() => undefined))?.release();
      await (await digitReader?.catch(() => undefined))?.release();
    },
  };
}

/** Log-likelihoods are of pixels in [0, 1], as in the paper; of other numbers as they are. */
const inPixels = (values: Float32Array, images: boolean): Float32Array =>
  images ? values.map((x) => (x + 1) / 2) : values;

const median = (sorted: readonly NearestExample[]): number =>
  sorted[Math.floor(sorted.length / 2)]?.distance ?? Number.NaN;

function requireUnseen(unseen: UnseenExamples | undefined): UnseenExamples {
  if (unseen) return unseen;
  throw problem({
    doing: "measuring a Parzen log-likelihood",
    expected: "at least 20 real examples that were not trained on",
    came: "none, or fewer",
    next: "Train with --holdout 1000, or on data that have a test set of their own (mnist, fashion-mnist).",
  });
}

function pairs({ generated }: Memorisation, samples: Float32Array, training: Float32Array, shape: Shape): Shown {
  const size = sizeOf(shape);
  const shown = generated.slice(0, PAIRS);
  const gather = (from: Float32Array, at: (pair: NearestExample) => number): Float32Array => {
    const values = new Float32Array(shown.length * size);
    shown.forEach((pair, i) => {
      values.set(from.subarray(at(pair) * size, (at(pair) + 1) * size), i * size);
    });
    return values;
  };
  return {
    shape,
    generated: gather(samples, ({ example }) => example),
    nearest: gather(training, ({ nearest }) => nearest),
  };
}
