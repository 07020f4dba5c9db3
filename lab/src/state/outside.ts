/** Samples that do not lie on the plot. */
import type { Grid } from "#inner";

export interface Outside {
  readonly count: number;
  readonly of: number;
  /** So many times as wide the plot would have to be for all of them; 1 where they are on it. */
  readonly reach: number;
}

/** @param samples example after example; those that are no numbers lie nowhere. */
export function samplesOutside(samples: Float32Array, grid: Grid | null): Outside {
  const size = grid?.low.length ?? 1;
  const of = grid ? samples.length / size : 0;
  let [count, reach] = [0, 1];
  for (let i = 0; grid && i < of; i++) {
    let far = 0;
    for (let axis = 0; axis < size; axis++) {
      const [low = 0, high = 0] = [grid.low[axis], grid.high[axis]];
      far = Math.max(far, Math.abs(((samples[size * i + axis] ?? 0) - (low + high) / 2) / ((high - low) / 2)));
    }
    if (far > 1) count++;
    if (Number.isFinite(far)) reach = Math.max(reach, far);
  }
  return { count, of, reach };
}
