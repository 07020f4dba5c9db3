/** The run that the server gives beside the page: `saddlepoint lab RUN`. It is read again and again while it trains. */
import {
  type Config,
  checkConfig,
  type MetricsLine,
  parseMetricsLine,
  readCsv,
  readLines,
  safeText,
  type WrittenTable,
} from "#inner";
import type { Values } from "../worker/protocol.ts";

/** What there is of a run by now. */
export interface RunIndex {
  readonly name: string;
  /** config.json. */
  readonly config: { readonly preset?: string; readonly config: Config };
  /** Steps, ascending. */
  readonly checkpoints: readonly number[];
  readonly training: boolean;
  readonly metricsBytes: number;
  /** Names of files under samples/. */
  readonly samples: readonly string[];
}

export interface RunNews {
  readonly index: RunIndex;
  /** What was added, in order. */
  readonly lines: readonly MetricsLine[];
  /** The run was begun anew or went back: lines that came before no longer hold. */
  readonly anew: boolean;
}

/** Why something could not be read, for the page to say in the reader's language. */
export type Trouble =
  | { readonly kind: "unreachable"; readonly path: string }
  | { readonly kind: "refused"; readonly path: string; readonly status: number }
  | { readonly kind: "unreadable"; readonly path: string }
  | { readonly kind: "gone"; readonly step: number };

/** How files are asked for: `fetch`, unless a test has its own. */
export type Fetching = (path: string, init: RequestInit) => Promise<Response>;

const byFetch: Fetching = (path, init) => fetch(path, init);

const fail = (trouble: Trouble): Error => new Error(`Reading the run failed: ${trouble.kind}`, { cause: trouble });

/** The trouble in an error of these functions; `undefined` for any other error. */
export function troubleOf(error: unknown): Trouble | undefined {
  const cause = error instanceof Error ? (error.cause as Trouble | undefined) : undefined;
  return typeof cause?.kind === "string" ? cause : undefined;
}

async function ask(path: string, init: RequestInit, fetching: Fetching): Promise<Response> {
  try {
    // Relative to the page, so that it works under a sub-path.
    return await fetching(`run/${path}`, { cache: "no-cache", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw fail({ kind: "unreachable", path });
  }
}

/** The body, or the trouble with it: a connection may break while it is read. */
async function bodyOf<T>(path: string, read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw fail({ kind: "unreadable", path });
  }
}

/** `null` where no run is served. */
export async function openRun(signal?: AbortSignal, fetching = byFetch): Promise<RunIndex | null> {
  const path = "index.json";
  const response = await ask(path, signal ? { signal } : {}, fetching);
  if (response.status === 404) return null;
  if (!response.ok) throw fail({ kind: "refused", path, status: response.status });
  const index = await bodyOf(path, () => response.json() as Promise<Partial<RunIndex> | null>, signal);
  const whole = typeof index?.name === "string" && Array.isArray(index.checkpoints) && Array.isArray(index.samples);
  if (!whole || !isConfig(index.config?.config)) throw fail({ kind: "unreadable", path });
  return index as RunIndex;
}

function isConfig(given: unknown): given is Config {
  try {
    checkConfig(given, "reading the run");
    return true;
  } catch {
    return false;
  }
}

/** How far metrics.jsonl was read: to the end of its last whole line, whose step is `step`. */
interface Place {
  readonly bytes: number;
  readonly step: number;
}
const START: Place = { bytes: 0, step: -1 };

const NEWLINE = 10;

/** What stands in metrics.jsonl after so many bytes; `null` if it is not that long. */
async function bytesAfter(from: number, signal: AbortSignal, fetching: Fetching): Promise<Uint8Array | null> {
  const path = "metrics.jsonl";
  const response = await ask(path, { signal, headers: { Range: `bytes=${from}-` } }, fetching);
  switch (response.status) {
    case 404:
      // A run that has not reported yet has no such file.
      return from === 0 ? new Uint8Array() : null;
    case 416: {
      const length = Number(/\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1] ?? 0);
      return length < from ? null : new Uint8Array();
    }
    case 200:
    case 206: {
      const bytes = new Uint8Array(await bodyOf(path, () => response.arrayBuffer(), signal));
      // A server that knows no ranges gives all of it.
      if (response.status === 206) return bytes;
      return bytes.length < from ? null : bytes.subarray(from);
    }
    default:
      throw fail({ kind: "refused", path, status: response.status });
  }
}

interface Reading {
  readonly place: Place;
  readonly lines: readonly MetricsLine[];
  readonly anew: boolean;
}

