/**
 * Names of files that are being written, and what is left of them by processes that were killed: a name says which process
 * writes the file, so that only what nobody writes any more is removed.
 */
import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive, thisProcess } from "./process-identity.ts";

/** Bytes of a name, on nearly every file system. */
const LONGEST_NAME = 255;
/** Of a file whose writer cannot be looked at, because it is on another machine: it took no hour to write. */
const ABANDONED_AFTER = 3_600_000;

const PATTERN = /^\..*\.saddlepoint-([0-9a-f]{12})-(\d+)-[0-9a-f]{8}\.tmp$/s;
/** As earlier versions wrote them. */
const EARLIER = /^\..+\.[0-9a-f]{8}\.tmp$/s;

/** Those of this process: its number may have been another's before. */
const mine = new Set<string>();

/** A name for what shall become `path`, beside it. Given back by {@link doneWith}. */
export function temporaryName(path: string): string {
  const ending = `.saddlepoint-${thisProcess.place}-${thisProcess.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const name = `.${cut(basename(path), LONGEST_NAME - 1 - ending.length)}${ending}`;
  mine.add(name);
  return join(dirname(path), name);
}

export const doneWith = (temporary: string): boolean => mine.delete(basename(temporary));

/** The beginning of a text, at most so many bytes long, whole characters. */
function cut(text: string, most: number): string {
  let length = 0;
  let kept = "";
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > most) break;
    kept += character;
  }
  return kept;
}

export const isTemporary = (name: string): boolean => PATTERN.test(name) || EARLIER.test(name);

async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const [, place, pid] = PATTERN.exec(name) ?? [];
  if (place === undefined || mine.has(name)) return false;
  if (place === thisProcess.place) return Number(pid) === thisProcess.pid || !isAlive(Number(pid));
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER;
}

/**
 * Removes what killed processes left in a folder. What stands in the way is passed over.
 *
 * @param where a folder of anybody's; one of a run, where earlier versions may have left something too; or one in which this
 *   process alone writes, so that no other file is being written.
 */
export async function removeAbandoned(folder: string, where: "anywhere" | "in a run" | "alone"): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const goes =
      where === "alone"
        ? isTemporary(name) && !mine.has(name)
        : (await isAbandoned(folder, name)) || (where === "in a run" && !PATTERN.test(name) && EARLIER.test(name));
    if (goes) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

const swept = new Set<string>();

/** The same, the first time that this process writes into the folder. */
export async function removeAbandonedOnce(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  await removeAbandoned(folder, "anywhere");
}
