/**
 * Guards calls that block the process: a thread of its own ends it when one lasts too long. Where all ranks have come to a
 * reduction it takes milliseconds; only a rank that stops in the midst of it, or a broken network, makes it last.
 */
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

interface Watch {
  readonly begin: () => void;
  readonly end: () => void;
  readonly stop: () => void;
}

interface Watched {
  /** The number of the call in progress; 0 for none. */
  readonly call: Int32Array;
  readonly seconds: number;
  readonly says: string;
  readonly watches: "blocking calls";
}

/** Ends the process, and says why, when a call lasts longer than some seconds. */
export function watchBlocking(seconds: number, says: string): Watch {
  const call = new Int32Array(new SharedArrayBuffer(4));
  const given: Watched = { call, seconds, says, watches: "blocking calls" };
  const worker = new Worker(new URL(import.meta.url), { workerData: given });
  worker.unref();
  let count = 0;
  return {
    begin: () => {
      count = (count % 0x7fffffff) + 1;
      Atomics.store(call, 0, count);
    },
    end: () => void Atomics.store(call, 0, 0),
    stop: () => void worker.terminate(),
  };
}

function watch({ call, seconds, says }: Watched): void {
  let [last, since] = [0, performance.now()];
  setInterval(() => {
    const now = Atomics.load(call, 0);
    if (now !== last) [last, since] = [now, performance.now()];
    if (now === 0 || performance.now() - since < 1000 * seconds) return;
    // The main thread is inside the call: neither its streams nor its exit can be used.
    try {
      writeSync(2, says);
    } catch {
      // Where nobody listens the process ends all the same.
    }
    process.kill(process.pid, "SIGKILL");
  }, 250 * Math.min(4, seconds));
}

if (!isMainThread && (workerData as Partial<Watched> | null)?.watches === "blocking calls")
  watch(workerData as Watched);
