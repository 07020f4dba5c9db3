import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
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
