/** What the lab's server tells of a run folder, read-only. */
import { access, constants, readdir, realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, extname, join, sep } from "node:path";
import { problem } from "../../inner.ts";
import { say, send, sendFile } from "../http/answers.ts";
import { trainerOf } from "../run/lock.ts";
import { readRecord } from "../run/record.ts";

/** All that is served of a run. These names need no decoding: what does is none of them. */
const SERVED =
  /^(config\.json|metrics\.jsonl|checkpoints\/step-\d+\.safetensors|samples\/[\w-][\w.-]*\.(png|webp|csv))$/;

const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".png": "image/png",
  ".webp": "image/webp",
};

export async function sendOfRun(
  run: string | undefined,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === "index.json") {
    const index = run === undefined ? { none: true } : await indexOf(run);
    return send(response, run === undefined ? 404 : 200, TYPES[".json"]!, JSON.stringify(index));
  }
  const file = run === undefined ? undefined : await find(run, path);
  if (file === undefined) return say(response, 404, "There is no such file of a run.");
  return sendFile(file, TYPES[extname(path)] ?? "application/octet-stream", request, response);
}

/**
 * The true path of a file that is served, unless links lead out of the run with it. A pipe, on which one could wait for
 * ever, is no file.
 */
async function find(run: string, path: string): Promise<string | undefined> {
  if (!SERVED.test(path)) return undefined;
  try {
    const [folder, file] = await Promise.all([realpath(run), realpath(join(run, path))]);
    if (!file.startsWith(folder + sep) || !(await stat(file)).isFile()) return undefined;
    await access(file, constants.R_OK);
    return file;
  } catch {
    return undefined;
  }
}

/** What there is of a run by now. */
async function indexOf(run: string): Promise<object> {
  const [config, metrics, checkpoints, samples] = await Promise.all([
    find(run, "config.json"),
    find(run, "metrics.jsonl"),
    list(run, "checkpoints"),
    list(run, "samples"),
  ]);
  if (config === undefined) {
    throw problem({ doing: `reading run ${run}`, expected: "a config.json in it", came: "none that can be read" });
  }
  return {
    name: basename(run),
    config: await readRecord(run),
    checkpoints: checkpoints.map((name) => Number(/\d+/.exec(name)?.[0])),
    training: (await trainerOf(run)) !== undefined,
    metricsBytes: metrics === undefined ? 0 : (await stat(metrics)).size,
    samples,
  };
}

/** Names of what is served from a folder of the run, by the numbers in them. */
async function list(run: string, folder: string): Promise<string[]> {
  const names = await readdir(join(run, folder)).catch(() => []);
  const found = await Promise.all(names.map((name) => find(run, `${folder}/${name}`)));
  return names.filter((_, i) => found[i] !== undefined).sort(new Intl.Collator("en", { numeric: true }).compare);
}
