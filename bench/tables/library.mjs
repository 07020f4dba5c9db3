// A training of this project in a process of its own, whose CPU seconds are counted: node library.mjs REQUEST.json.
// Trains on one thread, keeps the last checkpoint, and writes rows: as the data are, and for each condition. The rows of the file are
// read with the kinds that all systems are given.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { decodeCheckpoint, train } from "saddlepoint";
import { createRowSampler, typedData } from "#inner";
import { readTyped, writeTyped } from "./typed.mjs";

/** Steps between which a short training is timed, when start-up is over. */
const PILOT = [60, 260];

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { training, definition, seed, options, out } = request;
const kept = { facts: `${out}/trained.json`, checkpoint: `${out}/checkpoint.safetensors` };
const data = await typedData("table", readTyped(training, definition));
await main();

async function main() {
  // What was trained stays, whatever happens to the sampling after it.
  if (!existsSync(kept.facts)) await trainAndKeep();
  const { config, ...facts } = JSON.parse(readFileSync(kept.facts, "utf8"));
  const checkpoint = await decodeCheckpoint(kept.checkpoint, readFileSync(kept.checkpoint));
  const sampler = await createRowSampler({ config, checkpoint });
  const write = async (file, wishes) => {
    const { tables } = await sampler.rows({ ...wishes, seed }, "drawing rows");
    writeTyped(file, await together(sampler.table.columns, tables));
  };
  await write(`${out}/ours.csv`, { count: request.rows });
  for (const [i, condition] of definition.conditions.entries()) {
    await write(`${out}/ours-condition-${i}.csv`, { count: request.conditionRows, where: valuesOf(condition) });
  }
  await sampler.release();
  console.log(JSON.stringify(facts));
}

async function trainAndKeep() {
  const prepared = seconds();
  const steps = request.steps ?? (await stepsIn(request.seconds - prepared));
  const before = seconds();
  const { config, bytes } = await trained(steps);
  const facts = {
    steps,
    cpuSeconds: prepared + seconds() - before,
    encoderSeconds: prepared,
    width: data.shape[0],
    peakBytes: process.resourceUsage().maxRSS * 1024,
    config,
  };
  writeFileSync(kept.checkpoint, bytes);
  writeFileSync(kept.facts, JSON.stringify(facts, undefined, 1));
}

/** How many steps are done in so many CPU seconds of training, by a short one. */
async function stepsIn(budget) {
  const began = seconds();
  let since;
  let each = Number.NaN;
  for await (const event of train({ data, ...options, seed, threads: 1, steps: PILOT[1] })) {
    if (event.type === "progress" && event.step >= PILOT[0]) since ??= { step: event.step, at: seconds() };
    if (event.type === "progress" && since && event.step > since.step) {
      each = (seconds() - since.at) / (event.step - since.step);
    }
  }
  const start = seconds() - began - PILOT[1] * each;
  const count = Math.max(1, Math.floor((budget - start) / each));
  console.error(`  ${(1000 * each).toFixed(1)} ms of CPU a step: ${count} steps in ${request.seconds} s`);
  return count;
}

async function trained(count) {
  const found = {};
  for await (const event of train({ data, ...options, seed, threads: 1, steps: count })) {
    if (event.type === "start") found.config = event.config;
    if (event.type === "checkpoint") found.bytes = event.bytes;
  }
  return found;
}

/** Texts of categories, numbers of all else. */
function valuesOf(condition) {
  const entries = Object.entries(condition);
  return Object.fromEntries(
    entries.map(([name, text]) => [name, definition.columns[name] === "category" ? text : Number(text)]),
  );
}

/** All rows of some tables with these columns. */
async function together(facts, parts) {
  const tables = [];
  for await (const { table } of parts) tables.push(table);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = facts.map((column, c) => {
    const values = new Float64Array(rows);
    let at = 0;
    for (const table of tables) {
      values.set(table.columns[c].values, at);
      at += table.rows;
    }
    return { ...column, values };
  });
  return { columns, rows };
}
