import { mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import envPaths from "env-paths";

/** Where files are kept that can be made or downloaded again. */
export interface CacheFolder {
  readonly place: string;
  /** Why it is not the usual place, in a sentence. */
  readonly notice?: string;
}

/**
 * Where downloads and decoded images are kept: in the folder that was asked for, or in the user's cache. Users without a home, as
 * services have them, get one of their own among temporary files.
 */
export async function cacheFolder(asked: string | undefined): Promise<CacheFolder> {
  if (asked !== undefined) return { place: resolve(asked) };
  const usual = envPaths("saddlepoint", { suffix: "" }).cache;
  if (await canBeMade(usual)) return { place: usual };
  const user = process.getuid?.();
  const place = join(tmpdir(), `saddlepoint${user === undefined ? "" : `-${user}`}`);
  // Somebody else's folder of that name is not trusted; that the usual one cannot be written is said then.
  if (!(await canBeMade(place)) || (user !== undefined && (await stat(place)).uid !== user)) return { place: usual };
  return {
    place,
    notice: `${usual} cannot be made, so that what can be made again is kept in ${place}, which the system may empty; --cache-dir names another place.`,
  };
}

/** Makes a folder that its user alone can enter, unless it is there. */
const canBeMade = (folder: string): Promise<boolean> =>
  mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  );
