/** Two sets of features that a metric compares. */
import type { Watch } from "./exact-distances.ts";
import { type NeighbourScores, neighbourScores } from "./neighbours.ts";

export interface FeatureSetsOptions {
  /** Features [n×dimension]. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  readonly dimension: number;
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** What is being measured, and how far it is. */
  readonly progress?: (what: string, done: number, of: number) => void;
}

/** Features of real and of generated examples, as the metrics that are measured on features take them. */
export interface FeatureSets extends Pick<FeatureSetsOptions, "real" | "generated" | "dimension" | "seed"> {
  readonly threads: number;
  /** Tells how far something is, and stops it. */
  readonly watch: (what: string) => Watch;
  /** Scores by balls that reach to the k-th neighbour: measured once for all metrics that read them. */
  readonly neighbours: (k: number) => Promise<NeighbourScores>;
}

/** What hands on how far something is, and stops it. */
export const watchOf =
  ({ signal, progress }: Pick<FeatureSetsOptions, "signal" | "progress">) =>
  (what: string): Watch => ({
    progress: (done, of) => progress?.(what, done, of),
    ...(signal ? { signal } : {}),
  });

export function createFeatureSets(options: FeatureSetsOptions): FeatureSets {
  const { real, generated, dimension, seed, threads = 1 } = options;
  const watch = watchOf(options);
  const measured = new Map<number, NeighbourScores>();
  return {
    real,
    generated,
    dimension,
    seed,
    threads,
    watch,
    neighbours: async (k) => {
      const found =
        measured.get(k) ??
        (await neighbourScores(real, generated, dimension, { k, seed, threads, ...watch(`nearest ${k} examples`) }));
      measured.set(k, found);
      return found;
    },
  };
}
