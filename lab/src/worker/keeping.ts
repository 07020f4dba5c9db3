/** States of the game to go back to: many of them, evenly spread over the steps, within a bound of memory. */
import type { Kept } from "#inner";
import type { Rules } from "./rules.ts";

const MOST = 120;
const MOST_BYTES = 200e6;

/** A state with all that it needs to be taken up again. */
export interface KeptState {
  readonly kept: Kept;
  /** Those that were in force. */
  readonly config: Rules["play"]["config"];
  readonly before: Rules["before"];
  readonly changes: number;
  readonly byHand: boolean;
}

export interface Keeping {
  /** Keeps the state if it is due, or if the user asked for a stop here. */
  readonly after: (rules: Rules, byHand: boolean, always?: boolean) => void;
  readonly at: (step: number) => KeptState | undefined;
  readonly steps: () => number[];
  /** What came after a step that was gone back to is no longer what will come. */
  readonly forgetAfter: (step: number) => void;
}

export const stateOf = ({ play, before, changes }: Rules, byHand: boolean): KeptState => ({
  kept: play.keep(),
  config: play.config,
  ...{ before, changes, byHand },
});

const bytesOf = ({ vectors }: Kept): number => vectors.reduce((sum, { byteLength }) => sum + byteLength, 0);

export function createKeeping(): Keeping {
  const kept = new Map<number, KeptState>();
  let every = 16;
  const thin = (): void => {
    every *= 2;
    // The start stays, whatever the interval.
    for (const step of kept.keys()) if (step % every !== 0) kept.delete(step);
  };
  return {
    after: (rules, byHand, always = false) => {
      if (!always && rules.play.step % every !== 0) return;
      const state = stateOf(rules, byHand);
      kept.set(state.kept.step, state);
      const most = Math.max(4, Math.min(MOST, Math.floor(MOST_BYTES / bytesOf(state.kept))));
      while (kept.size > most && every < 2 ** 40) thin();
    },
    at: (step) => kept.get(step),
    steps: () => [...kept.keys()].sort((a, b) => a - b),
    forgetAfter: (step) => {
      for (const other of kept.keys()) if (other > step) kept.delete(other);
    },
  };
}
