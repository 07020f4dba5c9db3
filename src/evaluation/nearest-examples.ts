/** The training examples nearest to some others: whether a sample is new, or which pictures it is like. */
import type { DataSet } from "../data/dataset.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { createReference, rowsOf, type Watch } from "./exact-distances.ts";
import type { Extractor } from "./extractor.ts";

/** One of the nearest. */
export interface NearTo {
  /** Place among the training examples, from 0. */
  readonly index: number;
  /** Euclidean, between the examples as they are (pixels in [−1, 1]) or between their features. */
  readonly distance: number;
}

/** What is compared, and by what. */
export interface NearestOptions extends Watch {
  readonly data: DataSet;
  /** Examples [n × shape] whose neighbours are looked for. */
  readonly examples: Float32Array;
  /** How many of each. */
  readonly k: number;
  /** Features to compare by; pixels without it. */
  readonly extractor?: Pick<Extractor, "features" | "dimension">;
  readonly threads?: number;
  /** Training examples that are held at a time; as many as 20 million numbers if left out: 80 MB. */
  readonly atOnce?: number;
}

/** Numbers that are held of the training examples at a time. */
const MOST_NUMBERS = 2e7;

/**
 * For every example its `k` nearest training examples, nearest first, of all that were trained on; part after part, so that they
 * need not fit into memory.
 *
 * @throws for data that are drawn afresh, which have no examples to be near to.
 */
export async function nearestExamples(options: NearestOptions): Promise<readonly (readonly NearTo[])[]> {
  const { data, examples, k, extractor, threads = 1, progress, signal } = options;
  const write = data.write?.bind(data);
  if (!write || !Number.isFinite(data.count)) {
    throw problem({
      doing: `looking for the nearest examples of ${data.name}`,
      expected: "data with a fixed number of examples",
      came: "data that are drawn afresh",
    });
  }
  const size = sizeOf(data.shape);
  const count = rowsOf("examples", examples, size);
  const seen = async (some: Float32Array): Promise<Float32Array> => (extractor ? extractor.features(some) : some);
  const sought = await seen(examples);
  const width = sought.length / count;
  const found: NearTo[][] = Array.from({ length: count }, () => []);
  const { atOnce = Math.max(1, Math.floor(MOST_NUMBERS / size)) } = options;
  const part = Math.min(data.count, atOnce);
  for (let from = 0; from < data.count; from += part) {
    signal?.throwIfAborted();
    const length = Math.min(part, data.count - from);
    const some = new Float32Array(length * size);
    for (let i = 0; i < length; i++) write(from + i, some, i * size);
    const reference = await createReference(await seen(some), width, { threads });
    try {
      await reference.distances(sought, (example, distances) => {
        const { others, squared } = distances.nearest(k);
        const near = Array.from(others, (index, i) => ({
          index: from + index,
          distance: Math.sqrt(squared[i] ?? Number.NaN),
        }));
        found[example] = [...(found[example] ?? []), ...near].sort((a, b) => a.distance - b.distance).slice(0, k);
      });
    } finally {
      await reference.release();
    }
    progress?.(from + length, data.count);
  }
  return found;
}
