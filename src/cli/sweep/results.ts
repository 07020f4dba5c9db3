/** results.json of a sweep: what every run came to, as soon as it is known. */
import { z } from "zod";
import { problem } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readKept } from "../run/kept-record.ts";

const score = z.object({
  /** Of the state that was measured. */
  steps: z.int().positive(),
  value: z.number(),
  /** 95 % interval of this state's samples; how much runs differ by their seeds is another matter. */
  low: z.number(),
  high: z.number(),
});
export type RunScore = z.infer<typeof score>;

const run = z.object({
  setting: z.int().positive(),
  seed: z.int().nonnegative(),
  /** The name of its folder under runs/. */
  run: z.string(),
  /** In the order of their steps: halving measures a run several times. */
  scores: z.array(score),
  /** Why it has no further score. */
  failed: z.string().exactOptional(),
  /** That it would fail in the same way again. */
  final: z.boolean().exactOptional(),
});
export type RunResult = z.infer<typeof run>;

const schema = z.looseObject({
  /** What runs were played by; missing where an older version wrote it. */
  played: z.unknown().optional(),
  metric: z.string(),
  measure: z.record(z.string(), z.string()),
  runs: z.array(run),
});

/** What was measured, by which metric, and how. */
interface Measure {
  readonly metric: string;
  readonly measure: Readonly<Record<string, string>>;
  /** All that runs follow from. */
  readonly played: unknown;
}

const keyOf = ({ setting, seed }: Pick<RunResult, "setting" | "seed">): string => `${setting} ${seed}`;

/** All results so far, each on disk when `add` is done. */
export interface Results {
  readonly all: () => readonly RunResult[];
  readonly of: (setting: number, seed: number) => RunResult | undefined;
  readonly scoreAt: (setting: number, seed: number, steps: number) => number | null;
  readonly put: (result: RunResult) => Promise<void>;
  /** Writes them with what follows from them. */
  readonly finish: (conclusions: object) => Promise<void>;
}

/**
 * Opens the results of a sweep. Scores by another metric are dropped: they are measured anew, of the same runs; so is what failed for
 * a reason that may be gone. Errors: a damaged file; results of runs that were played otherwise.
 */
export async function openResults(path: string, { metric, measure, played }: Measure): Promise<Results> {
  const kept = await readKept(path, { schema, what: "the results of a sweep" });
  if (kept?.played !== undefined && JSON.stringify(kept.played) !== JSON.stringify(played)) {
    throw problem({
      doing: `going on with the results in ${path}`,
      expected: "the sweep.json beside it to say what its runs were played by",
      came: "one that was changed since",
      next: "Put back what it said (played, in the results), or begin another sweep, with another --out.",
    });
  }
  const same = kept?.metric === metric && JSON.stringify(kept.measure) === JSON.stringify(measure);
  const found = new Map<string, RunResult>();
  for (const { failed, final, ...rest } of kept?.runs ?? []) {
    const stays = failed !== undefined && final === true ? { failed, final } : {};
    found.set(keyOf(rest), { ...rest, scores: same ? rest.scores : [], ...stays });
  }
  const sorted = (): RunResult[] => [...found.values()].sort((a, b) => a.setting - b.setting || a.seed - b.seed);
  const save = (more: object = {}): Promise<void> =>
    writeWhole(path, `${JSON.stringify({ metric, measure, played, ...more, runs: sorted() }, null, 2)}\n`);
  // From the first run on it is known what runs are played by.
  if (kept === undefined) await save();
  // One write after the other.
  let writing: Promise<void> = Promise.resolve();
  const inTurn = (write: () => Promise<void>): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  return {
    all: sorted,
    of: (setting, seed) => found.get(keyOf({ setting, seed })),
    scoreAt: (setting, seed, steps) =>
      found.get(keyOf({ setting, seed }))?.scores.find((one) => one.steps === steps)?.value ?? null,
    put: (result) => {
      found.set(keyOf(result), result);
      return inTurn(() => save());
    },
    finish: (conclusions) => inTurn(() => save(conclusions)),
  };
}
