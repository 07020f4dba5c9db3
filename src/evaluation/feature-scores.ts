import type { WithInterval } from "../theory/intervals.ts";
import type { Watch } from "./distances.ts";
import { frechetDistance } from "./frechet.ts";
import { kernelDistance } from "./kernel-distance.ts";
import type { FeatureMetric } from "./metrics.ts";
import { type NeighbourScores, neighbourScores } from "./neighbours.ts";

/** Which neighbour the balls reach to, as published. */
const NEIGHBOUR = { precision: 3, recall: 3, density: 5, coverage: 5 } as const;

export interface FeatureScore extends WithInterval {
  readonly metric: FeatureMetric;
  /** What else the figure depends on: `k`, `subsets`, … */
  readonly details: Readonly<Record<string, number>>;
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
  /** What is being measured, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Measures one metric after the other, each handed over as soon as it is known. */
export async function* featureScores(options: FeatureScoresOptions): AsyncGenerator<FeatureScore> {
  const { real, generated, dimension, seed, threads = 1, signal, progress } = options;
  const watch = (what: string): Watch => ({
    progress: (done, of) => progress?.(what, done, of),
    ...(signal ? { signal } : {}),
  });
  const neighbours = new Map<number, NeighbourScores>();
  for (const metric of options.metrics) {
    switch (metric) {
      case "fid": {
        const found = await frechetDistance(real, generated, dimension, { threads, ...watch("Fréchet distance") });
        yield { metric, ...found, details: { dimension } };
        break;
      }
      case "kid": {
        const found = await kernelDistance(real, generated, dimension, { seed, threads, ...watch("kernel distance") });
        const { value, low, high, ...details } = found;
        yield { metric, value, low, high, details: { dimension, ...details } };
        break;
      }
      case "precision":
      case "recall":
      case "density":
      case "coverage": {
        const k = NEIGHBOUR[metric];
        const found =
          neighbours.get(k) ??
          (await neighbourScores(real, generated, dimension, { k, threads, ...watch(`nearest ${k} examples`) }));
        neighbours.set(k, found);
        yield { metric, ...found[metric], details: { dimension, k } };
      }
    }
  }
}
