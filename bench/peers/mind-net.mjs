// mind-net.js, plain JavaScript: multilayer perceptrons only, example by example.
import { seeds } from "../numbers.mjs";
import { firstExamples, firstNoise, planned, startValues } from "../workloads.mjs";
import { drawnNoise } from "./arrays.mjs";
import { imported, versionOf } from "./installed.mjs";
import { serve } from "./protocol.mjs";

const POOL = 8;
const { default: mindNet } = await imported("mind-net.js");
const { Models, ComplexModels, Layers, Optimizers, Activations } = mindNet;

const activations = {
  relu: () => new Activations.ReluActivation(),
  "leaky-relu": (alpha) => new Activations.LeakyReluActivation({ alpha }),
  tanh: () => new Activations.TanhActivation(),
  sigmoid: () => new Activations.SigmoidActivation(),
};

function optimizerOf({ name, beta1, beta2, epsilon }, lr) {
  if (name === "adam") return new Optimizers.AdamOptimizer({ lr, decay: 0, beta1, beta2, eps: epsilon });
  if (name === "sgd") return new Optimizers.SgdOptimizer({ lr, decay: 0 });
  throw new Error(`mind-net.js has no ${name} of the workload's kind`);
}

const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The losses of both players on one logit: expected 1 is "real" with this weight, 0 is "generated"; each times `factor`. */
function lossOf(realWeight, factor) {
  const tally = { sum: 0 };
  return {
    tally,
    loss: () => tally.sum,
    accuracy: () => 0,
    calculateError: ([logit], [real], to = [0]) => {
      tally.sum += factor * (real ? realWeight * softplus(-logit) : softplus(logit));
      to[0] = factor * (real ? -realWeight * sigmoid(-logit) : sigmoid(logit));
      return to;
    },
  };
}

/** Layers of a plan in pairs of a dense layer and its activation. */
function model(plan, input, values, optimizer, loss) {
  const network = new Models.Sequential(optimizer, loss);
  network.addLayer(new Layers.Dense(input));
  plan.forEach(({ kind, numbers, after }, i) => {
    if (activations[kind]) return;
    if (kind !== "dense") throw new Error(`mind-net.js has no layer ${kind}`);
    const next = plan[i + 1];
    const activation = activations[next?.kind]?.(...next.numbers) ?? new Activations.LinearActivation();
    network.addLayer(new Layers.Dense(numbers[0] ?? after[0], { activation }));
  });
  network.compile();
  network.layers.slice(1).forEach((layer, i) => {
    const [weight, bias] = [values[2 * i], values[2 * i + 1]];
    layer.weights.forEach((row, unit) => row.forEach((_, k) => (row[k] = weight[k * layer.size + unit])));
    layer.biases.forEach((_, unit) => (layer.biases[unit] = bias[unit]));
  });
  return network;
}

function rows(values, width) {
  return Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

async function prepare(workload) {
  if (workload.sample) throw new Error("mind-net.js has no convolutions");
  const { generator, discriminator } = planned(workload);
  const { batch, noise, dSteps, optimizer, rates, realLabel } = workload;
  const width = workload.example.shape.reduce((a, b) => a * b, 1);
  // The library averages over all examples of a minibatch, both halves of D's: twice that is the sum of both means.
  const dLoss = lossOf(realLabel, 2);
  const gLoss = lossOf(1, 1);
  const gOptimizer = optimizerOf(optimizer, rates.generator);
  const G = model(generator, noise.latent, startValues(generator, seeds.generator), gOptimizer, gLoss);
  const D = model(
    discriminator,
    width,
    startValues(discriminator, seeds.discriminator),
    optimizerOf(optimizer, rates.discriminator),
    dLoss,
  );
  const both = new ComplexModels.Chain(gOptimizer, gLoss);
  both.addModel(G).addModel(D, false);
  both.compile();

  /** Trains on one minibatch; the epoch counts the updates, from which Adam's correction follows. */
  const update = (network, { tally }, pairs) => {
    tally.sum = 0;
    network.beforeTrain();
    network.trainBatch(pairs);
    network.afterTrain();
    return tally.sum / pairs.length;
  };
  const dStep = (x, z) => {
    const generated = z.map((row) => G.compute(row));
    const pairs = [...x.map((row) => [row, [1]]), ...generated.map((row) => [row, [0]])];
    return update(D, dLoss, pairs);
  };
  const gStep = (z) =>
    update(
      both,
      gLoss,
      z.map((row) => [row, [1]]),
    );
  const pool = Array.from({ length: POOL }, (_, i) => rows(firstExamples(workload, i), width));
  const given = (k) => rows(firstNoise(workload, k), noise.latent);
  const losses = Array.from({ length: dSteps }, (_, k) => dStep(pool[k], given(k)));
  losses.push(gStep(given(dSteps)));
  let drawn = 0;
  const play = async (count) => {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < dSteps; k++) dStep(pool[drawn++ % POOL], rows(drawnNoise(noise, batch), noise.latent));
      gStep(rows(drawnNoise(noise, batch), noise.latent));
    }
  };
  return { losses, play, versions: { node: process.version, "mind-net.js": versionOf("mind-net.js") } };
}

await serve({ prepare });
