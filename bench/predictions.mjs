// What more machines would bring, by the cost model: node bench/predictions.mjs [--docs], which writes the tables into
// docs/distributed.md. Predicted, not measured; what is assumed stands beside the tables there.
import { stepOn } from "./cost-model.mjs";
import { writeIntoPage } from "./page.mjs";
import { digits } from "./statistics.mjs";
import { asMarkdown } from "./table.mjs";
import { widened } from "./variants.mjs";
import { flopsOf, parametersIn, planned, workloads } from "./workloads.mjs";

/** A machine is taken for so many of the threads that were measured; what is fixed gains nothing from them. */
const THREADS = 4;
/** Measured on one thread (docs/benchmarks.md, "Several ranks"): seconds of a step, those of them that are fixed. */
const measured = { W2b: { step: 0.091, fixed: 0.0193 }, W5: { step: 1.98, fixed: 0.0563 } };
const nets = [
  { name: "10 Gb", latency: 30e-6, bandwidth: 1.1e9 },
  // Its sum is taken at the memory's pace, as measured.
  { name: "100 Gb", latency: 3e-6, bandwidth: 2.5e9 },
];

/** A network like a measured one: as fast by the FLOP, its fixed part as large by the byte. */
function networkLike(name, workload) {
  const [bytes, like] = [workload, workloads[name]].map((given) => {
    const { generator, discriminator } = planned(given);
    return { generator: 4 * parametersIn(generator), discriminator: 4 * parametersIn(discriminator) };
  });
  const { step, fixed } = measured[name];
  return {
    flops: flopsOf(workload) / workload.batch,
    fixed: (fixed * (bytes.generator + bytes.discriminator)) / (like.generator + like.discriminator),
    dSteps: workload.dSteps,
    generatorBytes: bytes.generator,
    discriminatorBytes: bytes.discriminator,
    flopsPerSecond: (THREADS * flopsOf(workloads[name])) / (step - fixed),
  };
}

const networks = [
  { name: "MLP 784-1200-1200 (W2b)", ...networkLike("W2b", workloads.W2b) },
  { name: "DCGAN-64 (W5)", ...networkLike("W5", workloads.W5) },
  { name: "DCGAN-64, three times as wide", ...networkLike("W5", widened(workloads.W5, 3)) },
];

/** Columns of a table: one of `figure(network, machine, N)` for each of these N of each net. */
const columnsOf = (ranks, figure) =>
  nets.flatMap((net, i) =>
    ranks[i].map((n, k) => ({
      name: k === 0 ? `${net.name}: N = ${n}` : `${n}`,
      of: (network) => figure(network, { ...net, flopsPerSecond: network.flopsPerSecond }, n),
    })),
  );
const tableOf = (...columns) =>
  asMarkdown({
    columns: columns.map(({ name }) => name),
    rows: networks.map((network) => columns.map(({ of }) => of(network))),
  });
const name = { name: "network", of: (network) => network.name };
const megabytes = {
  name: "MB of G and D",
  of: ({ generatorBytes, discriminatorBytes }) => digits((generatorBytes + discriminatorBytes) / 1e6),
};

const EACH = 32;
const FEW = [2, 8, 32, 256];
const share = (network, machine, n) => {
  const { computing, reducing } = stepOn(n, network, EACH * n, machine);
  return `${digits((100 * computing) / (computing + reducing), 2)} %`;
};
const ALL = 1024;
const MANY = [2, 4, 8, 16, 32, 64, 128, 256];
const timesFaster = (network, machine, n) => {
  const [one, many] = [1, n].map((ranks) => stepOn(ranks, network, ALL, machine));
  const times = one.computing / (many.computing + many.reducing);
  return times < 10 ? times.toFixed(1) : `${Math.round(times)}`;
};

export const predictions = [
  `Time spent computing, of all time, if every machine gets ${EACH} examples of its own (the minibatch grows with N):`,
  tableOf(name, megabytes, ...columnsOf([FEW, FEW], share)),
  `Times faster than one machine, if ${ALL.toLocaleString("en")} examples are divided among all:`,
  tableOf(name, ...columnsOf([MANY, [8, 32, 256]], timesFaster)),
].join("\n\n");

if (process.argv[1] === import.meta.filename) {
  console.log(predictions);
  if (process.argv.includes("--docs")) writeIntoPage("predictions", predictions, "distributed.md");
}
