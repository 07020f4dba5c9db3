/** Which files of a folder are pictures. Nothing is opened here. */
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileProblem } from "../files/writing.ts";
import { endingOf, kindByEnding } from "./file-kinds.ts";
import type { Skipped } from "./request.ts";

export interface ImageFile {
  /** Path below the folder, with `/` on every system. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds. */
  readonly changed: number;
}

export interface Listing {
  /** Sorted by name, so that the order does not depend on the file system. */
  readonly files: readonly ImageFile[];
  /** How many files of which kinds are passed over, because they are no pictures that are read by their ending. */
  readonly others: ReadonlyMap<string, number>;
  /** Names of those of them that lie right in the folder. */
  readonly present: ReadonlySet<string>;
  readonly skipped: readonly Skipped[];
}

/** Pictures whose names begin with a dot: previews and the like, made by programs. */
const HIDDEN = "hidden";

/** What a file that is passed over is called: by its format if it is known, otherwise by its ending. */
export const otherKind = (name: string): string =>
  kindByEnding(name)?.name ?? (endingOf(name) === "" ? "without an ending" : endingOf(name).toUpperCase());

/** Every picture below a folder. Symbolic links are followed only if asked; what they lead to is then read once. */
export async function listImages(folder: string, followLinks: boolean): Promise<Listing> {
  const files: ImageFile[] = [];
  const skipped: Skipped[] = [];
  const others = new Map<string, number>();
  const present = new Set<string>();
  const seen = new Set<string>();
  const root = await realpath(folder);

  const visit = async (path: string, name: string): Promise<void> => {
    const real = await realpath(path);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await readdir(path).catch((error: unknown) => {
      if (name === "") throw fileProblem(`reading ${folder}`, error, "a folder that can be read");
      skipped.push({ name, reason: reasonOf(error) });
      return [];
    });
    for (const entry of entries) {
      if (entry.startsWith(".")) {
        if (kindByEnding(entry)?.picture === "read") others.set(HIDDEN, (others.get(HIDDEN) ?? 0) + 1);
        continue;
      }
      await look(join(path, entry), name === "" ? entry : `${name}/${entry}`);
    }
  };

  const look = async (path: string, name: string): Promise<void> => {
    try {
      const link = (await lstat(path)).isSymbolicLink();
      if (link) {
        const target = await realpath(path);
        const inside = target === root || target.startsWith(root + sep);
        if (!followLinks || inside) {
          const reason = inside
            ? "a link to what is read anyway"
            : "a link out of the folder (--follow-links reads it)";
          skipped.push({ name, reason });
          return;
        }
      }
      const found = await stat(path);
      if (found.isDirectory()) await visit(path, name);
      else if (!found.isFile() || kindByEnding(name)?.picture !== "read") {
        const kind = found.isFile() ? otherKind(name) : "that are no files";
        others.set(kind, (others.get(kind) ?? 0) + 1);
        if (found.isFile() && !name.includes("/")) present.add(name);
      } else files.push({ name, path, bytes: found.size, changed: Math.round(found.mtimeMs) });
    } catch (error) {
      skipped.push({ name, reason: reasonOf(error) });
    }
  };

  await visit(folder, "");
  files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { files, others, present, skipped };
}

/** Why a file could not be read, in a few words. */
export function reasonOf(error: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: "it is not there (any more)",
    EACCES: "no permission",
    EPERM: "no permission",
    ELOOP: "links in a circle",
  };
  const { code, cause, message } = error as NodeJS.ErrnoException;
  const why = code ?? (cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  return words[why] ?? message.split("\n")[0] ?? "unreadable";
}
