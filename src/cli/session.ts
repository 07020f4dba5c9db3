/** Carries out a run on disk: takes the events of training and writes the run folder, with progress and clean stops. */
import { join } from "node:path";
import {
  type Config,
  type DataSet,
  type Evaluation,
  evaluateRun,
  formatNumber,
  formatPrior,
  modeScores,
  type Samples,
  type Started,
  type TrainingEvent,
} from "../index.ts";
import { writeWhole } from "./files.ts";
import { formatEvaluation, formatLayers } from "./format.ts";
import type { Output } from "./output.ts";
import { drawExamples } from "./pictures.ts";
import { createProgress, type ProgressView } from "./progress.ts";
import { writeReport } from "./report.ts";
import {
  appendMetrics,
  loadCheckpoint,
  type MetricsLine,
  type RunRecord,
  runPaths,
  saveCheckpoint,
  saveEvaluation,
} from "./run-folder.ts";
import { csvOf } from "./tables.ts";

export interface Session {
  readonly folder: string;
  readonly record: RunRecord;
  readonly data: DataSet;
  /**
   * Makes the folder ready and takes its lock; called when everything that can be wrong with the options has shown itself.
   * Returns what gives the lock back.
   */
  readonly prepare: () => Promise<() => Promise<void>>;
  readonly events: (signal: AbortSignal) => AsyncGenerator<TrainingEvent>;
  /** Lines of metrics from before, when resuming. */
  readonly metrics: readonly MetricsLine[];
}

/** How a session ended, for people and for `--json`. */
interface Outcome {
  readonly run: string;
  readonly step: number;
  readonly steps: number;
  readonly reason: "finished" | "aborted";
  readonly seconds: number;
  readonly stepsPerSecond: number;
  readonly checkpoint: string;
  readonly report: string;
  readonly evaluation?: Evaluation;
}

/** Real examples to look at beside generated ones. */
async function realExamples(data: DataSet, config: Config): Promise<Float32Array> {
  const count = Math.min(config.run.samples, data.count);
  const reader = await data.open({ seed: config.seed, batch: count });
  const values = new Float32Array(count * data.shape.reduce((product, length) => product * length, 1));
  reader.next(values);
  return values;
}

/** Trains to the end (or until interrupted) and prints the result. */
export async function runSession(session: Session, output: Output): Promise<void> {
  const outcome = await record(session, output);
  output.result(outcome, describeOutcome(outcome));
  if (outcome.reason === "aborted") process.exitCode = 130;
}

async function record(session: Session, { print, say }: Output): Promise<Outcome> {
  const { folder, data } = session;
  const { config } = session.record;
  const secondsBefore = session.metrics.at(-1)?.seconds ?? 0;
  const real = await realExamples(data, config);
  const stop = listenForStop();
  let progress: ProgressView | undefined;
  let measured: Partial<MetricsLine> = {};
  let waiting: MetricsLine | undefined;
  const flush = async (): Promise<void> => {
    if (waiting) await appendMetrics(folder, { ...waiting, ...measured });
    waiting = undefined;
    measured = {};
  };
  let checkpoint = "";
  let outcome: Outcome | undefined;
  let firstStep = 0;
  let unlock: (() => Promise<void>) | undefined;

  try {
    for await (const event of session.events(stop.signal)) {
      switch (event.type) {
        case "start":
          firstStep = event.step;
          unlock = await session.prepare();
          print(describeStart(event, folder));
          progress = createProgress(config.run.steps, firstStep);
          break;
        case "progress":
          progress?.update(event);
          break;
        case "report": {
          await flush();
          const { type: _, ...line } = event;
          waiting = { ...line, seconds: secondsBefore + line.seconds };
          break;
        }
        case "samples":
          // A report at the same step waits for what its samples show.
          measured = measure(data, event);
          await saveSamples(folder, data, event, real);
          break;
        case "checkpoint":
          await flush();
          checkpoint = await saveCheckpoint(folder, event.step, event.bytes, config.run.keep);
          await writeReport(folder);
          break;
        case "end": {
          await flush();
          const stepsPerSecond = (event.step - firstStep) / event.seconds;
          outcome = {
            run: folder,
            step: event.step,
            steps: config.run.steps,
            reason: event.reason,
            seconds: secondsBefore + event.seconds,
            stepsPerSecond: Number.isFinite(stepsPerSecond) ? stepsPerSecond : 0,
            checkpoint,
            report: runPaths(folder).report,
          };
          break;
        }
      }
    }
    progress?.stop();
    if (!outcome) throw new Error("internal: the run ended without saying so");
    if (outcome.reason === "finished") {
      stop.nothingToSave();
      const loaded = await loadCheckpoint(folder, say);
      if (loaded) {
        const evaluation = await evaluateRun({ config, checkpoint: loaded.checkpoint, data });
        await saveEvaluation(folder, evaluation);
        outcome = { ...outcome, checkpoint: loaded.path, evaluation };
      }
    }
    await writeReport(folder);
    return outcome;
  } finally {
    progress?.stop();
    stop.end();
    await unlock?.();
  }
}

