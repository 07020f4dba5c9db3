// This project as a person uses it: the command line, in a process of its own whose CPU seconds are counted.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const program = join(import.meta.dirname, "../../dist/cli/main.js");
/** Steps of two short trainings: the difference tells what a step takes, and the rest what surrounds them. */
const PILOTS = [60, 260];

/** Runs the program; returns its CPU seconds and its peak of memory. */
function saddlepoint(...args) {
  const place = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));
  try {
    const facts = join(place, "facts.json");
    const hook = pathToFileURL(join(import.meta.dirname, "cpu-time.mjs"));
    hook.searchParams.set("to", facts);
    const { status, stderr } = spawnSync(process.execPath, ["--import", hook.href, program, ...args.map(String)], {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`saddlepoint ${args.join(" ")}: code ${status}. ${stderr.slice(-2000)}`);
    return JSON.parse(readFileSync(facts, "utf8"));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const columnsOf = ({ columns }) => Object.entries(columns).flatMap(([name, kind]) => ["--column", `${name}=${kind}`]);

/** Trains `run` for so many steps, or for as many as are done in so many CPU seconds. */
export function trainOurs({ definition, training, run, seed, seconds, steps, more }) {
  const train = (count, out) =>
    saddlepoint(
      "train",
      training,
      ...columnsOf(definition),
      "--seed",
      seed,
      "--threads",
      1,
      "--steps",
      count,
      "--out",
      out,
      ...more,
    );
  let chosen = steps;
  if (chosen === undefined) {
    const [few, many] = PILOTS.map((count) => {
      const out = `${run}-pilot`;
      rmSync(out, { recursive: true, force: true });
      const { cpuSeconds } = train(count, out);
      rmSync(out, { recursive: true, force: true });
      return cpuSeconds;
    });
    const each = (many - few) / (PILOTS[1] - PILOTS[0]);
    chosen = Math.max(1, Math.floor((seconds - (few - PILOTS[0] * each)) / each));
    console.log(`  ${(1000 * each).toFixed(1)} ms of CPU a step: ${chosen} steps in ${seconds} s`);
  }
  rmSync(run, { recursive: true, force: true });
  return { ...train(chosen, run), steps: chosen };
}

const quoted = (text) => (/[,"<>=!\s]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text);

/** Rows of a run; of `where` if it is given. Returns the file. */
export function sampleOurs({ run, rows, seed, file, where }) {
  if (existsSync(file)) rmSync(file);
  const given = where
    ? [
        "--where",
        Object.entries(where)
          .map(([name, value]) => `${quoted(name)}=${quoted(value)}`)
          .join(","),
      ]
    : [];
  saddlepoint("sample", run, "--count", rows, "--seed", seed, ...given, "--out", file);
  return file;
}
