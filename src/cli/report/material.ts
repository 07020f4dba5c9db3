/** All that a report shows of a run, as it is in the run folder now. */
import { join } from "node:path";
import { isProblem, type MetricsLine, metricNames, metrics as metricTable } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import { exists } from "../files/writing.ts";
import { type Drawing, dataUri } from "../html.ts";
import { evenly } from "../pictures/evenly.ts";
import { type KeptEvaluation, readEvaluation, readStop } from "../run/evaluation-record.ts";
import { listCheckpoints, listSamples } from "../run/folder.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { runPaths } from "../run/paths.ts";
import { type KeptQuality, readQuality } from "../run/quality-record.ts";
import { type RunRecord, readRecord } from "../run/record.ts";
import { readScores } from "../run/scores-record.ts";
import { densityPicture, type KeptReading, readTheory } from "../run/theory-record.ts";

/** More sheets than this make the file heavy; they are then chosen evenly. */
const MOST_SHEETS = 48;

interface Sheet {
  readonly step: number;
  readonly uri: string;
}

type Scores = Awaited<ReturnType<typeof readScores>>;

export interface Material {
  readonly record: RunRecord;
  readonly metrics: readonly MetricsLine[];
  readonly sheets: readonly Sheet[];
  readonly real: string | undefined;
  /** Whether there is an animation of all sheets. */
  readonly animated: boolean;
  readonly evaluation: KeptEvaluation | undefined;
  /** What rows of a table are worth. */
  readonly quality: KeptQuality | undefined;
  /** Steps of the kept checkpoints, the newest first. */
  readonly kept: readonly number[];
  /** Why the run stopped before its end, if it did. */
  readonly stopped: string | undefined;
  readonly theory: { readonly states: readonly KeptReading[]; readonly drawings: readonly Drawing[] };
  readonly scores: Scores & { readonly drawings: readonly Drawing[]; readonly pairs: string | undefined };
  /** What could not be read, and why. */
  readonly damaged: readonly string[];
}

export async function readMaterial(folder: string): Promise<Material> {
  const record = await readRecord(folder);
  const damaged: string[] = [];
  const unlessDamaged = <T>(read: Promise<T>, otherwise: T): Promise<T> =>
    read.catch((error: unknown) => {
      if (!isProblem(error)) throw error;
      damaged.push(error.message);
      return otherwise;
    });
  const [metrics, sheets, evaluation, quality, checkpoints, stopped, animated] = await Promise.all([
    readMetrics(folder, (says) => damaged.push(says)),
    listSamples(folder),
    unlessDamaged(readEvaluation(folder), undefined),
    unlessDamaged(readQuality(folder), undefined),
    listCheckpoints(folder),
    unlessDamaged(readStop(folder), undefined),
    exists(runPaths(folder).progress),
  ]);
  const pictures = await Promise.all(
    evenly(sheets, MOST_SHEETS).map(async ({ step, path }) => ({ step, uri: await pictureAt(path) })),
  );
  const real = await pictureAt(join(runPaths(folder).samples, "real.png")).catch(() => undefined);
  const states = await unlessDamaged(readTheory(folder), []);
  const theory = { states, drawings: await theoryDrawings(folder, states) };
  const scores = {
    ...(await unlessDamaged(readScores(folder), { scores: [], baselines: [] })),
    ...(await scorePictures(folder)),
  };
  const kept = checkpoints.map(({ step }) => step);
  return {
    record,
    metrics,
    sheets: pictures,
    real,
    animated,
    evaluation,
    quality,
    kept,
    stopped,
    theory,
    scores,
    damaged,
  };
}

const present = (drawings: readonly (Drawing | undefined)[]): Drawing[] =>
  drawings.filter((drawing) => drawing !== undefined);

async function theoryDrawings(folder: string, states: readonly KeptReading[]): Promise<Drawing[]> {
  const { theory } = runPaths(folder);
  // The densities of the state that the sentence is about.
  const densities = (name: string): Promise<Drawing | undefined> =>
    drawingAt(join(theory, name), "The densities p_data and p_g, D and D*");
  return present(
    await Promise.all([
      densities(densityPicture(states.at(-1)?.step ?? 0)).then(
        // Early runs have one picture, of the state that was measured last.
        (found) => found ?? (states.length === 1 ? densities("density.svg") : undefined),
      ),
      drawingAt(join(theory, "jsd.svg"), "The Jensen–Shannon divergence over training"),
      drawingAt(join(theory, "value.svg"), "The value of the game over training"),
    ]),
  );
}

async function scorePictures(folder: string): Promise<{ drawings: Drawing[]; pairs: string | undefined }> {
  const { evaluations } = runPaths(folder);
  const drawings = await Promise.all([
    ...metricNames.map((name) =>
      drawingAt(join(evaluations, `${name}.svg`), `${metricTable[name].title} over training`),
    ),
    drawingAt(join(evaluations, "parzen-sigma.svg"), "The Parzen log-likelihood of validation examples by σ"),
  ]);
  const pairs = await pictureAt(join(evaluations, "memorisation.png")).catch(() => undefined);
  return { drawings: present(drawings), pairs };
}

/** An SVG file of the run; none where there is none to read. */
const drawingAt = async (path: string, alt: string): Promise<Drawing | undefined> =>
  readBytes(path, "picture").then(
    (bytes) => ({ uri: dataUri("image/svg+xml", bytes), alt }),
    () => undefined,
  );

const pictureAt = async (path: string): Promise<string> => dataUri("image/png", await readBytes(path, "picture"));
