import type { Collective } from "./collective.ts";

/** Seconds after which a rank that is busy lets the others know that it is alive. */
const SIGN_EVERY = 1;

/**
 * While one rank works and the others wait for it, they cannot tell a long task from a rank that hangs. So those that work
 * join the others every second to say that they do. A rank that hangs does not come, and whatever connects the ranks ends
 * the job.
 */
export interface SignsOfLife {
  /** Before a rank's own part, which may be nothing. */
  readonly begin: () => void;
  /** After it: returns when every rank has come to its end. Does nothing where nothing has begun. */
  readonly end: () => Promise<void>;
  /** Gives no more signs: this rank has failed. */
  readonly cancel: () => void;
}

export function createSignsOfLife(collective: Collective, seconds = SIGN_EVERY): SignsOfLife {
  if (collective.size === 1) return { begin: () => undefined, end: async () => undefined, cancel: () => undefined };
  const working = new Float32Array(1);
  /** Whether any rank is still at work. */
  const round = async (mine: boolean): Promise<boolean> => {
    working[0] = mine ? 1 : 0;
    await collective.allReduce(working);
    return working[0] > 0;
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  let joined: Promise<boolean> | undefined;
  const cancel = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    begin: () => {
      timer ??= setInterval(() => {
        // Where the others are busy too, the round stays open until they come: that is no reason to begin another.
        joined ??= round(true).finally(() => {
          joined = undefined;
        });
        joined.catch(() => undefined); // `end` meets the same failure
      }, 1000 * seconds);
    },
    end: async () => {
      if (timer === undefined) return;
      cancel();
      await joined;
      while (await round(false));
    },
    cancel,
  };
}

/** Does a task while the others do theirs, and returns when all have done so. */
export async function besideOthers<T>(collective: Collective, task: () => Promise<T>): Promise<T> {
  const alive = createSignsOfLife(collective);
  alive.begin();
  try {
    const result = await task();
    await alive.end();
    return result;
  } finally {
    alive.cancel();
  }
}
