/** Carries out a run on disk: takes the events of training and writes the run folder, with progress and clean stops. */
import { join } from "node:path";
import {
  areRows,
  besideOthers,
  type Config,
  type DataSet,
  type Evaluation,
  energyDistance,
  evaluateRun,
  formatNumber,
  formatPrior,
  isProblem,
  kindOf,
  type MetricsLine,
  meanDistance,
  modeScores,
  priorOf,
  type RanksAtWork,
  type RanksStarted,
  type Samples,
  type Started,
  sizeOf,
  type TrainingEvent,
  type Warning,
  warningsOf,
} from "../inner.ts";
import type { Job } from "./distributed/job.ts";
import { BEFORE_TRAINING, MEASURING, TRAINING } from "./distributed/verdict.ts";
import { writeWhole } from "./files/writing.ts";
import { drawExamples } from "./pictures/examples.ts";
import { saveProgress } from "./pictures/sheets.ts";
import { type BestLine, bestLines, formatBest, seriesOfRun } from "./report/best.ts";
import { formatEvaluation } from "./report/evaluation-table.ts";
import { warningContext, writeReport } from "./report/report.ts";
import { csvOf } from "./run/csv.ts";
import { saveEvaluation, saveStop } from "./run/evaluation-record.ts";
import { listCheckpoints, loadCheckpoint, saveCheckpoint, thinSamples } from "./run/folder.ts";
import type { Lock } from "./run/lock.ts";
import { appendMetrics, readMetrics } from "./run/metrics-record.ts";
import { runPaths } from "./run/paths.ts";
import { realExamples } from "./run/real-examples.ts";
import type { RunRecord } from "./run/record.ts";
import { areAllWritten, isWritten, MOST_LINES } from "./run/thinning.ts";
import { listenForStop } from "./terminal/interrupt.ts";
import { formatLayers } from "./terminal/layers.ts";
import type { Output } from "./terminal/output.ts";
import { createProgress, formatRanks, type ProgressView } from "./terminal/progress.ts";

export interface Session {
  readonly folder: string;
  readonly record: RunRecord;
  readonly data: DataSet;
  /**
   * Makes the folder ready and takes its lock; called when everything that can be wrong with the options has shown itself.
   */
  readonly prepare: () => Promise<Lock>;
  readonly events: (signal: AbortSignal) => AsyncGenerator<TrainingEvent>;
  /** Lines of metrics from before, when resuming. */
  readonly metrics: readonly MetricsLine[];
  readonly job: Job;
}

/** How a session ended, for people and for `--json`. */
interface Outcome {
  readonly run: string;
  readonly step: number;
  readonly steps: number;
  readonly reason: "finished" | "aborted";
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** Where several trained together. */
  readonly ranks?: RanksAtWork;
  readonly checkpoint: string;
  readonly report: string;
  readonly evaluation?: Evaluation;
  readonly warnings: readonly Warning[];
  /** What was guessed, left out or changed when the data were read. */
  readonly notices: readonly string[];
  /** By each metric of the samples. */
  readonly best: readonly BestLine[];
}

/** The part of a rank other than 0: it computes, and leaves files and words to rank 0. */
export async function follow(events: (signal: AbortSignal) => AsyncGenerator<TrainingEvent>, job: Job): Promise<void> {
  const stop = listenForStop();
  try {
    for await (const event of events(stop.signal)) {
      // Ranks go on from the start when rank 0 has written the first checkpoint.
      job.stage(event.type === "start" && event.step === 0 ? BEFORE_TRAINING : TRAINING);
      if (event.type === "end" && event.reason === "aborted") process.exitCode = 130;
    }
    // While rank 0 measures what was reached.
    job.stage(MEASURING);
    await besideOthers(job, async () => stop.nothingToSave());
  } finally {
    stop.end();
  }
}

/** Trains to the end (or until interrupted) and prints the result. */
export async function runSession(session: Session, output: Output): Promise<void> {
  const outcome = await record(session, output);
  output.result(outcome, describeOutcome(outcome));
  if (outcome.reason === "aborted") process.exitCode = 130;
}

