// What it costs that ranks train together: mpirun -n 2 node bench/communication.mjs [--quick]. Bytes against the time of an
// all-reduce, with the line through those that fit a cache; then a step of each workload, with what of it is reduction and
// what is waiting for the other rank, which shares its cores with whatever else runs.
// The cost model of docs/distributed.md is fitted to this.
import { algorithm1, builtIn, byteImages, resolveConfig } from "saddlepoint";
import { joinMpi } from "saddlepoint/node";
import { assemble, flopsPerStep } from "../dist/training/assemble.js";
import { median } from "./statistics.mjs";

const quick = process.argv.includes("--quick");
const mpi = await joinMpi();
const say = (line) => {
  if (mpi.rank === 0) console.log(line);
};

/** Milliseconds of an all-reduce of so many floats: the median, and the least, which is what the memory can do. */
async function timeReduction(count) {
  // WebAssembly memory, as in training.
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * count) / 65536) });
  const values = new Float32Array(memory.buffer, 0, count);
  const repeats = Math.max(quick ? 5 : 15, Math.min(quick ? 50 : 300, Math.round(3e7 / count)));
  const times = [];
  for (let i = 0; i < repeats + 3; i++) {
    values.fill(1);
    await mpi.barrier();
    const began = performance.now();
    await mpi.allReduce(values);
    if (i >= 3) times.push(performance.now() - began);
    if (values[count - 1] !== mpi.size) throw new Error("the sum is wrong");
  }
  return { count, median: median(times), least: Math.min(...times) };
}

say(`${mpi.size} ranks, ${process.arch}, Node ${process.version}`);
const reductions = [];
for (const count of [16, 256, 4096, 16384, 65536, 262144, 1 << 20, 1 << 22, 1 << 24]) {
  const timed = await timeReduction(count);
  reductions.push(timed);
  say(`${4 * count} bytes: ${(1000 * timed.median).toFixed(1)} µs (least ${(1000 * timed.least).toFixed(1)})`);
}
for (const which of ["median", "least"]) {
  // Relative errors count alike, so that megabytes do not drown microseconds: t ≈ latency + bytes / bandwidth.
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (const { count, [which]: t } of reductions.filter((timed) => timed.count <= 1 << 20)) {
    const [x, w] = [4 * count, 1 / (t * t)];
    [a, b, c, d, e] = [a + w, b + w * x, c + w * x * x, d + w * t, e + w * x * t];
  }
  const slope = (a * e - b * d) / (a * c - b * b);
  const latency = (d - b * slope) / a;
  const { count, [which]: longest } = reductions.at(-1);
  say(
    `${which}, up to 4 MiB: ${(1000 * latency).toFixed(1)} µs + bytes / ${(1e-6 / slope).toFixed(2)} GB/s; ` +
      `at ${(4e-6 * count).toFixed(0)} MB: ${((4e-6 * count) / longest).toFixed(2)} GB/s`,
  );
}

const pictures = (shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return byteImages(
    "pictures",
    Uint8Array.from({ length: 256 * size }, (_, i) => (i * 7919) % 256),
    shape,
    "pictures",
    256,
  );
};
const wide = { network: "mlp", widths: [1200, 1200], normalisation: "none", batch: 128 };
const workloads = [
  { name: "ring, as trained by default", data: builtIn("ring"), options: {} },
  { name: "mlp 784-1200-1200, batch 128", data: pictures([1, 28, 28]), options: wide },
  { name: "dcgan 28×28 grey, batch 64", data: pictures([1, 28, 28]), options: {} },
  { name: "dcgan 64×64 colour, batch 64", data: pictures([3, 64, 64]), options: {} },
];
for (const { name, data, options } of workloads) {
  const config = resolveConfig(data, { ...options, threads: 1, average: 0 });
  let [waiting, reducing] = [0, 0];
  const collective = {
    ...mpi,
    allReduce: async (values) => {
      const began = performance.now();
      await mpi.barrier();
      const met = performance.now();
      await mpi.allReduce(values);
      waiting += met - began;
      reducing += performance.now() - met;
    },
  };
  const ranks = mpi.size > 1 ? { collective, stopping: () => false, took: () => undefined } : undefined;
  const machine = await assemble(config, data, undefined, undefined, ranks);
  let played = 0;
  /** Milliseconds of a step, and those of it that a rank waits and reduces. */
  const play = async (count) => {
    [waiting, reducing] = [0, 0];
    const began = performance.now();
    const rounds = { first: played + 1, last: played + count, dSteps: config.dSteps, updates: config.updates };
    for await (const { step } of algorithm1(machine, rounds)) played = step;
    return { step: (performance.now() - began) / count, waiting: waiting / count, reducing: reducing / count };
  };
  const steps = new Float32Array([(await play(2)).step]);
  await mpi.allReduce(steps);
  const count = Math.max(2, Math.round((quick ? 300 : 1500) / (steps[0] / mpi.size)));
  const times = [];
  for (let round = 0; round < (quick ? 3 : 5); round++) times.push(await play(count));
  const parameters = [machine.generator, machine.discriminator].map(({ layout }) => layout.length);
  const [step, wait, reduce] = ["step", "waiting", "reducing"].map((what) => median(times.map((time) => time[what])));
  say(
    `${name}: G ${parameters[0]}, D ${parameters[1]} parameters, ${config.dSteps} D step(s); ${step.toPrecision(3)} ms a step, ` +
      `${reduce.toPrecision(3)} ms of it reduction, ${wait.toPrecision(3)} ms waiting, ` +
      `${(4e-6 * (config.dSteps * parameters[1] + parameters[0])).toPrecision(3)} MB reduced, ${(flopsPerStep(machine, config, 1) / 1e9).toPrecision(3)} GFLOP a rank`,
  );
  await machine.release();
}
await mpi.leave();