/** What can be measured of a few samples, for the curves; the rest is left to the evaluation at the end. */
function measure({ density }: DataSet, { values }: Samples): Partial<MetricsLine> {
  if (!density?.modes) return {};
  const { modes, highQuality, reverseKl } = modeScores(density.modes, values);
  return { modes, highQuality, reverseKl };
}

async function saveSamples(
  folder: string,
  data: DataSet,
  { step, values }: Samples,
  real: Float32Array,
): Promise<void> {
  const base = join(runPaths(folder).samples, `step-${step}`);
  if (step === 0) {
    await writeWhole(
      join(runPaths(folder).samples, "real.png"),
      await drawExamples(data, data.shape.length === 3 ? real : new Float32Array(), real),
    );
  }
  await writeWhole(`${base}.png`, await drawExamples(data, values, real));
  if (data.shape.length === 1) await writeWhole(`${base}.csv`, csvOf(data.shape, values));
}

function describeStart({ config, step, networks, flopsPerStep }: Started, folder: string): string {
  const { generator, discriminator, run } = config;
  const penalties = (["gradientPenalty", "r1", "r2", "labelSmoothing"] as const)
    .filter((key) => config[key] > 0)
    .map(
      (key) =>
        `${{ gradientPenalty: "gradient penalty", r1: "R1", r2: "R2", labelSmoothing: "label smoothing" }[key]} ${config[key]}`,
    );
  const rates = [
    ...new Set([discriminator, generator].map(({ optimizer, learningRate }) => `${optimizer} ${learningRate}`)),
  ];
  return [
    `${step === 0 ? "Training" : `Resuming from step ${formatNumber(step)}`}: ${config.data.name}, ` +
      `${[config.loss, ...penalties].join(", ")}, z ~ ${formatPrior({ kind: config.prior, latent: config.latent, halfWidth: config.halfWidth })}, ` +
      `minibatch ${config.batch}, ${config.dSteps} D step${config.dSteps === 1 ? "" : "s"} per G step` +
      `${config.updates === "simultaneous" ? ", simultaneous" : ""}, ${rates.join(" / ")}, seed ${config.seed}`,
    "",
    formatLayers("G", networks.generator),
    formatLayers("D", networks.discriminator),
    `${formatNumber(run.steps - step)} steps of ${(flopsPerStep / 1e6).toPrecision(3)} MFLOP; run folder ${folder}`,
    "",
  ].join("\n");
}

/** The text at the end of a session. */
function describeOutcome(outcome: Outcome): string {
  const { run, step, reason, seconds, stepsPerSecond, evaluation } = outcome;
  if (reason === "aborted") {
    return [
      `Stopped after step ${formatNumber(step)}; checkpoint written.`,
      `Go on with: saddlepoint resume ${run}`,
      "",
    ].join("\n");
  }
  return [
    stepsPerSecond > 0
      ? `Finished: ${formatNumber(step)} steps in ${seconds.toFixed(1)} s, ${formatNumber(Math.round(stepsPerSecond * 10) / 10)} steps/s.`
      : `Nothing left to do: the run is at step ${formatNumber(step)}, which is as far as --steps asks.`,
    "",
    ...(evaluation ? [formatEvaluation(evaluation)] : []),
    `Run folder  ${run}`,
    `Samples     ${join(runPaths(run).samples, `step-${step}.png`)}`,
    `Report      ${runPaths(run).report}`,
    "",
  ].join("\n");
}

interface StopRequests {
  readonly signal: AbortSignal;
  /** From now on an interrupt ends the process at once: all that is worth keeping is on disk. */
  readonly nothingToSave: () => void;
  readonly end: () => void;
}

/** The first interrupt asks for a clean stop, the second ends the process. */
function listenForStop(): StopRequests {
  const controller = new AbortController();
  let saved = false;
  const onSignal = (): void => {
    if (saved || controller.signal.aborted) process.exit(130);
    controller.abort();
    process.stderr.write("\nStopping after this step; once more to stop at once.\n");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    nothingToSave: () => {
      saved = true;
    },
    end: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
