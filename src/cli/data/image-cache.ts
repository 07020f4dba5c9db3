/**
 * Decoded pictures in one file, from which minibatches are read: memory stays bounded however many there are. Beside it a
 * JSON file says what it was made from; when that has changed, it is made anew.
 */
import { createHash } from "node:crypto";
import { openSync, readSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { problem } from "../../inner.ts";
import { doneWith, removeAbandonedOnce, temporaryName } from "../files/temporary.ts";
import { fileProblem, makeFolder, writeWhole } from "../files/writing.ts";
import { type CacheEntry, FORMAT, type Oblong, readEntry } from "./cache-entry.ts";
import { bytesOf, type Form, fitOf, isAlike, isEnlarged, sidesOf, sidesText } from "./form.ts";
import { decodeImage, type Picture } from "./image-decode.ts";
import { type DepthRange, measureDepths } from "./image-depth.ts";
import type { ImageFile } from "./image-files.ts";
import { pictureReason } from "./picture-reason.ts";
import type { Skipped } from "./request.ts";

export interface ImageCache {
  readonly entry: CacheEntry;
  readonly path: string;
}

const signatureOf = (files: readonly ImageFile[]): string =>
  createHash("sha256")
    .update(JSON.stringify(files.map(({ name, bytes, changed }) => [name, bytes, changed])))
    .digest("hex");

const paths = (folder: string, key: string, digest: string) => ({
  entry: join(folder, `images-${key}.json`),
  // Named by content: processes that build at once write the same file or different ones.
  bytes: join(folder, `images-${key}-${digest.slice(0, 16)}.bytes`),
});

/** The cache of this key, if it was made from these files, in this form, and is whole. */
export async function findCache(
  folder: string,
  key: string,
  files: readonly ImageFile[],
  form: Form,
): Promise<ImageCache | undefined> {
  const entry = await readEntry(paths(folder, key, "").entry);
  if (!entry || entry.signature !== signatureOf(files) || !isDeepStrictEqual(entry.form, form)) return undefined;
  const path = paths(folder, key, entry.digest).bytes;
  const found = await stat(path).catch(() => undefined);
  const whole = found?.size === entry.count * bytesOf(form) && Math.round(found.mtimeMs) === entry.changed;
  return whole ? { entry, path } : undefined;
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
  const temporary = temporaryName(join(folder, `images-${key}`));
  let file: FileHandle | undefined;
  try {
    await makeFolder(folder);
    await removeAbandonedOnce(folder);
    file = await open(temporary, "wx");
    const depths = await measureDepths(files, form.range);
    const seen = await writePixels(file, decodeInOrder(files, form, depths), form, progress);
    await file.sync();
    await file.close();
    file = undefined;
    const path = paths(folder, key, seen.digest).bytes;
    await rename(temporary, path);
    const changed = Math.round((await stat(path)).mtimeMs);
    const { count, digest, skipped, ...shown } = seen;
    const signature = signatureOf(files);
    const entry: CacheEntry = { format: FORMAT, signature, count, form, digest, skipped, depths, ...shown, changed };
    await writeWhole(paths(folder, key, "").entry, `${JSON.stringify(entry)}\n`);
    await removeOld(folder, key, path);
    return { entry, path };
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(doing, error, "to be able to (--cache-dir chooses another place)");
  } finally {
    doneWith(temporary);
  }
}

type Seen = Pick<
  CacheEntry,
  "digest" | "count" | "skipped" | "disguised" | "oblong" | "several" | "enlarged" | "brightest" | "transparent"
>;

/** Writes the pixels of every picture, one after the other, and counts what is said of them. */
async function writePixels(
  file: FileHandle,
  decoded: ReturnType<typeof decodeInOrder>,
  form: Form,
  progress: (done: number) => void,
): Promise<Seen> {
  const hash = createHash("sha256");
  const [skipped, disguised]: [Skipped[], Skipped[]] = [[], []];
  const made = sidesOf(form);
  const oblong = new Map<string, Oblong>();
  let [count, several, enlarged, brightest, transparent] = [0, 0, 0, 0, 0];
  for await (const { name, picture, reason } of decoded) {
    if (picture) {
      hash.update(picture.pixels);
      await file.write(picture.pixels);
      count++;
      several += picture.several ? 1 : 0;
      transparent += picture.transparent ? 1 : 0;
      const { sides } = picture;
      const key = sidesText(sides);
      enlarged += isEnlarged(sides, made, fitOf(form)) ? 1 : 0;
      if (!isAlike(sides, made)) oblong.set(key, { ...sides, count: (oblong.get(key)?.count ?? 0) + 1 });
      brightest = Math.max(brightest, brightestOf(picture.pixels, form));
      if (picture.disguise !== undefined) disguised.push({ name, reason: picture.disguise });
    } else skipped.push({ name, reason });
    progress(count + skipped.length);
  }
  const digest = hash.digest("hex");
  return { count, digest, skipped, brightest, disguised, oblong: [...oblong.values()], enlarged, several, transparent };
}

/** The largest byte; that of an opacity is no brightness. */
function brightestOf(pixels: Uint8Array, { channels }: Form): number {
  const colours = channels === 4 ? pixels.subarray(0, (3 * pixels.length) / 4) : pixels;
  return colours.reduce((most, byte) => Math.max(most, byte), 0);
}

interface Decoded {
  readonly name: string;
  readonly picture?: Picture;
  /** Why there is none. */
  readonly reason: string;
}

/**
 * Decodes some files ahead, and hands them on in their order. libvips keeps one text of what went wrong for all that it does at
 * once: a file that fails is read again alone, to have its own reason.
 */
async function* decodeInOrder(
  files: readonly ImageFile[],
  form: Form,
  depths: readonly DepthRange[],
): AsyncGenerator<Decoded> {
  const ahead = 2 * Math.max(4, availableParallelism());
  const decode = async ({ name, path }: ImageFile): Promise<Decoded> => {
    try {
      return { name, picture: await decodeImage(path, form, depths), reason: "" };
    } catch (error) {
      return { name, reason: pictureReason(error) };
    }
  };
  const running: Promise<Decoded>[] = [];
  const next = async (file: ImageFile): Promise<Decoded> => {
    const decoded = (await running.shift()) as Decoded;
    if (decoded.picture) return decoded;
    await Promise.all(running);
    return decode(file);
  };
  let done = 0;
  for (const file of files) {
    running.push(decode(file));
    if (running.length >= ahead) yield await next(files[done++] as ImageFile);
  }
  while (running.length > 0) yield await next(files[done++] as ImageFile);
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
  const size = bytesOf(entry.form);
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
