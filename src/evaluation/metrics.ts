/** The measures that a state of a run can be scored by, each with what its figure means. */

interface MetricFacts {
  /** As a heading. */
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** What the figure says, in a few words. */
  readonly says: string;
}

export const metrics = {
  parzen: {
    title: "Parzen log-likelihood",
    unit: "nats",
    better: "higher",
    says: "of unseen examples under a window of samples; says little about how good they look",
  },
  modes: { title: "Modes found", unit: "modes", better: "higher", says: "of those that the data have" },
  fid: {
    title: "Fréchet distance (FID)",
    unit: "",
    better: "lower",
    says: "between features taken for normals; it falls with n, so compare the same n only",
  },
  kid: {
    title: "Kernel distance (KID)",
    unit: "",
    better: "lower",
    says: "between features by a cubic kernel, without bias in n; 0 where they are alike",
  },
  precision: { title: "Precision", unit: "share", better: "higher", says: "of samples that lie among real examples" },
  recall: { title: "Recall", unit: "share", better: "higher", says: "of real examples that lie among samples" },
  density: {
    title: "Density",
    unit: "",
    better: "higher",
    says: "how crowded with real examples it is where samples are; 1 for real ones",
  },
  coverage: { title: "Coverage", unit: "share", better: "higher", says: "of real examples with a sample nearby" },
  memorisation: {
    title: "Distance to training examples",
    unit: "ratio",
    better: "higher",
    says: "beside that of unseen examples: about 1 for fresh ones, far below 1 for copies",
  },
} as const satisfies Record<string, MetricFacts>;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [Metric, ...Metric[]];

/** Metrics that are measured on features. */
export const featureMetrics = ["fid", "kid", "precision", "recall", "density", "coverage"] as const;
export type FeatureMetric = (typeof featureMetrics)[number];
export const isFeatureMetric = (metric: Metric): metric is FeatureMetric =>
  (featureMetrics as readonly string[]).includes(metric);
