/**
 * How the native runtime's threads wait for each other within a run. Threads that look for work again and again are there at
 * once when it comes, which saves a tenth of a step where the cores are free; where others want the cores, they take away what
 * is waited for, and a step may last half as long again. So both are tried in the first runs, and again from time to time, and
 * the faster one stays. It is nothing but time: results have the same bits.
 */

/** `looking`: threads look for work until the run ends. `sleeping`: they sleep until they are woken. */
export type Waiting = "looking" | "sleeping";

/** Runs of each kind before they are compared: the first of them is not counted. */
const RUNS = 6;
/** … and as many milliseconds, so that small and short jobs never try at all. */
const LEAST = 150;
/** Milliseconds after which the other kind is tried again. */
const AGAIN = 300_000;

/** One session after the other, of the kind of waiting that is faster at present. */
export interface Sessions<Session> {
  /** Runs a job on the present session, and changes it afterwards where it is time to. */
  readonly run: <T>(job: (session: Session) => Promise<T>) => Promise<T>;
  readonly waiting: () => Waiting;
  readonly release: () => Promise<void>;
}

export interface SessionsOptions<Session> {
  readonly open: (waiting: Waiting) => Promise<Session>;
  readonly release: (session: Session) => Promise<void>;
  /** Milliseconds, from whenever. */
  readonly now?: () => number;
}

/** What was measured of one kind. */
interface Trial {
  readonly waiting: Waiting;
  readonly took: number[];
  total: number;
}

const other = (waiting: Waiting): Waiting => (waiting === "looking" ? "sleeping" : "looking");

const newTrial = (waiting: Waiting): Trial => ({ waiting, took: [], total: 0 });

/** Half of the runs took less. The first is left out: a session's first run lays out its memory. */
function medianOf({ took }: Trial): number {
  const sorted = took.slice(1).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.POSITIVE_INFINITY;
}

/** Opens the first session. There is one at a time: each keeps the memory of its activations. */
export async function openSessions<Session>(options: SessionsOptions<Session>): Promise<Sessions<Session>> {
  const { open, release, now = () => performance.now() } = options;
  let trial: Trial | undefined = newTrial("looking");
  /** What the present one is compared with, once there is something. */
  let before: Trial | undefined;
  let waiting: Waiting = trial.waiting;
  let decided = 0;
  let running = 0;
  let session = await open(waiting);
  const change = async (to: Waiting): Promise<void> => {
    // Not both at once: a step's activations may be most of the memory there is.
    await release(session);
    session = await open(to);
    waiting = to;
  };
  /** Compares, where enough has been measured. */
  const settle = async (): Promise<void> => {
    if (!trial) {
      if (now() - decided < AGAIN) return;
      trial = newTrial(waiting);
      return;
    }
    if (trial.took.length < RUNS || trial.total < LEAST) return;
    const measured = trial;
    if (!before) {
      before = measured;
      trial = newTrial(other(measured.waiting));
      await change(trial.waiting);
      return;
    }
    const better = medianOf(measured) < medianOf(before) ? measured : before;
    [trial, before, decided] = [undefined, undefined, now()];
    if (better.waiting !== waiting) await change(better.waiting);
  };
  return {
    run: async (job) => {
      running++;
      const began = now();
      try {
        return await job(session);
      } finally {
        const took = now() - began;
        running--;
        trial?.took.push(took);
        if (trial) trial.total += took;
        // Never under the feet of another run.
        if (running === 0) await settle();
      }
    },
    waiting: () => waiting,
    release: () => release(session),
  };
}
