/**
 * Open MPI as a {@link Collective}: the one file that knows koffi. MPI is called by the names and symbols of its C interface;
 * what it works on is handed over by address, so no array is copied on the way.
 *
 * Every call begins with a barrier that is polled: a rank that waits for the others sleeps, can be interrupted, and notices
 * when they do not come. Only when all have come does it enter the reduction itself, which blocks (docs/decisions.md).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { LibraryHandle } from "koffi";
import { type Collective, problem, ranksText } from "../../index.ts";
import { watchBlocking } from "./watch.ts";

/** An address in C: a function's, a handle's or a buffer's. */
type Pointer = bigint;
type Call = (...args: readonly (Pointer | number)[]) => number;

/** The job, as this process sees it, until it leaves. */
export interface Mpi extends Collective {
  /** Waits for all ranks and leaves. */
  readonly leave: () => Promise<void>;
  /** Ends the processes of all ranks. */
  readonly abort: (code: number) => void;
}

export interface MpiOptions {
  /** Seconds that a rank waits for the others (default: 40). */
  readonly timeout?: number;
  /** Says why the job ends (default: on standard error). */
  readonly fail?: (message: string) => void;
  /** Names of the library, the likeliest first. */
  readonly names?: readonly string[];
}

/** Seconds that a rank waits for others: with what ends the processes after it, the job is over within a minute. */
const RANK_TIMEOUT = 40;

const onStandardError = (message: string): void => void process.stderr.write(`${message}\n`);

const NAMES: readonly string[] =
  process.platform === "darwin" ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];

const NULL: Pointer = 0n;
/** MPI_IN_PLACE, in Open MPI's mpi.h. */
const IN_PLACE: Pointer = 1n;
const THREAD_FUNNELED = 1;
/** MPI_MAX_LIBRARY_VERSION_STRING, and more than any other library's. */
const VERSION_LENGTH = 8192;
/** Messages of the roll call. */
const ROLL_CALL = 4711;
/** Milliseconds for which a rank polls without a pause: other ranks usually come sooner. */
const SPIN = 2;
/** Seconds in which a rank that lives answers a roll call. */
const ANSWER = 3;

/** Refuses what is not Open MPI 4 or 5: another library's handles are other things. */
export function checkLibrary(version: string): void {
  const major = Number(/^Open MPI v(\d+)\./.exec(version)?.[1] ?? 0);
  if (major === 4 || major === 5) return;
  throw problem({
    doing: "joining the other ranks",
    expected: "Open MPI 4 or 5",
    came: version.split(/[\n,]/)[0]?.trim() || "another MPI library",
    next: "Install Open MPI (Debian: openmpi-bin) and start the ranks by its mpirun.",
  });
}

/**
 * Loads Open MPI's library and joins the job that mpirun or srun has started: the {@link Collective} for `train` and `resume`.
 * Nothing of it is loaded before. A process calls it once, and leaves before it ends.
 */
