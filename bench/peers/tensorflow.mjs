// TensorFlow.js on its wasm backend, in Node. Images are channels last there.
// node bench/peers/tensorflow.mjs [repaired]: with tensorflow-repairs.mjs, since convolutions cannot be trained without.
import { seeds } from "../numbers.mjs";
import { firstExamples, firstMask, firstNoise, planned, startValues } from "../workloads.mjs";
import { transposed } from "./arrays.mjs";
import { required, versionOf } from "./installed.mjs";
import { serve } from "./protocol.mjs";
import { repair } from "./tensorflow-repairs.mjs";

const POOL = 8;
const SAMPLING_BATCH = 100;
const tf = required("@tensorflow/tfjs");
required("@tensorflow/tfjs-backend-wasm");
await tf.setBackend("wasm");
await tf.ready();
if (process.argv[2] === "repaired") repair(tf);

/** Rows and columns of a dense weight that stand for pixels go from channels first to channels last. */
function denseValues(values, layers, i) {
  const { before, after } = layers[i];
  const [previous, next] = [layers[i - 1], layers[i + 1]];
  if (next?.kind === "reshape") return transposed(values, [before[0], ...next.after], [0, 2, 3, 1]);
  if (previous?.kind === "flatten") return transposed(values, [...previous.before, after[0]], [1, 2, 0, 3]);
  return values;
}

/** A network as variables and a function of x, of masks (drawn if there are none) and of whether statistics are fixed. */
function network(layers, values) {
  const variables = [];
  const variable = (data, shape) => {
    variables.push(tf.variable(tf.tensor(data, shape)));
    return variables.at(-1);
  };
  let at = 0;
  const functions = layers.map(({ kind, numbers, before, after, parameters }, i) => {
    const own = values.slice(at, at + parameters.length);
    at += parameters.length;
    const [number] = numbers;
    const makers = {
      dense: () => {
        const weight = variable(denseValues(own[0], layers, i), parameters[0].shape);
        const bias = own[1] && variable(own[1], parameters[1].shape);
        return (x) => tf.fused.matMul({ a: x, b: weight, bias });
      },
      conv: () => {
        const [out, depth] = parameters[0].shape;
        const weight = variable(transposed(own[0], parameters[0].shape, [2, 3, 1, 0]), [4, 4, depth, out]);
        const bias = own[1] && variable(own[1], parameters[1].shape);
        return (x) => (bias ? tf.add(tf.conv2d(x, weight, 2, "same"), bias) : tf.conv2d(x, weight, 2, "same"));
      },
      "conv-transpose": () => {
        const [depth, out] = parameters[0].shape;
        const weight = variable(transposed(own[0], parameters[0].shape, [2, 3, 1, 0]), [4, 4, out, depth]);
        const bias = own[1] && variable(own[1], parameters[1].shape);
        return (x) => {
          const y = tf.conv2dTranspose(x, weight, [x.shape[0], after[1], after[2], out], 2, "same");
          return bias ? tf.add(y, bias) : y;
        };
      },
      "batch-norm": () => {
        const [scale, shift] = own.map((data) => variable(data, [before[0]]));
        return (x, _, fixed) => {
          const { mean, variance } = fixed
            ? { mean: tf.zeros([before[0]]), variance: tf.ones([before[0]]) }
            : tf.moments(
                x,
                x.shape.slice(1).map((_, axis) => axis),
              );
          return tf.batchNorm(x, mean, variance, shift, scale, 1e-5);
        };
      },
      maxout: () => (x) => tf.max(tf.reshape(x, [x.shape[0], number, after[0]]), 1),
      dropout: () => (x, mask) => (mask ? tf.div(tf.mul(x, mask(x.shape, number)), number) : tf.dropout(x, 1 - number)),
      reshape: () => (x) => tf.reshape(x, [x.shape[0], after[1], after[2], after[0]]),
      flatten: () => (x) => tf.reshape(x, [x.shape[0], after[0]]),
      relu: () => (x) => tf.relu(x),
      "leaky-relu": () => (x) => tf.leakyRelu(x, number),
      tanh: () => (x) => tf.tanh(x),
      sigmoid: () => (x) => tf.sigmoid(x),
    };
    return makers[kind]();
  });
  return { variables, apply: (x, mask, fixed) => functions.reduce((value, layer) => layer(value, mask, fixed), x) };
}

