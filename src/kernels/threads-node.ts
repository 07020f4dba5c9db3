/**
 * `#kernel-threads` in Node: worker threads that run kernels on a memory they share with this one. They sleep until there is
 * work, do not keep the process alive, and end when nothing looks at their memory any more.
 *
 * A job is handed over through a few words of shared memory: a thread that waits inside a call cannot be sent messages.
 */
import { Worker } from "node:worker_threads";
import type { KernelCall, KernelThreads, ShareMemory } from "./threads.ts";

/** A worker's first word: what it does. */
const STATE = 0;
const STARTING = -1;
const IDLE = 0;
const BUSY = 1;

/** The most numbers that a kernel is given. */
const MOST_GIVEN = 16;
/** More threads than this only wait for each other at the memory. */
const MOST_THREADS = 4;
/** Looks at a worker's state before this thread goes to sleep: about 20 µs. */
const LOOKS = 2000;
/** Bytes of the words, which lie before the numbers. */
const HEAD = 16;

interface Helper {
  readonly worker: Worker;
  /** State, the kernel's number, how much it is given. */
  readonly words: Int32Array;
  /** What the kernel is given, and in the last place what it returns. */
  readonly numbers: Float64Array;
}

/** What a worker is told at its start. */
interface Told {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly names: readonly string[];
}

const unseen = new FinalizationRegistry((workers: readonly Worker[]) => {
  for (const worker of workers) void worker.terminate();
});

export const shareMemory: ShareMemory = async (binary, pages, count) => {
  const wanted = Math.min(count, MOST_THREADS) - 1;
  if (wanted < 1) return undefined;
  try {
    // Bundlers leave it alone: what a page's bundle makes for its server has no place for a native library.
    const { default: koffi } = await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "koffi"
    );
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const buffer = koffi.view(koffi.address(new Uint8Array(memory.buffer)), memory.buffer.byteLength);
    if (!isSame(memory, buffer)) return undefined;
    // Whoever holds a part of the view holds the memory that it looks at.
    Object.defineProperty(buffer, "memory", { value: memory });
    const module = await WebAssembly.compile(binary as Uint8Array<ArrayBuffer>);
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    const helpers = Array.from({ length: wanted }, () => start({ memory, module, names }));
    unseen.register(
      buffer,
      helpers.map(({ worker }) => worker),
    );
    return { memory, buffer, threads: threadsOf(helpers, names) };
  } catch {
    // No native code, no workers or no memory to share: one thread does everything, to the same bits.
    return undefined;
  }
};

/** Whether both look at the same bytes, which an engine may refuse to do. */
function isSame({ buffer: shared }: WebAssembly.Memory, buffer: ArrayBuffer): boolean {
  const [mine, other] = [new Uint32Array(shared), new Uint32Array(buffer)];
  const at = mine.length - 1;
  mine[at] = 0x5add1e;
  const same = other[at] === 0x5add1e;
  mine[at] = 0;
  return same;
}

function start(told: Pick<Told, "memory" | "module" | "names">): Helper {
  const shared = new SharedArrayBuffer(HEAD + 8 * (MOST_GIVEN + 1));
  const words = new Int32Array(shared, 0, HEAD / 4);
  words[STATE] = STARTING;
  const numbers = new Float64Array(shared, HEAD);
  const workerData: Told = { ...told, words, numbers };
  // As text: a bundler would leave a file of its own behind.
  const worker = new Worker(`(${work.toString()})(require("node:worker_threads"))`, {
    eval: true,
    name: "saddlepoint kernels",
    workerData,
    execArgv: [],
  });
  worker.unref();
  // Then it is never ready, and this thread does its part.
  worker.on("error", () => undefined);
  return { worker, words, numbers };
}

/** What a worker does until it is ended. It is sent as text, so it uses nothing of this file. */
function work({ workerData }: typeof import("node:worker_threads")): void {
  const { words, numbers, memory, module, names } = workerData as Told;
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } });
  const kernels = names.map((name) => exports[name] as unknown as (...given: number[]) => number | undefined);
  Atomics.store(words, 0, 0);
  for (;;) {
    Atomics.wait(words, 0, 0);
    const [, kernel = 0, count = 0] = words;
    numbers[numbers.length - 1] = Number(kernels[kernel]?.(...numbers.subarray(0, count)) ?? 0);
    Atomics.store(words, 0, 0);
    Atomics.notify(words, 0);
  }
}

function threadsOf(helpers: readonly Helper[], names: readonly string[]): KernelThreads {
  const numberOf = new Map(names.map((name, i) => [name, i]));
  const isIdle = ({ words }: Helper): boolean => Atomics.load(words, STATE) === IDLE;
  const begin = ({ words, numbers }: Helper, { kernel, given }: KernelCall): void => {
    numbers.set(given);
    words[1] = numberOf.get(kernel) ?? -1;
    words[2] = given.length;
    Atomics.store(words, STATE, BUSY);
    Atomics.notify(words, STATE);
  };
  return {
    ready: () => helpers.filter(isIdle).length,
    run: ([first, ...others], mine) => {
      if (!first) return [];
      const working = helpers.filter(isIdle).slice(0, others.length);
      working.forEach((helper, i) => begin(helper, others[i] as KernelCall));
      const own = mine(first);
      // What there was nobody for.
      const left = others.slice(working.length).map(mine);
      return [own, ...working.map(finished), ...left];
    },
  };
}

/** Waits until a worker has done its job. All parts take about as long, so it mostly has. */
function finished({ words, numbers }: Helper): number {
  for (let i = 0; i < LOOKS && Atomics.load(words, STATE) === BUSY; i++);
  while (Atomics.load(words, STATE) === BUSY) Atomics.wait(words, STATE, BUSY);
  return numbers[MOST_GIVEN] ?? Number.NaN;
}
