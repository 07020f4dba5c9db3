import type { Modes } from "../data/density.ts";
import { kullbackLeibler } from "../theory/jensen-shannon.ts";

/** How well samples cover well-separated modes, by the protocol of VEEGAN and PacGAN (Lin et al. 2018, section 4.1). */
export interface ModeScores {
  /** Modes with at least one high-quality sample. */
  readonly modes: number;
  /** How many there are. */
  readonly of: number;
  /** Share of samples within three standard deviations of their nearest mode. */
  readonly highQuality: number;
  /** KL(share of samples nearest to each mode ‖ equal shares), in nats. */
  readonly reverseKl: number;
}

/** For each mode, how many samples are nearest to it, and how many of these within three deviations. */
export function modeCounts(
  { centers, deviation }: Modes,
  samples: Float32Array,
): { readonly nearest: readonly number[]; readonly highQuality: readonly number[] } {
  const dimension = centers[0]?.length ?? 1;
  const count = samples.length / dimension;
  const nearestCounts = centers.map(() => 0);
  const goodCounts = centers.map(() => 0);
  for (let i = 0; i < count; i++) {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    centers.forEach((center, mode) => {
      let squared = 0;
      for (let axis = 0; axis < dimension; axis++) {
        squared += ((samples[i * dimension + axis] ?? Number.NaN) - (center[axis] ?? 0)) ** 2;
      }
      if (squared < least) {
        least = squared;
        nearest = mode;
      }
    });
    nearestCounts[nearest] = (nearestCounts[nearest] ?? 0) + 1;
    if (least <= (3 * deviation) ** 2) goodCounts[nearest] = (goodCounts[nearest] ?? 0) + 1;
  }
  return { nearest: nearestCounts, highQuality: goodCounts };
}

/**
 * How many modes were found, and how many samples are near one.
 * @param samples example after example, as many numbers each as a centre has.
 */
export function modeScores(modes: Modes, samples: Float32Array): ModeScores {
  const { nearest, highQuality } = modeCounts(modes, samples);
  const count = samples.length / (modes.centers[0]?.length ?? 1);
  return {
    modes: highQuality.filter((good) => good > 0).length,
    of: nearest.length,
    highQuality: highQuality.reduce((sum, good) => sum + good, 0) / count,
    reverseKl: kullbackLeibler(
      nearest.map((n) => n / count),
      nearest.map(() => 1 / nearest.length),
    ),
  };
}