export async function joinMpi({
  timeout = RANK_TIMEOUT,
  fail = onStandardError,
  names = NAMES,
}: MpiOptions = {}): Promise<Mpi> {
  const { default: koffi } = await import("koffi").catch((cause: unknown) => {
    throw problem({
      doing: "joining the other ranks",
      expected: "the package koffi, which calls libraries",
      came: "a refusal to load it",
      next: "Install saddlepoint with its dependencies for this machine.",
      cause,
    });
  });
  const library = load(koffi.load, names);
  const call = (name: string, parameters: string): Call => library.func(`int ${name}(${parameters})`);
  const address = (values: NodeJS.TypedArray): Pointer => koffi.address(values);

  const text = new Uint8Array(VERSION_LENGTH);
  const int = new Int32Array(1);
  call("MPI_Get_library_version", "void *, void *")(address(text), address(int));
  checkLibrary(new TextDecoder().decode(text.subarray(0, int[0])));

  const world: Pointer = library.symbol("ompi_mpi_comm_world");
  const [float, byte, sum] = ["ompi_mpi_float", "ompi_mpi_byte", "ompi_mpi_op_sum"].map(
    (name): Pointer => library.symbol(name),
  ) as [Pointer, Pointer, Pointer];
  call("MPI_Init_thread", "void *, void *, int, void *")(NULL, NULL, THREAD_FUNNELED, address(int));
  const read = (name: string): number => {
    call(name, "void *, void *")(world, address(int));
    return int[0] as number;
  };
  const [rank, size] = [read("MPI_Comm_rank"), read("MPI_Comm_size")];
  const finalize = call("MPI_Finalize", "");
  const abort = call("MPI_Abort", "void *, int");
  const allReduce = call("MPI_Allreduce", "void *, void *, int, void *, void *, void *");
  const broadcast = call("MPI_Bcast", "void *, int, void *, int, void *");
  const barrier = call("MPI_Ibarrier", "void *, void *");
  const test = call("MPI_Test", "void *, void *, void *");
  const send = call("MPI_Isend", "void *, int, void *, int, int, void *, void *");
  const probe = call("MPI_Iprobe", "int, int, void *, void *, void *");

  const watch = watchBlocking(timeout, `saddlepoint: rank ${rank}: ${silence(timeout)}\n`);
  // Addresses are taken anew for every call: an address alone would not keep its array from being collected.
  const request = new BigUint64Array(1);
  const flag = new Int32Array(1);

  /** The ranks that do not answer, although this one has waited long. */
  const silent = async (): Promise<number[]> => {
    const others = Array.from({ length: size }, (_, other) => other).filter((other) => other !== rank);
    const sent = new BigUint64Array(size);
    for (const other of others) send(address(flag), 0, byte, other, ROLL_CALL, world, address(sent.subarray(other)));
    const answered = new Set<number>();
    const until = performance.now() + 1000 * ANSWER;
    while (performance.now() < until && answered.size < others.length) {
      for (const other of others) {
        probe(other, ROLL_CALL, world, address(flag), NULL);
        if (flag[0] !== 0) answered.add(other);
      }
      await sleep(20);
    }
    // What was sent may be under way still; the job ends before it matters.
    return others.filter((other) => !answered.has(other));
  };

  const giveUp = async (): Promise<never> => {
    const missing = await silent();
    // Of the ranks that wait, the first speaks.
    const speaks = Array.from({ length: rank }, (_, other) => other).every((other) => missing.includes(other));
    if (speaks) {
      const who = missing.length > 0 ? `${ranksText(missing)} did not come` : "not all came";
      fail(`${silence(timeout)} Of ${size} ranks, ${who}.`);
    } else await sleep(1000);
    abort(world, 2);
    throw problem({ doing: "waiting for the other ranks" });
  };

  const meet = async (): Promise<void> => {
    barrier(world, address(request));
    const began = performance.now();
    for (;;) {
      test(address(request), address(flag), NULL);
      if (flag[0] !== 0) return;
      const waited = performance.now() - began;
      if (waited > 1000 * timeout) await giveUp();
      if (waited > SPIN) await sleep(1);
    }
  };
  const together = async (work: () => number): Promise<void> => {
    await meet();
    watch.begin();
    work();
    watch.end();
  };

  return {
    rank,
    size,
    allReduce: (values) => together(() => allReduce(IN_PLACE, address(values), values.length, float, sum, world)),
    broadcast: (bytes, root) => together(() => broadcast(address(bytes), bytes.length, byte, root, world)),
    barrier: meet,
    leave: async () => {
      await meet();
      watch.stop();
      finalize();
    },
    abort: (code) => void abort(world, code),
  };
}

const silence = (seconds: number): string =>
  `a rank has waited ${seconds} s for the others, which is more than --rank-timeout allows: one of them hangs, or its machine or network does. The last checkpoint is intact; go on with saddlepoint resume.`;

function load(
  open: (path: string, options: { global: boolean }) => LibraryHandle,
  names: readonly string[],
): LibraryHandle {
  let cause: unknown;
  for (const name of names) {
    try {
      // Open MPI loads parts of itself later, which look for its symbols among those of the whole process.
      return open(name, { global: true });
    } catch (error) {
      cause ??= error;
    }
  }
  throw problem({
    doing: "joining the other ranks",
    expected: `Open MPI's library (${names.join(" or ")})`,
    came: cause instanceof Error ? cause.message.trim() : "none",
    next: "Install Open MPI (Debian: openmpi-bin), or train on one rank with --distributed off.",
    cause,
  });
}
