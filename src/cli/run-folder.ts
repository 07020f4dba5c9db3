/** A run on disk: config.json, metrics.jsonl, checkpoints/, samples/, evaluation.json, report.html. */
import { appendFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type Checkpoint,
  type Config,
  checkConfig,
  decodeCheckpoint,
  type Evaluation,
  type GivenDataOptions,
  gameOf,
  isProblem,
  type ModeScores,
  mathematics,
  problem,
  type Report,
  requireNetworks,
} from "../index.ts";
import type { DataPlaces } from "./data/request.ts";
import { exists, fileProblem, makeFolder, writeWhole } from "./files.ts";
import { readBytes, readLines, readText } from "./reading.ts";

/** config.json: the configuration and where the run came from. */
export interface RunRecord {
  readonly saddlepoint: string;
  readonly runtime: string;
  readonly node: string;
  readonly created: string;
  /** The preset whose options took the place of defaults, if there was one. */
  readonly preset?: string;
  /** The data as they were given on the command line: a name, or an absolute path. */
  readonly source: string;
  /** How they were read. */
  readonly dataOptions: GivenDataOptions;
  /** What was guessed, left out or changed when they were read, a sentence each. */
  readonly notices?: readonly string[];
  /** Where files were kept, as absolute paths. */
  readonly places: DataPlaces;
  readonly config: Config;
}

/** A line of metrics.jsonl: a report, and what was measured of the samples drawn at that step, if any. */
export type MetricsLine = Omit<Report, "type"> &
  Partial<ModeScores> & {
    /** Mean distance between samples, and between real examples. */
    readonly sampleDistance?: number;
    readonly realDistance?: number;
    /** Between samples and real examples, with its 95 % interval. */
    readonly energyDistance?: number;
    readonly energyDistanceLow?: number;
    readonly energyDistanceHigh?: number;
    /** Examples on the sheet. */
    readonly samples?: number;
  };

export interface SavedCheckpoint {
  readonly path: string;
  readonly step: number;
}

const paths = (folder: string) => ({
  config: join(folder, "config.json"),
  metrics: join(folder, "metrics.jsonl"),
  checkpoints: join(folder, "checkpoints"),
  samples: join(folder, "samples"),
  progress: join(folder, "samples", "progress.webp"),
  evaluation: join(folder, "evaluation.json"),
  stopped: join(folder, "stopped.json"),
  theoryRecord: join(folder, "theory.json"),
  /** Pictures of the theory's readings. */
  theory: join(folder, "theory"),
  scores: join(folder, "scores.json"),
  /** Pictures of scores. */
  evaluations: join(folder, "evaluation"),
  report: join(folder, "report.html"),
  lock: join(folder, "training.pid"),
});

export const runPaths = paths;

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** A folder for a new run: the one asked for, or `runs/<name>`, `runs/<name>-2`, … An existing run is never written over. */
export async function chooseFolder(asked: string | undefined, name: string): Promise<string> {
  if (asked === "") {
    throw problem({ doing: "reading option --out", expected: "the name of a folder", came: "an empty value" });
  }
  if (asked !== undefined) {
    const entries = await readdir(asked).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw fileProblem(`choosing ${asked} as run folder`, error, "a new or empty folder");
    });
    if (entries.length > 0) {
      throw problem({
        doing: `choosing ${asked} as run folder`,
        expected: "a new or empty folder",
        came: "one with files in it; a run is never overwritten",
        next: (await exists(paths(asked).config))
          ? `Go on with it by saddlepoint resume ${asked}, or choose another --out.`
          : "Choose another --out.",
      });
    }
    return asked;
  }
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "run";
  for (let number = 1; ; number++) {
    const folder = join("runs", number === 1 ? safe : `${safe}-${number}`);
    if (!(await exists(folder))) return folder;
  }
}

/** Makes the folder that {@link chooseFolder} chose; of several processes that chose the same, one alone may. */
export async function createRun(folder: string, record: RunRecord): Promise<void> {
  const doing = `creating the run folder ${folder}`;
  try {
    await makeFolder(folder);
    await mkdir(paths(folder).checkpoints);
    await makeFolder(paths(folder).samples);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw fileProblem(doing, error);
    throw problem({
      doing,
      expected: "a new or empty folder",
      came: "one in which another process has just begun a run",
      next: "Give each run an --out of its own, or begin one after the other.",
    });
  }
  await saveRecord(folder, record);
}

