import type { Modes } from "../data/density.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import { classModes, combinationCounts } from "./class-modes.ts";
import { modeCounts, modeScores } from "./mode-coverage.ts";

/** Modes found among some samples. */
export interface ModeCount extends WithInterval {
  readonly generated: number;
  readonly details: { readonly of: number; readonly reverseKl: number; readonly highQuality?: number };
}

/** Modes of a known density. */
export function countModes(modes: Modes, samples: Float32Array): ModeCount {
  const { modes: found, of, highQuality, reverseKl } = modeScores(modes, samples);
  const counts = modeCounts(modes, samples).highQuality;
  const generated = samples.length / (modes.centers[0]?.length ?? 1);
  return { ...around(found, counts), generated, details: { of, reverseKl, highQuality } };
}

/** Modes of stacked digits: the digit that was read in each channel, stack after stack. */
export function countStackedModes(read: Uint8Array, channels: number): ModeCount {
  const combinations = { classes: 10, channels };
  const { modes, of, reverseKl } = classModes(read, combinations);
  const counts = combinationCounts(read, combinations);
  return { ...around(modes, counts), generated: read.length / channels, details: { of, reverseKl } };
}

/**
 * How much the number of modes would vary if as many samples were drawn again: a mode with c samples is found with probability
 * 1 − e⁻ᶜ. Modes without any are taken to have no mass.
 */
function around(found: number, counts: readonly number[]): WithInterval {
  const variance = counts.reduce((sum, c) => (c > 0 ? sum + Math.exp(-c) * (1 - Math.exp(-c)) : sum), 0);
  return normalInterval(found, Math.sqrt(variance));
}
