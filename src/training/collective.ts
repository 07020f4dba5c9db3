/**
 * Several processes that train one run together, and what they need of whatever connects them. All of them call the same
 * methods in the same order with arrays of the same length; a call is over when every rank has come to it.
 */
/** The ranks of a job, as one of them sees them. The library brings no network of its own: see docs/distributed.md. */
export interface Collective {
  /** Which of the ranks this process is: 0 … size − 1. Rank 0 alone tells of samples and checkpoints. */
  readonly rank: number;
  readonly size: number;
  /** Leaves in `values` of every rank the sum over all ranks. It is the memory itself that is handed over: nothing is copied. */
  allReduce(values: Float32Array): Promise<void>;
  /** Leaves in `bytes` of every rank what rank `root` has there. */
  broadcast(bytes: Uint8Array, root: number): Promise<void>;
  /** Waits for all ranks. */
  barrier(): Promise<void>;
}

/** A run on one rank. */
export const alone: Collective = {
  rank: 0,
  size: 1,
  allReduce: async () => undefined,
  broadcast: async () => undefined,
  barrier: async () => undefined,
};

/** The bytes that every rank gives, by rank; they may differ in length. */
async function gather(collective: Collective, mine: Uint8Array): Promise<Uint8Array<ArrayBuffer>[]> {
  const { rank, size } = collective;
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (let root = 0; root < size; root++) all.push(await spread(collective, root === rank ? mine : undefined, root));
  return all;
}

/** The bytes of rank `root`, on every rank; the others give nothing. */
export async function spread(
  collective: Collective,
  mine: Uint8Array | undefined,
  root = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  if (collective.size === 1) return Uint8Array.from(mine ?? []);
  const length = new Uint32Array([mine?.length ?? 0]);
  await collective.broadcast(new Uint8Array(length.buffer), root);
  const bytes = new Uint8Array(length[0] ?? 0);
  if (mine) bytes.set(mine);
  if (bytes.length > 0) await collective.broadcast(bytes, root);
  return bytes;
}

/** A text of every rank, by rank. */
export async function gatherTexts(collective: Collective, mine: string): Promise<string[]> {
  const all = await gather(collective, new TextEncoder().encode(mine));
  return all.map((bytes) => new TextDecoder().decode(bytes));
}

/** Errors that every rank of a job has come to by itself, so that one of them may speak for all. */
const common = new WeakSet<Error>();

/** Marks an error as one that all ranks throw at the same place. */
export function onEveryRank(error: Error): Error {
  common.add(error);
  return error;
}

/** True for errors that all ranks have thrown: one of them should report it, and none needs to end the others. */
export const isOnEveryRank = (error: unknown): boolean => error instanceof Error && common.has(error);

/** The ranks whose text is not that of most; where no text has most, those that differ from rank 0. */
export function exceptions(texts: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = [...counts].find(([, count]) => 2 * count > texts.length)?.[0] ?? texts[0];
  return texts.flatMap((text, rank) => (text === most ? [] : [rank]));
}

/** `rank 1`, `ranks 1 and 2`. */
export const ranksText = (ranks: readonly number[]): string =>
  ranks.length === 1 ? `rank ${ranks[0]}` : `ranks ${ranks.slice(0, -1).join(", ")} and ${ranks.at(-1)}`;

/** A few numbers of every rank, by rank, in one reduction: each fills its own places. They must be float32 already. */
export async function gatherNumbers(collective: Collective, mine: readonly number[]): Promise<number[][]> {
  const { rank, size } = collective;
  const all = new Float32Array(size * mine.length);
  all.set(mine, rank * mine.length);
  await collective.allReduce(all);
  return Array.from({ length: size }, (_, at) => [...all.subarray(at * mine.length, (at + 1) * mine.length)]);
}
