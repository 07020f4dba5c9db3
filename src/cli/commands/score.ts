import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Baseline,
  createScorer,
  type DataSet,
  formatNumber,
  isFeatureMetric,
  isProblem,
  kindOf,
  type Metric,
  metricNames,
  metrics,
  nearest,
  problem,
  type QualityReport,
  type Score,
  type Scorer,
} from "../../inner.ts";
import { exists, makeFolder, writeWhole } from "../files/writing.ts";
import { pairsPicture, scoreSvg, sigmaSvg } from "../pictures/scores.ts";
import { formatQuality } from "../report/quality-table.ts";
import { writeReport } from "../report/report.ts";
import { formatScores, limitsOf } from "../report/score-table.ts";
import { readDigits } from "../run/digits.ts";
import { type GivenFeatures, scoredFeaturesFrom } from "../run/features.ts";
import { listCheckpoints, loadCheckpoint } from "../run/folder.ts";
import { checkpointMissing } from "../run/generator.ts";
import { reopenData, requireSameData } from "../run/open-run.ts";
import { runPaths } from "../run/paths.ts";
import { saveQuality } from "../run/quality-record.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { readScores, type SavedScore, saveBaselines, saveScore, seriesOf, sigmasSchema } from "../run/scores-record.ts";
import { unseenExamples } from "../run/unseen.ts";
import { deviceToDraw } from "../terminal/device-flag.ts";
import type { DataPlaces } from "../terminal/flags.ts";
import { dataPlacesFrom, deviceFrom, type Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import { interruptible } from "../terminal/interrupt.ts";
import { numberFlag } from "../terminal/number-flag.ts";
import type { Output } from "../terminal/output.ts";
import { createTaskView, type TaskView } from "../terminal/progress.ts";

/** What shall be measured. */
interface Wish {
  readonly folder: string;
  readonly record: RunRecord;
  readonly doing: string;
  readonly chosen: readonly Metric[];
  readonly steps: Awaited<ReturnType<typeof stepsFrom>>;
  /** What was asked for besides the metrics: figures of other samples or features are others. */
  readonly asked: string;
  /** The column that models predict, in the report of quality. */
  readonly target: string | undefined;
}

/** What came of it so far. */
interface Measured {
  readonly found: Score[];
  /** On record already. */
  readonly before: SavedScore[];
  readonly refused: { metric: Metric; step: number; reason: string }[];
  /** States that could not be read. */
  damaged: number;
  /** What rows of the one state that was asked for are worth. */
  quality?: QualityReport;
}

/** `evaluate <run> --metric …`: scores of one state or of all that are kept. Each is on disk as soon as it is known. */
export async function scoreCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const chosen = metricsFrom(flags.metric);
  const examples = integerFlag(flags, "samples", 10, 1e6);
  const threads = integerFlag(flags, "threads", 1, 64);
  const truncation = numberFlag(flags, "truncation", 0, 1);
  const askedDevice = deviceFrom(flags);
  const features = await scoredFeaturesFrom(flags, output.say);
  const record = await readRecord(folder);
  const doing = `evaluating ${folder}`;
  const steps = await stepsFrom(folder, flags.step, doing);
  const places = dataPlacesFrom(flags);
  const { data } = await reopenData(record, flags, output.say);
  requireSameData(record, data, flags, doing);
  const unseen = chosen.some((metric) => metrics[metric].unseen)
    ? await unseenOf(record, data, places, output, chosen)
    : undefined;
  const digits = await digitsFor(data, chosen, features !== undefined);

  const device = await deviceToDraw(askedDevice, record.config, output.say);
  if (device === "webgpu") output.say(DRAWN_ALONE);
  await readScores(folder); // a damaged record is refused before anything is measured

  const view = createTaskView();
  const target = targetFrom(flags, chosen);
  const wish: Wish = {
    folder,
    record,
    doing,
    chosen,
    steps,
    target,
    asked: await askedOf(examples, features, truncation),
  };
  const measured: Measured = { found: [], before: [], refused: [], damaged: 0 };
  const interrupted = await interruptible(
    "Stopping; what was measured is kept. Once more to stop at once.",
    async (signal) => {
      const scorer = await createScorer({
        config: record.config,
        data,
        device,
        ...(examples === undefined ? {} : { examples }),
        ...(threads === undefined ? {} : { threads }),
        ...(truncation === undefined ? {} : { truncation }),
        ...(features ? { features } : {}),
        ...(digits ? { digits } : {}),
        ...(unseen ? { unseen } : {}),
        signal,
        progress: view.update,
      });
      try {
        if (chosen.includes("parzen"))
          await measureBaselines(folder, scorer.baselines, view, String(examples ?? "default"));
        await measureStates(wish, scorer, measured, output);
        return false;
      } catch (error) {
        if (signal.aborted) return true;
        throw error;
      } finally {
        view.stop();
        await scorer.release();
      }
    },
  );
  await sayMeasured(wish, measured, interrupted, output);
}

