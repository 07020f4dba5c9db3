/** Folders in which a run was to begin and did not: it was killed before it had a configuration. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { isTemporary } from "../files/temporary.ts";
import { lockPaths } from "./lock.ts";
import { runPaths } from "./paths.ts";

/**
 * Whether a folder holds nothing but what a run leaves that was ended before it had a configuration: empty folders, a lock,
 * files that were being written. An empty folder is one. Errors of reading it are thrown as they come.
 */
export async function isVacant(folder: string): Promise<boolean> {
  const paths = runPaths(folder);
  const folders = [paths.checkpoints, paths.samples].map((path) => basename(path));
  const locks = Object.values(lockPaths(folder)).map((path) => basename(path));
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && folders.includes(entry.name)) {
      if (!(await readdir(join(folder, entry.name))).every(isTemporary)) return false;
    } else if (!locks.includes(entry.name) && !isTemporary(entry.name)) return false;
  }
  return true;
}

/** Whether a run was ended in this folder before it had a configuration. */
export const isUnbegun = async (folder: string): Promise<boolean> =>
  (await isVacant(folder).catch(() => false)) && (await readdir(folder)).length > 0;
