/**
 * Signs of life that need neither MPI nor the main thread: a file of the job on each host, in which every rank of that host
 * counts up in a place of its own. A rank that computes for minutes goes on counting; one that is stopped does not.
 */
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes of a rank's counter. */
const PLACE = 4;
/** What a rank that has left the job has in its place. */
export const LEFT = 0xffffffff;

export interface Beats {
  /** Counts up. */
  readonly beat: () => void;
  /** The counters by rank: 0 where a rank of this host has not begun, or is of another host. */
  readonly read: () => Uint32Array;
  /** The last: this rank has left the job, or the job is over. */
  readonly leave: () => void;
}

/** The processes of the job, as their launcher tells each of them by its environment. */
export interface Launched {
  readonly rank: number;
  readonly size: number;
  /** Ranks on this host, where the launcher says so. */
  readonly here: number | undefined;
  /** A file that the ranks of this host share. */
  readonly file: string;
  /** Whether the launcher removes it when the job is over. */
  readonly cleared: boolean;
}

/** What mpirun or srun has said about this process; undefined where it is of no job, or not of one of theirs. */
export function launched(environment: Readonly<Record<string, string | undefined>>): Launched | undefined {
  const whole = (...names: readonly string[]): number | undefined => {
    const text = names.map((name) => environment[name]).find((value) => value !== undefined);
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const rank = whole("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID");
  const size = whole("OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS");
  const job = environment.PMIX_NAMESPACE;
  if (rank === undefined || size === undefined || rank >= size || job === undefined) return undefined;
  // A folder of the launcher's own, for this job on this host.
  const folder = environment.PMIX_SERVER_TMPDIR;
  return {
    rank,
    size,
    here: whole("OMPI_COMM_WORLD_LOCAL_SIZE"),
    // By the host's name: hosts may share the folder, and see each other's writing late.
    file: join(folder ?? tmpdir(), `saddlepoint-${job}-${hostname()}`.replaceAll(/[^\w.-]/g, "_")),
    cleared: folder !== undefined,
  };
}

/** Opens the file that the ranks of this host share; undefined where it cannot be written. */
export function openBeats({ rank, size, file, cleared }: Launched): Beats | undefined {
  const own = new Uint32Array(1);
  const all = new Uint32Array(size);
  let descriptor: number;
  const write = (): void => void writeSync(descriptor, own, 0, PLACE, PLACE * rank);
  const beat = (): void => {
    own[0] = ((own[0] as number) % (LEFT - 1)) + 1;
    write();
  };
  try {
    descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    // From now on its place is taken, also on a disk that fills.
    beat();
  } catch {
    return undefined;
  }
  return {
    beat: () => {
      try {
        beat();
      } catch {
        // A broken disk is no reason to stop; the others will say that they see nothing of this rank.
      }
    },
    read: () => {
      readSync(descriptor, all, 0, all.byteLength, 0);
      return all;
    },
    leave: () => {
      own[0] = LEFT;
      write();
      closeSync(descriptor);
      if (!cleared) rmSync(file, { force: true });
    },
  };
}
