// jax-js on its wasm backend, in Node: the whole step, both gradients and both updates, is one jitted function.
// An array is used up by the function it is given to; `.ref` lends it once more.
import { seeds } from "../numbers.mjs";
import { firstExamples, firstMask, firstNoise, planned, startValues } from "../workloads.mjs";
import { drawnNoise } from "./arrays.mjs";
import { imported, versionOf } from "./installed.mjs";
import { serve } from "./protocol.mjs";

const POOL = 8;
const SAMPLING_BATCH = 100;
const jax = await imported("@jax-js/jax");
await jax.init("wasm");
jax.defaultDevice("wasm");
const { jit, lax, nn, numpy: np, random, tree, valueAndGrad } = jax;

const alongChannels = (data) => np.array(data, { shape: [1, data.length, 1, 1] });

/** A network as start values and a function of parameters, x, of the masks and of whether statistics are fixed. */
function network(layers, values) {
  const parameters = [];
  const add = (array) => parameters.push(array) - 1;
  let at = 0;
  const functions = layers.map(({ kind, numbers, before, parameters: declared }) => {
    const own = values.slice(at, at + declared.length);
    at += declared.length;
    const [number] = numbers;
    const affine = (operation) => {
      const weight = add(np.array(own[0], { shape: declared[0].shape }));
      const bias = own[1] && add(kind === "dense" ? np.array(own[1]) : alongChannels(own[1]));
      return (p, x) => (bias === undefined ? operation(x, p[weight]) : operation(x, p[weight]).add(p[bias]));
    };
    const stride = [2, 2];
    const padding = [
      [1, 1],
      [1, 1],
    ];
    const makers = {
      dense: () => affine((x, w) => np.dot(x, w)),
      conv: () => affine((x, w) => lax.convGeneralDilated(x, w, stride, padding)),
      "conv-transpose": () => affine((x, w) => lax.convTranspose(x, w, stride, padding, { transposeKernel: true })),
      "batch-norm": () => {
        const [scale, shift] = own.map((data) => add(alongChannels(data)));
        return (p, x, _, fixed) => {
          if (fixed) return x.mul(p[scale].mul(1 / Math.sqrt(1 + 1e-5))).add(p[shift]);
          const [axes, keep] = [[0, 2, 3], { keepdims: true }];
          const centred = x.ref.sub(np.mean(x, axes, keep));
          const variance = np.mean(np.square(centred.ref), axes, keep);
          return centred.mul(p[scale].div(np.sqrt(variance.add(1e-5)))).add(p[shift]);
        };
      },
      maxout: () => (_, x) => np.max(x.reshape([x.shape[0], number, before[0] / number]), 1),
      dropout: () => (_, x, mask) => x.mul(mask(x.shape, number)).mul(1 / number),
      reshape: () => (_, x) => x.reshape([x.shape[0], ...numbers]),
      flatten: () => (_, x) => x.reshape([x.shape[0], before.reduce((a, b) => a * b, 1)]),
      relu: () => (_, x) => nn.relu(x),
      "leaky-relu": () => (_, x) => nn.leakyRelu(x, number),
      tanh: () => (_, x) => np.tanh(x),
      sigmoid: () => (_, x) => nn.sigmoid(x),
    };
    return makers[kind]();
  });
  const apply = (p, x, mask, fixed) => functions.reduce((value, layer) => layer(p, value, mask, fixed), x);
  return { parameters, apply };
}

/** State of the update, and (parameters, gradient, state, corrections) to [parameters, state]. */
function optimizerOf({ name, beta1, beta2, epsilon, momentum }, rate) {
  const zeros = (ps) => ps.map(({ shape }) => np.zeros(shape));
  if (name === "adam") {
    return {
      start: (ps) => [zeros(ps), zeros(ps)],
      // The corrections 1 − βᵗ are arguments: as constants they would be compiled anew at every step.
      update: (ps, gs, [ms, vs], [c1, c2]) => {
        const means = ms.map((m, i) => m.mul(beta1).add(gs[i].ref.mul(1 - beta1)));
        const squares = vs.map((v, i) => v.mul(beta2).add(np.square(gs[i]).mul(1 - beta2)));
        const moved = ps.map((p, i) => {
          const root = np.sqrt(squares[i].ref.div(c2.ref)).add(epsilon);
          return p.sub(means[i].ref.div(c1.ref).div(root).mul(rate));
        });
        return [moved, [means, squares]];
      },
    };
  }
  if (name === "sgd") return { start: () => [], update: (ps, gs) => [ps.map((p, i) => p.sub(gs[i].mul(rate))), []] };
  return {
    start: (ps) => zeros(ps),
    update: (ps, gs, vs) => {
      const velocities = vs.map((v, i) => v.mul(momentum).sub(gs[i].mul(rate)));
      return [ps.map((p, i) => p.add(velocities[i].ref)), velocities];
    },
  };
}

const networksOf = (workload) => {
  const { generator, discriminator } = planned(workload);
  return {
    G: network(generator, startValues(generator, seeds.generator)),
    D: network(discriminator, startValues(discriminator, seeds.discriminator)),
  };
};

const shaped = (values, count, shape) => np.array(values, { shape: [count, ...shape] });

