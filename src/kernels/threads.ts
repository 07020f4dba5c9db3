/** What kernels on several threads need of the place where they run. `#kernel-threads` (package.json, "imports") has it in Node. */

/** Kernels that other threads may run too: a function's name, and what it is given. */
export interface KernelCall {
  readonly kernel: string;
  readonly given: readonly number[];
}

/** Threads beside this one that work on a memory. */
export interface KernelThreads {
  /** How many are ready to work now; they may still be starting. */
  readonly ready: () => number;
  /**
   * Runs the calls at once: the first on this thread by `mine`, each of the others on one that is ready. Returns what each
   * has returned, in their order.
   */
  readonly run: (calls: readonly KernelCall[], mine: (call: KernelCall) => number) => readonly number[];
}

/** A memory of a fixed number of pages that threads share. */
interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  /** The same bytes as an ordinary ArrayBuffer: the native runtime refuses arrays on a SharedArrayBuffer. */
  readonly buffer: ArrayBuffer;
  readonly threads: KernelThreads;
}

/**
 * Allocates a memory that `count` threads share, this one counted, and starts the others.
 *
 * @param binary the kernels as a module that imports its memory.
 * @returns nothing where threads cannot be had: then this one does everything, to the same bits.
 */
export type ShareMemory = (binary: Uint8Array, pages: number, count: number) => Promise<SharedMemory | undefined>;
