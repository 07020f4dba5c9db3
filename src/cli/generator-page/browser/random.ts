/** Noise from a seed. The page's own: saddlepoint itself draws other numbers for the same seed. */
import type { PageFacts } from "./facts.ts";

type Prior = PageFacts["prior"];

/** Count × latent numbers from the prior; the same ones for the same seed. */
export function noise({ kind, latent, halfWidth }: Prior, seed: number, count: number): Float32Array {
  const random = uniform(seed);
  const z = new Float32Array(count * latent);
  if (kind === "uniform") return z.map(() => (2 * random() - 1) * halfWidth);
  // Box–Muller: two normal numbers of two uniform ones.
  for (let i = 0; i < z.length; i += 2) {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(random())), 2 * Math.PI * random()];
    z[i] = radius * Math.cos(angle);
    if (i + 1 < z.length) z[i + 1] = radius * Math.sin(angle);
  }
  return z;
}

/** Uniform numbers between 0 and 1, neither included: sfc32 of PractRand (Doty-Humphrey), seeded as there. */
export function uniform(seed: number): () => number {
  let [a, b, c, counter] = [0, seed | 0, 0, 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  };
  // Until the seed has reached every bit.
  for (let i = 0; i < 15; i++) next();
  return next;
}

/**
 * From a to b: for a normal prior the direction along the great circle and the length evenly, so that z is never shorter than the
 * prior makes it, else on the straight line.
 */
export function between(kind: Prior["kind"], a: Float32Array, b: Float32Array, t: number): Float32Array {
  const dot = (p: Float32Array, q: Float32Array): number => p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (lengthA * lengthB))));
  const sine = Math.sin(angle);
  const length = (1 - t) * lengthA + t * lengthB;
  // As good as parallel: there is no one circle through them.
  const straight = kind === "uniform" || !(sine > 1e-6);
  const [ofA, ofB] = straight
    ? [1 - t, t]
    : [(length * Math.sin((1 - t) * angle)) / (sine * lengthA), (length * Math.sin(t * angle)) / (sine * lengthB)];
  return a.map((value, i) => ofA * value + ofB * (b[i] ?? 0));
}
