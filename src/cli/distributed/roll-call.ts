import { setTimeout as sleep } from "node:timers/promises";

/** Empty messages of two kinds from rank to rank. */
export interface Messages {
  readonly send: (to: number, kind: "question" | "answer") => void;
  /** Whom those of a kind came from, since it was asked last. */
  readonly heard: (kind: "question" | "answer") => number[];
}

/** How ranks that wait find out who does not, on whichever host it is. */
export interface RollCall {
  /** Answers those that call the roll, and returns them. Whoever waits does so now and then. */
  readonly answer: () => number[];
  /** Asks every other rank. */
  readonly call: () => Promise<{
    /** The ranks that did not answer. */
    readonly silent: number[];
    /** Whether a rank before this one calls, too, and will find the same. */
    readonly before: boolean;
  }>;
}

/** Milliseconds between looks for answers. */
const LOOK = 20;

/** `patience`: milliseconds in which a rank that waits will answer. */
export function createRollCall(
  { rank, size }: { readonly rank: number; readonly size: number },
  { send, heard }: Messages,
  patience: number,
): RollCall {
  const others = Array.from({ length: size }, (_, other) => other).filter((other) => other !== rank);
  const answer = (): number[] => {
    const callers = heard("question");
    for (const caller of callers) send(caller, "answer");
    return callers;
  };
  return {
    answer,
    call: async () => {
      heard("answer"); // to a call before this
      for (const other of others) send(other, "question");
      const silent = new Set(others);
      let before = false;
      const until = performance.now() + patience;
      while (silent.size > 0 && performance.now() < until) {
        await sleep(LOOK);
        for (const caller of answer()) before ||= caller < rank;
        for (const other of heard("answer")) silent.delete(other);
      }
      return { silent: [...silent], before };
    },
  };
}