const DRAWN_ALONE =
  "Note: samples are drawn there; models of features and everything that is counted or trained on samples are computed by the processor.";

/** The whole report of one state, on disk for the pictures of report.html. */
async function reportQuality({ folder, record, doing, steps, target }: Wish, scorer: Scorer): Promise<QualityReport> {
  const [step] = steps;
  const loaded = await loadCheckpoint(folder, record.config, () => undefined, step);
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const report = await scorer.qualityReport(loaded.checkpoint, target === undefined ? {} : { target });
  await saveQuality(folder, loaded.checkpoint.step, report);
  return report;
}

async function measureStates(wish: Wish, scorer: Scorer, measured: Measured, output: Output): Promise<void> {
  const { chosen, steps } = wish;
  for (const step of steps) await measureState(step, wish, scorer, measured, output);
  if (steps.length === 1 && chosen.includes("quality")) measured.quality = await reportQuality(wish, scorer);
}

async function measureState(
  step: Wish["steps"][number],
  { folder, record, doing, chosen, steps, asked }: Wish,
  scorer: Scorer,
  measured: Measured,
  output: Output,
): Promise<void> {
  const { found, before, refused } = measured;
  const loaded = await loadCheckpoint(folder, record.config, output.say, step).catch((error: unknown) => {
    if (steps.length === 1 || !isProblem(error)) throw error;
    // The others are worth measuring all the same.
    output.say(error.message);
    return "damaged" as const;
  });
  if (loaded === "damaged") {
    measured.damaged++;
    return;
  }
  if (!loaded) throw checkpointMissing(doing, folder, step);
  const { step: at } = loaded.checkpoint;
  // One state that is asked for by itself is measured anew.
  const known = (await readScores(folder)).scores.filter(
    (score) => steps.length > 1 && score.step === at && score.asked === asked && chosen.includes(score.metric),
  );
  before.push(...known);
  const missing = chosen.filter((metric) => !known.some((score) => score.metric === metric));
  // One figure that is asked for by itself and cannot be had is an error; beside others it is said.
  const refuse =
    steps.length * chosen.length === 1
      ? undefined
      : (metric: Metric, error: Error): void => {
          output.say(`${metrics[metric].title}, step ${formatNumber(at)}: ${error.message}`);
          refused.push({ metric, step: at, reason: error.message });
        };
  for await (const score of scorer.score(loaded.checkpoint, missing, refuse)) {
    found.push(score);
    await saveScore(folder, score, asked);
    if (score.shown) await drawPairs(folder, score);
    if (steps.length > 1) output.say(`step ${formatNumber(score.step)}: ${shortly(score)}`);
  }
}

/** Draws what was measured, and says it; the exit code tells what could not be. */
async function sayMeasured(
  { folder, chosen, steps }: Wish,
  { found, before, refused, damaged, quality }: Measured,
  interrupted: boolean,
  output: Output,
): Promise<void> {
  const pictures = await drawScores(folder, chosen);
  await writeReport(folder);
  const { baselines } = await readScores(folder);
  const shown = [...before, ...found.map(({ shown: _, ...score }) => score)].sort((a, b) => a.step - b.step);
  if (before.length > 0) output.say(`${before.length} scores were on record and not measured again.`);
  const parzenBaselines = chosen.includes("parzen") ? baselines : [];
  output.result(
    {
      run: folder,
      scores: shown,
      baselines: parzenBaselines,
      refused,
      limits: limitsOf(shown),
      ...(quality ? { quality } : {}),
      pictures,
      interrupted,
      report: runPaths(folder).report,
    },
    [
      folder,
      "",
      formatScores(shown, parzenBaselines),
      ...(quality ? [formatQuality(quality)] : []),
      ...pictures,
      ...(pictures.length > 0 ? [""] : []),
    ].join("\n"),
  );
  if (damaged > 0) {
    output.say(`${damaged} of ${steps.length} states could not be read and have no score.`);
    process.exitCode = 2;
  }
  if (refused.length > 0) {
    output.say(`${refused.length} of ${steps.length * chosen.length} figures could not be had, for the reasons above.`);
    process.exitCode = 2;
  }
  if (interrupted) {
    output.say(
      `Interrupted after ${shown.length} of ${steps.length * chosen.length} scores. The same command measures the others.`,
    );
    process.exitCode = 130;
  }
}

const shortly = ({ metric, value, low, high }: Score): string =>
  `${metric} ${value.toPrecision(5)} (${low.toPrecision(5)} to ${high.toPrecision(5)})`;

