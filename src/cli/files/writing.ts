import { appendFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { problem } from "../../inner.ts";
import { doneWith, removeAbandonedOnce, temporaryName } from "./temporary.ts";

/** What the operating system's error codes mean, and what to do. */
const EXPLANATIONS: Readonly<Record<string, readonly [came: string, next: string]>> = {
  ENOENT: ["no such file or folder", "Check the path."],
  EACCES: ["no permission", "Choose another place, or change its permissions."],
  EPERM: ["no permission", "Choose another place, or change its permissions."],
  EROFS: ["a read-only file system", "Choose another place."],
  ENOSPC: ["a full disk", "Free some space."],
  EDQUOT: ["a quota that is used up", "Free some space."],
  EISDIR: ["a folder", "Give the name of a file."],
  ENOTDIR: ["a file where a folder should be", "Check the path."],
  EFBIG: ["a limit on the size of files", "Choose another place."],
  EMFILE: ["too many open files", "Close some programs."],
  ENFILE: ["too many open files", "Close some programs."],
  ENAMETOOLONG: ["a name that is too long for this file system", "Choose a shorter one."],
  ELOOP: ["links that lead in a circle", "Give the path that they should lead to."],
  EIO: ["a device that fails", "Check the disk; copy what is on it elsewhere first."],
  ENXIO: ["a device that is not there", "Check the path."],
  ENODEV: ["a device that is not there", "Check the path."],
  EBUSY: ["a file or folder that is in use", "Close what uses it."],
  ETXTBSY: ["a program that is running", "Choose another place."],
  EEXIST: ["something that is there already", "Choose another name."],
  ENOTEMPTY: ["a folder with files in it", "Choose another place."],
  EMLINK: ["too many links", "Choose another place."],
  ESTALE: ["a folder that a file server no longer knows", "Mount it anew, and go on."],
  ETIMEDOUT: ["a file server that does not answer", "Wait for it, and go on."],
  ENOTCONN: ["a file server that does not answer", "Mount it anew, and go on."],
  EHOSTDOWN: ["a file server that does not answer", "Wait for it, and go on."],
  ENOTSUP: ["a file system that cannot do this", "Choose another place."],
  ENOSYS: ["a file system that cannot do this", "Choose another place."],
};

/** An error of the operating system in words; any other error as it is. */
export function fileProblem(doing: string, error: unknown, expected = "to be able to"): unknown {
  if (!isSystemError(error)) return error;
  const { code } = error;
  const [came, next] = EXPLANATIONS[code] ?? [error.message.replace(/^[A-Z0-9]+: /, ""), "Check the path."];
  return problem({ doing, expected, came: `${came} (${code})`, next, cause: error });
}

/** Whether the operating system refused something. Errors that Node has of itself have codes of another form. */
const isSystemError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && "code" in error && "syscall" in error && /^E[A-Z0-9]+$/.test(String(error.code));

export const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Makes a folder and those above it. Node's own `recursive` tries for ever where folders cannot be made at all (/proc on
 * Linux), so this goes up until a folder can be made or there is a reason why not.
 */
export async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<string | undefined> =>
    mkdir(path).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST" || error.code === "ENOENT") return error.code;
        throw error;
      },
    );
  if ((await make()) !== "ENOENT") return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  if ((await make()) === "ENOENT") await mkdir(path); // throws what is the matter
}

/** Writes a file whole or not at all: to a temporary name beside it, then renamed. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await removeAbandonedOnce(dirname(path));
  const temporary = temporaryName(path);
  try {
    await writeNew(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(`writing ${path}`, error);
  } finally {
    doneWith(temporary);
  }
}

/** Adds to the end of a file, which is made where there is none. */
export async function append(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await appendFile(path, content);
  } catch (error) {
    throw fileProblem(`writing ${path}`, error);
  }
}

/** Writes a file that is not there yet, to the disk itself. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    // Without this a rename may reach the disk before the bytes.
    await file.sync();
  } finally {
    await file.close();
  }
}