async function prepareStep(workload) {
  const { G, D } = networksOf(workload);
  const { batch, noise, example, dSteps, realLabel, rates } = workload;
  const [gOptimizer, dOptimizer] = [rates.generator, rates.discriminator].map((rate) =>
    optimizerOf(workload.optimizer, rate),
  );
  const onePass = !workload.discriminator.some(([kind]) => kind === "batch-norm");

  const dLoss = (dp, x, generated, mask) => {
    const [real, fake] = onePass
      ? np.split(D.apply(dp, np.concatenate([x, generated]), mask), 2)
      : [D.apply(tree.ref(dp), x, mask), D.apply(dp, generated, mask)];
    return np
      .mean(nn.softplus(real.neg()))
      .mul(realLabel)
      .add(np.mean(nn.softplus(fake)));
  };
  const gLoss = (gp, dp, z, mask) => np.mean(nn.softplus(D.apply(dp, G.apply(gp, z), mask).neg()));

  const step = ([gp, dp, gs, ds], corrections, xs, zs, mask) => {
    const losses = [];
    let [parameters, state] = [dp, ds];
    for (let k = 0; k < dSteps; k++) {
      const generated = G.apply(tree.ref(gp), zs[k]);
      const [loss, gradient] = valueAndGrad((ps) => dLoss(ps, xs[k], generated, mask))(tree.ref(parameters));
      [parameters, state] = dOptimizer.update(parameters, gradient, state, corrections);
      losses.push(loss);
    }
    const [loss, gradient] = valueAndGrad((ps) => gLoss(ps, tree.ref(parameters), zs[dSteps], mask))(tree.ref(gp));
    const [moved, memory] = gOptimizer.update(gp, gradient, gs, corrections);
    for (const correction of corrections) correction.dispose();
    return [
      [moved, parameters, memory, state],
      [...losses, loss],
    ];
  };
  const correctionsAt = (t) => {
    const { beta1, beta2 } = workload.optimizer;
    return beta1 === undefined ? [] : [np.array([1 - beta1 ** t]), np.array([1 - beta2 ** t])];
  };

  let masks = 0;
  const givenMask = (shape, keep) =>
    np.array(
      firstMask(
        masks++,
        shape.reduce((a, b) => a * b, 1),
        keep,
      ),
      { shape },
    );
  const pool = Array.from({ length: POOL }, (_, i) => shaped(firstExamples(workload, i), batch, example.shape));
  const start = [G.parameters, D.parameters, gOptimizer.start(G.parameters), dOptimizer.start(D.parameters)];
  const given = Array.from({ length: dSteps + 1 }, (_, k) => shaped(firstNoise(workload, k), batch, [noise.latent]));
  const minibatches = (from) => Array.from({ length: dSteps }, (_, k) => pool[(from + k) % POOL].ref);
  const first = jit((...args) => step(...args, givenMask));
  const [afterFirst, firstLosses] = first(start, correctionsAt(1), minibatches(0), given);
  const losses = [];
  for (const loss of firstLosses) losses.push((await loss.data())[0]);

  const masked = workload.discriminator.some(([kind]) => kind === "dropout");
  const fresh = jit((state, corrections, xs, zs, key) => {
    let left = key;
    const mask = (shape, keep) => {
      const [next, used] = np.split(random.split(left, 2), 2);
      left = next.reshape(next.shape.slice(1));
      return random.bernoulli(used.reshape(used.shape.slice(1)), keep, shape).astype(np.float32);
    };
    const result = step(state, corrections, xs, zs, mask);
    if (masked) left.dispose();
    return result;
  });
  let [state, played, drawn] = [afterFirst, 1, 0];
  const play = async (count) => {
    for (let i = 0; i < count; i++) {
      const zs = Array.from({ length: dSteps + 1 }, () => shaped(drawnNoise(noise, batch), batch, [noise.latent]));
      played++;
      const key = masked ? random.key(played) : np.zeros([1]);
      const [next, ofStep] = fresh(state, correctionsAt(played), minibatches(drawn), zs, key);
      for (const loss of ofStep) loss.dispose();
      [state, drawn] = [next, drawn + dSteps];
      await jax.blockUntilReady(state);
    }
  };
  return { losses, play };
}

async function prepareSampling(workload) {
  const { G } = networksOf(workload);
  const { noise } = workload;
  const draw = jit((p, z) => G.apply(p, z, undefined, true));
  const z = (values) => np.array(values, { shape: [values.length / noise.latent, noise.latent] });
  const images = draw(tree.ref(G.parameters), z(firstNoise(workload)));
  const losses = [(await np.mean(np.square(images)).data())[0]];
  const play = async (count) => {
    for (let i = 0; i < count; i++) {
      for (let drawn = 0; drawn < workload.piece; drawn += SAMPLING_BATCH) {
        await draw(tree.ref(G.parameters), z(drawnNoise(noise, SAMPLING_BATCH))).data();
      }
    }
  };
  return { losses, play };
}

await serve({
  prepare: async (workload) => ({
    ...(await (workload.sample ? prepareSampling(workload) : prepareStep(workload))),
    versions: { node: process.version, "@jax-js/jax": versionOf("@jax-js/jax") },
  }),
});
