/** When D, trained alone, has nothing more to gain: its loss no longer falls from one stretch of steps to the next. */
import type { Settled } from "./protocol.ts";

export interface Settling {
  readonly add: (loss: number) => void;
  /** Why it is over; `null` while it is not. */
  readonly ended: () => Settled | null;
  readonly count: () => number;
  readonly reset: () => void;
}

/** Steps per stretch; a fall below this many nats counts as none; that many stretches in a row without one; steps at most. */
const STRETCH = 200;
const FALL = 5e-4;
const PATIENCE = 3;
const MOST = 6000;

export function createSettling(): Settling {
  let [count, sum, best, waited] = [0, 0, Number.POSITIVE_INFINITY, 0];
  return {
    add: (loss) => {
      count++;
      sum += loss;
      if (count % STRETCH !== 0) return;
      const mean = sum / STRETCH;
      waited = mean < best - FALL ? 0 : waited + 1;
      best = Math.min(best, mean);
      sum = 0;
    },
    ended: () => (waited >= PATIENCE ? "settled" : count >= MOST ? "cap" : null),
    count: () => count,
    reset: () => {
      [count, sum, best, waited] = [0, 0, Number.POSITIVE_INFINITY, 0];
    },
  };
}
