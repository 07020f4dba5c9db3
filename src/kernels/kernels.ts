import { shareMemory } from "#kernel-threads";
import { internal, problem } from "../problem.ts";
import { kernelsWasm, sharedKernelsWasm } from "./embedded.ts";
import { parted } from "./parted.ts";

/** A float32 vector in the kernels' memory, which the runtime reads and writes in place. Starts at zero. */
export interface Vector {
  /** Byte offset in the kernels' memory. */
  readonly pointer: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** The functions of src/kernels/assembly: pointers are byte offsets, counts are in elements. */
interface Exports {
  readonly start: () => void;
  readonly heapBase: () => number;
  readonly sgd: (w: number, g: number, count: number, rate: number, decay: number) => void;
  readonly momentum: (
    w: number,
    g: number,
    v: number,
    count: number,
    rate: number,
    mu: number,
    decay: number,
    nesterov: boolean,
  ) => void;
  readonly rmsprop: (
    w: number,
    g: number,
    s: number,
    count: number,
    rate: number,
    rho: number,
    epsilon: number,
    decay: number,
  ) => void;
  readonly adam: (
    w: number,
    g: number,
    m: number,
    s: number,
    count: number,
    rate: number,
    b1: number,
    b2: number,
    epsilon: number,
    c1: number,
    c2: number,
    coupled: number,
    decoupled: number,
  ) => void;
  readonly lerp: (average: number, w: number, count: number, amount: number) => void;
  readonly scale: (x: number, count: number, factor: number) => void;
  readonly sumOfSquares: (x: number, count: number) => number;
  /** As a signed integer of 32 bits, like every integer of WebAssembly. */
  readonly checksum: (x: number, count: number) => number;
  readonly seek: (
    seedLow: number,
    seedHigh: number,
    blockLow: number,
    blockHigh: number,
    stream: number,
    substream: number,
  ) => void;
  readonly bits: (to: number, count: number) => void;
  readonly uniform: (to: number, count: number, from: number, width: number) => void;
  readonly normal: (to: number, count: number, mean: number, deviation: number) => void;
  readonly mask: (to: number, count: number, keep: number) => void;
}

export interface Kernels extends Omit<Exports, "start" | "heapBase"> {
  /** A zero vector of this many elements. */
  readonly allocate: (length: number) => Vector;
}

const PAGE = 65536;
const LARGEST = 65536 * PAGE;
/** Vectors begin at cache lines, and have room up to the next one: updates work on whole groups of four floats. */
const LINE = 64;

const roundUp = (bytes: number): number => Math.ceil(bytes / LINE) * LINE;

/** Bytes that vectors of these lengths need: the argument of {@link createKernels}. */
export const bytesFor = (lengths: readonly number[]): number =>
  lengths.reduce((total, length) => total + roundUp(4 * length), 0);

/** Below this many elements (2 MB), one thread is done before another has woken. */
const WORTH_THREADS = 1 << 19;

/**
 * The loops outside the graph, with a memory of fixed size: growing it would detach every view of it.
 *
 * @param bytes room for all vectors that will be allocated ({@link bytesFor}).
 * @param threads passes over long vectors are parted between so many threads, where they can be had; never the bits of a result.
 */
export async function createKernels(bytes: number, threads = 1): Promise<Kernels> {
  // The compiled code's own constants take less than one page.
  const pages = Math.ceil(bytes / PAGE) + 1;
  if (!(pages * PAGE <= LARGEST)) {
    throw problem({
      doing: "allocating memory for parameters and minibatches",
      expected: "at most 4 GiB",
      came: `${(bytes / 2 ** 30).toFixed(1)} GiB`,
      next: "Make the networks or the minibatch smaller.",
    });
  }
  const shared =
    threads > 1 && bytes >= 4 * WORTH_THREADS
      ? await shareMemory(binaryOf(sharedKernelsWasm), pages, threads)
      : undefined;
  const memory = shared?.memory ?? allocateMemory(pages);
  const { instance } = await WebAssembly.instantiate(binaryOf(shared ? sharedKernelsWasm : kernelsWasm), {
    env: {
      memory,
      abort: () => {
        throw internal("a kernel aborted");
      },
    },
  });
  const { start, heapBase, ...kernels } = instance.exports as unknown as Exports;
  start();
  const buffer = shared?.buffer ?? memory.buffer;
  let free = roundUp(heapBase());
  const allocate = (length: number): Vector => {
    const pointer = free;
    free += roundUp(4 * length);
    if (free > buffer.byteLength) throw internal(`no room left for a vector of ${length} floats`);
    return { pointer, data: new Float32Array(buffer, pointer, length) };
  };
  return { ...parted(kernels, shared?.threads, WORTH_THREADS), allocate };
}

const binaryOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function allocateMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw problem({
      doing: "allocating memory for parameters and minibatches",
      expected: `${((pages * PAGE) / 2 ** 20).toFixed(0)} MiB to be free`,
      came: "a refusal by the system",
      next: "Make the networks or the minibatch smaller.",
      cause,
    });
  }
}