/** Reads on from a place. The line that is being written waits for the next time. */
async function readOn(place: Place, length: number, signal: AbortSignal, fetching: Fetching): Promise<Reading> {
  if (length === place.bytes) return { place, lines: [], anew: false };
  const bytes = length < place.bytes ? null : await bytesAfter(place.bytes, signal, fetching);
  const end = bytes ? bytes.lastIndexOf(NEWLINE) + 1 : 0;
  const texts = bytes ? new TextDecoder().decode(bytes.subarray(0, end)).split("\n").slice(0, -1) : [];
  const all = texts.map(parseMetricsLine);
  const first = all[0];
  // Also a file that was written anew and is long again: its lines do not go on where the old ones ended.
  const other = place.bytes > 0 && texts.length > 0 && !(first && first.step > place.step);
  if (bytes === null || other) return { ...(await readOn(START, Number.NaN, signal, fetching)), anew: true };
  const lines = all.filter((line) => line !== undefined);
  return { place: { bytes: place.bytes + end, step: lines.at(-1)?.step ?? place.step }, lines, anew: false };
}

/** Failures in a row that are borne: a server that is being restarted, or a file that is just being replaced. */
const PATIENCE = 3;

/**
 * Tells at once what there is, and while the run trains every `pause` milliseconds what was added. Ends when training has ended or
 * the signal says so. Throws if nothing can be read at first, or several times in a row later.
 */
export async function followMetrics(
  onNews: (news: RunNews) => void,
  signal: AbortSignal,
  { fetching = byFetch, pause = 2000 }: { readonly fetching?: Fetching; readonly pause?: number } = {},
): Promise<void> {
  let place: Place | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const index = await openRun(signal, fetching);
      if (!index) throw fail({ kind: "refused", path: "index.json", status: 404 });
      const read = await readOn(place ?? START, index.metricsBytes, signal, fetching);
      if (signal.aborted) return;
      place = read.place;
      failures = 0;
      onNews({ index, lines: read.lines, anew: read.anew });
      // The index was read before the lines: after it nothing more is written.
      if (!index.training) return;
    } catch (error) {
      if (signal.aborted) return;
      if (place === undefined || ++failures >= PATIENCE) throw error;
    }
    await wait(pause, signal);
  }
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });

export async function checkpointBytes(step: number, signal?: AbortSignal, fetching = byFetch): Promise<Uint8Array> {
  const path = `checkpoints/step-${step}.safetensors`;
  const response = await ask(path, signal ? { signal } : {}, fetching);
  if (response.status === 404) throw fail({ kind: "gone", step });
  if (!response.ok) throw fail({ kind: "refused", path, status: response.status });
  return new Uint8Array(await bodyOf(path, () => response.arrayBuffer(), signal));
}

/** Rows of a mixed table, as they are written. */
export interface WrittenRows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The rows of a CSV file under samples/. */
export async function sampleRows(name: string, signal?: AbortSignal, fetching = byFetch): Promise<WrittenRows> {
  const path = `samples/${name}`;
  const response = await ask(path, signal ? { signal } : {}, fetching);
  if (!response.ok) throw fail({ kind: "refused", path, status: response.status });
  const text = await bodyOf(path, () => response.text(), signal);
  try {
    const { names, rows } = readLines("reading samples", name, text, { header: "yes", comments: "no" });
    return { names, rows: rows.map(({ fields }) => fields) };
  } catch {
    throw fail({ kind: "unreadable", path });
  }
}

/** Where a picture of the run is. */
export const sampleUrl = (name: string): string => `run/samples/${name}`;

/** Examples of a CSV file under samples/: `size` numbers each, or those of the columns of a table. */
export async function sampleValues(
  name: string,
  of: number | WrittenTable,
  signal?: AbortSignal,
  fetching = byFetch,
): Promise<Values> {
  const path = `samples/${name}`;
  const response = await ask(path, signal ? { signal } : {}, fetching);
  if (!response.ok) throw fail({ kind: "refused", path, status: response.status });
  const text = await bodyOf(path, () => response.text(), signal);
  if (typeof of !== "number") {
    try {
      return readCsv(name, text, { header: "yes", columns: of.columns.map((column) => safeText(column.name)) }).values;
    } catch {
      throw fail({ kind: "unreadable", path });
    }
  }
  // The first line names the columns.
  const values = Float32Array.from(text.trim().split("\n").slice(1).join().split(","), Number);
  if (values.length % of !== 0 || values.some(Number.isNaN)) throw fail({ kind: "unreadable", path });
  return values;
}
