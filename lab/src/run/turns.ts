/** Who may ask the worker next. */

/** Runs one task after the other, in the order in which they came. */
export function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/** At most one at work; of what is asked for meanwhile only the latest is done. `work` bears its own errors. */
export function createLatest<T>(work: (wish: T) => Promise<void>): (wish: T) => void {
  let waiting: { readonly wish: T } | undefined;
  let busy = false;
  const run = async (): Promise<void> => {
    busy = true;
    try {
      while (waiting) {
        const { wish } = waiting;
        waiting = undefined;
        await work(wish);
      }
    } finally {
      busy = false;
    }
  };
  return (wish) => {
    waiting = { wish };
    if (!busy) void run();
  };
}
