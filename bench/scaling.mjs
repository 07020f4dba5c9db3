// Time and memory of a step against what makes it larger, with the exponent of each: y ≈ a·xᵇ by least squares in logarithms.
// npm run bench:scaling [-- --quick] [--docs]: --docs writes the tables into docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { converse } from "./conversation.mjs";
import { writeIntoPage } from "./page.mjs";
import { digits, exponent, median } from "./statistics.mjs";
import { asMarkdown } from "./table.mjs";
import { dcgan, widened } from "./variants.mjs";
import { flopsOf, workloads } from "./workloads.mjs";

const quick = process.argv.includes("--quick");
const [ROUNDS, SECONDS, PATIENCE] = quick ? [3, 0.3, 60] : [5, 1.5, 300];
/** A time that grows this much faster than the FLOPs is marked. */
const MARGIN = 0.05;

const few = (values) => (quick ? values.slice(0, 3) : values);
const { W1, W2b, W4 } = workloads;
const axes = [
  { axis: "batch, W1", points: few([32, 128, 512, 2048]).map((x) => ({ x, workload: { ...W1, batch: x } })) },
  { axis: "batch, W2b", points: few([32, 64, 128, 256]).map((x) => ({ x, workload: { ...W2b, batch: x } })) },
  { axis: "batch, W4", points: few([16, 32, 64, 128]).map((x) => ({ x, workload: { ...W4, batch: x } })) },
  {
    axis: "hidden units, W2b",
    points: few([300, 600, 1200, 2400]).map((x) => ({ x, workload: widened(W2b, x / 1200) })),
  },
  { axis: "feature maps, W4", points: few([16, 32, 64, 128]).map((x) => ({ x, workload: widened(W4, x / 64) })) },
  {
    axis: "pixels, DCGAN of width 32",
    points: few([16, 32, 64, 128]).map((side) => ({ x: side ** 2, workload: dcgan(side, 32) })),
  },
  ...[W1, W2b, W4].map((workload) => ({
    axis: `threads, ${workload.name}`,
    points: [1, 2, 4, 8]
      .filter((threads) => threads <= Math.max(2, availableParallelism()))
      .map((threads) => ({ x: threads, workload, threads })),
  })),
];

/** Milliseconds per step and megabytes of every point: a process each, in turns. */
async function measure(points) {
  const peer = join(import.meta.dirname, "peers/saddlepoint.mjs");
  const talks = points.map(({ threads = 1 }) =>
    converse({ command: process.execPath, args: [peer, `${threads}`] }, PATIENCE),
  );
  try {
    for (const [i, talk] of talks.entries()) await talk.ask({ do: "prepare", workload: points[i].workload });
    for (const talk of talks) await talk.ask({ do: "run", seconds: SECONDS / 2 });
    const times = points.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, talk] of talks.entries()) {
        const { steps, seconds } = await talk.ask({ do: "run", seconds: SECONDS });
        times[i].push((1000 * seconds) / steps);
      }
    }
    const peaks = [];
    for (const talk of talks) peaks.push((await talk.ask({ do: "end" })).peakBytes / 1e6);
    return { milliseconds: times.map(median), megabytes: peaks };
  } finally {
    for (const talk of talks) talk.kill();
  }
}

/** Seconds to read a folder of so many pictures for the first time, and the most memory that took, minibatches included. */
function readFolder(pictures) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "folder.mjs"), `${pictures}`, "0"],
    { encoding: "utf8" },
  );
  const [, seconds] = /first opening +([\d.]+) s/.exec(stdout) ?? [];
  const [, megabytes] = /peak memory +(\d+) MB/.exec(stdout) ?? [];
  if (!megabytes) throw new Error(`reading a folder: expected its figures; came exit code ${status}: ${stderr}`);
  return { seconds: Number(seconds), megabytes: Number(megabytes) };
}

const list = (values) => values.map((value) => digits(value)).join(", ");
const rows = [];
for (const { axis, points } of axes) {
  const xs = points.map(({ x }) => x);
  const { milliseconds, megabytes } = await measure(points);
  const [ofTime, ofFlops, ofMemory] = [milliseconds, points.map(({ workload }) => flopsOf(workload)), megabytes].map(
    (ys) => exponent(xs, ys),
  );
  const worse = !axis.startsWith("threads") && ofTime > ofFlops + MARGIN ? " worse" : "";
  rows.push([
    axis,
    xs.join(", "),
    list(milliseconds),
    digits(ofTime, 2),
    `${digits(ofFlops, 2)}${worse}`,
    list(megabytes),
    digits(ofMemory, 2),
  ]);
  console.error(rows.at(-1).join("  "));
}
const steps = asMarkdown({
  columns: ["", "x", "ms/step", "exponent", "that of the FLOPs", "peak memory, MB", "exponent"],
  rows,
});
const pictures = quick ? [200, 800] : [1000, 10_000, 100_000];
const folders = pictures.map(readFolder);
const data = asMarkdown({
  columns: ["pictures of a folder", ...pictures.map(String), "exponent"],
  rows: ["seconds", "megabytes"].map((figure) => {
    const values = folders.map((reading) => reading[figure]);
    const name = { seconds: "first opening, s", megabytes: "peak memory, MB" }[figure];
    return [name, ...values.map((value) => digits(value)), digits(exponent(pictures, values), 2)];
  }),
});
console.log(`${steps}\n\n${data}`);
if (process.argv.includes("--docs")) writeIntoPage("scaling", `${steps}\n\n${data}`);