async function record(session: Session, { print, say }: Output): Promise<Outcome> {
  const { folder, data, job } = session;
  const { config } = session.record;
  const secondsBefore = session.metrics.at(-1)?.seconds ?? 0;
  const real = await realExamples(data, config.seed, config.run.samples);
  const metrics = createMetrics(session, real, say);
  const stop = listenForStop("Stopping after this step; once more to stop at once.");
  let progress: ProgressView | undefined;
  let held: Lock | undefined;
  let firstStep = 0;
  let step = 0;
  let checkpoint = "";

  try {
    for await (const event of session.events(stop.signal)) {
      step = event.step;
      switch (event.type) {
        case "start":
          firstStep = step;
          job.stage(step === 0 ? BEFORE_TRAINING : TRAINING);
          held = await session.prepare();
          print(describeStart(event, folder));
          progress = createProgress(config.run.steps, firstStep);
          break;
        case "progress":
          progress?.update(event);
          break;
        case "report": {
          const { type: _, ...line } = event;
          await metrics.add({ ...line, seconds: secondsBefore + line.seconds });
          break;
        }
        case "samples":
          await saveSamples(folder, data, event, real);
          await metrics.addSamples(event);
          await thinSamples(folder, step, config.run, metrics.best());
          break;
        case "checkpoint":
          await held?.requireHeld();
          checkpoint = await saveCheckpoint(folder, step, event.bytes, config.run.keep);
          job.stage(TRAINING);
          await writeReport(folder);
          break;
        case "end": {
          progress?.stop(step);
          const lines = await readMetrics(folder);
          const kept = (await listCheckpoints(folder)).map((saved) => saved.step);
          const outcome: Outcome = {
            run: folder,
            step,
            steps: config.run.steps,
            reason: event.reason,
            seconds: secondsBefore + event.seconds,
            stepsPerSecond: step > firstStep ? (step - firstStep) / event.seconds : 0,
            ...(event.ranks ? { ranks: event.ranks } : {}),
            checkpoint,
            report: runPaths(folder).report,
            warnings: warningsOf(lines, warningContext(config, step, data.density?.modes?.centers.length)),
            notices: session.record.notices ?? [],
            best: bestLines(seriesOfRun(lines, config.run.samples), kept),
          };
          job.stage(MEASURING);
          return await besideOthers(job, async () => {
            if (event.reason === "aborted") return outcome;
            stop.nothingToSave();
            return { ...outcome, ...(await evaluateEnd(folder, config, data, say)) };
          });
        }
      }
    }
    throw new Error("internal: the run ended without saying so");
  } catch (error) {
    // A number that is not finite, a full disk: the report shall say so, if it can still be written.
    if (isProblem(error)) {
      await held
        ?.requireHeld()
        .then(() => saveStop(folder, error.message))
        .then(() => writeReport(folder))
        .catch(() => undefined);
    }
    throw error;
  } finally {
    progress?.stop(step);
    stop.end();
    await held?.release();
  }
}

/** Measures the state that was reached, for the result and the report. */
async function evaluateEnd(
  folder: string,
  config: Config,
  data: DataSet,
  say: Output["say"],
): Promise<Partial<Pick<Outcome, "checkpoint" | "evaluation">>> {
  await saveProgress(folder, config, say);
  const loaded = await loadCheckpoint(folder, config, say);
  if (!loaded) return {};
  const evaluation = await evaluateRun({ config, checkpoint: loaded.checkpoint, data });
  await saveEvaluation(folder, evaluation);
  await writeReport(folder);
  return { checkpoint: loaded.path, evaluation };
}

interface Metrics {
  readonly add: (line: MetricsLine) => Promise<void>;
  /** Completes the line of the same step with what its samples show. */
  readonly addSamples: (samples: Samples) => Promise<void>;
  /** The steps that are the best so far, by each metric of the samples. */
  readonly best: () => readonly number[];
}

