// The floor of a training step: what its products, its passes over memory, its nodes and its calls cost alone, each in its best form,
// beside what they cost in the step. node bench/floor.mjs --help
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { converse } from "./conversation.mjs";
import { callAlone, memoryAlone, productAlone } from "./floor/alone.mjs";
import { sessionsIn } from "./floor/profile.mjs";
import { floorOf, summary } from "./floor/sum.mjs";
import { peersFor } from "./peers.mjs";
import { digits, median } from "./statistics.mjs";
import { asMarkdown } from "./table.mjs";
import { workloads } from "./workloads.mjs";

const help = `node bench/floor.mjs [options]: the least that a training step could take here, part by part, beside what it takes

  --workloads W2,W2b  which of those of the benchmark (W1, W1b, W2, W2b, W2c)
  --threads N         of the runtime (2)
  --rounds N          turns of the step, with and without the runtime's profile (5)
  --seconds S         length of a turn (1.5)
  --products          also a row for each product of matrices
  --json FILE         write everything that was measured`;

const kinds = Object.fromEntries(
  ["workloads", "threads", "rounds", "seconds", "json"].map((name) => [name, { type: "string" }]),
);
const defaults = { workloads: "W1,W1b,W2,W2b,W2c", threads: "2", rounds: "5", seconds: "1.5" };
/** Seconds that one answer may take beyond its turn. */
const PATIENCE = 120;

/** Plays steps in turns, with and without the profile: milliseconds a step without, and the sessions that the profile shows. */
async function played(workload, threads, { rounds, seconds }) {
  const title = `saddlepoint native on ${threads} thread${threads > 1 ? "s" : ""}`;
  const peer = peersFor([]).find(({ name }) => name === title)?.process;
  if (!peer)
    throw new Error(`measuring ${workload.name}: expected --threads 1 to ${availableParallelism()}; came ${threads}.`);
  const folder = mkdtempSync(join(tmpdir(), "profiles-"));
  try {
    const hook = pathToFileURL(join(import.meta.dirname, "floor/recorded.mjs")).href;
    const watched = { ...peer, args: ["--import", hook, ...peer.args], env: { ...peer.env, PROFILES: folder } };
    const [plain, profiled] = [peer, watched].map((command) => converse(command, PATIENCE));
    const times = { plain: [], profiled: [] };
    for (const talk of [plain, profiled]) await talk.ask({ do: "prepare", workload });
    for (let round = 0; round < rounds; round++) {
      for (const [name, talk] of Object.entries({ plain, profiled })) {
        const { steps, seconds: taken } = await talk.ask({ do: "run", seconds });
        times[name].push((1000 * taken) / steps);
      }
    }
    for (const talk of [plain, profiled]) await talk.ask({ do: "end" });
    return { step: median(times.plain), profiledStep: median(times.profiled), times, sessions: sessionsIn(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The lengths of all products of matrices in these sessions, each once. */
const lengthsIn = (sessions) => [
  ...new Map(
    sessions.flatMap(({ nodes }) => nodes.flatMap(({ lengths }) => (lengths ? [[lengths.join("×"), lengths]] : []))),
  ).values(),
];

async function measure(workload, options, costs) {
  const threads = Number(options.threads);
  const measured = await played(workload, threads, {
    rounds: Number(options.rounds),
    seconds: Number(options.seconds),
  });
  const alone = new Map();
  for (const lengths of lengthsIn(measured.sessions)) {
    alone.set(lengths.join("×"), await productAlone(lengths, threads));
  }
  return floorOf(workload, measured, { ...costs, alone });
}

const productRows = ({ products }) =>
  asMarkdown({
    columns: [
      "product",
      "times a step",
      "in the step, ms",
      "least",
      "alone, ms",
      "in the caches",
      "form",
      "GFLOP/s alone",
    ],
    rows: products.map(({ lengths, times, inStep, least, cold, warm, form, gflops }) => [
      lengths.join("×"),
      String(times),
      ...[inStep, least, cold, warm].map((value) => digits(value)),
      form,
      digits(gflops),
    ]),
  });

const { values } = parseArgs({ options: { ...kinds, products: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) console.log(help);
else {
  const options = { ...defaults, ...values };
  const chosen = options.workloads.split(",").map((name) => {
    const workload = workloads[name];
    if (!workload || workload.sample) {
      throw new Error(
        `--workloads: expected names of training steps, such as W1 or W2b; came ${JSON.stringify(name)}.`,
      );
    }
    return workload;
  });
  const costs = { ...(await callAlone()), bytesPerSecond: await memoryAlone() };
  console.log(
    `A call of one node takes ${digits(1000 * costs.call)} µs, a further node ${digits(1000 * costs.node)} µs; a copy moves ${digits(costs.bytesPerSecond / 1e9)} GB/s.\n`,
  );
  const found = [];
  for (const workload of chosen) {
    const floor = await measure(workload, options, costs);
    found.push(floor);
    console.log(`${workload.name}, ${options.threads} threads\n\n${asMarkdown(summary(floor))}\n`);
    if (values.products) console.log(`${productRows(floor)}\n`);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ costs, found }, undefined, 2)}\n`);
}
