import { besideOthers } from "../../inner.ts";
import type { Job } from "./job.ts";

/**
 * Reads the data on rank 0 first, then on the others: what it leaves in a cache that all share (a download, decoded images) is
 * there for them, and what it cannot read it says once.
 */
export async function readInTurns<T>(job: Job, read: () => Promise<T>): Promise<T> {
  job.stage({ doing: "rank 0 reads the data", saved: false });
  const first = await besideOthers(job, async () => (job.rank === 0 ? read() : undefined));
  job.stage({ doing: job.size === 2 ? "rank 1 reads the data" : "the other ranks read the data", saved: false });
  const then = await besideOthers(job, async () => (job.rank === 0 ? undefined : read()));
  job.stage({ doing: "networks are built and compiled", saved: false });
  return (first ?? then) as T;
}
