import {
  besideOthers,
  type Checkpoint,
  type Config,
  createScorer,
  type DataSet,
  type Device,
  type Ended,
  type Evaluation,
  evaluateRun,
  type QualityReport,
  type RanksAtWork,
  type Warning,
} from "../../inner.ts";
import { MEASURING } from "../distributed/verdict.ts";
import type { Sink } from "../logs/sink.ts";
import { saveProgress } from "../pictures/sheets.ts";
import { type BestLine, bestLines, seriesOfRun } from "../report/best.ts";
import { warningsOfRun, writeReport } from "../report/report.ts";
import { saveEvaluation } from "../run/evaluation-record.ts";
import { listCheckpoints, loadCheckpoint } from "../run/folder.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { runPaths } from "../run/paths.ts";
import { saveQuality } from "../run/quality-record.ts";
import type { Output } from "../terminal/output.ts";
import type { Session } from "./session.ts";

/** How a session ended, for people and for `--json`. */
export interface Outcome {
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
  /** Of rows of a table. */
  readonly quality?: QualityReport;
  readonly warnings: readonly Warning[];
  /** What was guessed, left out or changed when the data were read. */
  readonly notices: readonly string[];
  /** By each metric of the samples. */
  readonly best: readonly BestLine[];
}

interface OutcomeSink extends Sink {
  /** Throws if the run ended without saying so. */
  readonly outcome: () => Outcome;
}

interface Surroundings {
  readonly secondsBefore: number;
  /** The newest checkpoint. */
  readonly checkpoint: () => string;
  readonly say: Output["say"];
  /** Called when all that is worth keeping is on disk. */
  readonly nothingToSave: () => void;
}

/** Measures what was reached when the run is finished, and sums up how it ended. */
export function outcomeSink(session: Session, surroundings: Surroundings): OutcomeSink {
  const { folder, data, job } = session;
  const { config } = session.record;
  let firstStep = 0;
  let outcome: Outcome | undefined;
  return {
    outcome: () => {
      if (!outcome) throw new Error("internal: the run ended without saying so");
      return outcome;
    },
    event: async (event) => {
      if (event.type === "start") firstStep = event.step;
      if (event.type !== "end") return;
      const reached = await sumUp(session, surroundings, firstStep, event);
      job.stage(MEASURING);
      outcome = await besideOthers(job, async () => {
        if (event.reason === "aborted") return reached;
        surroundings.nothingToSave();
        return { ...reached, ...(await evaluateEnd(folder, config, data, surroundings.say)) };
      });
    },
  };
}

async function sumUp(
  { folder, record, data }: Session,
  { secondsBefore, checkpoint }: Surroundings,
  firstStep: number,
  { step, reason, seconds, ranks }: Ended,
): Promise<Outcome> {
  const { config, notices = [] } = record;
  const lines = await readMetrics(folder);
  const kept = (await listCheckpoints(folder)).map((saved) => saved.step);
  return {
    run: folder,
    step,
    steps: config.run.steps,
    reason,
    seconds: secondsBefore + seconds,
    stepsPerSecond: step > firstStep ? (step - firstStep) / seconds : 0,
    ...(ranks ? { ranks } : {}),
    checkpoint: checkpoint(),
    report: runPaths(folder).report,
    warnings: warningsOfRun(config, lines, step, data.density?.modes?.centers.length),
    notices,
    best: bestLines(seriesOfRun(lines, config), kept),
  };
}

/** Measures the state that was reached, for the result and the report. */
async function evaluateEnd(
  folder: string,
  config: Config,
  data: DataSet,
  say: Output["say"],
): Promise<Partial<Pick<Outcome, "checkpoint" | "evaluation" | "quality">>> {
  await saveProgress(folder, config, say);
  const loaded = await loadCheckpoint(folder, config, say);
  if (!loaded) return {};
  const { checkpoint } = loaded;
  const evaluation = await evaluateRun({ config, checkpoint, data, device: deviceOf(config) });
  await saveEvaluation(folder, evaluation);
  const quality = data.columns ? await lightQuality(config, data, checkpoint) : undefined;
  if (quality) await saveQuality(folder, checkpoint.step, quality);
  await writeReport(folder);
  return { checkpoint: loaded.path, evaluation, ...(quality ? { quality } : {}) };
}

/** Where the run was computed. */
const deviceOf = ({ run }: Config): Device => (run.device === "webgpu" ? "webgpu" : "cpu");

/** What rows of a table are worth, as far as a few seconds tell. */
async function lightQuality(config: Config, data: DataSet, checkpoint: Checkpoint): Promise<QualityReport> {
  const scorer = await createScorer({ config, data, device: deviceOf(config) });
  return scorer.qualityReport(checkpoint, { light: true }).finally(scorer.release);
}
