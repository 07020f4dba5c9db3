/** Whether a command runs on several ranks, and how it begins and ends there. */
import { setTimeout as sleep } from "node:timers/promises";
import { decimal, isOnEveryRank, problem } from "../../inner.ts";
import type { Flags } from "../terminal/flags.ts";
import type { Output } from "../terminal/output.ts";
import { type Job, onOneRank } from "./job.ts";

/** Prints what went wrong, on behalf of a rank if one is given, and returns the exit code. */
export type Report = (error: unknown, rank?: number) => number;

/** How many ranks whoever started this process says there are; 1 if nobody says so. */
export function ranksStarted(environment: Readonly<Record<string, string | undefined>>): number {
  // Open MPI's mpirun; Slurm's srun; the mpiexec of MPICH and its kin, which is refused with a sentence later.
  for (const name of ["OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS", "PMI_SIZE"]) {
    const count = Number(environment[name] ?? 0);
    if (count >= 1) return count;
  }
  return 1;
}

/** Reads --distributed: what is asked for, or what the environment says. */
function asked({ distributed }: Flags): boolean {
  if (distributed === undefined) return ranksStarted(process.env) > 1;
  if (distributed === "mpi" || distributed === "off") return distributed === "mpi";
  throw problem({ doing: "reading option --distributed", expected: "off or mpi", came: String(distributed) });
}

function timeoutFrom({ rankTimeout }: Flags): number | undefined {
  if (rankTimeout === undefined) return undefined;
  const seconds = decimal(String(rankTimeout));
  if (seconds !== undefined && seconds >= 4 && seconds <= 86400) return seconds;
  throw problem({
    doing: "reading option --rank-timeout",
    expected: "seconds from 4 to 86400",
    came: rankTimeout === "" ? "an empty value" : String(rankTimeout),
  });
}

/** Refuses flags about ranks that say nothing, also where no rank is joined. */
export function checkRankFlags(flags: Flags): void {
  asked(flags);
  timeoutFrom(flags);
}

const silent = (output: Output): Output => ({
  ...output,
  print: () => undefined,
  say: () => undefined,
  result: () => undefined,
});

/**
 * Does a task on all ranks of the job that this process belongs to, or on one if it belongs to none. Rank 0 speaks; another rank
 * does when it alone fails, which ends the job.
 */
export async function onRanks(
  flags: Flags,
  output: Output,
  report: Report,
  task: (job: Job, output: Output) => Promise<void>,
): Promise<void> {
  const timeout = timeoutFrom(flags);
  if (!asked(flags)) return task(onOneRank, output);
  const { joinMpi } = await import("./mpi.ts");
  const mpi = await joinMpi({ ...(timeout === undefined ? {} : { timeout }), json: output.json });
  const { rank, size } = mpi;
  try {
    checkSize(size);
    await task(mpi, rank === 0 ? output : silent(output));
    await mpi.leave();
  } catch (error) {
    if (isOnEveryRank(error)) {
      process.exitCode = rank === 0 ? report(error) : 2;
      // Whoever leaves first with such a code has the others killed: not before rank 0 has spoken.
      await mpi.leave();
      return;
    }
    // What is wrong with the command is wrong on all ranks: rank 0 says it, and its end is that of this process.
    if (rank > 0) await sleep(1500);
    mpi.abort(rank > 0 ? report(error, rank) : report(error));
  }
}

/** A library that was not started by its own mpirun takes each process for a job of one. */
function checkSize(size: number): void {
  const started = ranksStarted(process.env);
  if (size > 1 || started === 1) return;
  throw problem({
    doing: "joining the other ranks",
    expected: `the ${started} ranks that were started`,
    came: "one, as Open MPI was not told of the others",
    next: "Start them by Open MPI's own mpirun, or by srun --mpi=pmix.",
  });
}
