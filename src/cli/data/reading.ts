/**
 * How files come into memory: regular ones alone, and never more than a file of their kind can have. What a path leads to may
 * be a pipe on which one waits for ever, a device without an end, or more than the machine holds.
 */
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { formatNumber, problem } from "../../inner.ts";
import { fileProblem } from "../files/writing.ts";

const [MB, GB] = [2 ** 20, 2 ** 30];

interface Bound {
  /** Bytes. */
  readonly most: number;
  /** The way out where a file has more. */
  readonly next: string;
}

/** For what only saddlepoint writes. */
const PUT_BACK = "Put back what saddlepoint wrote.";

const kinds = {
  /** What a run keeps beside its states: config.json, scores.json and the like. As JSON it takes up to 20 times its bytes. */
  record: { most: 32 * MB, next: PUT_BACK },
  /** metrics.jsonl */
  lines: { most: GB, next: PUT_BACK },
  checkpoint: { most: 2 * GB, next: PUT_BACK },
  /** A string of JavaScript has at most 2^29 − 24 characters. */
  table: { most: 500 * MB, next: "Give a part of its rows, or save them as a .npy file." },
  /** .npy and IDX */
  array: { most: 2 * GB, next: "Give a part of it; pictures in a folder may be as many as the disk holds." },
  picture: { most: 256 * MB, next: "Save it smaller." },
  /** ONNX files have no more. */
  model: { most: 2 * GB, next: "Give a smaller model." },
  /** Our own HTML. */
  page: { most: 500 * MB, next: "Write it again." },
  /** What is installed with the package. */
  installed: { most: 64 * MB, next: "Install saddlepoint again." },
} as const satisfies Record<string, Bound>;

export type FileKind = keyof typeof kinds;

/** Bytes of a line; those of metrics.jsonl have some hundred. */
const LONGEST_LINE = MB;
/** Bytes that are read at a time where a file's size is not known before. */
const CHUNK = 2 ** 16;

const sizeText = (bytes: number): string =>
  bytes < 10 * MB ? `${formatNumber(bytes)} bytes` : `${formatNumber(Math.round(bytes / MB))} MB`;

/** Where a container has less memory than the machine, less than that. */
function memoryOfMachine(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? Math.min(granted, totalmem()) : totalmem();
}

function refuseLarger(doing: string, kind: FileKind, bytes: number): void {
  const { most, next } = kinds[kind];
  const room = memoryOfMachine();
  if (bytes <= Math.min(most, room)) return;
  throw problem({
    doing,
    expected: most <= room ? `at most ${sizeText(most)}` : `less than this machine's memory (${sizeText(room)})`,
    came: sizeText(bytes),
    next,
  });
}

function refuseOthers(doing: string, kind: FileKind, found: Stats): void {
  if (found.isFile()) return;
  const [came, next] = found.isDirectory()
    ? ["a folder", "Give the name of a file."]
    : [
        found.isFIFO() ? "a pipe" : found.isSocket() ? "a socket" : "a device",
        "Write what comes out of it to a file, and give that.",
      ];
  throw problem({ doing, expected: "a file", came, next: kinds[kind].next === PUT_BACK ? PUT_BACK : next });
}

interface OpenedFile {
  readonly file: FileHandle;
  /** At this moment: others may be writing. */
  readonly size: number;
}

/** Opens a regular file, without a look at its size. */
async function openRegular(path: string, kind: FileKind): Promise<OpenedFile> {
  const doing = `reading ${path}`;
  let file: FileHandle | undefined;
  try {
    // To open a device may do something, and to open a pipe waits for who writes to it.
    refuseOthers(doing, kind, await stat(path));
    // Something else may have come in its place meanwhile.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    refuseOthers(doing, kind, found);
    return { file, size: found.size };
  } catch (error) {
    await file?.close();
    throw fileProblem(doing, error, "a file that can be read");
  }
}

/**
 * Opens a regular file that is not too large for its kind. The caller closes it.
 *
 * Errors: everything else is refused in words, before anything of it is read.
 */
export async function openFile(path: string, kind: FileKind): Promise<OpenedFile> {
  const opened = await openRegular(path, kind);
  try {
    refuseLarger(`reading ${path}`, kind, opened.size);
    return opened;
  } catch (error) {
    await opened.file.close();
    throw error;
  }
}

/** The first bytes of a file, however large it is: they tell what it is. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const { file } = await openRegular(path, "array");
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileProblem(`reading ${path}`, error, "a file that can be read");
  } finally {
    await file.close();
  }
}

/** The whole of a file. */
export async function readBytes(path: string, kind: FileKind): Promise<Uint8Array<ArrayBuffer>> {
  const doing = `reading ${path}`;
  const { file, size } = await openFile(path, kind);
  try {
    let bytes = new Uint8Array(size);
    let length = 0;
    for (;;) {
      // It may have grown, and files of /proc say that they are empty.
      if (length === bytes.length) {
        const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK), 0, CHUNK, length);
        if (bytesRead === 0) return bytes;
        refuseLarger(doing, kind, length + bytesRead);
        const longer = new Uint8Array(Math.max(2 * length, length + bytesRead));
        longer.set(bytes);
        longer.set(buffer.subarray(0, bytesRead), length);
        [bytes, length] = [longer, length + bytesRead];
        continue;
      }
      const { bytesRead } = await file.read(bytes, length, Math.min(GB, bytes.length - length), length);
      // It may have become shorter, or the buffer was made longer than it had to be.
      if (bytesRead === 0) return bytes.slice(0, length);
      length += bytesRead;
    }
  } catch (error) {
    throw fileProblem(doing, error, "a file that can be read");
  } finally {
    await file.close();
  }
}

/** A file as text: UTF-8, without a mark at its beginning. */
export const readText = async (path: string, kind: FileKind): Promise<string> =>
  new TextDecoder().decode(await readBytes(path, kind));

/** The same, or `undefined` where there is no such file. */
export async function readTextIfAny(path: string, kind: FileKind): Promise<string | undefined> {
  try {
    return await readText(path, kind);
  } catch (error) {
    if (error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT")
      return undefined;
    throw error;
  }
}

/** The lines of a file one by one, also a last one that does not end. */
export async function* readLines(path: string, kind: FileKind): AsyncGenerator<string> {
  const doing = `reading ${path}`;
  const { file, size } = await openFile(path, kind);
  const decoder = new TextDecoder();
  let pieces: Uint8Array[] = [];
  let length = 0;
  const keep = (piece: Uint8Array): void => {
    pieces.push(piece);
    length += piece.length;
    if (length <= LONGEST_LINE) return;
    throw problem({
      doing,
      expected: `lines of at most ${sizeText(LONGEST_LINE)}`,
      came: "a longer one",
      next: kinds[kind].next,
    });
  };
  const take = (): string => {
    const line = decoder.decode(Buffer.concat(pieces));
    [pieces, length] = [[], 0];
    return line;
  };
  try {
    if (size === 0) return;
    for await (const chunk of file.createReadStream({ start: 0, end: size - 1, autoClose: false })) {
      const bytes = chunk as Buffer;
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        keep(bytes.subarray(from, end));
        yield take();
        from = end + 1;
      }
      if (from < bytes.length) keep(bytes.subarray(from));
    }
    if (length > 0) yield take();
  } catch (error) {
    throw fileProblem(doing, error, "a file that can be read");
  } finally {
    await file.close();
  }
}
