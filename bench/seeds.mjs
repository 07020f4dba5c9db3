/**
 * Trains a preset with several seeds and prints what the samples of the ends are like, as mean ± standard error over the seeds:
 * the rows of docs/results.md. Runs that are there already are read, not trained again.
 *
 *     node bench/seeds.mjs PRESET SEEDS DIR [more options of train …] [-- theory]
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const [preset, count, folder, ...rest] = process.argv.slice(2);
if (!preset || !(Number(count) >= 1) || !folder) {
  console.error("usage: node bench/seeds.mjs PRESET SEEDS DIR [options of train …] [-- theory]");
  process.exit(2);
}
const divider = rest.indexOf("--");
const options = divider < 0 ? rest : rest.slice(0, divider);
const theory = divider >= 0 && rest[divider + 1] === "theory";
const program = resolve(import.meta.dirname, "../dist/cli/main.js");

const saddlepoint = (...args) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", fail);
    child.on("close", (code) => (code === 0 ? done() : fail(new Error(`saddlepoint ${args.join(" ")}: code ${code}`))));
  });
const read = async (path) => JSON.parse(await readFile(path, "utf8"));

const figures = new Map();
const note = (name, value) => {
  if (value === null || value === undefined) return;
  figures.set(name, [...(figures.get(name) ?? []), value]);
};

for (let seed = 1; seed <= Number(count); seed++) {
  const run = join(folder, `${preset}-${seed}`);
  const evaluation = join(run, "evaluation.json");
  const found = await read(evaluation).catch(async () => {
    await saddlepoint("train", "--preset", preset, "--seed", String(seed), "--out", run, ...options);
    return read(evaluation);
  });
  note(`modes of ${found.modesOf}`, found.modes);
  note("high quality, %", found.highQuality === null ? null : 100 * found.highQuality);
  note("reverse KL, nats", found.reverseKl);
  note("JSD by samples, nats", found.jsd);
  note("mean D, real", found.meanDReal);
  note("mean D, generated", found.meanDFake);
  const lines = (await readFile(join(run, "metrics.jsonl"), "utf8")).trim().split("\n");
  note("seconds", JSON.parse(lines.at(-1)).seconds);
  if (theory) {
    const record = join(run, "theory.json");
    const { states } = await read(record).catch(async () => {
      await saddlepoint("theory", run);
      return read(record);
    });
    const state = states.at(-1);
    note("JSD by the densities, nats", state.jsd?.value);
    note("V of a fresh D, nats", state.fresh.value.value);
    note("D gap, nats", state.dGap);
    note("G gap, nats", state.gGap?.gain);
  }
}

const text = (value) => String(Number(value.toPrecision(5)));
console.log(`${preset}, seeds 1 to ${count}${options.length > 0 ? `, ${options.join(" ")}` : ""}`);
for (const [name, values] of figures) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  const error = Math.sqrt(variance / values.length);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  console.log(`${name.padEnd(28)} ${text(mean)} ± ${text(error)}   (${text(low)} to ${text(high)})`);
}
