/** What keeps the ranks of a run together: the same data and options before the first step, the same parameters after. */
import type { DataSet } from "../data/dataset.ts";
import type { Game } from "../game/step.ts";
import { groupOf } from "../networks/network.ts";
import { problem } from "../problem.ts";
import { type Collective, exceptions, gatherNumbers, gatherTexts, onEveryRank, ranksText } from "./collective.ts";
import { type Config, mathematics } from "./config.ts";
import type { RanksAtWork, RanksStarted } from "./events.ts";
import type { Machine } from "./machine.ts";
import { rowsOf } from "./rows-of-rank.ts";

/** Steps between comparisons of the parameters. */
export const COMPARE_EVERY = 100;

/** Stops all ranks where one of them has another text than the others, and names it. */
async function requireEqual(
  collective: Collective,
  text: string,
  facts: { readonly doing: string; readonly expected: string; readonly came: string; readonly next: string },
): Promise<void> {
  const others = exceptions(await gatherTexts(collective, text));
  if (others.length === 0) return;
  throw onEveryRank(problem({ ...facts, came: `${facts.came} on ${ranksText(others)}` }));
}

/** Compares what the ranks are about to compute, before anything is. `saved`: checksum of the checkpoint they go on from. */
export async function requireSameRun(
  collective: Collective,
  config: Config,
  data: DataSet,
  saved: string | undefined,
): Promise<void> {
  if (collective.size === 1) return;
  const doing = `training on ${collective.size} ranks`;
  await requireEqual(collective, data.fingerprint, {
    doing,
    expected: "the same data on every rank",
    came: "other data",
    next: "Give every machine the same files; saddlepoint describe shows their fingerprint.",
  });
  const { threads: _, ...run } = config.run;
  await requireEqual(collective, JSON.stringify([mathematics(config), run]), {
    doing,
    expected: "the same options on every rank",
    came: "others",
    next: "Start every rank by the same command.",
  });
  await requireEqual(collective, saved ?? "", {
    doing,
    expected: "every rank to go on from the same checkpoint",
    came: "another one",
    next: "Give every rank the checkpoint of rank 0.",
  });
}

/** Stops all ranks where the parameters of one have become others than those of most, and names it. */
export async function requireSameParameters(collective: Collective, machine: Machine, step: number): Promise<void> {
  const { store, generator, discriminator, average } = machine;
  const vectors = [generator.parameters, discriminator.parameters, ...(average ? [average] : [])];
  const hashes: number[] = [];
  for (const vector of vectors) hashes.push(await store.checksum(vector));
  // A float32 holds an integer of 16 bits exactly, but not one of 32.
  const words = hashes.flatMap((hash) => [hash & 0xffff, hash >>> 16]);
  const all = await gatherNumbers(collective, words);
  const others = exceptions(all.map(String));
  if (others.length === 0) return;
  throw onEveryRank(
    problem({
      doing: `comparing the parameters of ${collective.size} ranks after step ${step}`,
      expected: "the same bits on every rank",
      came: `others on ${ranksText(others)}`,
      next: "Its machine computes or remembers wrongly, or is of another kind: leave it out. The last checkpoint is intact.",
    }),
  );
}

/** What the start of a run says about its ranks. */
export function describeRanks({ size, rank }: Collective, { generator, discriminator, batch }: Game): RanksStarted {
  const perRank = [generator, discriminator].filter((one) => groupOf(one) === undefined).map(({ name }) => name);
  return { count: size, batchPerRank: rowsOf({ size, rank }, batch).count, batchStatisticsPerRank: perRank };
}

/** How the ranks' time goes, since it was asked last. */
export interface RanksClock {
  /** A reduction took so long, waiting for other ranks included. */
  readonly took: (milliseconds: number) => void;
  readonly since: (step: number) => RanksAtWork;
}

export function createRanksClock(count: number, { batch, accumulate, dSteps }: Config, first: number): RanksClock {
  let [before, beforeStep, spent] = [performance.now(), first, 0];
  return {
    took: (milliseconds) => {
      spent += milliseconds;
    },
    since: (step) => {
      const now = performance.now();
      const seconds = (now - before) / 1000;
      const examplesPerSecond = ((step - beforeStep) * dSteps * accumulate * batch) / seconds;
      const communication = spent / 1000 / seconds;
      [before, beforeStep, spent] = [now, step, 0];
      return { count, examplesPerSecond, communication };
    },
  };
}
