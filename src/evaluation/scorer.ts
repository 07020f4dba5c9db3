/** Scores of a run's states by any of the metrics, with what each figure depends on. */
import { isProblem } from "../problem.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import type { StateFigure } from "./figure.ts";
import { type Baseline, parzenBaselines } from "./measure-parzen.ts";
import { requireTable } from "./measure-quality.ts";
import type { MeasuredState } from "./measured-state.ts";
import { type FeatureMetricRow, type Metric, type MetricRow, metrics, type StateMetricRow } from "./metrics.ts";
import { type PreparedRun, prepareRun, type ScorerOptions } from "./prepare-run.ts";
import { createQualityReporter, type QualityReport, type QualityReporter } from "./quality/report.ts";

/** A figure, and everything needed to measure it again. */
export interface Score<Name extends string = Metric> extends StateFigure {
  readonly metric: Name;
  readonly step: number;
  readonly seed: number;
  /** ψ below 1 that samples were drawn with. */
  readonly truncation?: number;
}

/** Is told of a metric that is refused. */
export type Refused<Name extends string = Metric> = (metric: Name, error: Error) => void;

/** Measures state after state of one run with the same real examples, the same z and the same features. */
export interface Scorer<Name extends string = Metric> {
  /**
   * One score after the other, each handed over as soon as it is known. A metric that is refused is handed to `refused`, and the
   * others are measured all the same; without that it ends them.
   */
  readonly score: (
    checkpoint: Checkpoint,
    metrics: readonly Name[],
    refused?: Refused<Name>,
  ) => AsyncGenerator<Score<Name>>;
  /**
   * What rows of a state are worth, beside real rows and baselines, which are measured once; of tables only. From seconds to a minute
   * or two.
   */
  readonly qualityReport: (checkpoint: Checkpoint, options?: QualityReportOptions) => Promise<QualityReport>;
  /** The Parzen score of training examples and of k-means centroids. */
  readonly baselines: () => AsyncGenerator<Baseline>;
  readonly release: () => Promise<void>;
}

/** What a report of quality is asked for. */
export interface QualityReportOptions {
  /** The column that is predicted; by default the last category of few values. */
  readonly target?: string;
  /** Without models and distances between rows. */
  readonly light?: boolean;
}

/**
 * Prepares what all states of a run are measured with; real examples are read and their features taken once.
 *
 * @param table the metrics to measure by: those of the library, or one with rows of one's own.
 */
export async function createScorer<Name extends string = Metric>(
  options: ScorerOptions,
  table = metrics as Readonly<Record<string, MetricRow>> as Readonly<Record<Name, MetricRow>>,
): Promise<Scorer<Name>> {
  const run = await prepareRun(options);
  return {
    score: async function* (checkpoint, chosen, refused) {
      const state = run.at(checkpoint);
      const rows = chosen.map((metric) => [metric, table[metric]] as const);
      const ofState = rows.filter((row): row is readonly [Name, StateMetricRow] => row[1].of === "state");
      const ofFeatures = rows.filter((row): row is readonly [Name, FeatureMetricRow] => row[1].of === "features");
      const tell = refused && (([metric]: readonly [Name, MetricRow], error: Error): void => refused(metric, error));
      yield* eachMetric(ofState, ([metric, row]) => scoreState(metric, row, state), tell);
      if (ofFeatures.length === 0) return;
      // Features that cannot be had are no refusal of one metric: they end the call.
      await state.features();
      yield* eachMetric(ofFeatures, ([metric, row]) => scoreFeatures(metric, row, state), tell);
    },
    qualityReport: qualityReports(run),
    baselines: () => parzenBaselines(run),
    release: run.release,
  };
}

/** Generated rows of a report: as many as training rows, but no more than this, nor more numbers. */
const MOST_ROWS = 50_000;
const MOST_NUMBERS = 5e7;

function qualityReports(run: PreparedRun): Scorer["qualityReport"] {
  const reporters = new Map<string, Promise<QualityReporter>>();
  const reporterFor = async (options: QualityReportOptions): Promise<QualityReporter> => {
    const { training, heldOut } = await run.tables();
    const held = heldOut ? { heldOut } : {};
    return createQualityReporter({ training, ...held, seed: run.seed, watch: run.watch, ...options });
  };
  return async (checkpoint, options = {}) => {
    requireTable(run.data);
    const asked = JSON.stringify(options);
    const reporter = reporters.get(asked) ?? reporterFor(options);
    reporters.set(asked, reporter);
    const state = run.at(checkpoint);
    const { training } = await run.tables();
    const count = Math.min(training.rows, MOST_ROWS, Math.floor(MOST_NUMBERS / run.size));
    return (await reporter).report(run.tableOf(await state.samples(run.asked ?? count)));
  };
}

/**
 * One figure after the other, each handed over as soon as it is known. A metric that is refused is handed to `refused`, and the
 * others are measured all the same; without that it ends them. What is no refusal ends them always.
 */
async function* eachMetric<Metric, Found>(
  metrics: readonly Metric[],
  measure: (metric: Metric) => Promise<Found>,
  refused?: (metric: Metric, error: Error) => void,
): AsyncGenerator<Found> {
  for (const metric of metrics) {
    let found: Found;
    try {
      found = await measure(metric);
    } catch (error) {
      if (!refused || !isProblem(error)) throw error;
      refused(metric, error);
      continue;
    }
    yield found;
  }
}

async function scoreState<Name extends string>(
  metric: Name,
  row: StateMetricRow,
  state: MeasuredState,
): Promise<Score<Name>> {
  const { value, low, high, real, generated, ...rest } = await row.measure(state);
  return { metric, step: state.step, value, low, high, real, generated, ...drawnWith(state), ...rest };
}

async function scoreFeatures<Name extends string>(
  metric: Name,
  row: FeatureMetricRow,
  state: MeasuredState,
): Promise<Score<Name>> {
  const { sets, source } = await state.features();
  const found = await row.measure(sets);
  const counts = { real: sets.real.length / sets.dimension, generated: sets.generated.length / sets.dimension };
  return { metric, ...found, step: state.step, ...counts, ...drawnWith(state), ...source };
}

const drawnWith = ({ seed, truncation }: MeasuredState): { seed: number; truncation?: number } => ({
  seed,
  ...(truncation < 1 ? { truncation } : {}),
});
