/** Plays the runs of a sweep, rung after rung. */
import { join } from "node:path";
import { formatNumber, type SeedScores } from "../../inner.ts";
import { type CheckedSetting, type CheckedSweep, pinned } from "./check-settings.ts";
import { promoted, rungsOf } from "./halving.ts";
import { metricText, scoreText } from "./metric-text.ts";
import { sweepPaths } from "./paths.ts";
import { type Outcome, playRun } from "./play-run.ts";
import { inPool } from "./pool.ts";
import type { SweepView } from "./progress.ts";
import type { Results, RunResult } from "./results.ts";
import { runName } from "./settings.ts";
import { argumentsOf } from "./texts.ts";

/** Everything that playing takes. */
export interface SweepAtWork {
  readonly folder: string;
  readonly checked: CheckedSweep;
  readonly results: Results;
  readonly jobs: number;
  /** Arguments of the program itself, for every run. */
  readonly program: readonly string[];
  /** Arguments of train and resume that change no result. */
  readonly beside: readonly string[];
  readonly signal: AbortSignal;
  /** A view of so many runs, of which some are done. */
  readonly view: (runs: number, done: number) => SweepView;
  readonly say: (line: string) => void;
}

/** What has come of playing. */
export interface Played {
  /** Runs that somebody ended, and what by. */
  readonly ended: readonly { readonly run: string; readonly by: string }[];
}

export const seedsOf = ({ plan }: CheckedSweep): number[] =>
  Array.from({ length: plan.seeds }, (_, i) => plan.seed + i);

/** The steps of the rungs that runs come to; undefined where there is no halving, and settings have steps of their own. */
export function rungSteps({
  plan,
  settings,
}: CheckedSweep): { readonly settings: number; readonly steps: number }[] | undefined {
  if (plan.halving === undefined) return undefined;
  const steps = settings.flatMap((setting) => ("config" in setting ? [setting.config.run.steps] : []));
  return rungsOf(settings.length, Math.max(...steps), plan.halving);
}

export async function carryOut(work: SweepAtWork): Promise<Played> {
  const { checked, results, signal, say } = work;
  const playable = checked.settings.filter((setting) => "config" in setting);
  const rungs = rungSteps(checked);
  if (!rungs) return playRung(work, playable, undefined);
  const { better } = metricText(checked.plan.metric);
  let alive: readonly CheckedSetting[] = playable;
  for (const [i, { steps }] of rungs.entries()) {
    const next = rungs[i + 1];
    const { ended } = await playRung(work, alive, steps);
    if (ended.length > 0 || signal.aborted || !next) return { ended };
    const scores = alive.map(
      ({ number }): SeedScores => seedsOf(checked).map((seed) => results.scoreAt(number, seed, steps)),
    );
    const before = alive;
    alive = promoted(scores, next.settings, better).flatMap((place) => before[place] ?? []);
    say(
      `After ${formatNumber(steps)} steps ${alive.length} of ${before.length} settings go on: ${alive.map(({ number }) => number).join(", ")}.`,
    );
    if (alive.length === 0) break;
  }
  return { ended: [] };
}

/** Trains all seeds of some settings so far, and measures them: those that have neither a score nor failed for good. */
async function playRung(
  work: SweepAtWork,
  settings: readonly CheckedSetting[],
  steps: number | undefined,
): Promise<Played> {
  const { checked, results, jobs, signal } = work;
  const ended: { run: string; by: string }[] = [];
  const all = seedsOf(checked).flatMap((seed) => settings.map((setting) => ({ setting, seed })));
  const stepsOf = (setting: CheckedSetting): number => steps ?? ("config" in setting ? setting.config.run.steps : 0);
  const waiting = all.filter(({ setting, seed }) => {
    const found = results.of(setting.number, seed);
    return found?.final !== true && results.scoreAt(setting.number, seed, stepsOf(setting)) === null;
  });
  if (waiting.length === 0) return { ended };
  const view = work.view(all.length, all.length - waiting.length);
  try {
    await inPool(waiting, jobs, signal, async ({ setting, seed }) => {
      const run = runName(setting, seed, checked.settings.length);
      view.begin(run, stepsOf(setting));
      const outcome = await playOne(work, setting, seed, stepsOf(setting), (step) => view.at(run, step));
      view.end(run, await take(work, setting, seed, run, outcome));
      if ("ended" in outcome) ended.push({ run, by: outcome.ended });
    });
  } finally {
    view.stop();
  }
  return { ended };
}

function playOne(
  { folder, checked, program, beside, signal }: SweepAtWork,
  setting: CheckedSetting,
  seed: number,
  steps: number,
  at: (step: number) => void,
): Promise<Outcome> {
  const { plan } = checked;
  const { runs, logs } = sweepPaths(folder);
  const name = runName(setting, seed, checked.settings.length);
  const data = checked.opened.source;
  const options = {
    ...plan.options,
    ...setting.values,
    ...(plan.halving === undefined ? {} : pinned(checked, setting, steps)),
    seed: String(seed),
  };
  const { steps: _, ...rest } = options as Readonly<Record<string, string>>;
  return playRun(
    {
      folder: join(runs, name),
      log: join(logs, `${name}.log`),
      steps,
      begin: [data, ...(plan.preset === undefined ? [] : [`--preset=${plan.preset}`]), ...argumentsOf(rest)],
      metric: plan.metric,
      measure: plan.measure,
      program,
      beside,
    },
    { signal, at },
  );
}

/** Keeps how a run came out, and says it. */
async function take(
  { checked, results }: SweepAtWork,
  { number: setting }: CheckedSetting,
  seed: number,
  run: string,
  outcome: Outcome,
): Promise<string> {
  const scores = results.of(setting, seed)?.scores ?? [];
  const base = { setting, seed, run };
  const { metric } = checked.plan;
  if ("score" in outcome) {
    const { score } = outcome;
    const result: RunResult = { ...base, scores: [...scores, score].sort((a, b) => a.steps - b.steps) };
    await results.put(result);
    return `${scoreText(metric, score.value)} (${metricText(metric).figure(score.low)} to ${scoreText(metric, score.high)})`;
  }
  if ("ended" in outcome) return outcome.ended;
  const { failed, final } = outcome;
  await results.put({ ...base, scores, failed, ...(final ? { final } : {}) });
  return `failed: ${failed}`;
}
