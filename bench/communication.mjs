// What it costs that ranks train together: npm run bench:communication [-- --quick] [--docs]. Bytes against the time of an
// all-reduce, with the line through those that fit a cache; then a step of each workload on one rank and on two, with what of it
// is reduction and what is waiting for the other rank, which shares its cores with whatever else runs. --docs writes the tables
// into docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expectedOnTwo, fixedPart, lineThrough } from "./cost-model.mjs";
import { writeIntoPage } from "./page.mjs";
import { digits } from "./statistics.mjs";
import { asMarkdown } from "./table.mjs";
import { workloads } from "./workloads.mjs";

const quick = process.argv.includes("--quick");

/** What rank 0 of so many measured. */
function measure(ranks, what, ...flags) {
  const rank = join(import.meta.dirname, "rank.mjs");
  const args = ["-n", `${ranks}`, process.execPath, rank, what, ...flags, ...(quick ? ["--quick"] : [])];
  // Open MPI asks root twice whether it is meant.
  const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  const { stdout, stderr, status, error } = spawnSync("mpirun", args, { encoding: "utf8", env });
  if (error) {
    throw new Error(
      `starting ranks: expected Open MPI's mpirun; came ${error.message}. Install it: apt-get install openmpi-bin.`,
    );
  }
  if (status !== 0) throw new Error(`measuring ${what} on ${ranks} ranks: exit code ${status}. ${stderr || stdout}`);
  return JSON.parse(stdout);
}

const reductions = measure(2, "reductions");
const size = (bytes) => (bytes < 1024 ? `${bytes}` : bytes < 2 ** 20 ? `${bytes / 1024} K` : `${bytes / 2 ** 20} M`);
const bySize = asMarkdown({
  columns: ["bytes", ...reductions.map(({ bytes }) => size(bytes))],
  rows: ["median", "least"].map((which) => [
    `µs, ${which}`,
    ...reductions.map((timed) => digits(1000 * timed[which], 2)),
  ]),
});
const fits = ["median", "least"].map((which) => {
  const { latency, bandwidth } = lineThrough(
    reductions.map((timed) => ({ bytes: timed.bytes, seconds: timed[which] / 1000 })),
  );
  return `${digits(1e6 * latency, 2)} µs + bytes / ${digits(bandwidth / 1e9, 2)} GB/s (${which})`;
});
const { bytes: most, median: longest } = reductions.at(-1);
const fitted = `Up to 4 MB that is ${fits.join(", ")}; at ${digits(most / 1e6, 2)} MB ${digits(most / longest / 1e6, 2)} GB/s.`;
console.error(`${bySize}\n${fitted}`);

const rows = [];
for (const name of ["ring", ...Object.keys(workloads).filter((workload) => !workloads[workload].sample)]) {
  const [one, half, few, two] = [
    measure(1, name),
    measure(1, name, "--part", "2"),
    measure(1, name, "--part", "16"),
    measure(2, name),
  ];
  rows.push([
    name === "ring" ? "ring, as `train` plays it" : name,
    digits(4e-6 * (two.dSteps * two.parameters[1] + two.parameters[0]), 2),
    digits((1000 * one.gigaflops) / one.step),
    ...[one.step, fixedPart(one, few), two.step].map((milliseconds) => digits(milliseconds)),
    digits(two.reducing, 2),
    digits(two.waiting, 2),
    digits(1000 * expectedOnTwo(half.step / 1000, two, reductions)),
  ]);
  console.error(rows.at(-1).join("  "));
}
const steps = asMarkdown({
  columns: [
    "workload",
    "MB reduced a step",
    "GFLOP/s of one rank",
    "ms a step on one rank",
    "of it fixed",
    "on two ranks",
    "of it reduction",
    "of it waiting for the other",
    "on two ranks by the model",
  ],
  rows,
});
const content = `${bySize}\n\n${fitted}\n\n${steps}`;
console.log(content);
if (process.argv.includes("--docs")) writeIntoPage("communication", content);
