// What large minibatches take of memory and time, with activations kept or computed again (--recompute) and the minibatch taken in parts
// (--accumulate): a process for each, which makes a few steps. node bench/memory.mjs [--steps N] [--threads N] [--networks a,b]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { byteImages, train } from "#inner";
import { peakBytes } from "./peers/protocol.mjs";
import { digits, median } from "./statistics.mjs";
import { asMarkdown } from "./table.mjs";

const BATCH = 64;
const networks = {
  "dcgan 64×64": { side: 64, network: "dcgan", channels: 64 },
  "dcgan 128×128": { side: 128, network: "dcgan", channels: 64 },
  "resnet 128×128": { side: 128, network: "resnet" },
};

/** Makes the steps in this process, and prints what they took. */
async function measure({ side, steps, accumulate, ...options }) {
  const bytes = Uint8Array.from({ length: BATCH * 3 * side ** 2 }, (_, i) => (i * 37 + (i >> 9) * 11) % 256);
  const data = byteImages("pictures", bytes, [3, side, side], "pictures", BATCH);
  const never = { sampleEvery: steps, checkpointEvery: steps, samples: 4 };
  const run = {
    ...options,
    data,
    steps,
    batch: BATCH / accumulate,
    accumulate,
    classes: "none",
    reportEvery: 1,
    ...never,
  };
  const times = [];
  let before = performance.now();
  for await (const { type } of train(run)) {
    if (type !== "report") continue;
    times.push(performance.now() - before);
    before = performance.now();
  }
  console.log(JSON.stringify({ milliseconds: median(times.slice(1)), bytes: peakBytes() }));
}

function inProcess(options) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), "--one", JSON.stringify(options)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`measuring ${JSON.stringify(options)}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

function main({ steps, threads, networks: wanted }) {
  const rows = Object.entries(networks)
    .filter(([name]) => !wanted || wanted.split(",").some((part) => name.includes(part)))
    .flatMap(([name, network]) =>
      [1, 2, 4].map((accumulate) => {
        const figures = [false, true].map((recompute) =>
          inProcess({ ...network, steps: Number(steps), threads: Number(threads), accumulate, recompute }),
        );
        // Told as they come: the whole takes minutes.
        console.error(name, accumulate, JSON.stringify(figures));
        const parts = accumulate === 1 ? "64 at once" : `${accumulate} × ${BATCH / accumulate}`;
        const megabytes = figures.map(({ bytes }) => digits(bytes / 1e6, 4));
        return [name, parts, ...megabytes, ...figures.map(({ milliseconds }) => digits(milliseconds))];
      }),
    );
  const columns = [
    "network",
    "minibatch",
    "MB, kept",
    "MB, computed again",
    "ms a step, kept",
    "ms a step, computed again",
  ];
  console.log(asMarkdown({ columns, rows }));
}

const { values } = parseArgs({
  options: {
    one: { type: "string" },
    steps: { type: "string", default: "10" },
    threads: { type: "string", default: "2" },
    networks: { type: "string" },
  },
});
if (values.one) await measure(JSON.parse(values.one));
else main(values);
