/** What the metrics look at: a run, and one state of it. What takes long is made when it is first asked for. */
import type { DataSet } from "../data/dataset.ts";
import type { TypedTable } from "../data/typed-table.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Watch } from "./exact-distances.ts";
import type { FeatureSets } from "./feature-sets.ts";
import type { FeatureSource } from "./figure.ts";
import type { OpenedClassifier } from "./open-classifier.ts";
import type { ToldLabels } from "./told-labels.ts";

/** Real examples that were never trained on. */
export interface UnseenExamples {
  /** σ is chosen on these. */
  readonly validation: Float32Array;
  readonly test: Float32Array;
  /** Where they come from. */
  readonly says: string;
}

/** Rows that a run was trained on, and rows that it never saw, where there are some. */
export interface RealTables {
  readonly training: TypedTable;
  readonly heldOut?: TypedTable;
}

/** Features of some examples, and what made them. */
export interface FeaturesOf {
  readonly values: Float32Array;
  readonly dimension: number;
  readonly source: FeatureSource;
}

/** A run whose states are measured. Examples lie one after the other, `size` numbers each. */
export interface MeasuredRun {
  readonly data: DataSet;
  readonly shape: Shape;
  readonly size: number;
  readonly images: boolean;
  readonly seed: number;
  readonly threads: number;
  /** ψ that samples are drawn with; 1 changes nothing. */
  readonly truncation: number;
  /** Real and generated examples to compare, unless a metric's protocol says otherwise. */
  readonly count: number;
  /** As many as were asked for; a protocol of its own gives way to that. */
  readonly asked: number | undefined;
  /** Training examples to look through. */
  readonly looked: number;
  /** The first real examples, in an order of their own. */
  readonly real: (count: number) => Promise<Float32Array>;
  readonly unseen: UnseenExamples | undefined;
  /** Real rows of a table, in units of the data. */
  readonly tables: () => Promise<RealTables>;
  /** Examples of a table in units of the data. */
  readonly tableOf: (examples: Float32Array) => TypedTable;
  /** The labels that the generator is told, with the examples of each. Throws where it is told none. */
  readonly labels: () => Promise<ToldLabels>;
  /** Features of examples [n×dimension], as `MeasuredState.features` has them; of vectors these are the vectors themselves. */
  readonly featuresOf: (examples: Float32Array, of: string) => Promise<FeaturesOf>;
  /** Whether that model was given, by whoever measures. */
  readonly ownFeatures: boolean;
  /** What tells the digit in a channel, and the checksum of its model. */
  readonly digits: () => Promise<OpenedClassifier & { readonly checksum: string }>;
  /** Tells how far something is, and stops it. */
  readonly watch: (what: string) => Watch;
}

/** A state of it. */
export interface MeasuredState extends MeasuredRun {
  readonly step: number;
  /** G(z) for the first z of the stream for evaluation. */
  readonly samples: (count: number) => Promise<Float32Array>;
  /** G(z) for the first z of that stream, each told the class of this number. */
  readonly samplesOf: (classes: ArrayLike<number>) => Promise<Float32Array>;
  /** Features of as many real examples and samples as are compared; of vectors these are the vectors themselves. */
  readonly features: () => Promise<{ readonly sets: FeatureSets; readonly source: FeatureSource }>;
}

/** Images in [0, 1], as published protocols have them; other numbers as they are. */
export const inPixels = (values: Float32Array, images: boolean): Float32Array =>
  images ? values.map((x) => (x + 1) / 2) : values;
