/** What D's answers on a minibatch say, in plain numbers. */

/** log(1 + eˣ), without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const meanOf = (values: Float32Array, f: (value: number) => number): number => {
  let sum = 0;
  for (const value of values) sum += f(value);
  return sum / values.length;
};

/** Mean D(x) = σ(logit). */
export const meanProbability = (logits: Float32Array): number => meanOf(logits, (s) => 1 / (1 + Math.exp(-s)));

/** Mean of scores. */
export const meanScore = (scores: Float32Array): number => meanOf(scores, (s) => s);

/** V(D, G) = mean log D(x) + mean log(1 − D(G(z))) in nats (Goodfellow et al. 2014, eq. 1); −log 4 where D = 1/2. */
export const gameValue = (real: Float32Array, generated: Float32Array): number =>
  -meanOf(real, (s) => softplus(-s)) - meanOf(generated, softplus);
