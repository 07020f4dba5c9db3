/**
 * Who trains in a run folder: one process at a time. training.lock says which, whole from its first moment; training.pid has its
 * number, for people.
 *
 * A lock outlives a process that is killed. Where its holder can be looked at (same machine, same container), it is; a holder
 * elsewhere shows that it lives by touching the file again and again, so that a job which comes back on another machine goes on.
 */
import { randomBytes } from "node:crypto";
import { link, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseJson, problem } from "../../inner.ts";
import { readTextIfAny } from "../data/reading.ts";
import { isAlive, isStillThere, type ProcessIdentity, thisProcess } from "../files/process-identity.ts";
import { doneWith, temporaryName } from "../files/temporary.ts";
import { fileProblem, writeNew, writeWhole } from "../files/writing.ts";

/** Milliseconds between two touches. */
const BEAT = 10_000;
/** So long a holder elsewhere is watched for a touch: a step that lasts longer would keep it from one. */
const WATCHED = 60_000;
/** So long a lock that says nothing is given to say something: earlier versions wrote theirs in two steps. */
const EMPTY = 1000;
/** A lock untouched for so long needs no watching. */
const ABANDONED = 3_600_000;

const schema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  place: z.string(),
  started: z.string().nullable(),
  /** Of this lock alone. */
  token: z.string(),
});
type Holder = z.infer<typeof schema>;

export interface Lock {
  /** Refuses to go on where another process has taken the folder over, because it saw no sign of life. */
  readonly requireHeld: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface LockOptions {
  readonly say?: (line: string) => void;
  /** Lets some milliseconds pass. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

export const lockPaths = (folder: string) => ({
  lock: join(folder, "training.lock"),
  pid: join(folder, "training.pid"),
});

/** Takes the folder for this process. Errors: another process trains there. */
export async function lock(folder: string, { say = () => undefined, wait = sleep }: LockOptions = {}): Promise<Lock> {
  const paths = lockPaths(folder);
  const refuse = (who: string): Error =>
    problem({
      doing: `training in ${folder}`,
      expected: "no other process to do so",
      came: who,
      next: `Wait for it or stop it; if it is something else, delete ${paths.lock} and ${paths.pid}.`,
    });
  const token = randomBytes(8).toString("hex");
  const content = `${JSON.stringify({ ...thisProcess, token } satisfies Holder)}\n`;
  // Every turn one lock is found to be nobody's; more than a few are a crowd.
  for (let turn = 0; turn < 10; turn++) {
    const earlier = await holderOfEarlierVersion(folder);
    if (earlier !== undefined && earlier !== process.pid) throw refuse(`process ${earlier}, which is still running`);
    if (await put(paths.lock, content)) {
      await writeWhole(paths.pid, `${process.pid}\n`);
      return hold(folder, content);
    }
    const found = await readTextIfAny(paths.lock, "record");
    if (found === undefined) continue;
    const who = await living(paths.lock, found, say, wait);
    if (who !== undefined) throw refuse(who);
    await discard(paths.lock, found);
  }
  throw refuse("several that begin at this moment");
}

/** Makes the lock, unless there is one: beside it first, so that it never is there in part. */
async function put(path: string, content: string): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await writeNew(temporary, content);
    await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
      if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EACCES"].includes(error.code ?? "")) throw error;
      // File systems without links.
      await writeNew(path, content);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fileProblem(`writing ${path}`, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
    doneWith(temporary);
  }
}

/** Removes a lock that is nobody's, but not one that has come in its place meanwhile. */
async function discard(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await rename(path, temporary);
    if ((await readTextIfAny(temporary, "record")) !== text) await link(temporary, path);
  } catch (error) {
    // Somebody else was faster.
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      throw fileProblem(`removing ${path}`, error);
    }
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
    doneWith(temporary);
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    return schema.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}

const isHere = (holder: ProcessIdentity): boolean => holder.place === thisProcess.place;

/** Who holds a lock, in words, if anybody does. */
async function living(
  path: string,
  text: string,
  say: (line: string) => void,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<string | undefined> {
  const holder = holderIn(text);
  if (holder && isHere(holder)) {
    return isStillThere(holder) ? `process ${holder.pid}, which is still running` : undefined;
  }
  const [touched] = await touchOf(path);
  if (touched === undefined || Date.now() - touched > ABANDONED) return undefined;
  const who = holder ? `process ${holder.pid} on ${holder.host}, which is still running` : "one that has just begun";
  const patience = holder ? WATCHED : EMPTY;
  if (holder) {
    say(
      `Process ${holder.pid} on ${holder.host} took ${path}. Whether it still runs shows within ${WATCHED / 1000} s: waiting.`,
    );
  }
  for (let waited = 0; waited < patience; waited += patience / 20) {
    await wait(patience / 20);
    const [now, content] = await touchOf(path);
    if (now === undefined) return undefined; // given back
    if (now !== touched || content !== text) return who;
  }
  return undefined;
}

/** When a lock was last touched, and what it says; nothing if it is gone. Opened anew, as file servers tell the truth then. */
async function touchOf(path: string): Promise<readonly [touched?: number, text?: string]> {
  const text = await readTextIfAny(path, "record");
  const found = await stat(path).catch(() => undefined);
  return text === undefined || found === undefined ? [] : [found.mtimeMs, text];
}

async function hold(folder: string, content: string): Promise<Lock> {
  const paths = lockPaths(folder);
  const isMine = async (): Promise<boolean> => (await readTextIfAny(paths.lock, "record")) === content;
  // By its handle: a lock in its place is another's.
  const file = await open(paths.lock, "r+").catch(() => undefined);
  const beat = setInterval(() => {
    const now = new Date();
    void file?.utimes(now, now).catch(() => undefined);
  }, BEAT);
  beat.unref();
  return {
    requireHeld: async () => {
      if (await isMine()) return;
      throw problem({
        doing: `training in ${folder}`,
        expected: `${paths.lock} as this process wrote it`,
        came: "another: the run has been taken over, or the lock was deleted",
        next: "Nothing was written since; go on by saddlepoint resume when nobody trains there.",
      });
    },
    release: async () => {
      clearInterval(beat);
      await file?.close().catch(() => undefined);
      if (!(await isMine().catch(() => false))) return;
      await rm(paths.pid, { force: true });
      await rm(paths.lock, { force: true });
    },
  };
}

/** The number in a training.pid without a training.lock, if a process has it that may have written it. */
async function holderOfEarlierVersion(folder: string): Promise<number | undefined> {
  const paths = lockPaths(folder);
  if ((await readTextIfAny(paths.lock, "record")) !== undefined) return undefined;
  const pid = Number(await readTextIfAny(paths.pid, "record"));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

/** The process that trains in a folder, as far as can be seen without waiting. */
export async function trainerOf(folder: string): Promise<number | undefined> {
  const paths = lockPaths(folder);
  const text = await readTextIfAny(paths.lock, "record").catch(() => undefined);
  if (text === undefined) return holderOfEarlierVersion(folder).catch(() => undefined);
  const holder = holderIn(text);
  if (!holder) return undefined;
  if (isHere(holder)) return isStillThere(holder) ? holder.pid : undefined;
  const [touched = 0] = await touchOf(paths.lock).catch(() => []);
  return Date.now() - touched < WATCHED ? holder.pid : undefined;
}
