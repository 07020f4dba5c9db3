/** States of the game to go back to: many of them, evenly spread over the steps, within a bound of memory. */
import type { Config, Device, Kept } from "#inner";
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
  readonly after: (rules: Rules, byHand: boolean, always?: boolean) => void | Promise<void>;
  readonly at: (step: number) => KeptState | undefined;
  readonly steps: () => number[];
  /** The states can be gone back to on another device from now on. A configuration of them, as it is there. */
  readonly elsewhere: (device: Device, config: Config) => Config;
  /** What came after a step that was gone back to is no longer what will come. */
  readonly forgetAfter: (step: number) => void;
}

export const stateOf = async ({ play, before, changes }: Rules, byHand: boolean): Promise<KeptState> => ({
  kept: await play.keep(),
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
  const keep = async (rules: Rules, byHand: boolean): Promise<void> => {
    const state = await stateOf(rules, byHand);
    kept.set(state.kept.step, state);
    const most = Math.max(4, Math.min(MOST, Math.floor(MOST_BYTES / bytesOf(state.kept))));
    while (kept.size > most && every < 2 ** 40) thin();
  };
  return {
    after: (rules, byHand, always = false) =>
      always || rules.play.step % every === 0 ? keep(rules, byHand) : undefined,
    at: (step) => kept.get(step),
    steps: () => [...kept.keys()].sort((a, b) => a - b),
    elsewhere: (device, config) => {
      // States under the same rules have the same configuration, there too.
      const there = new Map<Config, Config>();
      const moved = (one: Config): Config => {
        const known = there.get(one) ?? { ...one, run: { ...one.run, device } };
        there.set(one, known);
        return known;
      };
      for (const [step, state] of kept) kept.set(step, { ...state, config: moved(state.config) });
      return moved(config);
    },
    forgetAfter: (step) => {
      for (const other of kept.keys()) if (other > step) kept.delete(other);
    },
  };
}
