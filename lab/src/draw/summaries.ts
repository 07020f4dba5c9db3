/** Examples in a few numbers, for the text form of a plot. */
import type { Modes } from "#inner";

/** Within so many standard deviations a sample counts as near a mode, as in the protocol of PacGAN. */
export const NEAR = 3;

/** How many samples lie near each mode; each counts for the nearest one. */
export function nearModes({ centers, deviation }: Modes, samples: Float32Array): number[] {
  const dimension = centers[0]?.length ?? 1;
  const counts = centers.map(() => 0);
  for (let at = 0; at + dimension <= samples.length; at += dimension) {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    centers.forEach((center, mode) => {
      const distance = Math.hypot(...center.map((value, axis) => (samples[at + axis] ?? Number.NaN) - value));
      if (distance < least) [least, nearest] = [distance, mode];
    });
    if (least <= NEAR * deviation) counts[nearest] = (counts[nearest] ?? 0) + 1;
  }
  return counts;
}

/** One number of every example. */
export const columnOf = (values: ArrayLike<number>, width: number, column: number): Float64Array =>
  Float64Array.from({ length: Math.floor(values.length / width) }, (_, row) => values[row * width + column] ?? 0);

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Interpolated between the two nearest values; NaN if there are none. */
export function quantilesOf(values: ArrayLike<number>, shares: readonly number[] = QUANTILES): number[] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return shares.map((share) => {
    const at = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
    return below + (at - Math.floor(at)) * (above - below);
  });
}

export function meanAndDeviation(values: ArrayLike<number>): readonly [mean: number, deviation: number] {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? 0) - mean) ** 2;
  const variance = squares / values.length;
  return [mean, Math.sqrt(variance)];
}
