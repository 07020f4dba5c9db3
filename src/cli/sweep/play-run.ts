/** One run of a sweep, trained so far and measured: each by a process of its own, gone on with where it was left. */
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { shareInterval, type WithInterval } from "../../inner.ts";
import { exists } from "../files/writing.ts";
import { readEvaluation, readStop } from "../run/evaluation-record.ts";
import { listCheckpoints } from "../run/folder.ts";
import { trainerOf } from "../run/lock.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { runPaths } from "../run/paths.ts";
import { readRecord } from "../run/record.ts";
import { runCommand } from "./child-process.ts";
import type { SweepMetric } from "./plan.ts";
import type { RunScore } from "./results.ts";
import { argumentsOf, type Texts } from "./texts.ts";

/** A run, and how far it is to be trained. */
export interface Task {
  readonly folder: string;
  readonly log: string;
  readonly steps: number;
  /** The arguments of train that begin it, without its folder and its steps. */
  readonly begin: readonly string[];
  readonly metric: SweepMetric;
  /** Options of evaluate. */
  readonly measure: Texts;
  /** Arguments of the program itself. */
  readonly program: readonly string[];
  /** Arguments of train and resume that change no result. */
  readonly beside: readonly string[];
}

/** How a run came out: with a score, with the sentence that says why not, or ended by somebody before it was done. */
export type Outcome =
  | { readonly score: RunScore }
  | { readonly failed: string; readonly final: boolean }
  | { readonly ended: string };

interface Watch {
  readonly signal: AbortSignal;
  /** Is told the step that the run is at. */
  readonly at: (step: number) => void;
}

/** Milliseconds between looks at a run in which another process still trains. */
const PATIENCE = 100;

export async function playRun(task: Task, watch: Watch): Promise<Outcome> {
  // What a sweep that was killed has left is about to stop.
  while ((await trainerOf(task.folder)) !== undefined) {
    if (watch.signal.aborted) return { ended: "interrupted" };
    await sleep(PATIENCE);
  }
  const failed = (await isTrained(task)) ? undefined : await train(task, watch);
  return failed ?? measure(task, watch);
}

/** Whether it has come to its steps, and what there is to measure at the end was measured. */
async function isTrained({ folder, steps }: Task): Promise<boolean> {
  if (!(await exists(runPaths(folder).config))) return false;
  const { config } = await readRecord(folder);
  const [newest] = await listCheckpoints(folder);
  return config.run.steps === steps && newest?.step === steps && (await readEvaluation(folder))?.step === steps;
}

const STEP = /^step (\d+) of /;

async function train(task: Task, { signal, at }: Watch): Promise<Outcome | undefined> {
  const { folder, steps, begin, program, beside, log } = task;
  const begun = await exists(runPaths(folder).config);
  // Why it stopped before is forgotten by a run that goes on, but not by one that is killed before it does.
  await rm(runPaths(folder).stopped, { force: true });
  const args = begun ? ["resume", folder] : ["train", ...begin, `--out=${folder}`];
  const ended = await runCommand([...program, ...args, `--steps=${steps}`, ...beside], {
    log,
    signal,
    line: (text) => {
      const step = STEP.exec(text)?.[1];
      if (step !== undefined) at(Number(step));
    },
  });
  if (ended.code === 0) return undefined;
  const diverged = await readStop(folder).catch(() => undefined);
  return notDone(ended, log, diverged !== undefined);
}

/** Why a command was not done. */
function notDone(
  { code, signal, result }: Awaited<ReturnType<typeof runCommand>>,
  log: string,
  final: boolean,
): Outcome {
  const error = z.object({ error: z.string() }).safeParse(result).data?.error;
  if (code === 2 && error !== undefined) return { failed: error, final };
  if (code === 130) return { ended: "interrupted" };
  if (signal !== null) return { ended: `ended by ${signal}` };
  return { failed: `It ended with code ${code}; ${log} has what it said.`, final: false };
}

const measured = z.object({
  scores: z.array(z.looseObject({ value: z.number(), low: z.number(), high: z.number() })).min(1),
});

async function measure(task: Task, { signal }: Watch): Promise<Outcome> {
  const { folder, steps, metric, program, log } = task;
  if (metric === "high-quality" || metric === "energy-distance") {
    const own = await ownScore(folder, steps, metric);
    return own ? checked({ steps, ...own }) : notFound(metric);
  }
  const args = ["evaluate", folder, `--metric=${metric}`, `--step=${steps}`, ...argumentsOf(task.measure)];
  const ended = await runCommand([...program, ...args], { log, signal, line: () => undefined });
  if (ended.code !== 0) return notDone(ended, log, false);
  const [score] = measured.safeParse(ended.result).data?.scores ?? [];
  return score ? checked({ steps, value: score.value, low: score.low, high: score.high }) : notFound(metric);
}

/** What training has measured of the samples of its last step. */
async function ownScore(
  folder: string,
  steps: number,
  metric: "high-quality" | "energy-distance",
): Promise<WithInterval | undefined> {
  const line = (await readMetrics(folder)).findLast(({ step }) => step === steps);
  const { highQuality, samples, energyDistance: value, energyDistanceLow: low, energyDistanceHigh: high } = line ?? {};
  if (metric === "high-quality") {
    return highQuality === undefined || samples === undefined ? undefined : shareInterval(highQuality, samples);
  }
  return value === undefined || low === undefined || high === undefined ? undefined : { value, low, high };
}

const notFound = (metric: string): Outcome => ({ failed: `Its state has no figure of ${metric}.`, final: false });

const checked = (score: RunScore): Outcome =>
  Number.isFinite(score.value + score.low + score.high)
    ? { score }
    : // By another metric it may have one.
      { failed: "Its score is no number.", final: false };
