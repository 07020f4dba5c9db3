import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { problem } from "../index.ts";

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
};

/** A file system error in words. */
export function fileProblem(doing: string, error: unknown, expected = "to be able to"): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = EXPLANATIONS[code];
  if (!known) return error;
  const [came, next] = known;
  return problem({ doing, expected, came: `${came} (${code})`, next, cause: error });
}

/** Writes a file whole or not at all: to a temporary name beside it, then renamed. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      // Without this the rename may reach the disk before the bytes.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(`writing ${path}`, error);
  }
}

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw fileProblem(`reading ${path}`, error, "a file that can be read");
  }
}

export const readText = async (path: string): Promise<string> => new TextDecoder().decode(await readBytes(path));
