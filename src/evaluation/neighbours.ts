/**
 * How well two sets of features cover each other, by balls that reach to the k-th nearest neighbour: precision and recall
 * (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020).
 */
import { problem } from "../problem.ts";
import { normalInterval, shareInterval, type WithInterval } from "../theory/intervals.ts";
import { createReference, type Reference, rowsOf, type Watch } from "./distances.ts";

export interface NeighbourScores {
  /** Share of generated examples within the ball of a real one. */
  readonly precision: WithInterval;
  /** Share of real examples within the ball of a generated one. */
  readonly recall: WithInterval;
  /** Real balls that hold a generated example, over k: 1 on average where p_g = p_data, and without an upper bound. */
  readonly density: WithInterval;
  /** Share of real balls that hold a generated example. */
  readonly coverage: WithInterval;
  readonly k: number;
}

export interface NeighbourOptions extends Watch {
  /** Which neighbour the balls reach to. */
  readonly k: number;
  readonly threads?: number;
}

/**
 * Of real and generated features [n×dimension]. Intervals are the 95 % ones of shares (Wilson), and of a mean for density, over the
 * examples that are counted, the balls taken as given.
 */
export async function neighbourScores(
  real: Float32Array,
  generated: Float32Array,
  dimension: number,
  { k, threads = 1, progress, signal }: NeighbourOptions,
): Promise<NeighbourScores> {
  const counts = { real: rowsOf("features", real, dimension), generated: rowsOf("features", generated, dimension) };
  const least = Math.min(counts.real, counts.generated);
  if (!Number.isInteger(k) || k < 1 || least <= k) {
    throw problem({
      doing: `measuring by balls that reach to neighbour ${k}`,
      expected: `a whole k from 1 on, and more than k examples`,
      came: `${counts.real} real and ${counts.generated} generated ones`,
      next: "Take more examples.",
    });
  }
  const total = 2 * counts.real + 2 * counts.generated;
  let before = 0;
  const watched = async (count: number, task: (watch: Watch) => Promise<void>): Promise<void> => {
    await task({ progress: (done) => progress?.(before + done, total), ...(signal ? { signal } : {}) });
    before += count;
  };
  const ofReal = await createReference(real, dimension, { threads });
  const ofGenerated = await createReference(generated, dimension, { threads });
  try {
    const radii = async (reference: Reference, values: Float32Array): Promise<Float64Array> => {
      const found = new Float64Array(reference.count);
      await watched(reference.count, (watch) =>
        reference.distances(
          values,
          (i, row, norm) => {
            // Itself is nearest, at 0.
            row[i] = Number.NEGATIVE_INFINITY;
            found[i] = smallest(row, k + 1) + norm;
          },
          watch,
        ),
      );
      return found;
    };
    const realRadii = await radii(ofReal, real);
    const generatedRadii = await radii(ofGenerated, generated);
    const precise = new Float64Array(counts.generated);
    const dense = new Float64Array(counts.generated);
    const covered = new Float64Array(counts.real);
    const recalled = new Float64Array(counts.real);
    await watched(counts.generated, (watch) =>
      ofReal.distances(
        generated,
        (i, row, norm) => {
          let balls = 0;
          for (let j = 0; j < row.length; j++) {
            if (row[j]! + norm >= realRadii[j]!) continue; // both as long as there are real examples
            balls++;
            covered[j] = 1;
          }
          precise[i] = balls > 0 ? 1 : 0;
          dense[i] = balls / k;
        },
        watch,
      ),
    );
    await watched(counts.real, (watch) =>
      ofGenerated.distances(
        real,
        (i, row, norm) => {
          recalled[i] = row.some((value, j) => value + norm < (generatedRadii[j] ?? 0)) ? 1 : 0;
        },
        watch,
      ),
    );
    return {
      precision: shareOf(precise),
      recall: shareOf(recalled),
      density: meanWithInterval(dense),
      coverage: shareOf(covered),
      k,
    };
  } finally {
    await ofReal.release();
    await ofGenerated.release();
  }
}

/** The k-th smallest of some numbers, counted from 1. */
function smallest(values: Float32Array, k: number): number {
  const least = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (const value of values) {
    if (value >= (least[k - 1] ?? 0)) continue;
    let at = k - 1;
    for (; at > 0 && (least[at - 1] ?? 0) > value; at--) least[at] = least[at - 1] ?? 0;
    least[at] = value;
  }
  return least[k - 1] ?? Number.NaN;
}

/** The share of ones among ones and zeros. */
const shareOf = (values: Float64Array): WithInterval =>
  shareInterval(values.reduce((sum, value) => sum + value, 0) / values.length, values.length);

/** A mean with 1.96 standard errors about it. */
function meanWithInterval(values: Float64Array): WithInterval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return normalInterval(mean, Math.sqrt(variance / values.length));
}
