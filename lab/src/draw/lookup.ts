/** What is known about one place x. */
import type { Frame, Opened, Reading } from "../worker/protocol.ts";
import { valueAt } from "./grid.ts";

export interface Known {
  readonly discriminator: number | null;
  readonly data: number | null;
  readonly generated: number | null;
  readonly optimal: number | null;
}

/** Values of the cells that x lies in; `null` for what is not known, or not computed at present. */
export function knownAt(opened: Opened, frame: Frame | null, reading: Reading | null, x: readonly number[]): Known {
  const { grid, probability } = opened;
  const live = frame?.density ?? null;
  return {
    discriminator: valueAt(grid, frame?.field ?? null, x),
    data: valueAt(grid, opened.density, x),
    generated: live ? valueAt(grid, live, x) : valueAt(reading?.grid ?? null, reading?.generated ?? null, x),
    // A score has another optimum.
    optimal: probability ? valueAt(reading?.grid ?? null, reading?.optimal ?? null, x) : null,
  };
}

/** Smallest and largest number; `null` if there is none. */
export function extentOf(values: ArrayLike<number> | null): readonly [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < (values?.length ?? 0); i++) {
    const value = values?.[i] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
