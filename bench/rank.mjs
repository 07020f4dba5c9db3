// One rank of bench/communication.mjs, started by mpirun: node bench/rank.mjs <reductions | workload> [--quick] [--part N], with an
// Nth of the workload's minibatch. Rank 0 prints what it measured as one line of JSON.
import { parseArgs } from "node:util";
import { joinMpi } from "saddlepoint/node";
import { algorithm1, areRows, builtIn, byteImages, presets, resolveConfig } from "#inner";
import { assemble, flopsPerStep } from "../dist/training/assemble.js";
import { median } from "./statistics.mjs";
import { parametersIn, planned, workloads } from "./workloads.mjs";

const {
  positionals: [what],
  values: { quick, part },
} = parseArgs({
  options: { quick: { type: "boolean" }, part: { type: "string", default: "1" } },
  allowPositionals: true,
});
const mpi = await joinMpi();

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
  return { bytes: 4 * count, median: median(times), least: Math.min(...times) };
}

const pictures = (shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const bytes = Uint8Array.from({ length: 256 * size }, (_, i) => (i * 7919) % 256);
  return byteImages("pictures", bytes, shape, "pictures", 256);
};
/** The benchmark's workloads as options of `train`; what the tables of both say about the networks must be the same. */
const trained = {
  ring: {},
  W1: { batch: 128, widths: [32, 32] },
  W1b: { batch: 150, widths: [8, 8], dSteps: 2, optimizer: "sgd" },
  W2: {
    network: "mlp",
    normalisation: "none",
    generator: { widths: [256, 512] },
    discriminator: { widths: [512, 256] },
  },
  W2b: { network: "mlp", normalisation: "none", widths: [1200, 1200], batch: 128 },
  W2c: presets["goodfellow2014-mnist"].options,
  W3: { channels: 64 },
  W4: { channels: 64 },
  W5: { channels: 64 },
};

/** Milliseconds of a step, and those of it in which this rank waits for the others and in which they reduce. */
async function timeSteps(name) {
  const { shape = [2] } = workloads[name]?.example ?? {};
  const data = shape[0] === 2 ? builtIn("ring") : pictures(areRows({ shape }) ? [1, 28, 28] : shape);
  const whole = resolveConfig(data, { ...trained[name], threads: 1, average: 0 });
  const config = { ...whole, batch: Math.round(whole.batch / Number(part)) };
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
  const parameters = [machine.generator, machine.discriminator].map(({ layout }) => layout.length);
  if (name in workloads) {
    const { generator, discriminator } = planned(workloads[name]);
    const expected = [generator, discriminator].map(parametersIn);
    if (`${parameters}` !== `${expected}` || whole.batch !== workloads[name].batch) {
      throw new Error(
        `building ${name} from options: expected ${expected} parameters and minibatches of ${workloads[name].batch}; came ${parameters} and ${whole.batch}.`,
      );
    }
  }
  let played = 0;
  const play = async (count) => {
    [waiting, reducing] = [0, 0];
    const began = performance.now();
    const rounds = { ...config, first: played + 1, last: played + count };
    for await (const { step } of algorithm1(machine, rounds)) played = step;
    return { step: (performance.now() - began) / count, waiting: waiting / count, reducing: reducing / count };
  };
  // All ranks have to play the same number of steps.
  const longest = new Float32Array([(await play(2)).step]);
  await mpi.allReduce(longest);
  const count = Math.max(2, Math.round((quick ? 300 : 1500) / (longest[0] / mpi.size)));
  const times = [];
  for (let round = 0; round < (quick ? 3 : 5); round++) times.push(await play(count));
  const [step, wait, reduce] = ["step", "waiting", "reducing"].map((part) => median(times.map((time) => time[part])));
  const gigaflops = (mpi.size * flopsPerStep(machine, config, 1)) / 1e9;
  await machine.release();
  return {
    examples: config.batch,
    step,
    waiting: wait,
    reducing: reduce,
    parameters,
    dSteps: config.dSteps,
    gigaflops,
  };
}

async function timeReductions() {
  const measured = [];
  for (const count of [16, 4096, 16384, 65536, 262144, 1 << 20, 1 << 22, 1 << 24]) {
    measured.push(await timeReduction(count));
  }
  return measured;
}

const measured = what === "reductions" ? await timeReductions() : await timeSteps(what);
if (mpi.rank === 0) console.log(JSON.stringify(measured));
await mpi.leave();
