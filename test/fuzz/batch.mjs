// A process that takes inputs one after the other, as the commands would, and says of each how it went. What ends it or holds
// it up is seen by who started it (fuzz.mjs).
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runsCommand } from "../../dist/cli/commands/runs.js";
import { weightsCommand } from "../../dist/cli/commands/weights.js";
import { openData } from "../../dist/cli/data/open.js";
import { drawExamples } from "../../dist/cli/pictures/examples.js";
import { writeReport } from "../../dist/cli/report/report.js";
import { realExamples } from "../../dist/cli/run/real-examples.js";
import { isProblem, resolveConfig } from "../../dist/index.js";
import { inputOf } from "./inputs.mjs";
import { faultOfText } from "./judge.mjs";
import { makeWorkFolder } from "./work-folder.mjs";

const [base, seed, from, to] = [process.argv[2], ...process.argv.slice(3).map(Number)];

/** Bytes of memory that a process may have taken. */
const MOST_MEMORY = 1e9;

const work = await makeWorkFolder();
const run = join(work, "r");
await cp(base, run, { recursive: true });
// Pictures of samples are what takes longest, and nothing in them is changed.
await rm(join(run, "samples"), { recursive: true });

/** What is said meanwhile. */
let said = [];
const output = {
  json: false,
  print: (text) => said.push(text),
  say: (text) => said.push(text),
  result: () => undefined,
};

/** What commands do with data before they train. */
async function takeData(path) {
  const { data, notices } = await openData(
    { argument: path, options: {}, places: { cacheDir: join(work, "cache") } },
    output.say,
  );
  said.push(...notices);
  const config = resolveConfig(data, { batch: 2 });
  const real = await realExamples(data, config.seed, 4);
  await drawExamples(data, real, real);
}

const runs = ["runs", () => runsCommand(work, { out: join(work, "runs.html") }, output), ["runs.html"]];
const weights = (flags) => [
  "weights",
  () => weightsCommand(run, { out: join(work, "w.safetensors"), player: "both", ...flags }, output),
  ["w.safetensors"],
];
const report = ["the report", () => writeReport(run), ["report.html"]];

/** What commands do with each file: its name, how it is done, and the files that may then be new. */
const stepsOf = {
  safetensors: [weights({}), weights({ step: "40" })],
  config: [runs, weights({}), report],
  metrics: [runs, report],
  evaluation: [runs, report],
  theory: [report],
  scores: [report],
};

const filesNow = async () => (await readdir(work, { recursive: true })).sort();

/** What is wrong with how one step went, if anything. */
async function faultOf(name, step, makes) {
  const before = new Set(await filesNow());
  said = [];
  let refused;
  try {
    await step();
  } catch (error) {
    if (!isProblem(error)) return `${name}: ${error instanceof Error ? error.stack : `threw ${String(error)}`}`;
    refused = error.message;
  }
  for (const text of refused === undefined ? said : [...said, refused]) {
    const fault = faultOfText(text);
    if (fault) return `${name}: ${fault}: ${JSON.stringify(text.slice(0, 300))}`;
  }
  const left = (await filesNow()).filter(
    (file) => !before.has(file) && (refused !== undefined || !makes.includes(basename(file))),
  );
  if (left.length > 0) return `${name}: left ${left.join(", ")}`;
  for (const file of makes) await rm(join(file === "report.html" ? run : work, file), { force: true });
  return undefined;
}

for (let index = from; index < to; index++) {
  const { format, bytes } = await inputOf(seed, index, base);
  const path = join(format.place === undefined ? work : run, format.place ?? format.file);
  const whole = format.place === undefined ? undefined : await readFile(path);
  await writeFile(path, bytes);
  const began = performance.now();
  const faults = [];
  const steps = stepsOf[format.name] ?? [["train", () => takeData(path), []]];
  for (const [name, step, makes] of steps) {
    const fault = await faultOf(name, step, makes);
    if (fault) faults.push(fault);
  }
  const ms = performance.now() - began;
  const memory = process.resourceUsage().maxRSS * 1024;
  if (memory > MOST_MEMORY) faults.push(`took ${Math.round(memory / 1e6)} MB`);
  process.send({ index, ms, memory, faults });
  if (memory > MOST_MEMORY) break;
  if (whole) await writeFile(path, whole);
  else await rm(path);
}
await rm(work, { recursive: true, force: true });
process.disconnect();
