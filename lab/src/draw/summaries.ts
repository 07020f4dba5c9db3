/** Examples in a few numbers, for the text form of a plot. */
import type { Modes } from "saddlepoint";

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
export const columnOf = (values: Float32Array, width: number, column: number): Float32Array =>
  Float32Array.from({ length: Math.floor(values.length / width) }, (_, row) => values[row * width + column] ?? 0);

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Interpolated between the two nearest values; NaN if there are none. */
export function quantilesOf(values: Float32Array, shares: readonly number[] = QUANTILES): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  return shares.map((share) => {
    const at = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
    return below + (at - Math.floor(at)) * (above - below);
  });
}

export function meanAndDeviation(values: Float32Array): readonly [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}