export const saveRecord = (folder: string, record: RunRecord): Promise<void> =>
  writeWhole(paths(folder).config, `${JSON.stringify(record, null, 2)}\n`);

export async function readRecord(folder: string): Promise<RunRecord> {
  const doing = `opening run ${folder}`;
  if (!(await isFolder(folder))) {
    throw problem({
      doing,
      expected: "the folder of a run",
      came: (await exists(folder)) ? "a file" : "nothing at that path",
      next: "saddlepoint runs lists the runs under ./runs.",
    });
  }
  if (!(await exists(paths(folder).config))) {
    throw problem({ doing, expected: "a config.json in it", came: "none: this is not a run", next: "Check the path." });
  }
  try {
    const record = JSON.parse(await readText(paths(folder).config, "record")) as RunRecord;
    if (typeof record?.config?.data !== "object" || typeof record.source !== "string") {
      throw new SyntaxError("something else");
    }
    // Early runs knew of built-in data and image files only: they have neither of the first two.
    return {
      ...record,
      dataOptions: record.dataOptions ?? {},
      places: record.places ?? {},
      config: checkConfig(record.config, doing),
    };
  } catch (error) {
    if (isProblem(error)) throw error;
    throw problem({ doing, expected: "a config.json written by saddlepoint", came: `${(error as Error).message}` });
  }
}

/** Whether a folder has what only runs have, so that it is worth saying why it cannot be read as one. */
export const looksLikeRun = async (folder: string): Promise<boolean> =>
  (await exists(paths(folder).config)) || (await exists(paths(folder).metrics));

