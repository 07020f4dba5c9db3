import {
  type Config,
  type DataSet,
  energyDistance,
  formatNumber,
  type MetricsLine,
  meanDistance,
  modeScores,
  type Samples,
  sizeOf,
} from "../../inner.ts";
import { appendMetrics } from "../run/metrics-record.ts";
import { areAllWritten, isWritten, MOST_LINES } from "../run/thinning.ts";
import type { Output } from "../terminal/output.ts";
import { createRowQuality } from "./row-quality.ts";
import type { Session } from "./session.ts";
import type { Sink } from "./sink.ts";

interface MetricsSink extends Sink {
  /** The steps that are the best so far, by each metric of the samples. */
  readonly best: () => readonly number[];
}

/** Writes metrics.jsonl. A line waits for the samples of its step where there will be some. */
export async function metricsSink(session: Session, real: Float32Array, say: Output["say"]): Promise<MetricsSink> {
  const { data, metrics: before } = session;
  const { run } = session.record.config;
  const secondsBefore = before.at(-1)?.seconds ?? 0;
  const best = createBest();
  before.forEach(best.take);
  const append = createAppend(session, best, say);
  const scoresOf = createScores(data, real);
  const qualityOf = await createRowQuality(data, session.record.config.seed);
  let waiting: MetricsLine | undefined;
  return {
    best: best.steps,
    event: async (event) => {
      if (event.type === "report") {
        const { type: _, ...report } = event;
        const line = { ...report, seconds: secondsBefore + report.seconds };
        if (line.step % run.sampleEvery === 0 || line.step === run.steps) waiting = line;
        else await append(line);
      }
      if (event.type === "samples" && waiting?.step === event.step) {
        await append({ ...waiting, ...scoresOf(event), ...qualityOf(event.values) });
        waiting = undefined;
      }
    },
  };
}

interface Best {
  /** Whether the line is the best so far by some metric of the samples. */
  readonly take: (line: MetricsLine) => boolean;
  readonly steps: () => readonly number[];
}

function createBest(): Best {
  let leastDistance: MetricsLine | undefined;
  let mostQuality: MetricsLine | undefined;
  let mostAlike: MetricsLine | undefined;
  return {
    take: (line) => {
      const nearer = (line.energyDistance ?? Infinity) < (leastDistance?.energyDistance ?? Infinity);
      const better = (line.highQuality ?? 0) > (mostQuality?.highQuality ?? 0);
      const alike = (line.quality ?? 0) > (mostAlike?.quality ?? 0);
      if (nearer) leastDistance = line;
      if (better) mostQuality = line;
      if (alike) mostAlike = line;
      return nearer || better || alike;
    },
    steps: () => [leastDistance, mostQuality, mostAlike].flatMap((line) => line?.step ?? []),
  };
}

/** Writes a line, if it is one of those that are written; a long run gets fewer and fewer. */
function createAppend(
  { folder, record: { config }, metrics: before }: Session,
  best: Best,
  say: Output["say"],
): (line: MetricsLine) => Promise<void> {
  const { run }: Config = config;
  let thins = before.some(({ step }) => !areAllWritten(step, run.reportEvery));
  return async (line) => {
    if (!thins && !areAllWritten(line.step, run.reportEvery)) {
      thins = true;
      say(
        `metrics.jsonl has ${formatNumber(MOST_LINES)} lines: from here on it gets every second report, later every fourth, and so on.`,
      );
    }
    const stays = best.take(line);
    if (stays || line.step === run.steps || isWritten(line.step, run.reportEvery)) await appendMetrics(folder, line);
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