function metricsFrom(given: unknown): readonly Metric[] {
  const names = String(given)
    .split(",")
    .map((name) => name.trim());
  for (const name of names) {
    if ((metricNames as readonly string[]).includes(name)) continue;
    const close = nearest(name, metricNames);
    throw problem({
      doing: "reading option --metric",
      expected: `one or more of ${metricNames.join(", ")}, with commas between`,
      came: name === "" ? "an empty name" : name,
      ...(close ? { next: `Did you mean ${close}?` } : {}),
    });
  }
  return [...new Set(names)] as Metric[];
}

/** The column that is predicted; refused where nothing is. */
function targetFrom({ target }: Flags, chosen: readonly Metric[]): string | undefined {
  if (target === undefined) return undefined;
  if (chosen.includes("quality")) return String(target);
  throw problem({
    doing: "reading option --target",
    expected: "quality among the metrics",
    came: chosen.join(", "),
    next: "Leave it out, or add --metric quality.",
  });
}

/** The steps to look at; `undefined` stands for the newest state. */
async function stepsFrom(folder: string, given: unknown, doing: string): Promise<readonly (number | undefined)[]> {
  if (given !== "all") return [integerFlag({ step: given }, "step", 0, 1e9)];
  const kept = (await listCheckpoints(folder)).map(({ step }) => step);
  if (kept.length === 0) throw checkpointMissing(doing, folder, undefined);
  return kept.reverse();
}

async function unseenOf(
  record: RunRecord,
  data: DataSet,
  places: DataPlaces,
  output: Output,
  chosen: readonly Metric[],
): Promise<Awaited<ReturnType<typeof unseenExamples>>> {
  const unseen = await unseenExamples(record, data, places, output.say);
  if (!unseen && chosen.includes("memorisation")) {
    output.say("No examples were held out: samples are compared with training examples, each without itself.");
  }
  return unseen;
}

/** The digit classifier, where it can be of use. */
const digitsFor = async (
  data: DataSet,
  chosen: readonly Metric[],
  otherFeatures: boolean,
): Promise<Uint8Array | undefined> => {
  const forFeatures = !otherFeatures && (data.stacked || chosen.some(isFeatureMetric));
  const needed = forFeatures || chosen.some((metric) => metrics[metric].labels);
  return kindOf(data) === "images" && needed ? readDigits() : undefined;
};

/** By what request a figure is found again. */
async function askedOf(
  examples: number | undefined,
  features: GivenFeatures | "pixels" | undefined,
  psi = 1,
): Promise<string> {
  const truncated = psi < 1 ? [`truncation ${psi}`] : [];
  if (features === undefined || features === "pixels") {
    return [examples, ...(features ? [features] : []), ...truncated].join(" ");
  }
  const { bytes, range, output, layout } = features;
  const checksum = createHash("sha256").update(bytes).digest("hex");
  return [examples, checksum, range, output, ...(layout === undefined ? [] : [layout]), ...truncated].join(" ");
}

/** Once per run: they are of the data, not of a state. */
async function measureBaselines(
  folder: string,
  baselines: Awaited<ReturnType<typeof createScorer>>["baselines"],
  view: TaskView,
  asked: string,
): Promise<void> {
  const { baselines: known } = await readScores(folder);
  if (known.some((baseline) => baseline.asked === asked)) return;
  view.update("Parzen scores of training examples and k-means centroids", 0, 1);
  const measured: Baseline[] = [];
  for await (const baseline of baselines()) measured.push(baseline);
  await saveBaselines(folder, measured, asked);
}

async function drawPairs(folder: string, { shown }: Score): Promise<void> {
  if (!shown) return;
  await makeFolder(runPaths(folder).evaluations);
  await writeWhole(join(runPaths(folder).evaluations, "memorisation.png"), await pairsPicture(shown));
}

/** Pictures of what is on record of some metrics. Returns their paths. */
async function drawScores(folder: string, chosen: readonly Metric[]): Promise<string[]> {
  const { scores, baselines } = await readScores(folder);
  const { evaluations } = runPaths(folder);
  const pictures: string[] = [];
  const draw = async (name: string, svg: string): Promise<void> => {
    await makeFolder(evaluations);
    await writeWhole(join(evaluations, name), svg);
    pictures.push(join(evaluations, name));
  };
  for (const metric of chosen) {
    const series = seriesOf(scores, metric);
    const last = series.at(-1);
    if (series.length > 1) await draw(`${metric}.svg`, scoreSvg(metric, series, metric === "parzen" ? baselines : []));
    const tried = sigmasSchema.safeParse(last?.details).data;
    if (metric === "parzen" && last && tried) await draw("parzen-sigma.svg", sigmaSvg(last.step, tried));
    const pairs = join(evaluations, "memorisation.png");
    // Rows of numbers have no such picture.
    if (metric === "memorisation" && last && (await exists(pairs))) pictures.push(pairs);
  }
  return pictures;
}
