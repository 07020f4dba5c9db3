/** One task at a time, in the order in which they come; of more than may wait, each is sent away with the time to come again. */
import { formatNumber } from "../../inner.ts";
import { refusal } from "./refusal.ts";

export interface Queue {
  /**
   * Does a task when its turn comes. Throws 429 where too many wait. A task whose asker has gone before its turn is never begun: `gone`
   * is looked at then.
   */
  readonly run: <T>(task: () => Promise<T>, gone: () => boolean) => Promise<T | undefined>;
  /** Tasks that wait, the one at work not among them. */
  readonly waiting: () => number;
  /** Resolves when none is at work and none waits. */
  readonly idle: () => Promise<void>;
}

/** @param most tasks that may wait. `now`: seconds. */
export function createQueue(most: number, now: () => number = () => performance.now() / 1000): Queue {
  let pending = 0;
  let last: Promise<unknown> = Promise.resolve();
  // Seconds of a task, of late.
  let usual = 0;
  return {
    run: (task, gone) => {
      if (pending > most) {
        const seconds = Math.max(1, Math.ceil(usual * pending));
        const error = refusal(
          429,
          {
            doing: "drawing samples",
            expected: `at most ${formatNumber(most)} requests that wait`,
            came: "one more",
            next: `Ask again in ${formatNumber(seconds)} s.`,
          },
          { "Retry-After": String(seconds) },
        );
        return Promise.reject(error);
      }
      pending++;
      const turn = last.then(async () => {
        if (gone()) return undefined;
        const began = now();
        try {
          return await task();
        } finally {
          usual = usual === 0 ? now() - began : 0.8 * usual + 0.2 * (now() - began);
        }
      });
      last = turn.then(
        () => void pending--,
        () => void pending--,
      );
      return turn;
    },
    waiting: () => Math.max(0, pending - 1),
    idle: async () => {
      while (pending > 0) await last;
    },
  };
}
