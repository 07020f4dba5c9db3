// Times one training step (one D step, one G step, both updates, fresh noise and data) and a cold start.
// npm run bench [-- --quick]. Figures of shared machines drift: compare what one run prints, by ratios.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import {
  algorithm1,
  builtIn,
  byteImages,
  compile,
  createMachine,
  flops,
  gameOf,
  gemm,
  graph,
  input,
  learningOf,
  resolveConfig,
  runtimeName,
  runtimeVersion,
} from "saddlepoint";

const quick = process.argv.includes("--quick");
const SECONDS = quick ? 0.5 : 2;
const ROUNDS = quick ? 3 : 7;

const pixels = Uint8Array.from({ length: 256 * 784 }, (_, i) => (i * 7919) % 256);
const pictures = byteImages("pictures", pixels, [1, 28, 28], "pictures", 256);

const workloads = [
  {
    name: "toy: G 2-32-32-2, D 2-32-32-1, batch 128, adam",
    data: builtIn("ring"),
    options: { widths: [32, 32], activation: "relu", batch: 128, average: 0 },
  },
  { name: "ring, as trained by default", data: builtIn("ring"), options: {} },
  { name: "two-normals, as trained by default", data: builtIn("two-normals"), options: {} },
  { name: "dcgan 28×28 grey, batch 64, 1 thread", data: pictures, options: { threads: 1 } },
  { name: "dcgan 28×28 grey, batch 64, 2 threads", data: pictures, options: { threads: 2 } },
];

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** A function that plays some steps and returns milliseconds per step, and the FLOPs of one. */
async function prepare({ data, options }) {
  const config = resolveConfig(data, options);
  const machine = await createMachine({
    game: gameOf(config),
    switchAt: Number.POSITIVE_INFINITY,
    data,
    seed: 1,
    generator: learningOf(config.generator),
    discriminator: learningOf(config.discriminator),
    average: config.average,
    threads: config.run.threads,
    diverged: (step) => new Error(`diverged at step ${step}`),
  });
  const { dSteps, updates } = config;
  let played = 0;
  const play = async (count) => {
    const began = performance.now();
    const rounds = { first: played + 1, last: played + count, dSteps, updates };
    for await (const { step } of algorithm1(machine, rounds)) played = step;
    return (performance.now() - began) / count;
  };
  await play(3);
  const count = Math.max(2, Math.round((1000 * SECONDS) / (await play(3))));
  const perStep = dSteps * flops(machine.discriminatorStep.step.graph) + flops(machine.generatorStep(1).step.graph);
  return { play: () => play(count), flops: perStep, release: machine.release };
}

/** The best matrix product found: the yardstick of the machine. */
async function peak(threads) {
  const n = 1024;
  const program = await compile(graph("peak", { c: gemm(input("a", [n, n]), input("b", [n, n])) }), { threads });
  const [a, b, c] = Array.from({ length: 3 }, () => new Float32Array(n * n).fill(0.5));
  const bound = program.bind({ a, b, c });
  const times = [];
  for (let i = 0; i < 20; i++) {
    const began = performance.now();
    await bound.run();
    times.push(performance.now() - began);
  }
  await program.release();
  return (2 * n ** 3) / Math.min(...times) / 1e6;
}

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${runtimeName} ${runtimeVersion}`);
for (const threads of [1, 2]) {
  console.log(
    `matrix product 1024³ on ${threads} thread${threads > 1 ? "s" : ""}: ${(await peak(threads)).toFixed(0)} GFLOP/s`,
  );
}

const prepared = [];
for (const workload of workloads) prepared.push({ ...workload, ...(await prepare(workload)), times: [] });
// In turns, so that a drift of the machine meets all of them.
for (let round = 0; round < ROUNDS; round++) for (const { play, times } of prepared) times.push(await play());
for (const { name, times, flops: perStep, release } of prepared) {
  const ms = median(times);
  const range = `${Math.min(...times).toPrecision(3)}–${Math.max(...times).toPrecision(3)}`;
  console.log(
    `${name}: ${(1000 / ms).toPrecision(4)} steps/s, ${ms.toPrecision(3)} ms (${range}), ${(perStep / ms / 1e6).toFixed(1)} GFLOP/s`,
  );
  await release();
}

const folder = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));
const program = join(import.meta.dirname, "../dist/cli/main.js");
const starts = Array.from({ length: ROUNDS }, (_, i) => {
  const began = performance.now();
  spawnSync(process.execPath, [
    program,
    "train",
    "ring",
    "--steps",
    "1",
    "--samples",
    "1",
    "--out",
    join(folder, `${i}`),
  ]);
  return performance.now() - began;
});
rmSync(folder, { recursive: true });
console.log(`process start to the end of a run of one step: ${median(starts).toFixed(0)} ms`);
