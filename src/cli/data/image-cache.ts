/**
 * Decoded pictures in one file, from which minibatches are read: memory stays bounded however many there are. Beside it a
 * JSON file says what it was made from; when that has changed, it is made anew.
 */
import { createHash, randomBytes } from "node:crypto";
import { openSync, readSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { problem } from "../../index.ts";
import { fileProblem, makeFolder, writeWhole } from "../files.ts";
import { readText } from "../reading.ts";
import { decodeImage, type Form } from "./image-decode.ts";
import { type ImageFile, reasonOf } from "./image-files.ts";
import type { Skipped } from "./request.ts";

const FORMAT = "saddlepoint images 1";

/** What the JSON file holds. */
interface CacheEntry {
  readonly format: string;
  /** Changes with any name, size or date of the files that were read. */
  readonly signature: string;
  readonly count: number;
  readonly form: Form;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly skipped: readonly Skipped[];
  /** Of the file of bytes, to notice that it was touched; milliseconds. */
  readonly changed: number;
}

export interface ImageCache {
  readonly entry: CacheEntry;
  readonly path: string;
}

const sizeOfImage = ({ channels, size }: Form): number => channels * size * size;

export const signatureOf = (files: readonly ImageFile[]): string =>
  createHash("sha256")
    .update(JSON.stringify(files.map(({ name, bytes, changed }) => [name, bytes, changed])))
    .digest("hex");

const paths = (folder: string, key: string, digest: string) => ({
  entry: join(folder, `images-${key}.json`),
  // Named by content: processes that build at once write the same file or different ones.
  bytes: join(folder, `images-${key}-${digest.slice(0, 16)}.bytes`),
});

/** The cache of this key, if it was made from these files and is whole. */
export async function findCache(folder: string, key: string, signature: string): Promise<ImageCache | undefined> {
  try {
    const entry = JSON.parse(await readText(paths(folder, key, "").entry, "record")) as CacheEntry;
    if (entry.format !== FORMAT || entry.signature !== signature) return undefined;
    const path = paths(folder, key, entry.digest).bytes;
    const found = await stat(path);
    const whole = found.size === entry.count * sizeOfImage(entry.form) && Math.round(found.mtimeMs) === entry.changed;
    return whole ? { entry, path } : undefined;
  } catch {
    return undefined; // not there, or not readable: it is made anew
  }
}

/** Decodes every file into a new cache; `progress` is told how many are done. */
export async function buildCache(
  folder: string,
  key: string,
  files: readonly ImageFile[],
  form: Form,
  progress: (done: number) => void,
): Promise<ImageCache> {
  const doing = `writing decoded images to ${folder}`;
  const temporary = join(folder, `.images-${key}.${randomBytes(4).toString("hex")}.tmp`);
  let file: FileHandle | undefined;
  try {
    await makeFolder(folder);
    file = await open(temporary, "wx");
    const hash = createHash("sha256");
    const skipped: Skipped[] = [];
    let count = 0;
    for await (const { name, pixels, reason } of decodeInOrder(files, form)) {
      if (pixels) {
        hash.update(pixels);
        await file.write(pixels);
        count++;
      } else skipped.push({ name, reason });
      progress(count + skipped.length);
    }
    await file.sync();
    await file.close();
    file = undefined;
    const digest = hash.digest("hex");
    const path = paths(folder, key, digest).bytes;
    await rename(temporary, path);
    const changed = Math.round((await stat(path)).mtimeMs);
    const entry: CacheEntry = {
      format: FORMAT,
      signature: signatureOf(files),
      count,
      form,
      digest,
      skipped,
      changed,
    };
    await writeWhole(paths(folder, key, "").entry, `${JSON.stringify(entry)}\n`);
    await removeOld(folder, key, path);
    return { entry, path };
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(doing, error, "to be able to (--cache-dir chooses another place)");
  }
}

interface Decoded {
  readonly name: string;
  readonly pixels?: Uint8Array;
  readonly reason: string;
}

/** Decodes some files ahead, and hands them on in their order. */
async function* decodeInOrder(files: readonly ImageFile[], form: Form): AsyncGenerator<Decoded> {
  const ahead = 2 * Math.max(4, availableParallelism());
  const decode = async ({ name, path }: ImageFile): Promise<Decoded> => {
    try {
      return { name, pixels: await decodeImage(path, form), reason: "" };
    } catch (error) {
      return { name, reason: reasonOf(error) };
    }
  };
  const running: Promise<Decoded>[] = [];
  for (const file of files) {
    running.push(decode(file));
    if (running.length >= ahead) yield (await running.shift()) as Decoded;
  }
  for (const last of running) yield await last;
}

/** What the same folder looked like before is of no more use. A reader that still has it open keeps it. */
async function removeOld(folder: string, key: string, current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`images-${key}-`) && path !== current) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Reads images by number, through one buffer. */
export function imageReader({ entry, path }: ImageCache): (index: number, to: Float32Array, at: number) => void {
  const size = sizeOfImage(entry.form);
  const buffer = new Uint8Array(size);
  const file = openSync(path, "r");
  // It stays open: it may be replaced while we train.
  return (index, to, at) => {
    if (readSync(file, buffer, 0, size, index * size) !== size) {
      throw problem({
        doing: `reading image ${index} from ${path}`,
        expected: `${size} bytes`,
        came: "fewer: the file was cut off meanwhile",
        next: "Start again; the images are then decoded anew.",
      });
    }
    for (let j = 0; j < size; j++) to[at + j] = buffer[j]! / 127.5 - 1; // j < size
  };
}
