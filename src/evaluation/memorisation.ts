/** Whether G repeats what it was trained on: how near its samples are to training examples, beside how near unseen examples are. */
import { problem } from "../problem.ts";
import { createReference, nearestIn, rowsOf, type Watch } from "./distances.ts";

/** An example and the training example nearest to it. */
export interface NearestExample {
  /** Place among the examples that were looked at. */
  readonly example: number;
  /** Place among the training examples. */
  readonly nearest: number;
  /** Euclidean distance between them. */
  readonly distance: number;
}

export interface Memorisation {
  /**
   * For every generated example, the likeliest copies first: by its distance to the training example nearest to it over the
   * distance from there to the next training example, so that simple images, which are all alike, do not come first.
   */
  readonly generated: readonly (NearestExample & { readonly ratio: number })[];
  /** For every unseen one; or, where there are none, for training examples and the training example nearest to each other than itself. */
  readonly unseen: readonly NearestExample[];
  /** Median distance of generated examples over that of unseen ones: about 1 where G draws from p_data, far below where it copies. */
  readonly ratio: number;
  /** 95 %, by order statistics of both medians. */
  readonly low: number;
  readonly high: number;
  /** Share of generated examples nearer to a training example than 99 of 100 unseen ones are: 0.01 where G draws from p_data. */
  readonly copies: number;
}

export interface MemorisationOptions extends Watch {
  /** Training examples [n×size]: all of them, or what is not looked at cannot be found. */
  readonly training: Float32Array;
  readonly generated: Float32Array;
  /** Real examples that were never trained on. Left out: training examples stand in, each without itself. */
  readonly unseen?: Float32Array;
  /** Numbers per example. */
  readonly size: number;
  readonly threads?: number;
}

/** Training examples that stand in for unseen ones, at most. */
const STAND_INS = 1000;

/** By Euclidean distance between the examples as they are (pixels). */
export async function memorisation(options: MemorisationOptions): Promise<Memorisation> {
  const { training, generated, unseen, size, threads = 1, progress, signal } = options;
  const count = rowsOf("generated examples", generated, size);
  const others = unseen ?? training.subarray(0, STAND_INS * size);
  const total = 2 * count + rowsOf("unseen examples", others, size);
  const reference = await createReference(training, size, { threads });
  let before = 0;
  // `self`: the place of an example among the training examples, if it is one: that is not looked at.
  const nearestOf = async (examples: Float32Array, self?: (example: number) => number): Promise<NearestExample[]> => {
    const found: NearestExample[] = [];
    await reference.distances(
      examples,
      (example, row, norm) => {
        if (self) row[self(example)] = Number.POSITIVE_INFINITY;
        const nearest = nearestIn(row);
        found.push({ example, nearest, distance: Math.sqrt(Math.max(0, (row[nearest] ?? Number.NaN) + norm)) });
      },
      { progress: (done) => progress?.(before + done, total), ...(signal ? { signal } : {}) },
    );
    before += found.length;
    return found;
  };
  const byDistance = (a: NearestExample, b: NearestExample): number => a.distance - b.distance;
  try {
    const found = await nearestOf(generated);
    const ofUnseen = (await nearestOf(others, unseen === undefined ? (example) => example : undefined)).sort(
      byDistance,
    );
    const theirs = new Float32Array(count * size);
    found.forEach(({ nearest }, i) => {
      theirs.set(training.subarray(nearest * size, (nearest + 1) * size), i * size);
    });
    const next = await nearestOf(theirs, (i) => found[i]?.nearest ?? 0);
    const ofGenerated = found
      .map((pair, i) => ({ ...pair, ratio: pair.distance / Math.max(next[i]?.distance ?? 0, 1e-9) }))
      .sort((a, b) => a.ratio - b.ratio);
    const sorted = found.sort(byDistance);
    const [a, b] = [medianOf(sorted), medianOf(ofUnseen)];
    if (!(b.low > 0)) {
      throw problem({
        doing: "measuring memorisation",
        expected: "unseen examples that are not in the training data too",
        came: "a median distance of 0: examples repeat",
        next: "Leave memorisation out: where real examples are copies of each other, copies say nothing.",
      });
    }
    const near = distanceAt(ofUnseen, 0.01);
    return {
      generated: ofGenerated,
      unseen: ofUnseen,
      ratio: a.value / b.value,
      low: a.low / b.high,
      high: a.high / b.low,
      copies: ofGenerated.filter(({ distance }) => distance < near).length / ofGenerated.length,
    };
  } finally {
    await reference.release();
  }
}

const distanceAt = (sorted: readonly NearestExample[], part: number): number => {
  const at = Math.min(sorted.length - 1, Math.max(0, Math.floor(part * sorted.length)));
  return sorted[at]?.distance ?? Number.NaN;
};

/** A median lies between the order statistics that a fair coin's count falls between. */
function medianOf(sorted: readonly NearestExample[]): { value: number; low: number; high: number } {
  const half = 0.98 / Math.sqrt(sorted.length);
  return { value: distanceAt(sorted, 0.5), low: distanceAt(sorted, 0.5 - half), high: distanceAt(sorted, 0.5 + half) };
}
