import type { Collective } from "../src/index.ts";

/** Ranks within one process: what the library needs of a collective, without MPI. */
export function ranksInProcess(size: number): Collective[] {
  interface Call {
    readonly values: Float32Array | Uint8Array | undefined;
    readonly done: () => void;
  }
  const calls: (Call | undefined)[] = new Array<undefined>(size).fill(undefined);
  /** Waits until all ranks have come; the last one does the work for all. */
  const meet = (rank: number, values: Call["values"], work: (all: Call["values"][]) => void): Promise<void> => {
    if (calls[rank]) throw new Error(`rank ${rank} is in two calls at once`);
    return new Promise((done) => {
      calls[rank] = { values, done };
      const all = calls.filter((call) => call !== undefined);
      if (all.length < size) return;
      calls.fill(undefined);
      work(all.map((call) => call.values));
      for (const call of all) call.done();
    });
  };
  return Array.from({ length: size }, (_, rank) => ({
    rank,
    size,
    allReduce: (values) =>
      meet(rank, values, (all) => {
        const sum = Float32Array.from(values, (_, i) =>
          all.reduce((total, each) => total + (each?.[i] ?? Number.NaN), 0),
        );
        for (const each of all) each?.set(sum);
      }),
    broadcast: (bytes, root) =>
      meet(rank, bytes, (all) => {
        const from = Uint8Array.from(all[root] ?? []);
        for (const each of all) each?.set(from);
      }),
    barrier: () => meet(rank, undefined, () => undefined),
  }));
}
