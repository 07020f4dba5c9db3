import { besideOthers, type Collective } from "../../index.ts";

/**
 * Rank 0 does it first, then the others: what it leaves in a cache that all share (a download, decoded images) is there for
 * them, and what it cannot do it says once.
 */
export async function inTurns<T>(collective: Collective, task: () => Promise<T>): Promise<T> {
  const first = await besideOthers(collective, async () => (collective.rank === 0 ? task() : undefined));
  const then = await besideOthers(collective, async () => (collective.rank === 0 ? undefined : task()));
  return (first ?? then) as T;
}
