/** A file that is written part after part, whole or not at all. */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { doneWith, removeAbandonedOnce, temporaryName } from "./temporary.ts";
import { fileProblem } from "./writing.ts";

/** Calls `write` with what takes the parts, in order; the file is there when it is done. */
export async function writeParts<T>(
  path: string,
  write: (take: (part: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  await removeAbandonedOnce(dirname(path));
  const temporary = temporaryName(path);
  let file: FileHandle | undefined;
  const failed = (error: unknown): unknown => fileProblem(`writing ${path}`, error);
  try {
    const opened = await open(temporary, "wx").catch((error: unknown) => {
      throw failed(error);
    });
    file = opened;
    const result = await write(async (part) => {
      await opened.writeFile(part).catch((error: unknown) => {
        throw failed(error);
      });
    });
    // Without this a rename may reach the disk before the bytes.
    await opened.sync();
    await opened.close();
    file = undefined;
    await rename(temporary, path);
    return result;
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw failed(error);
  } finally {
    doneWith(temporary);
  }
}
