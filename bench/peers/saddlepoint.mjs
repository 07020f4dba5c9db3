// This project's own side: the machine that trains, Algorithm 1 and all, on networks built from the table.
// node [--conditions=ort-wasm] bench/peers/saddlepoint.mjs [threads] [cpu | webgpu]
import {
  activation,
  algorithm1,
  bytesFor,
  constant,
  convolution,
  createKernels,
  createMachine,
  createSampler,
  dense,
  drawNoise,
  dropoutLayer,
  flatten,
  layout,
  maxoutLayer,
  normalisation,
  openStream,
  ops,
  reshapeLayer,
  runtimeInUse,
  sequential,
  transposedConvolution,
  viewOf,
} from "#inner";
import { seeds } from "../numbers.mjs";
import { firstExamples, firstMask, firstNoise, planned, startValues } from "../workloads.mjs";
import { serve } from "./protocol.mjs";

const threads = Number(process.argv[2] ?? 1);
const device = process.argv[3] ?? "cpu";
const POOL = 8;
const SAMPLING_BATCH = 64;

/** Where the library would start weights; they are replaced by the table's. */
const init = { scheme: "normal", scale: 0.02 };

const layerOf = ({ kind, numbers, parameters }) => {
  const [number] = numbers;
  const bias = parameters.some(({ role }) => role === "bias");
  const kinds = {
    dense: () => dense(number, init, { bias }),
    conv: () => convolution(number, init, { bias }),
    "conv-transpose": () => transposedConvolution(number, init, { bias }),
    "batch-norm": () => normalisation("batch", init),
    reshape: () => reshapeLayer(numbers),
    flatten,
    maxout: () => maxoutLayer(number),
    dropout: () => dropoutLayer(number),
  };
  return kinds[kind]?.() ?? activation(kind, number);
};

const { concat, mean, mul, neg, softplus } = ops;

/**
 * −log D on real examples weighted by their label, as GAN Lab has it: without the term for 1 − label. In one pass over both kinds,
 * like the library's own losses: signs tell them apart, and weights that make a mean of all the sum of both means.
 */
const labelled = (realLabel) => ({
  help: "",
  output: "logit",
  discriminator: (real, generated) => {
    const [m = 1] = real.shape;
    const column = (ofReal, ofGenerated) =>
      constant(
        Array.from({ length: 2 * m }, (_, i) => (i < m ? ofReal : ofGenerated)),
        [2 * m, 1],
      );
    return mean(mul(column(2 * realLabel, 2), softplus(mul(concat([real, generated], 0), column(-1, 1)))));
  },
  generator: (generated) => mean(softplus(neg(generated))),
});

const networksOf = (workload) => {
  const { generator, discriminator } = planned(workload);
  return {
    layers: { generator, discriminator },
    generator: sequential("G", [workload.noise.latent], generator.map(layerOf)),
    discriminator: sequential("D", workload.example.shape, discriminator.map(layerOf)),
  };
};

const priorOf = ({ kind, latent, halfWidth = 1 }) => ({ kind, latent, halfWidth });

/** Minibatches in memory, in turns, as every peer has them. */
function pool(workload) {
  const batches = Array.from({ length: POOL }, (_, i) => firstExamples(workload, i));
  return {
    name: "pool",
    shape: workload.example.shape,
    count: POOL * workload.batch,
    fingerprint: "pool",
    open: async ({ position = 0 }) => ({
      position,
      next({ x }) {
        x.set(batches[this.position++ % POOL]);
      },
    }),
  };
}

const learning = ({ optimizer, rates }, player) => ({
  optimizer: optimizer.name,
  beta1: optimizer.beta1 ?? 0,
  beta2: optimizer.beta2 ?? 0,
  epsilon: optimizer.epsilon ?? 0,
  nesterov: false,
  weightDecay: 0,
  learningRate: { kind: "constant", start: rates[player], end: rates[player], steps: 1 },
  momentum: { kind: "constant", start: optimizer.momentum ?? 0, end: optimizer.momentum ?? 0, steps: 1 },
});

