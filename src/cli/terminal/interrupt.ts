/** Interrupts without losing what is done: the first asks for a clean stop, the second ends the process. */
interface StopRequests {
  readonly signal: AbortSignal;
  /** From now on an interrupt ends the process at once: all that is worth keeping is on disk. */
  readonly nothingToSave: () => void;
  readonly end: () => void;
}

/** npm, timeout and mpirun pass on an interrupt that all of them were given: what comes again so soon (ms) is the same one. */
const SAME_INTERRUPT = 500;

let outlivesTerminal = false;

/** From now on SIGHUP does nothing: for a process that nohup started. */
export function outliveTerminal(): void {
  outlivesTerminal = true;
  process.on("SIGHUP", () => undefined);
}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP (the terminal was closed).
 *
 * @param says to the user, at the first interrupt; nothing where another process does.
 */
export function listenForStop(says?: string): StopRequests {
  const controller = new AbortController();
  let saved = false;
  let since = 0;
  const onSignal = (): void => {
    if (!saved && controller.signal.aborted && performance.now() - since < SAME_INTERRUPT) return;
    if (saved || controller.signal.aborted) process.exit(130);
    since = performance.now();
    controller.abort();
    if (says !== undefined) process.stderr.write(`\n${says}\n`);
  };
  // Nobody is left at the terminal to mean a second one.
  const onHangUp = (): void => {
    if (saved || !controller.signal.aborted) onSignal();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  if (!outlivesTerminal) process.on("SIGHUP", onHangUp);
  return {
    signal: controller.signal,
    nothingToSave: () => {
      saved = true;
    },
    end: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
      process.off("SIGHUP", onHangUp);
    },
  };
}

/** Does a task that can be asked to stop. */
export async function interruptible<T>(says: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = listenForStop(says);
  return task(stop.signal).finally(stop.end);
}
