// GAN Lab's default model on TensorFlow.js, in a page: what its steps cost without its pictures. One step is two D updates and one of G.
const BATCH = 150;
const POOL = 8;

/** Dense layers of 8 units, relu between them: weights and biases in turn. */
function network(widths, seed) {
  const variables = widths
    .slice(1)
    .flatMap((out, i) => [
      tf.variable(tf.randomNormal([widths[i], out], 0, Math.sqrt(2 / widths[i]), "float32", seed + i)),
      tf.variable(tf.zeros([out])),
    ]);
  const apply = (x) => {
    let value = x;
    for (let i = 0; i < variables.length; i += 2) {
      const last = i + 2 === variables.length;
      value = tf.fused.matMul({
        a: value,
        b: variables[i],
        bias: variables[i + 1],
        activation: last ? "linear" : "relu",
      });
    }
    return value;
  };
  return { variables, apply };
}

/** Steps per second over so many seconds, on a backend; what comes after the last step is waited for. */
export async function measure(backend, seconds) {
  if (!(await tf.setBackend(backend))) throw new Error(`there is no backend ${backend}`);
  await tf.ready();
  const [G, D] = [network([2, 8, 8, 2], 1), network([2, 8, 8, 1], 5)];
  const [gOptimizer, dOptimizer] = [tf.train.sgd(0.1), tf.train.sgd(0.1)];
  const pool = Array.from({ length: POOL }, (_, i) => tf.randomUniform([BATCH, 2], -1, 1, "float32", i));
  const generate = () => tf.tanh(G.apply(tf.randomUniform([BATCH, 2], -1, 1)));
  const softplus = (x) => tf.mean(tf.softplus(x));
  let drawn = 0;
  const step = () =>
    tf.tidy(() => {
      for (let k = 0; k < 2; k++) {
        const x = tf.concat([pool[drawn++ % POOL], generate()]);
        dOptimizer.minimize(
          () => {
            const [real, fake] = tf.split(D.apply(x), 2);
            return tf.add(tf.mul(0.95, softplus(tf.neg(real))), softplus(fake));
          },
          false,
          D.variables,
        );
      }
      return gOptimizer.minimize(() => softplus(tf.neg(D.apply(generate()))), true, G.variables);
    });
  const play = async (milliseconds) => {
    const began = performance.now();
    let steps = 0;
    for (; performance.now() - began < milliseconds; steps++) {
      const loss = step();
      // WebGL only queues; without this the queue would grow without end.
      if (steps % 20 === 19) await loss.data();
      loss.dispose();
    }
    await step().data();
    return (1000 * (steps + 1)) / (performance.now() - began);
  };
  await play(1500);
  return play(1000 * seconds);
}