/** Writes metrics.jsonl. A line waits for the samples of its step where there will be some. */
function createMetrics(
  { folder, record: { config }, data, metrics: before }: Session,
  real: Float32Array,
  say: (line: string) => void,
): Metrics {
  const { run } = config;
  const { density, shape } = data;
  let waiting: MetricsLine | undefined;
  const size = sizeOf(shape);
  const realDistance = meanDistance(real, size);
  let leastDistance: MetricsLine | undefined;
  let mostQuality: MetricsLine | undefined;
  const isBest = (line: MetricsLine): boolean => {
    const nearer = (line.energyDistance ?? Infinity) < (leastDistance?.energyDistance ?? Infinity);
    const better = (line.highQuality ?? 0) > (mostQuality?.highQuality ?? 0);
    if (nearer) leastDistance = line;
    if (better) mostQuality = line;
    return nearer || better;
  };
  before.forEach(isBest);
  let thins = before.some(({ step }) => !areAllWritten(step, run.reportEvery));
  const append = async (line: MetricsLine): Promise<void> => {
    if (!thins && !areAllWritten(line.step, run.reportEvery)) {
      thins = true;
      say(
        `metrics.jsonl has ${formatNumber(MOST_LINES)} lines: from here on it gets every second report, later every fourth, and so on.`,
      );
    }
    const stays = isBest(line);
    if (stays || line.step === run.steps || isWritten(line.step, run.reportEvery)) await appendMetrics(folder, line);
  };
  return {
    best: () => [leastDistance, mostQuality].flatMap((line) => line?.step ?? []),
    add: async (line) => {
      if (line.step % run.sampleEvery === 0 || line.step === run.steps) waiting = line;
      else await append(line);
    },
    addSamples: async ({ step, values }) => {
      if (waiting?.step !== step) return;
      // A single example has no distance to others; NaN cannot be written as JSON.
      const sampleDistance = meanDistance(values, size);
      const distances = Number.isFinite(sampleDistance + realDistance) ? { sampleDistance, realDistance } : {};
      const apart = energyDistance(values, real, size);
      await append({
        ...waiting,
        ...(density?.modes ? modeScores(density.modes, values) : {}),
        ...distances,
        ...(apart && Number.isFinite(apart.high)
          ? { energyDistance: apart.value, energyDistanceLow: apart.low, energyDistanceHigh: apart.high }
          : {}),
        samples: values.length / size,
      });
      waiting = undefined;
    },
  };
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
      await drawExamples(data, kindOf(data) === "images" ? real : new Float32Array(), real),
    );
  }
  await writeWhole(`${base}.png`, await drawExamples(data, values, real));
  if (areRows(data)) await writeWhole(`${base}.csv`, csvOf(data, values));
}

function describeStart({ config, step, networks, flopsPerStep, ranks }: Started, folder: string): string {
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
      `${[config.loss, ...penalties].join(", ")}, z ~ ${formatPrior(priorOf(config))}, ` +
      `minibatch ${config.batch}, ${config.dSteps} D step${config.dSteps === 1 ? "" : "s"} per G step` +
      `${config.updates === "simultaneous" ? ", simultaneous" : ""}, ${rates.join(" / ")}, seed ${config.seed}`,
    ...(ranks ? [describeRanks(ranks)] : []),
    "",
    formatLayers("G", networks.generator),
    formatLayers("D", networks.discriminator),
    `${formatNumber(run.steps - step)} steps of ${(flopsPerStep / 1e6).toPrecision(3)} MFLOP; run folder ${folder}`,
    "",
  ].join("\n");
}

function describeRanks({ count, batchPerRank, batchStatisticsPerRank }: RanksStarted): string {
  const share = `${count} ranks, ${batchPerRank} examples of each minibatch on each`;
  if (batchStatisticsPerRank.length === 0) return share;
  const networks = batchStatisticsPerRank.join(" and ");
  return `${share}; batch normalisation of ${networks} takes its statistics of those ${batchPerRank} alone, per rank`;
}

/** The text at the end of a session. */
function describeOutcome(outcome: Outcome): string {
  const { run, step, reason, seconds, stepsPerSecond, evaluation } = outcome;
  if (reason === "aborted") {
    return [
      `Stopped after step ${formatNumber(step)}; checkpoint written.`,
      `Go on with: saddlepoint resume ${run}`,
      formatBest(outcome.best),
    ].join("\n");
  }
  return [
    stepsPerSecond > 0
      ? `Finished: ${formatNumber(step)} steps in ${seconds.toFixed(1)} s, ${formatNumber(Math.round(stepsPerSecond * 10) / 10)} steps/s.`
      : `Nothing left to do: the run is at step ${formatNumber(step)}, which is as far as --steps asks.`,
    ...(outcome.ranks && stepsPerSecond > 0 ? [`${formatRanks(outcome.ranks)}.`] : []),
    "",
    ...(evaluation ? [formatEvaluation(evaluation)] : []),
    ...(outcome.best.length > 0 ? [formatBest(outcome.best)] : []),
    ...outcome.warnings.map(({ says, suggestion }) => `Warning: ${says} ${suggestion}\n`),
    `Run folder  ${run}`,
    `Samples     ${join(runPaths(run).samples, `step-${step}.png`)}`,
    `Report      ${runPaths(run).report}`,
    "",
  ].join("\n");
}
