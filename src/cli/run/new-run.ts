/** A folder for a new run: chosen, and made so that a kill at any moment leaves one that can be begun anew. */
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isProblem, problem, shellWord } from "../../inner.ts";
import { removeAbandoned } from "../files/temporary.ts";
import { exists, fileProblem, makeFolder } from "../files/writing.ts";
import { type Lock, type LockOptions, lock, trainerOf } from "./lock.ts";
import { runPaths } from "./paths.ts";
import { type RunRecord, saveRecord } from "./record.ts";
import { isUnbegun, isVacant } from "./unbegun.ts";

/**
 * The folder asked for, or `runs/<name>`, `runs/<name>-2`, … An existing run is never written over; what was left by one that did
 * not begin is.
 */
export async function chooseFolder(asked: string | undefined, name: string): Promise<string> {
  if (asked === "") {
    throw problem({ doing: "reading option --out", expected: "the name of a folder", came: "an empty value" });
  }
  if (asked !== undefined) {
    const doing = `choosing ${asked} as run folder`;
    const vacant = await isVacant(asked).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return true;
      throw fileProblem(doing, error, "a new or empty folder");
    });
    if (vacant) return asked;
    throw problem({
      doing,
      expected: "a new or empty folder",
      came: "one with files in it; a run is never overwritten",
      next: (await exists(runPaths(asked).config))
        ? `Go on with it by saddlepoint resume ${shellWord(asked)}, or choose another --out.`
        : "Choose another --out.",
    });
  }
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "run";
  for (let number = 1; ; number++) {
    const folder = join("runs", number === 1 ? safe : `${safe}-${number}`);
    if (!(await exists(folder))) return folder;
    if ((await isUnbegun(folder)) && (await trainerOf(folder)) === undefined) return folder;
  }
}

/**
 * Makes the folder that {@link chooseFolder} chose, and takes its lock; of several processes that chose the same, one alone may.
 * The configuration comes last: without it a folder is no run, and can be chosen again.
 */
export async function createRun(folder: string, record: RunRecord, options?: LockOptions): Promise<Lock> {
  const doing = `creating the run folder ${folder}`;
  const taken = (came: string): Error =>
    problem({
      doing,
      expected: "a new or empty folder",
      came,
      next: "Give each run an --out of its own, or begin one after the other.",
    });
  await makeFolder(folder).catch((error: unknown) => {
    throw fileProblem(doing, error);
  });
  const held = await lock(folder, options).catch((error: unknown) => {
    if (isProblem(error) && error.cause === undefined) {
      throw taken("one in which another process has just begun a run");
    }
    throw error;
  });
  const { checkpoints, samples } = runPaths(folder);
  try {
    // Before the lock was ours, another may have had it from its beginning to its end.
    if (!(await isVacant(folder))) throw taken("one in which another process has made a run meanwhile");
    await removeAbandoned(folder, "in a run");
    for (const own of [checkpoints, samples]) {
      await makeFolder(own);
      await removeAbandoned(own, "alone");
    }
    await saveRecord(folder, record);
    return held;
  } catch (error) {
    for (const empty of [checkpoints, samples]) await rmdir(empty).catch(() => undefined);
    await held.release();
    throw fileProblem(doing, error);
  }
}
