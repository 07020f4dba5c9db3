/** Checkpoints and samples of a run on disk. */
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type Checkpoint,
  type Config,
  decodeCheckpoint,
  isProblem,
  type MetricsLine,
  mathematics,
  problem,
  type RunOptions,
  requireState,
  sameMathematics,
} from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import { removeAbandoned } from "../files/temporary.ts";
import { makeFolder, writeWhole } from "../files/writing.ts";
import { readMetrics, saveMetrics } from "./metrics-record.ts";
import { runPaths as paths } from "./paths.ts";
import { thinned } from "./thinning.ts";

export interface SavedCheckpoint {
  readonly path: string;
  readonly step: number;
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
  await removeOldCheckpoints(folder, step, keep);
  return path;
}

/** Keeps so many of the checkpoints up to a step. */
async function removeOldCheckpoints(folder: string, step: number, keep: number): Promise<void> {
  const old = (await listCheckpoints(folder)).filter((saved) => saved.step <= step).slice(keep);
  for (const saved of old) await rm(saved.path, { force: true });
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
        requireState(checkpoint, config);
      }
      break;
    } catch (error) {
      found = undefined;
      if (!isProblem(error) || step !== undefined) throw error;
      say(`${error.message} ${saved === all.at(-1) ? "There is none before it." : "Using the checkpoint before it."}`);
    }
  }
  if (found && !sameMathematics(found.checkpoint.mathematics, mathematics(config))) {
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

/**
 * Forgets what came after a step, and what was being written when the run was killed: it goes on from there. Called by who has
 * the lock. Returns the lines of metrics that remain; `say` is told of lines that are none.
 */
export async function rewind(
  folder: string,
  step: number,
  { keep }: RunOptions,
  say: (line: string) => void,
): Promise<MetricsLine[]> {
  const { checkpoints, samples, stopped, progress, theory, evaluations } = paths(folder);
  await makeFolder(checkpoints);
  await makeFolder(samples);
  for (const own of [checkpoints, samples]) await removeAbandoned(own, "alone");
  for (const shared of [folder, theory, evaluations]) await removeAbandoned(shared, "in a run");
  // A kill may have come between the newest and the removal of the oldest.
  await removeOldCheckpoints(folder, step, keep);
  for (const ofTheEnd of [stopped, progress]) await rm(ofTheEnd, { force: true });
  const kept = (await readMetrics(folder, say)).filter((line) => line.step <= step);
  await saveMetrics(folder, kept);
  return kept;
}

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

/** Removes old sheets and their tables where there are more than shall be kept. `best`: steps whose sheets stay. */
export async function thinSamples(
  folder: string,
  step: number,
  { sampleEvery, keepSamples }: RunOptions,
  best: readonly number[],
): Promise<void> {
  const sheets = await listSamples(folder);
  const goes = thinned(
    sheets.map((sheet) => sheet.step),
    step,
    { every: sampleEvery, most: keepSamples, best },
  );
  for (const old of goes) {
    for (const ending of ["png", "csv"]) {
      await rm(join(paths(folder).samples, `step-${old}.${ending}`), { force: true });
    }
  }
}
