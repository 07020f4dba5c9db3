// The machine's peak: the best product of square matrices in the run, measured between the rounds of every workload.
import { converse } from "./conversation.mjs";
import { matrixProduct } from "./peers.mjs";

const SIDES = [512, 1024, 2048];
const SECONDS = 0.15;

/** Starts a process per number of threads. `measure` times the next of the sizes; `best` is the best of all so far, in GFLOP/s. */
export function startPeak(threadCounts, patience) {
  const talks = threadCounts.map((threads) => ({ threads, talk: converse(matrixProduct(threads), patience) }));
  const best = { gflops: 0, threads: 0, side: 0 };
  let measured = 0;
  return {
    best,
    measure: async () => {
      const side = SIDES[measured++ % SIDES.length];
      for (const { threads, talk } of talks) {
        await talk.ask({ do: "prepare", workload: { side } });
        const { steps, seconds } = await talk.ask({ do: "run", seconds: SECONDS });
        const gflops = (2 * side ** 3 * steps) / seconds / 1e9;
        if (gflops > best.gflops) Object.assign(best, { gflops, threads, side });
      }
    },
    stop: () => {
      for (const { talk } of talks) talk.kill();
    },
  };
}
