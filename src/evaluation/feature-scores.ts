import { isProblem } from "../problem.ts";
import type { WithInterval } from "../theory/intervals.ts";
import type { Watch } from "./distances.ts";
import { type FrechetDistance, frechetDistance } from "./frechet.ts";
import { kernelDistance } from "./kernel-distance.ts";
import type { FeatureMetric } from "./metrics.ts";
import { type NeighbourScores, neighbourScores } from "./neighbours.ts";

/** Which neighbour the balls reach to, as published. */
const NEIGHBOUR = { precision: 3, recall: 3, density: 5, coverage: 5 } as const;

export interface FeatureScore extends WithInterval {
  readonly metric: FeatureMetric;
  /** What else the figure depends on: `k`, `subsets`, … */
  readonly details: Readonly<Record<string, number>>;
  /** What this very figure cannot tell, a sentence each. */
  readonly cautions: readonly string[];
}

export interface FeatureScoresOptions {
  /** Features [n×dimension]. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  readonly dimension: number;
  readonly metrics: readonly FeatureMetric[];
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Is handed a metric that is refused; the others are measured all the same. Without it that ends them. */
  readonly refused?: (metric: FeatureMetric, error: Error) => void;
  /** What is being measured, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Examples for each feature from which on the bias of FID is small, and known to one part in ten. */
const ENOUGH = 10;

/** Measures one metric after the other, each handed over as soon as it is known. */
export async function* featureScores(options: FeatureScoresOptions): AsyncGenerator<FeatureScore> {
  const { real, generated, dimension, seed, threads = 1, signal, refused, progress } = options;
  const watch = (what: string): Watch => ({
    progress: (done, of) => progress?.(what, done, of),
    ...(signal ? { signal } : {}),
  });
  const neighbours = new Map<number, NeighbourScores>();
  const measure = async (metric: FeatureMetric): Promise<FeatureScore> => {
    if (metric === "fid") {
      const found = await frechetDistance(real, generated, dimension, { threads, ...watch("Fréchet distance") });
      const { bias, ...figure } = found;
      return { metric, ...figure, details: { dimension, bias }, cautions: biasCautions(found, options) };
    }
    if (metric === "kid") {
      const found = await kernelDistance(real, generated, dimension, { seed, threads, ...watch("kernel distance") });
      const { value, low, high, ...details } = found;
      return { metric, value, low, high, details: { dimension, ...details }, cautions: [] };
    }
    const k = NEIGHBOUR[metric];
    const found =
      neighbours.get(k) ??
      (await neighbourScores(real, generated, dimension, { k, seed, threads, ...watch(`nearest ${k} examples`) }));
    neighbours.set(k, found);
    const cautions =
      metric === "density" && found.density.low > 1
        ? ["Above 1 it is no better: samples crowd where real examples lie closest, as those of a shrunken G do."]
        : [];
    return { metric, ...found[metric], details: { dimension, k }, cautions };
  };
  for (const metric of options.metrics) {
    let found: FeatureScore;
    try {
      found = await measure(metric);
    } catch (error) {
      if (!refused || !isProblem(error)) throw error;
      refused(metric, error);
      continue;
    }
    yield found;
  }
}

/** Where the number of examples makes a good part of FID. */
function biasCautions(
  { value, bias }: FrechetDistance,
  { real, generated, dimension }: Pick<FeatureScoresOptions, "real" | "generated" | "dimension">,
): string[] {
  const least = Math.min(real.length, generated.length) / dimension;
  if (least >= ENOUGH * dimension && bias <= value / 10) return [];
  return [
    `About ${bias.toPrecision(2)} of it or more comes of the number of examples alone (${least} for ${dimension} features): equal distributions would not read 0, and the interval reaches down by that. Take ${ENOUGH} examples a feature or more, or measure kid.`,
  ];
}
