/** What is measured and drawn of a run while it goes on: its events, with sheets of samples and lines of the record among them. */
import {
  type Config,
  type DataSet,
  energyDistance,
  formatNumber,
  kindOf,
  type MetricsLine,
  meanDistance,
  modeScores,
  type RunOptions,
  type Samples,
  sizeOf,
  type TrainingEvent,
} from "../../inner.ts";
import type { RunEvent, Sheet } from "../logs/sink.ts";
import { drawExamples } from "../pictures/examples.ts";
import { realOnSheet } from "../run/real-examples.ts";
import { areAllWritten, isWritten, MOST_LINES } from "../run/thinning.ts";
import { createBest } from "./best-so-far.ts";
import { createRowQuality } from "./row-quality.ts";

/** What {@link recorded} wants to be told beside the events. */
export interface RecordedOptions {
  readonly data: DataSet;
  /** Lines of earlier sessions, where a run goes on: seconds are counted on from the last of them. */
  readonly before?: readonly MetricsLine[];
  /** Is told, in a sentence, that a long run gets fewer lines from here on. */
  readonly say?: (line: string) => void;
  /** What computes, where that is not the processor: every line names it. */
  readonly device?: string;
}

/**
 * The events of a run, with a `sheet` before each `samples` and a `recorded` for each `report` that is kept: it waits for the
 * samples of its step, where there will be some, and has what they show. A run of very many reports keeps every second of them,
 * later every fourth, and so on, beside those that are the best so far.
 *
 * @example
 * await listen(recorded(train({ data }), { data }), [logTo("tensorboard", { folder: "logs" })]);
 */
export async function* recorded(
  events: AsyncIterable<TrainingEvent>,
  { data, before = [], say = () => undefined, device }: RecordedOptions,
): AsyncGenerator<RunEvent> {
  let session: Awaited<ReturnType<typeof beginSession>> | undefined;
  let waiting: MetricsLine | undefined;
  for await (const event of events) {
    if (event.type === "start") session = await beginSession(data, event.config, before, say);
    if (!session) throw new Error("internal: a run that does not begin with its start");
    const { run, keep, sheetOf, lineOf, seconds } = session;
    if (event.type === "samples") {
      yield await sheetOf(event);
      if (waiting?.step === event.step) yield* keep(lineOf(waiting, event));
      waiting = undefined;
    }
    yield event;
    if (event.type !== "report") continue;
    const { type: _, ...report } = event;
    const line = {
      ...report,
      seconds: seconds + report.seconds,
      memory: process.memoryUsage.rss(),
      ...(device === undefined ? {} : { device }),
    };
    if (line.step % run.sampleEvery === 0 || line.step === run.steps) waiting = line;
    else yield* keep(line);
  }
}

async function beginSession(
  data: DataSet,
  { seed, run }: Config,
  before: readonly MetricsLine[],
  say: (line: string) => void,
) {
  const real = await realOnSheet(data, seed, run.samples);
  const scoresOf = createScores(data, real);
  const qualityOf = await createRowQuality(data, seed);
  return {
    run,
    seconds: before.at(-1)?.seconds ?? 0,
    keep: createKeep(run, before, say),
    sheetOf: (samples: Samples) => sheetOf(data, real, samples),
    lineOf: (report: MetricsLine, samples: Samples): MetricsLine => ({
      ...report,
      ...scoresOf(samples),
      ...qualityOf(samples.values),
      ...(samples.spread ? { spread: samples.spread } : {}),
    }),
  };
}

async function sheetOf(data: DataSet, real: Float32Array, { step, values, inRow, field }: Samples): Promise<Sheet> {
  const picture = await drawExamples(data, values, real, { inRow, field });
  if (step > 0) return { type: "sheet", step, picture };
  const shown = kindOf(data) === "images" ? real : new Float32Array();
  const inRows = real.length === values.length ? inRow : undefined;
  return { type: "sheet", step, picture, real: await drawExamples(data, shown, real, { inRow: inRows }) };
}

/** Hands a line on, if it is one of those that are kept; a long run gets fewer and fewer. */
function createKeep(
  run: RunOptions,
  before: readonly MetricsLine[],
  say: (line: string) => void,
): (line: MetricsLine) => Generator<RunEvent> {
  const best = createBest(before);
  let thins = before.some(({ step }) => !areAllWritten(step, run.reportEvery));
  return function* (line) {
    if (!thins && !areAllWritten(line.step, run.reportEvery)) {
      thins = true;
      say(
        `metrics.jsonl has ${formatNumber(MOST_LINES)} lines: from here on it gets every second report, later every fourth, and so on.`,
      );
    }
    const stays = best.take(line);
    if (stays || line.step === run.steps || isWritten(line.step, run.reportEvery)) {
      yield { type: "recorded", step: line.step, line };
    }
  };
}

/** What samples show, for the line of their step. */
function createScores({ density, shape }: DataSet, real: Float32Array): (samples: Samples) => Partial<MetricsLine> {
  const size = sizeOf(shape);
  const realDistance = meanDistance(real, size);
  return ({ values }) => {
    // A single example has no distance to others; NaN cannot be written as JSON.
    const sampleDistance = meanDistance(values, size);
    const distances = Number.isFinite(sampleDistance + realDistance) ? { sampleDistance, realDistance } : {};
    const apart = energyDistance(values, real, size);
    return {
      ...(density?.modes ? modeScores(density.modes, values) : {}),
      ...distances,
      ...(apart && Number.isFinite(apart.high)
        ? { energyDistance: apart.value, energyDistanceLow: apart.low, energyDistanceHigh: apart.high }
        : {}),
      samples: values.length / size,
    };
  };
}
