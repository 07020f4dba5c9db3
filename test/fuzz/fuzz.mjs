// A fuzzer of our own formats: safetensors, .npy, IDX, CSV, config.json, metrics.jsonl and the records of a run.
//
//   node test/fuzz/fuzz.mjs --seed 7 --count 5000          on what `npm run build` built
//   node test/fuzz/fuzz.mjs --seed 7 --only 1234 --write DIR   one input again, kept in DIR
//
// Each input is taken as the commands take it, in processes that do many (batch.mjs); one in --real by the command line itself.
// Whatever the input is: exit 0 or 2, each text one sentence in one line, no stack trace, no file left, under 1 GB and 20 s.
// Prints what was found, and ends with 1 if there is anything.
import { fork, spawn } from "node:child_process";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inputOf } from "./inputs.mjs";
import { faultOfText } from "./judge.mjs";
import { makeWorkFolder } from "./work-folder.mjs";

const { values: given } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "5000" },
    real: { type: "string", default: "200" },
    only: { type: "string" },
    write: { type: "string" },
  },
});
const [seed, count, real] = [given.seed, given.count, given.real].map(Number);
const only = given.only === undefined ? undefined : Number(given.only);

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PROGRAM = here("../../dist/cli/start.js");
const MOST_SECONDS = 20;
const MOST_MEMORY = 1e9;
const BATCH = 250;

const TINY = ["--widths", "8", "--batch", "4", "--samples", "4", "--report-every", "10"];

/** Says on its last line of all how much memory it took at most. */
const MEMORY_TOLD = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

/** The command line in a folder: code, what it wrote to standard error, seconds, bytes of memory. */
function command(cwd, ...args) {
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", MEMORY_TOLD, PROGRAM, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const texts = { stderr: "", memory: "" };
  child.stderr.on("data", (chunk) => (texts.stderr += chunk));
  child.stdio[3].on("data", (chunk) => (texts.memory += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * MOST_SECONDS);
  return new Promise((done) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const seconds = (performance.now() - began) / 1000;
      done({ code: code ?? signal, stderr: texts.stderr, seconds, memory: 1024 * Number(texts.memory) });
    });
  });
}

const findings = [];
const peaks = { ms: 0, memory: 0 };
let done = 0;

function note(index, format, what) {
  findings.push({ index, format, what });
  console.log(`input ${index} (${format}): ${what}\n  again: node test/fuzz/fuzz.mjs --seed ${seed} --only ${index}\n`);
}

/** A run of a minute ago that has every record, from which the inputs are made. */
async function makeBase(folder) {
  const expectDone = async (...args) => {
    const { code, stderr } = await command(folder, ...args);
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  };
  await expectDone(
    "train",
    "ring",
    "--out",
    "base",
    ...TINY,
    "--steps",
    "40",
    "--sample-every",
    "20",
    "--checkpoint-every",
    "20",
  );
  await expectDone("evaluate", "base", "--metric", "density", "--samples", "50", "--step", "all");
  await expectDone("evaluate", "base");
  await expectDone("theory", "base", "--examples", "100");
  return join(folder, "base");
}

/** Takes inputs `from` to `to` in a process of its own. Returns the first that was not taken: the process may have ended. */
function takeBatch(base, from, to) {
  return new Promise((ended) => {
    const child = fork(here("batch.mjs"), [base, seed, from, to].map(String), {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let next = from;
    let stderr = "";
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill("SIGKILL"), 1000 * MOST_SECONDS);
    };
    wait();
    child.stderr.on("data", (chunk) => (stderr = (stderr + chunk).slice(-2000)));
    child.on("message", async ({ index, ms, memory, faults }) => {
      wait();
      next = index + 1;
      done++;
      peaks.ms = Math.max(peaks.ms, ms);
      peaks.memory = Math.max(peaks.memory, memory);
      const { format } = await inputOf(seed, index, base);
      for (const fault of faults) note(index, format.name, fault);
    });
    child.on("close", async (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && next >= to) return ended(to);
      // It stopped by itself after one that took too much.
      if (code === 0) return ended(next);
      const { format } = await inputOf(seed, next, base);
      note(
        next,
        format.name,
        signal === "SIGKILL" ? `no end after ${MOST_SECONDS} s` : `ended the process (${code ?? signal}): ${stderr}`,
      );
      ended(next + 1);
    });
  });
}

const filesIn = async (folder) => (await readdir(folder, { recursive: true })).sort();

/** One input by the command line itself, in a folder of its own. */
async function takeReal(base, index, folder) {
  const { format, bytes } = await inputOf(seed, index, base);
  await mkdir(folder);
  if (format.place !== undefined) await cp(base, join(folder, "r"), { recursive: true });
  const path = join(folder, format.place === undefined ? format.file : join("r", format.place));
  await writeFile(path, bytes);
  const before = await filesIn(folder);
  const args =
    format.place === undefined
      ? ["train", basename(path), "--out", "o", "--steps", "2", ...TINY]
      : format.name === "safetensors"
        ? ["sample", "r", "--out", "s.csv", "--count", "4"]
        : ["resume", "r", "--steps", "42"];
  const { code, stderr, seconds, memory } = await command(folder, ...args);
  peaks.ms = Math.max(peaks.ms, 1000 * seconds);
  peaks.memory = Math.max(peaks.memory, memory);
  const fault = (what) => note(index, format.name, `saddlepoint ${args.join(" ")}: ${what}`);
  if (seconds > MOST_SECONDS) fault(`no end after ${MOST_SECONDS} s`);
  else if (code !== 0 && code !== 2) fault(`exit ${code}: ${stderr.slice(0, 2000)}`);
  if (memory > MOST_MEMORY) fault(`took ${Math.round(memory / 1e6)} MB`);
  if (code === 2) {
    const lines = stderr.trimEnd().split("\n");
    const sentences = lines.filter((line) => line.startsWith("saddlepoint: "));
    if (sentences.length !== 1 || faultOfText(sentences[0]))
      fault(`expected one sentence, but got ${stderr.slice(0, 2000)}`);
  }
  const left = (await filesIn(folder)).filter(
    (file) => /\.tmp$|\.pid$/.test(file) || (code === 2 && !before.includes(file)),
  );
  if (left.length > 0) fault(`exit ${code}, and left ${left.join(", ")}`);
}

const began = performance.now();
const work = await makeWorkFolder();
try {
  const base = await makeBase(work);
  const [first, last] = only === undefined ? [0, count] : [only, only + 1];
  if (given.write !== undefined && only !== undefined) {
    const { format, bytes } = await inputOf(seed, only, base);
    await mkdir(given.write, { recursive: true });
    await writeFile(join(given.write, basename(format.place ?? format.file)), bytes);
  }
  const tasks = [];
  for (let from = first; from < last; from += BATCH) {
    tasks.push(async () => {
      const to = Math.min(last, from + BATCH);
      for (let at = from; at < to; ) at = await takeBatch(base, at, to);
    });
  }
  let reals = 0;
  for (let index = first; index < last; index++) {
    // Coprime to the number of formats, or some would never have their turn.
    if (only === undefined && index % real !== 1) continue;
    reals++;
    tasks.push(() => takeReal(base, index, join(work, `real-${index}`)));
  }
  const worker = async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  console.log(
    `${done} inputs of seed ${seed}, ${reals} of them also by the command line: ${findings.length} findings; ` +
      `${((performance.now() - began) / 1000).toFixed(0)} s, the slowest ${(peaks.ms / 1000).toFixed(1)} s, ` +
      `at most ${Math.round(peaks.memory / 1e6)} MB in a process.`,
  );
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = findings.length > 0 ? 1 : 0;