/** Refuses to train in a folder where another process is training, and marks it as ours until `unlock`. */
export async function lock(folder: string): Promise<() => Promise<void>> {
  const path = paths(folder).lock;
  const refuse = (who: string): Error =>
    problem({
      doing: `training in ${folder}`,
      expected: "no other process to do so",
      came: who,
      next: `Wait for it or stop it; if it is something else, delete ${path}.`,
    });
  const pid = Number(await readText(path, "record").catch(() => "0"));
  if (pid > 0 && pid !== process.pid && isAlive(pid)) throw refuse(`process ${pid}, which is still running`);
  // Of a process that is no more. One that has no number yet is being taken by another at this moment.
  if (pid > 0) await rm(path, { force: true });
  try {
    await writeFile(path, `${process.pid}\n`, { flag: "wx", flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw refuse("one that has just begun");
    throw fileProblem(`writing ${path}`, error);
  }
  return () => rm(path, { force: true });
}

/** The process that marked the run as its own, if it still lives. */
export async function trainerOf(folder: string): Promise<number | undefined> {
  const pid = Number(await readText(paths(folder).lock, "record").catch(() => "0"));
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Checkpoints by name, newest first. */
export async function listCheckpoints(folder: string): Promise<SavedCheckpoint[]> {
  const names = await readdir(paths(folder).checkpoints).catch(() => []);
  return names
    .flatMap((name) => {
      const step = /^step-(\d+)\.safetensors$/.exec(name)?.[1];
      return step === undefined ? [] : [{ path: join(paths(folder).checkpoints, name), step: Number(step) }];
    })
    .sort((a, b) => b.step - a.step);
}

export async function saveCheckpoint(folder: string, step: number, bytes: Uint8Array, keep: number): Promise<string> {
  const path = join(paths(folder).checkpoints, `step-${step}.safetensors`);
  await writeWhole(path, bytes);
  // Only after the new one is safe.
  const old = (await listCheckpoints(folder)).filter((saved) => saved.step <= step).slice(keep);
  for (const saved of old) await rm(saved.path, { force: true });
  return path;
}

export interface LoadedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly bytes: Uint8Array;
  readonly path: string;
}

/**
 * The newest checkpoint of a run that is whole (of this step, if one is asked for). Damaged ones are reported and passed
 * over.
 */
export async function loadCheckpoint(
  folder: string,
  config: Config,
  say: (line: string) => void,
  step?: number,
): Promise<LoadedCheckpoint | undefined> {
  let found: LoadedCheckpoint | undefined;
  const all = await listCheckpoints(folder);
  for (const saved of all) {
    if (step !== undefined && saved.step !== step) continue;
    try {
      const bytes = await readBytes(saved.path, "checkpoint");
      const checkpoint = await decodeCheckpoint(basename(saved.path), bytes);
      requireItsOwn(checkpoint, saved);
      found = { checkpoint, bytes, path: saved.path };
      // Networks of one's own are not known here.
      if (config.own === undefined && checkpoint.mathematics === mathematics(config)) {
        requireNetworks(checkpoint, gameOf(config));
      }
      break;
    } catch (error) {
      found = undefined;
      if (!isProblem(error) || step !== undefined) throw error;
      say(`${error.message} ${saved === all.at(-1) ? "There is none before it." : "Using the checkpoint before it."}`);
    }
  }
  if (found && found.checkpoint.mathematics !== mathematics(config)) {
    throw problem({
      doing: `opening ${found.path}`,
      expected: "the configuration of the run's config.json",
      came: "another one",
      next: "Either config.json was altered or the checkpoint is from another run: put back what was there.",
    });
  }
  return found;
}

/** A file that was renamed by hand would be taken for another state. */
function requireItsOwn({ step }: Checkpoint, saved: SavedCheckpoint): void {
  if (step === saved.step) return;
  throw problem({
    doing: `reading checkpoint ${basename(saved.path)}`,
    expected: `the state after step ${saved.step}, as its name says`,
    came: `that after step ${step}`,
    next: "Give it back its name.",
  });
}

/** Whole lines of metrics.jsonl; a last line that was cut off is left out. */
export async function readMetrics(folder: string): Promise<MetricsLine[]> {
  const lines: MetricsLine[] = [];
  if (!(await exists(paths(folder).metrics))) return lines;
  for await (const line of readLines(paths(folder).metrics, "lines")) {
    try {
      if (line !== "") lines.push(JSON.parse(line) as MetricsLine);
    } catch {
      // Cut off by the end of the process that wrote it.
    }
  }
  return lines;
}

export async function appendMetrics(folder: string, line: MetricsLine): Promise<void> {
  try {
    await appendFile(paths(folder).metrics, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw fileProblem(`writing ${paths(folder).metrics}`, error);
  }
}

/** Forgets what came after a step: the run goes on from there. Returns what remains. */
export async function rewind(folder: string, step: number): Promise<MetricsLine[]> {
  await makeFolder(paths(folder).checkpoints);
  await makeFolder(paths(folder).samples);
  for (const ofTheEnd of [paths(folder).stopped, paths(folder).progress]) await rm(ofTheEnd, { force: true });
  const kept = (await readMetrics(folder)).filter((line) => line.step <= step);
  await writeWhole(paths(folder).metrics, kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return kept;
}

export async function readEvaluation(folder: string): Promise<Evaluation | undefined> {
  const text = await readText(paths(folder).evaluation, "record").catch(() => undefined);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Evaluation);
  } catch {
    return undefined;
  }
}

/** Why a run stopped before its end, for the report; forgotten when it goes on. */
export const saveStop = (folder: string, says: string): Promise<void> =>
  writeWhole(paths(folder).stopped, `${JSON.stringify({ says })}\n`);

export async function readStop(folder: string): Promise<string | undefined> {
  const text = await readText(paths(folder).stopped, "record").catch(() => undefined);
  try {
    return text === undefined ? undefined : String((JSON.parse(text) as { says: unknown }).says);
  } catch {
    return undefined;
  }
}

export const saveEvaluation = (folder: string, evaluation: Evaluation): Promise<void> =>
  writeWhole(paths(folder).evaluation, `${JSON.stringify(evaluation, null, 2)}\n`);

/** Sample pictures of a run, by step. */
export async function listSamples(folder: string): Promise<{ readonly path: string; readonly step: number }[]> {
  const names = await readdir(paths(folder).samples).catch(() => []);
  return names
    .flatMap((name) => {
      const step = /^step-(\d+)\.png$/.exec(name)?.[1];
      return step === undefined ? [] : [{ path: join(paths(folder).samples, name), step: Number(step) }];
    })
    .sort((a, b) => a.step - b.step);
}
