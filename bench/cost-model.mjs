// The cost of a step on N ranks, the model of docs/distributed.md: of computing a part divides by N and a part does not, each
// player's gradient is reduced once per update. Bytes, seconds, FLOP/s.

/** Gradients that fit a cache (of this size, bytes) are what the line is drawn through. */
const CACHE = 4 * 2 ** 20;

/**
 * t ≈ latency + bytes / bandwidth through measured reductions. Relative errors count alike, so that megabytes do not drown
 * microseconds.
 */
export function lineThrough(reductions) {
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (const { bytes: x, seconds: t } of reductions.filter(({ bytes }) => bytes <= CACHE)) {
    const w = 1 / (t * t);
    [a, b, c, d, e] = [a + w, b + w * x, c + w * x * x, d + w * t, e + w * x * t];
  }
  const slope = (a * e - b * d) / (a * c - b * b);
  return { latency: (d - b * slope) / a, bandwidth: 1 / slope };
}

/** Seconds of an all-reduce of so many bytes over N ranks: a ring's bytes, a tree's messages. */
export const reduction = (bytes, ranks, { latency, bandwidth }) =>
  ranks === 1 ? 0 : 2 * Math.ceil(Math.log2(ranks)) * latency + (2 * (ranks - 1) * bytes) / (ranks * bandwidth);

/** What of a step does not shrink with the minibatch, from the times of two: t = fixed + examples · slope. */
export function fixedPart(many, few) {
  const slope = (many.step - few.step) / (many.examples - few.examples);
  return few.step - few.examples * slope;
}

/**
 * Seconds of a step of `examples` in all on N ranks, in two parts.
 * `network`: FLOPs of a step per example, seconds of a step that no minibatch is too small for (updates, mostly), D's steps per
 * step of G, bytes of each player's parameters.
 */
export function stepOn(ranks, { flops, fixed, dSteps, generatorBytes, discriminatorBytes }, examples, machine) {
  const computing = fixed + (flops * examples) / (ranks * machine.flopsPerSecond);
  const reducing = reduction(generatorBytes, ranks, machine) + dSteps * reduction(discriminatorBytes, ranks, machine);
  return { computing, reducing };
}

/** Seconds of an all-reduce of so many bytes, between the measured ones: straight lines in logarithms. */
function between(bytes, reductions) {
  const above = reductions.findIndex((timed) => timed.bytes >= bytes);
  const i = above < 0 ? reductions.length - 1 : Math.max(1, above);
  const [low, high] = [reductions[i - 1], reductions[i]];
  const along = Math.log(bytes / low.bytes) / Math.log(high.bytes / low.bytes);
  return (low.median / 1000) * (high.median / low.median) ** along;
}

/** Seconds of a step on two ranks that follow from those of one with half the minibatch and from the measured reductions. */
export const expectedOnTwo = (half, { dSteps, parameters: [g, d] }, reductions) =>
  half + between(4 * g, reductions) + dSteps * between(4 * d, reductions);
