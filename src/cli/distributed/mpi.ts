/**
 * Open MPI as a {@link Collective}, called through koffi by the names and symbols of its C interface;
 * what it works on is handed over by address, so no array is copied on the way.
 *
 * Every call begins with a barrier that is polled: a rank that waits for the others sleeps, can be interrupted, and notices
 * when they do not come. Only when all have come does it enter the reduction itself, which blocks (docs/decisions.md). Ranks of
 * the same host are watched besides, without MPI and from the very start (watch.ts).
 */
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { LibraryHandle } from "koffi";
import { problem } from "../../inner.ts";
import { launched } from "./beats.ts";
import type { Job } from "./job.ts";
import { createRollCall } from "./roll-call.ts";
import { lastWords, PATIENCE, STARTING } from "./verdict.ts";
import { sayAtOnce, watchRanks } from "./watch.ts";

/** An address in C: a function's, a handle's or a buffer's. */
type Pointer = bigint;
type Call = (...args: readonly (Pointer | number)[]) => number;

/** The job, as this process sees it, until it leaves. */
export interface Mpi extends Job {
  /** Waits for all ranks and leaves. */
  readonly leave: () => Promise<void>;
  /** Ends the processes of all ranks. */
  readonly abort: (code: number) => void;
}

export interface MpiOptions {
  /** Seconds that a rank waits for one that gives no sign of life (default: 40). */
  readonly timeout?: number;
  /** Says why the job ends on standard output too, as an object (default: on standard error alone). */
  readonly json?: boolean;
  /** Names of the library, the likeliest first. */
  readonly names?: readonly string[];
}

/** Seconds that a rank waits for others: with what ends the processes after it, the job is over within a minute. */
const RANK_TIMEOUT = 40;

const NAMES: readonly string[] =
  process.platform === "darwin" ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];

const NULL: Pointer = 0n;
/** MPI_IN_PLACE, in Open MPI's mpi.h. */
const IN_PLACE: Pointer = 1n;
const THREAD_FUNNELED = 1;
/** MPI_ANY_SOURCE and MPI_STATUS_IGNORE, in Open MPI's mpi.h. */
const ANY_SOURCE = -1;
const STATUS_IGNORE: Pointer = NULL;
/** MPI_MAX_LIBRARY_VERSION_STRING, and more than any other library's. */
const VERSION_LENGTH = 8192;
/** Bytes for the name of a host. */
const HOST_LENGTH = 256;
/** Milliseconds for which a rank polls without a pause: other ranks usually come sooner. */
const SPIN = 2;
/** Milliseconds in which a rank that waits answers a roll call. */
const TO_ANSWER = 3000;
/** Milliseconds that a rank leaves the word to one before it that has found the same. */
const WORD = 2000;

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

/** Functions and constants of MPI, by the names and symbols of Open MPI's C interface. */
interface Library {
  readonly address: (values: NodeJS.TypedArray) => Pointer;
  readonly call: (name: string, parameters: string) => Call;
  readonly world: Pointer;
  readonly float: Pointer;
  readonly byte: Pointer;
  readonly sum: Pointer;
}

/** Loads Open MPI's library, and refuses another one. */
async function openLibrary(names: readonly string[]): Promise<Library> {
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
  const length = new Int32Array(1);
  call("MPI_Get_library_version", "void *, void *")(address(text), address(length));
  checkLibrary(new TextDecoder().decode(text.subarray(0, length[0])));
  const symbol = (name: string): Pointer => library.symbol(name);
  return {
    address,
    call,
    world: symbol("ompi_mpi_comm_world"),
    float: symbol("ompi_mpi_float"),
    byte: symbol("ompi_mpi_byte"),
    sum: symbol("ompi_mpi_op_sum"),
  };
}

/** Tells the watch that the process is within a call that blocks. */
type Blocking = <T>(work: () => T) => T;

/** Begins MPI: who this process is. */
function begin(
  { address, call, world }: Library,
  blocking: Blocking,
): { readonly rank: number; readonly size: number } {
  const int = new Int32Array(1);
  blocking(() => call("MPI_Init_thread", "void *, void *, int, void *")(NULL, NULL, THREAD_FUNNELED, address(int)));
  const read = (name: string): number => {
    call(name, "void *, void *")(world, address(int));
    return int[0] as number;
  };
  return { rank: read("MPI_Comm_rank"), size: read("MPI_Comm_size") };
}

/** The host of each rank. */
function hostsOf({ address, call, world, byte }: Library, size: number): readonly string[] {
  const all = new Uint8Array(HOST_LENGTH * size);
  const own = new Uint8Array(HOST_LENGTH);
  new TextEncoder().encodeInto(hostname(), own);
  const allGather = call("MPI_Allgather", "void *, int, void *, void *, int, void *, void *");
  allGather(address(own), HOST_LENGTH, byte, address(all), HOST_LENGTH, byte, world);
  return Array.from({ length: size }, (_, other) => {
    const name = all.subarray(HOST_LENGTH * other, HOST_LENGTH * (other + 1));
    return new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  });
}

