/**
 * The measures that a state of a run can be scored by: what each figure means, and the function that takes it. A metric is added
 * by a row here, and a file for its function.
 */
import type { FeatureSets } from "./feature-sets.ts";
import type { StateFigure } from "./figure.ts";
import { measureAgreement } from "./measure-agreement.ts";
import { measureCrops } from "./measure-crops.ts";
import {
  type FeatureFigure,
  measureDensity,
  measureFrechet,
  measureKernel,
  measureNeighbours,
} from "./measure-features.ts";
import { measureFrechetByClass } from "./measure-frechet-by-class.ts";
import { measureMemorisation } from "./measure-memorisation.ts";
import { measureModes } from "./measure-modes.ts";
import { measureParzen } from "./measure-parzen.ts";
import { measureQuality } from "./measure-quality.ts";
import type { MeasuredState } from "./measured-state.ts";

export interface MetricFacts {
  /** As a heading. */
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** The value beside which nothing is left to gain, and beyond which nothing is gained; left out where it depends on the data. */
  readonly ideal?: number;
  /** What the figure says, in a few words. */
  readonly says: string;
  /** What a good figure does not rule out. */
  readonly blind: string;
  /** Whether it compares with real examples that were never trained on: it must have them, or does without where there are none. */
  readonly unseen?: "needed" | "welcome";
  /** Whether it is one of runs alone whose generator is told labels. */
  readonly labels?: true;
}

/** A metric of a whole state: of its samples, the data, or both. */
export interface StateMetricRow extends MetricFacts {
  readonly of: "state";
  readonly measure: (state: MeasuredState) => Promise<StateFigure>;
}

/** A metric of two sets of features, of real examples and of samples. */
export interface FeatureMetricRow extends MetricFacts {
  readonly of: "features";
  readonly measure: (sets: FeatureSets) => Promise<FeatureFigure>;
}

/** What a metric is called, what it says, and the function that measures it. */
export type MetricRow = StateMetricRow | FeatureMetricRow;

const table = {
  parzen: {
    title: "Parzen log-likelihood",
    unit: "nats",
    better: "higher",
    says: "of unseen examples under a window of samples; says little about how good they look",
    blind: "how good samples look, and copying: training examples and k-means centroids score too",
    unseen: "needed",
    of: "state",
    measure: measureParzen,
  },
  modes: {
    title: "Modes found",
    unit: "modes",
    better: "higher",
    says: "of those that the data have",
    blind: "the spread within a mode, and shares that are wrong but not 0 (reverse KL has these)",
    of: "state",
    measure: measureModes,
  },
  fid: {
    title: "Fréchet distance (FID)",
    unit: "",
    better: "lower",
    ideal: 0,
    says: "between features taken for normals; it falls with n, so compare the same n only",
    blind:
      "what two moments do not hold: shapes, exact values such as zeros and integers, what is rare, copies of training examples",
    of: "features",
    measure: measureFrechet,
  },
  kid: {
    title: "Kernel distance (KID)",
    unit: "",
    better: "lower",
    ideal: 0,
    says: "between features by a cubic kernel, without bias in n; 0 where they are alike",
    blind:
      "what three moments do not hold: shapes, exact values such as zeros and integers, what is rare, copies of training examples",
    of: "features",
    measure: measureKernel,
  },
  precision: {
    title: "Precision",
    unit: "share",
    better: "higher",
    ideal: 1,
    says: "of samples that lie among real examples",
    blind: "what is never made: one good sample made again and again has 1; nor copies of training examples",
    of: "features",
    measure: measureNeighbours("precision", 3),
  },
  recall: {
    title: "Recall",
    unit: "share",
    better: "higher",
    ideal: 1,
    says: "of real examples that lie among samples",
    blind: "how many samples are bad besides: a few far-off ones have wide balls; nor copies of training examples",
    of: "features",
    measure: measureNeighbours("recall", 3),
  },
  density: {
    title: "Density",
    unit: "",
    better: "higher",
    ideal: 1,
    says: "how crowded with real examples it is where samples are; 1 for real ones",
    blind: "what is never made: samples crowded in the middle of the data have more than 1, which is no better than 1",
    of: "features",
    measure: measureDensity,
  },
  coverage: {
    title: "Coverage",
    unit: "share",
    better: "higher",
    ideal: 1,
    says: "of real examples with a sample nearby",
    blind: "samples that lie nowhere near the data, shares that are wrong, copies of training examples",
    of: "features",
    measure: measureNeighbours("coverage", 5),
  },
  crops: {
    title: "Fréchet distance of 8×8 windows",
    unit: "",
    better: "lower",
    ideal: 0,
    says: "of images: how alike the texture is, window by window, without a model of features",
    blind: "anything larger than 8 pixels: objects that are put together wrongly; and copies of training examples",
    of: "state",
    measure: measureCrops,
  },
  memorisation: {
    title: "Distance to training examples",
    unit: "ratio",
    better: "higher",
    ideal: 1,
    says: "beside that of unseen examples: about 1 for fresh ones, far below 1 for copies",
    blind:
      "what is never made, samples far off the data (their figure is high), and copies that are shifted, mirrored or recoloured",
    unseen: "welcome",
    of: "state",
    measure: measureMemorisation,
  },
  quality: {
    title: "Quality of rows",
    unit: "share",
    better: "higher",
    ideal: 1,
    says: "of columns, of pairs and of strong pairs: how alike they are to those of real rows",
    blind:
      "relations of three columns and more, whether anything can be predicted from the rows, and copies of training rows: the report of one state has these",
    unseen: "welcome",
    of: "state",
    measure: measureQuality,
  },
  "fid-by-class": {
    title: "FID by class",
    unit: "",
    better: "lower",
    ideal: 0,
    says: "between samples of a class and real examples of it, mean over the labels; each is told beside it",
    blind: "what FID does not see; of so few examples a class it is above that of all together",
    labels: true,
    of: "state",
    measure: measureFrechetByClass,
  },
  agreement: {
    title: "Agreement with the label",
    unit: "share",
    better: "higher",
    ideal: 1,
    says: "of samples that a classifier takes for what they were asked to be, all labels as often",
    blind:
      "how samples of a label differ: one good sample of each, made again and again, has 1; nor copies of training examples",
    labels: true,
    of: "state",
    measure: measureAgreement,
  },
} satisfies Record<string, MetricRow>;

/** The name of one of `metrics`. */
export type Metric = keyof typeof table;
export const metricNames = Object.keys(table) as [Metric, ...Metric[]];

/** Metrics that are measured on features. */
export type FeatureMetric = { [Name in Metric]: (typeof table)[Name]["of"] extends "features" ? Name : never }[Metric];
type Rows = { readonly [Name in Metric]: Name extends FeatureMetric ? FeatureMetricRow : StateMetricRow };

/** The table of metrics: what each is called, its unit, which way is better, what it says and what it does not see. */
export const metrics: Rows = table;
export const isFeatureMetric = (metric: Metric): metric is FeatureMetric => metrics[metric].of === "features";
