/** The inputs that people bring, made by the scripts of a folder of cases, and the command line run on them. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command } from "../cli/command.ts";

const run = promisify(execFile);

/** Where the scripts are: `bash test/cases.sh DIR` names another folder. */
const scripts = resolve(process.env.SADDLEPOINT_CASES ?? "../shared/cases");
const candidates = [resolve("node_modules/.cache/python/bin/python"), "python3"];
const python = await Promise.any(
  candidates.map(async (candidate) => {
    await run(candidate, ["-c", "import numpy, PIL, tifffile"]);
    return candidate;
  }),
).catch(() => undefined);

/** Why the inputs cannot be made here; `undefined` where they can. */
const missing: string | undefined = !existsSync(join(scripts, "tables.py"))
  ? `no cases at ${scripts}`
  : python === undefined
    ? "no Python with numpy, Pillow and tifffile"
    : undefined;
if (missing) console.warn(`The cases that people bring are skipped: ${missing}.`);

/** Tests in one folder that holds what a script makes. Every test writes under names of its own. */
export function casesIn(script: "tables.py" | "arrays.py") {
  let folder = "";
  beforeAll(async () => {
    if (missing) return;
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-cases-"));
    await run(python ?? "python3", [join(scripts, script), folder]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return { it: it.skipIf(missing !== undefined), at: (): string => folder };
}

export interface Trained {
  readonly run: string;
  /** What was said of the data. */
  readonly notes: string;
}

/** Trains for a few steps. What it says of the data stands in its own output, and `describe` says the same. */
export async function trained(folder: string, data: string, out: string, ...flags: string[]): Promise<Trained> {
  const { dataFlags, others } = sorted(flags);
  const { code, stdout, stderr } = await command(
    folder,
    "train",
    data,
    "--out",
    out,
    "--json",
    ...dataFlags,
    ...others,
  );
  expect([code, stderr.replace(/^Note: .*$/gm, "")]).toEqual([0, expect.not.stringContaining("saddlepoint:")]);
  const { notices } = JSON.parse(stdout) as { notices: readonly string[] };
  for (const notice of notices) expect(stderr).toContain(`Note: ${notice}`);
  const described = await command(folder, "describe", data, "--json", ...dataFlags, ...others);
  expect((JSON.parse(described.stdout) as { data: { notices: unknown } }).data.notices).toEqual(notices);
  return { run: out, notes: notices.join("\n") };
}

/** A few steps of a small network: enough where only the reading matters. */
export const BRIEFLY = ["--steps", "4", "--batch", "8", "--sample-every", "4", "--checkpoint-every", "4"];

/** Enough steps to learn a small table, with the whole decay within them. */
export const SHORTLY = ["--steps", "600", "--decay-steps", "600"];

const DATA_FLAGS = new Set([
  "--encode",
  "--identifiers",
  "--header",
  "--columns",
  "--shape",
  "--layout",
  "--nan",
  "--fit",
  "--size",
  "--grey",
]);

/** Flags about reading are those of `describe` too. */
function sorted(flags: readonly string[]): { dataFlags: string[]; others: string[] } {
  const [dataFlags, others]: [string[], string[]] = [[], []];
  for (let i = 0; i < flags.length; i += 2) {
    (DATA_FLAGS.has(flags[i] ?? "") ? dataFlags : others).push(...flags.slice(i, i + 2));
  }
  return { dataFlags, others };
}

/** What refuses with code 2 and one sentence, which is returned. */
export async function refused(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await command(folder, ...args);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^saddlepoint: [^\n]+\n$/)]);
  return stderr;
}

/** The text of samples as CSV. */
export async function samplesOf(folder: string, run: string, count: number): Promise<string> {
  const { code, stderr } = await command(folder, "sample", run, "--count", String(count), "--out", `${run}.csv`);
  expect([code, stderr]).toEqual([0, ""]);
  return readFile(join(folder, `${run}.csv`), "utf8");
}

/** The columns of simple CSV text: no field is quoted. */
export function columnsOf(text: string): { readonly names: readonly string[]; readonly values: readonly number[][] } {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  return { names, values: names.map((_, column) => lines.map((line) => Number(line.split(",")[column]))) };
}

export function spread(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