/** The roll call, by messages without content. */
function rollCallOf({ address, call, world, byte }: Library, self: { readonly rank: number; readonly size: number }) {
  const send = call("MPI_Isend", "void *, int, void *, int, int, void *, void *");
  const receive = call("MPI_Recv", "void *, int, void *, int, int, void *, void *");
  const probe = call("MPI_Iprobe", "int, int, void *, void *, void *");
  // Addresses are taken anew for every call: an address alone would not keep its array from being collected.
  const flag = new Int32Array(1);
  /** Of a message that waits; the first number is who sent it. */
  const status = new Int32Array(16);
  const sent = new BigUint64Array(1);
  const nothing = new Uint8Array(1);
  const tags = { question: 4711, answer: 4712 };
  return createRollCall(
    self,
    {
      send: (to, kind) => void send(address(nothing), 0, byte, to, tags[kind], world, address(sent)),
      heard: (kind) => {
        const from: number[] = [];
        for (;;) {
          probe(ANY_SOURCE, tags[kind], world, address(flag), address(status));
          if (flag[0] === 0) return from;
          const other = status[0] as number;
          receive(address(nothing), 0, byte, other, tags[kind], world, STATUS_IGNORE);
          from.push(other);
        }
      },
    },
    TO_ANSWER,
  );
}

interface Waiting {
  /** Milliseconds after which ranks that do not come are asked for. */
  readonly timeout: number;
  /** Answers the others' roll calls. */
  readonly answer: () => void;
  /** Ends the job unless those that do not come live. */
  readonly giveUp: (waited: number) => Promise<void>;
}

/** A barrier that is polled. */
function createMeeting({ address, call, world }: Library, { timeout, answer, giveUp }: Waiting): () => Promise<void> {
  const barrier = call("MPI_Ibarrier", "void *, void *");
  const test = call("MPI_Test", "void *, void *, void *");
  const request = new BigUint64Array(1);
  const flag = new Int32Array(1);
  return async () => {
    barrier(world, address(request));
    const began = performance.now();
    let [asked, answered] = [began, began];
    for (;;) {
      test(address(request), address(flag), NULL);
      if (flag[0] !== 0) return;
      const now = performance.now();
      if (now - answered > TO_ANSWER / 10) {
        answer();
        answered = now;
      }
      if (now - asked > timeout) {
        await giveUp(now - began);
        asked = performance.now();
      }
      if (now - began > SPIN) await sleep(1);
    }
  };
}

/**
 * Loads Open MPI's library and joins the job that mpirun or srun has started: the {@link Collective} for `train` and `resume`.
 * Nothing of it is loaded before. A process calls it once, and leaves before it ends.
 */
export async function joinMpi(options: MpiOptions = {}): Promise<Mpi> {
  const { timeout: seconds = RANK_TIMEOUT, json = false, names = NAMES } = options;
  const library = await openLibrary(names);
  const timeout = 1000 * seconds;
  const watch = await watchRanks({ launched: launched(process.env), timeout, json, stage: STARTING });
  const blocking: Blocking = (work) => {
    watch.begin();
    const result = work();
    watch.end();
    return result;
  };
  const { rank, size } = begin(library, blocking);
  const hosts = blocking(() => hostsOf(library, size));
  watch.begun(rank, hosts);
  const roll = rollCallOf(library, { rank, size });
  const mpiAbort = library.call("MPI_Abort", "void *, int");
  const abort = (code: number): void => void mpiAbort(library.world, code);
  let stage = STARTING;

  /** Ends the job unless those that do not come live: they may have much to do. */
  const giveUp = async (waited: number): Promise<void> => {
    const { silent, before } = await roll.call();
    const dead = silent.filter((other) => !watch.lives(other));
    const alive = dead.length === 0;
    if (alive && waited < PATIENCE * timeout) return;
    if (before) await sleep(WORD);
    const others = hosts.map((_, other) => other).filter((other) => other !== rank);
    const ranks = !alive ? dead : silent.length > 0 ? silent : others;
    sayAtOnce(lastWords({ ranks, alive }, { size, timeout }, stage, hosts), json);
    abort(2);
  };
  const meet = createMeeting(library, { timeout, answer: roll.answer, giveUp });
  const finalize = library.call("MPI_Finalize", "");
  return {
    rank,
    size,
    ...reductionsOf(library, meet, blocking, new Set(hosts).size > 1),
    barrier: meet,
    stage: (now) => {
      if (now === stage) return;
      stage = now;
      watch.stage(now);
    },
    leave: async () => {
      await meet();
      blocking(finalize);
      await watch.stop();
    },
    abort,
  };
}

/** What all ranks do with numbers together. */
function reductionsOf(
  { address, call, world, float, byte, sum }: Library,
  meet: () => Promise<void>,
  blocking: Blocking,
  severalHosts: boolean,
): Pick<Job, "allReduce" | "broadcast"> {
  const allReduce = call("MPI_Allreduce", "void *, void *, int, void *, void *, void *");
  const broadcast = call("MPI_Bcast", "void *, int, void *, int, void *");
  const together = async (work: () => number): Promise<void> => {
    await meet();
    // Who is stopped while it waits has come, but will not go on. On another host that shows here alone: whoever has left the
    // first barrier comes to a second one at once.
    if (severalHosts) await meet();
    blocking(work);
  };
  return {
    allReduce: (values) => together(() => allReduce(IN_PLACE, address(values), values.length, float, sum, world)),
    broadcast: (bytes, root) => together(() => broadcast(address(bytes), bytes.length, byte, root, world)),
  };
}

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