const networksOf = (workload) => {
  const { generator, discriminator } = planned(workload);
  return {
    G: network(generator, startValues(generator, seeds.generator)),
    D: network(discriminator, startValues(discriminator, seeds.discriminator)),
  };
};

function examples(workload, i) {
  const values = firstExamples(workload, i);
  const { batch } = workload;
  const { shape } = workload.example;
  if (shape.length === 1) return tf.tensor(values, [batch, ...shape]);
  const [channels, height, width] = shape;
  return tf.tensor(transposed(values, [batch, ...shape], [0, 2, 3, 1]), [batch, height, width, channels]);
}

const firstZ = (workload, i) => tf.tensor(firstNoise(workload, i), [workload.batch, workload.noise.latent]);

const drawZ = ({ kind, latent, halfWidth }, count) =>
  kind === "normal" ? tf.randomNormal([count, latent]) : tf.randomUniform([count, latent], -halfWidth, halfWidth);

function optimizerOf(settings, rate) {
  if (settings.name === "adam") return tf.train.adam(rate, settings.beta1, settings.beta2, settings.epsilon);
  return settings.name === "momentum" ? tf.train.momentum(rate, settings.momentum) : tf.train.sgd(rate);
}

function prepareStep(workload) {
  const { G, D } = networksOf(workload);
  const { batch, realLabel, dSteps, optimizer, rates } = workload;
  const onePass = !workload.discriminator.some(([kind]) => kind === "batch-norm");
  const [gOptimizer, dOptimizer] = [rates.generator, rates.discriminator].map((rate) => optimizerOf(optimizer, rate));
  const meanSoftplus = (x) => tf.mean(tf.softplus(x));

  const dStep = (x, z, mask) => {
    const generated = G.apply(z);
    return dOptimizer.minimize(
      () => {
        const [real, fake] = onePass
          ? tf.split(D.apply(tf.concat([x, generated]), mask), [batch, batch])
          : [D.apply(x, mask), D.apply(generated, mask)];
        return tf.add(tf.mul(realLabel, meanSoftplus(tf.neg(real))), meanSoftplus(fake));
      },
      true,
      D.variables,
    );
  };
  const gStep = (z, mask) =>
    gOptimizer.minimize(() => meanSoftplus(tf.neg(D.apply(G.apply(z), mask))), true, G.variables);

  let masks = 0;
  const givenMask = (shape, keep) =>
    tf.tensor(
      firstMask(
        masks++,
        shape.reduce((a, b) => a * b, 1),
        keep,
      ),
      shape,
    );
  const pool = Array.from({ length: POOL }, (_, i) => examples(workload, i));
  const losses = tf.tidy(() => {
    const ofD = Array.from({ length: dSteps }, (_, k) => dStep(pool[k], firstZ(workload, k), givenMask));
    return [...ofD, gStep(firstZ(workload, dSteps), givenMask)].map((loss) => loss.dataSync()[0]);
  });
  let drawn = 0;
  const play = async (count) => {
    let last;
    for (let i = 0; i < count; i++) {
      last?.dispose();
      last = tf.tidy(() => {
        for (let k = 0; k < dSteps; k++) dStep(pool[drawn++ % POOL], drawZ(workload.noise, batch));
        return gStep(drawZ(workload.noise, batch));
      });
    }
    await last.data();
    last.dispose();
  };
  return { losses, play };
}

function prepareSampling(workload) {
  const { G } = networksOf(workload);
  const losses = tf.tidy(() => [tf.mean(tf.square(G.apply(firstZ(workload, 0), undefined, true))).dataSync()[0]]);
  const play = async (count) => {
    for (let i = 0; i < count; i++) {
      for (let drawn = 0; drawn < workload.piece; drawn += SAMPLING_BATCH) {
        const images = tf.tidy(() => G.apply(drawZ(workload.noise, SAMPLING_BATCH), undefined, true));
        await images.data();
        images.dispose();
      }
    }
  };
  return { losses, play };
}

await serve({
  prepare: async (workload) => ({
    ...(workload.sample ? prepareSampling(workload) : prepareStep(workload)),
    versions: { node: process.version, "@tensorflow/tfjs": versionOf("@tensorflow/tfjs") },
  }),
});
