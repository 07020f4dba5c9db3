/**
 * What holds the numbers of learning: parameters, gradients, moments, averages, minibatches and noise. Whoever learns knows
 * this interface and not where the numbers lie. Here they lie in one WebAssembly memory, which the runtime reads and writes in
 * place; `device-store.ts` has them on the graphics card.
 */
import { bytesFor, createKernels, type Kernels, type Vector } from "../kernels/kernels.ts";
import { openStream, type Stream, type StreamName } from "../kernels/streams.ts";
import type { Device } from "../onnx/device.ts";
import type { BoundProgram, Program } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import type { Optimizer, OptimizerSettings, UpdateAt } from "./optimizer.ts";
import type { FusedOptimizer, UpdateState } from "./optimizers.ts";

export interface Store {
  /** Where programs that work on its vectors are to be compiled for. */
  readonly device: Device;
  /**
   * A vector of so many numbers, all 0, to be used once the store is open. `lead`: numbers before it that a draw of a
   * selection may write to.
   */
  readonly allocate: (length: number, lead?: number) => Vector;
  /** Some of a vector's numbers, as a vector. */
  readonly part: (of: Vector, from: number, length: number) => Vector;
  /** Makes room for all that was allocated, at once: what it takes is what was asked for, and listed nowhere a second time. */
  readonly open: () => Promise<void>;
  /** Size of the memory, once it is open. */
  readonly bytes: () => number;
  /** The numbers as they are now, in the vector's `data`; where the store lies in this process's memory they always are there. */
  readonly read: (from: Vector) => Float32Array | Promise<Float32Array>;
  readonly write: (to: Vector, values: ArrayLike<number>) => void;
  readonly copy: (from: Vector, to: Vector) => void;
  /** Whether the store has a rule as one pass of its own; others run as compiled graphs. */
  readonly fuses: (rule: Optimizer) => rule is FusedOptimizer;
  /** Moves parameters by such a rule. */
  readonly update: (
    rule: FusedOptimizer,
    state: UpdateState,
    settings: OptimizerSettings,
    at: UpdateAt,
  ) => void | Promise<void>;
  /** average ← average + amount·(towards − average), of the first `count` numbers. */
  readonly blend: (average: Vector, towards: Vector, count: number, amount: number) => void | Promise<void>;
  /** x ← factor·x, of the first `count` numbers. */
  readonly scale: (x: Vector, count: number, factor: number) => void;
  /** Σ x² of the first `count` numbers, in double precision: finite if and only if all of them are. */
  readonly sumOfSquares: (x: Vector, count: number) => number | Promise<number>;
  /** A hash of 32 bits of all its bits. */
  readonly checksum: (x: Vector) => number | Promise<number>;
  /** Random numbers that are drawn into vectors of the store. */
  readonly stream: (seed: number, name: StreamName, substream?: number, position?: number) => Stream;
  /** Ties a program to vectors, by name of a layout, an input or an output. */
  readonly bind: (program: Program, vectors: Readonly<Record<string, Vector>>) => BoundProgram;
  /** Frees what lies elsewhere than in this process's memory. */
  readonly release: () => Promise<void>;
}

/** A vector whose place is known once the store is open. */
type Placed = { -readonly [K in keyof Vector]: Vector[K] };

/** A store in one WebAssembly memory. Long vectors are updated by as many threads as are given, to the same bits. */
export function createStore(threads = 1): Store {
  const wanted: { readonly vector: Placed; readonly length: number; readonly lead: number }[] = [];
  const parts: { readonly vector: Placed; readonly of: Vector; readonly from: number; readonly length: number }[] = [];
  let opened: Kernels | undefined;
  const kernels = (): Kernels => {
    if (!opened) throw internal("a store was used before it was open");
    return opened;
  };
  const unplaced = (): Placed => ({ pointer: 0, data: new Float32Array() });
  const place = (vector: Placed, of: Vector, from: number, length: number): void => {
    vector.pointer = of.pointer + 4 * from;
    vector.data = of.data.subarray(from, from + length);
  };
  return {
    device: "cpu",
    release: async () => {},
    allocate: (length, lead = 0) => {
      if (opened) throw internal("a vector was allocated in a store that is open");
      const vector = unplaced();
      wanted.push({ vector, length, lead });
      return vector;
    },
    part: (of, from, length) => {
      const vector = unplaced();
      if (opened) place(vector, of, from, length);
      else parts.push({ vector, of, from, length });
      return vector;
    },
    open: async () => {
      const made = await createKernels(bytesFor(wanted.map(({ length, lead }) => lead + length)), threads);
      for (const { vector, length, lead } of wanted) place(vector, made.allocate(lead + length), lead, length);
      for (const { vector, of, from, length } of parts) place(vector, of, from, length);
      opened = made;
    },
    bytes: () => wanted[0]?.vector.data.buffer.byteLength ?? 0, // all vectors lie in one memory
    read: ({ data }) => data,
    write: ({ data }, values) => data.set(values),
    copy: (from, to) => to.data.set(from.data),
    fuses: (rule): rule is FusedOptimizer => "kernel" in rule,
    update: (rule, state, settings, at) => rule.kernel(kernels(), state, settings, at),
    blend: (average, towards, count, amount) => kernels().lerp(average.pointer, towards.pointer, count, amount),
    scale: ({ pointer }, count, factor) => kernels().scale(pointer, count, factor),
    sumOfSquares: ({ pointer }, count) => kernels().sumOfSquares(pointer, count),
    checksum: ({ pointer, data }) => kernels().checksum(pointer, data.length),
    stream: (seed, name, substream, position) => openStream(kernels(), seed, name, substream, position),
    bind: (program, vectors) =>
      program.bind(Object.fromEntries(Object.entries(vectors).map(([name, { data }]) => [name, data]))),
  };
}
