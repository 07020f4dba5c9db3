/** States of the game to go back to: many of them, evenly spread over the steps, within a bound of memory. */
import type { Kept, Play } from "#inner";

const MOST = 120;
const MOST_BYTES = 200e6;

export interface Keeping {
  /** Keeps the state if it is due, or if the user asked for a stop here. */
  readonly after: (play: Play, always?: boolean) => void;
  readonly at: (step: number) => Kept | undefined;
  readonly steps: () => number[];
  /** What came after a step that was gone back to is no longer what will come. */
  readonly forgetAfter: (step: number) => void;
}

const bytesOf = ({ vectors }: Kept): number => vectors.reduce((sum, { byteLength }) => sum + byteLength, 0);

export function createKeeping(): Keeping {
  const kept = new Map<number, Kept>();
  let every = 16;
  const thin = (): void => {
    every *= 2;
    // The start stays, whatever the interval.
    for (const step of kept.keys()) if (step % every !== 0) kept.delete(step);
  };
  return {
    after: (play, always = false) => {
      if (!always && play.step % every !== 0) return;
      const state = play.keep();
      kept.set(state.step, state);
      const most = Math.max(4, Math.min(MOST, Math.floor(MOST_BYTES / bytesOf(state))));
      while (kept.size > most && every < 2 ** 40) thin();
    },
    at: (step) => kept.get(step),
    steps: () => [...kept.keys()].sort((a, b) => a - b),
    forgetAfter: (step) => {
      for (const other of kept.keys()) if (other > step) kept.delete(other);
    },
  };
}
