/**
 * Plays many runs one after the other and keeps a table of what each came to, at every checkpoint: for choosing settings at equal
 * time. What was played is not played again; a run that was cut off goes on.
 *
 *     node bench/search.mjs SETTINGS.json DIR [--seeds 1,2] [--metrics fid,coverage] [-- more options of train …]
 *
 * SETTINGS.json is a list of { "name": "γ 1", "train": ["--preset", "digits", "--r1", "1"] }.
 */
import { spawn } from "node:child_process";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const USAGE =
  "usage: node bench/search.mjs SETTINGS.json DIR [--seeds 1,2] [--metrics fid,coverage] [-- options of train …]";
const divider = process.argv.indexOf("--");
const own = process.argv.slice(2, divider < 0 ? undefined : divider);
const shared = divider < 0 ? [] : process.argv.slice(divider + 1);
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: { seeds: { type: "string", default: "1" }, metrics: { type: "string", default: "fid,coverage" } },
});
const [settingsFile, folder] = positionals;
if (!settingsFile || !folder) {
  console.error(USAGE);
  process.exit(2);
}
const program = resolve(import.meta.dirname, "../dist/cli/main.js");

/** Runs the program and gives back what it prints. */
const saddlepoint = (...args) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.on("error", fail);
    child.on("close", (code) =>
      code === 0 ? done(text) : fail(new Error(`saddlepoint ${args.join(" ")}: code ${code}`)),
    );
  });
const linesOf = async (path) => {
  const text = await readFile(path, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line));
};

await mkdir(folder, { recursive: true });
const table = join(folder, "table.jsonl");
const settings = JSON.parse(await readFile(settingsFile, "utf8"));
const metrics = values.metrics.split(",");

for (const seed of values.seeds.split(",")) {
  for (const { name, train } of settings) {
    const done = (await linesOf(table)).some((row) => row.name === name && row.seed === seed);
    if (done) continue;
    const run = join(folder, `${name.replace(/[^\p{L}\p{N}.-]+/gu, "-")}-${seed}`);
    const begun = await readFile(join(run, "config.json"), "utf8").catch(() => undefined);
    if (begun === undefined) await saddlepoint("train", ...train, ...shared, "--seed", seed, "--out", run);
    else {
      const last = (await linesOf(join(run, "metrics.jsonl"))).at(-1)?.step ?? 0;
      if (last < JSON.parse(begun).config.run.steps) await saddlepoint("resume", run);
    }
    const measured = JSON.parse(
      await saddlepoint("evaluate", run, "--metric", values.metrics, "--step", "all", "--threads", "2", "--json"),
    );
    const times = new Map((await linesOf(join(run, "metrics.jsonl"))).map(({ step, seconds }) => [step, seconds]));
    for (const step of new Set(measured.scores.map((score) => score.step))) {
      const figures = Object.fromEntries(
        metrics.map((metric) => [
          metric,
          measured.scores.find((score) => score.metric === metric && score.step === step)?.value ?? null,
        ]),
      );
      await appendFile(
        table,
        `${JSON.stringify({ name, seed, step, seconds: times.get(step) ?? null, ...figures })}\n`,
      );
    }
  }
}

console.log(`| setting | seed | step | seconds | ${metrics.join(" | ")} |\n|${"---|".repeat(4 + metrics.length)}`);
for (const row of await linesOf(table)) {
  const seconds = row.seconds === null ? "" : row.seconds.toFixed(0);
  const figures = metrics.map((metric) => row[metric]?.toFixed(3) ?? "");
  console.log(`| ${row.name} | ${row.seed} | ${row.step} | ${seconds} | ${figures.join(" | ")} |`);
}