/** Writes start values, which are in the order of the network, to where the parameters lie. */
function setParameters(network, { entries }, vector, values) {
  network.parameters.forEach(({ name }, i) => {
    const entry = entries.find((candidate) => candidate.name === name);
    viewOf(vector, entry).set(values[i]);
  });
}

/** The first step on the table's numbers instead of drawn ones; returns its losses. */
async function firstStep(machine, { dSteps, ...workload }) {
  const { mask } = machine.streams.dropout;
  let masks = 0;
  machine.streams.dropout.mask = ({ data }, keep) => data.set(firstMask(masks++, data.length, keep));
  const losses = [];
  for (let k = 0; k < dSteps; k++) {
    machine.z.data.set(firstNoise(workload, k));
    machine.x.data.set(firstExamples(workload, k));
    await machine.discriminatorGradient(1);
    losses.push(machine.discriminatorStep(1).loss());
    await machine.discriminator.update(machine.discriminatorStep(1).gradient, 1);
  }
  machine.z.data.set(firstNoise(workload, dSteps));
  await machine.generatorGradient(1);
  losses.push(machine.generatorStep(1).loss());
  await machine.generator.update(machine.generatorStep(1).gradient, 1);
  machine.streams.dropout.mask = mask;
  return losses;
}

async function prepareStep(workload) {
  const { layers, generator, discriminator } = networksOf(workload);
  const machine = await createMachine({
    game: {
      generator,
      discriminator,
      prior: priorOf(workload.noise),
      batch: workload.batch,
      loss: workload.realLabel === 1 ? "non-saturating" : labelled(workload.realLabel),
      gradientPenalty: 0,
      r1: 0,
      r2: 0,
      labelSmoothing: 0,
    },
    switchAt: Number.POSITIVE_INFINITY,
    data: pool(workload),
    seed: 1,
    generator: learning(workload, "generator"),
    discriminator: learning(workload, "discriminator"),
    average: 0,
    threads,
    device,
    diverged: (step, { player }, first) => new Error(`${player} diverged at step ${step}: ${first?.tensor}`),
  });
  for (const name of ["generator", "discriminator"]) {
    const { network, layout: place, parameters } = machine[name];
    const values = Float32Array.from(parameters.data);
    setParameters(network, place, values, startValues(layers[name], seeds[name]));
    machine.store.write(parameters, values);
  }
  const losses = await firstStep(machine, workload);
  let played = 1;
  const play = async (count) => {
    const rounds = {
      first: played + 1,
      last: played + count,
      dSteps: workload.dSteps,
      gSteps: 1,
      updates: "alternating",
    };
    for await (const { step } of algorithm1(machine, rounds)) played = step;
  };
  return { losses, play };
}

async function prepareSampling(workload) {
  const { layers, generator } = networksOf(workload);
  const prior = priorOf(workload.noise);
  const sampler = await createSampler({ generator, prior, seed: 1, batch: SAMPLING_BATCH, threads, device });
  const place = layout(generator.name, generator.parameters);
  const parameters = new Float32Array(place.length);
  setParameters(generator, place, parameters, startValues(layers.generator, seeds.generator));
  const statistics = new Float32Array(sampler.statistics.length);
  for (const { name, shape, offset } of sampler.statistics.entries) {
    const size = shape.reduce((a, b) => a * b, 1);
    statistics.fill(name.endsWith("variance") ? 1 : 0, offset, offset + size);
  }
  const images = await sampler.sample(parameters, statistics, firstNoise(workload));
  const losses = [images.reduce((sum, value) => sum + value * value, 0) / images.length];
  const kernels = await createKernels(bytesFor([workload.piece * prior.latent]));
  const z = kernels.allocate(workload.piece * prior.latent);
  const stream = openStream(kernels, 1, "samples");
  const play = async (count) => {
    for (let i = 0; i < count; i++) {
      drawNoise(prior, stream, z);
      await sampler.sample(parameters, statistics, z.data);
    }
  };
  return { losses, play };
}

const runtime = await runtimeInUse();
await serve({
  prepare: async (workload) => ({
    ...(await (workload.sample ? prepareSampling(workload) : prepareStep(workload))),
    versions: { node: process.version, [runtime.name]: runtime.version },
  }),
});
