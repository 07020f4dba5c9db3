/**
 * A thread of its own that keeps this rank's signs of life coming whatever the main thread does, watches those of the others,
 * and ends the process, in words, where one of them is given up ({@link verdict}). It needs neither the main thread, which may be
 * inside a call that never returns, nor MPI, which may not have begun.
 */
import { writeSync } from "node:fs";
import { hostname } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Beats, type Launched, LEFT, openBeats } from "./beats.ts";
import { exitAtOnce } from "./exit-at-once.ts";
import { lastWords, type Stage, verdict } from "./verdict.ts";

export interface Watch {
  /** Before a call that blocks until the others have come to it, and after it. */
  readonly begin: () => void;
  readonly end: () => void;
  /** What the ranks do from now on. */
  readonly stage: (stage: Stage) => void;
  /** MPI has begun, which knows all ranks: where each is. */
  readonly begun: (rank: number, hosts: readonly string[]) => void;
  /** Whether a rank of this host has given a sign of life within the last seconds. */
  readonly lives: (rank: number) => boolean;
  /** This rank leaves the job. */
  readonly stop: () => Promise<void>;
}

export interface WatchOptions {
  /** What the launcher said; undefined where there is no other process to watch. */
  readonly launched: Launched | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether what ends the job is told on standard output as an object, too. */
  readonly json: boolean;
  readonly stage: Stage;
}

interface Given extends WatchOptions {
  /** The number of the call in progress, 0 for none; and, from the second place on, by rank whether it lives. */
  readonly shared: Int32Array;
  readonly watches: "ranks";
}

type Message = { readonly stage: Stage } | { readonly rank: number; readonly hosts: readonly string[] } | "stop";

/** Milliseconds between signs of life. */
const BEAT = 500;
/** Without one for so long (ms), a rank may be stopped. */
const FRESH = 2500;
/** A thread that is this late (ms) was stopped itself, and cannot have seen the others. */
const LATE = 2000;

/** Starts the thread, and returns when the others can see it. */
export async function watchRanks(options: WatchOptions): Promise<Watch> {
  const shared = new Int32Array(new SharedArrayBuffer(4 * (1 + (options.launched?.size ?? 1))));
  const given: Given = { ...options, shared, watches: "ranks" };
  const worker = new Worker(new URL(import.meta.url), { workerData: given });
  const tell = (message: Message): void => worker.postMessage(message);
  await new Promise((done, fail) => {
    worker.once("message", done);
    worker.once("error", fail);
  });
  worker.unref();
  let count = 0;
  return {
    begin: () => {
      count = (count % 0x7fffffff) + 1;
      Atomics.store(shared, 0, count);
    },
    end: () => void Atomics.store(shared, 0, 0),
    stage: (stage) => tell({ stage }),
    begun: (rank, hosts) => tell({ rank, hosts }),
    lives: (rank) => shared[1 + rank] === 1,
    stop: async () => {
      worker.ref();
      const over = new Promise((done) => worker.once("exit", done));
      tell("stop");
      await over;
    },
  };
}

/** Says why the job ends where neither streams nor the main thread can be waited for. */
export function sayAtOnce(message: string, json: boolean): void {
  const say = (to: number, text: string): void => {
    try {
      writeSync(to, `${text}\n`);
    } catch {
      // Nobody listens.
    }
  };
  say(2, `saddlepoint: ${message}`);
  if (json) say(1, JSON.stringify({ error: message }));
}

/** When each rank of this host was last seen to count (ms). */
function observe(beats: Beats | undefined, size: number): { see: (now: number) => void; seen: (number | undefined)[] } {
  const before = new Uint32Array(size);
  const seen: (number | undefined)[] = Array.from({ length: size }, () => undefined);
  return {
    seen,
    see: (now) => {
      for (const [rank, count] of beats?.read().entries() ?? []) {
        // Who has left gives no more signs, and need not.
        if (count === before[rank] && count !== LEFT) continue;
        before[rank] = count;
        seen[rank] = now;
      }
    },
  };
}

async function watch({ launched, timeout, json, stage, shared }: Given): Promise<void> {
  let { rank, size } = launched ?? { rank: 0, size: 1 };
  const beats = launched && openBeats(launched);
  const here = beats && launched.here;
  const exit = await exitAtOnce();
  const { see, seen } = observe(beats, size);
  let now = performance.now();
  let [last, since] = [0, now];
  let hosts: readonly string[] | undefined;

  const look = (): void => {
    const late = performance.now() - now > BEAT + LATE;
    now = performance.now();
    beats?.beat();
    see(now);
    const call = Atomics.load(shared, 0);
    if (call !== last || late) [last, since] = [call, now];
    if (late) for (const [other, at] of seen.entries()) if (at !== undefined) seen[other] = now;
    const silent = Array.from({ length: size }, (_, other) => {
      const at = seen[other];
      return at === undefined ? undefined : now - at;
    });
    for (const [other, ms] of silent.entries()) shared[1 + other] = ms !== undefined && ms < FRESH ? 1 : 0;
    const inside = call === 0 ? undefined : now - since;
    const given = verdict({ rank, size, here, timeout, silent, inside, starting: hosts === undefined });
    if (!given) return;
    // Before MPI has begun, of other ranks than those of this host it is not known where they are.
    const names = hosts ?? seen.map((at) => (at !== undefined || here === size ? hostname() : ""));
    sayAtOnce(lastWords(given, { size, timeout }, stage, names), json);
    exit(2);
  };

  look();
  const timer = setInterval(look, BEAT);
  parentPort?.on("message", (message: Message) => {
    if (message === "stop") {
      clearInterval(timer);
      beats?.leave();
      parentPort?.close();
    } else if ("hosts" in message) {
      ({ rank, hosts } = message);
      size = hosts.length;
    } else stage = message.stage;
  });
  parentPort?.postMessage("ready");
}

if (!isMainThread && (workerData as Partial<Given> | null)?.watches === "ranks") await watch(workerData as Given);
