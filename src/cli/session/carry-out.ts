/** Carries out a run on disk: the stream of training, and everything that listens to it. */
import { basename, resolve } from "node:path";
import { besideOthers, type TrainingEvent } from "../../inner.ts";
import type { Job } from "../distributed/job.ts";
import { BEFORE_TRAINING, MEASURING, TRAINING } from "../distributed/verdict.ts";
import { logTo, parseLogNames } from "../logs/log-to.ts";
import { listen, type Sink } from "../logs/sink.ts";
import { runPaths } from "../run/paths.ts";
import { deviceText } from "../terminal/device-flag.ts";
import { listenForStop } from "../terminal/interrupt.ts";
import type { Output } from "../terminal/output.ts";
import { checkpointsSink } from "./checkpoints-sink.ts";
import { folderSink } from "./folder-sink.ts";
import { metricsSink } from "./metrics-sink.ts";
import { type Outcome, outcomeSink } from "./outcome-sink.ts";
import { describeOutcome } from "./outcome-text.ts";
import { recorded } from "./recorded.ts";
import { reportSink } from "./report-sink.ts";
import { samplesSink } from "./samples-sink.ts";
import type { Session } from "./session.ts";
import { terminalSink } from "./terminal-sink.ts";
import { thinningSink } from "./thinning-sink.ts";
import { warningsSink } from "./warnings-sink.ts";

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

/** What writes for the other tools that the run is logged for. */
const logsOf = ({ folder, record, metrics: before }: Session): readonly Sink[] =>
  parseLogNames(record.log?.join(",") ?? "none").map((name) =>
    logTo(name, {
      folder: runPaths(folder).logs,
      name: basename(resolve(folder)),
      created: new Date(Date.parse(record.created) || 0),
      before,
    }),
  );

async function record(session: Session, output: Output): Promise<Outcome> {
  const { folder, data, job, prepare, metrics: before } = session;
  const { run } = session.record.config;
  const { say } = output;
  const stop = listenForStop("Stopping after this step; once more to stop at once.");
  const held = folderSink(prepare, job);
  const checkpoints = checkpointsSink(folder, run.keep, {
    before: held.requireHeld,
    after: () => job.stage(TRAINING),
  });
  const ended = outcomeSink(session, {
    secondsBefore: before.at(-1)?.seconds ?? 0,
    checkpoint: checkpoints.newest,
    say,
    nothingToSave: stop.nothingToSave,
  });
  try {
    // Sheets are written before the line that speaks of them, and both before older sheets are removed.
    const device = await deviceText(session.record.config);
    await listen(recorded(session.events(stop.signal), { data, before, say, ...(device ? { device } : {}) }), [
      held,
      terminalSink(folder, data, run.steps, output),
      samplesSink(folder, data),
      metricsSink(folder),
      warningsSink(session, output),
      ...logsOf(session),
      thinningSink(folder, run, before),
      checkpoints,
      reportSink(folder, held.requireHeld),
      ended,
    ]);
    return ended.outcome();
  } finally {
    stop.end();
  }
}
