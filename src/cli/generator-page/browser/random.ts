/** Random numbers of a page: noise as saddlepoint itself draws it, and numbers of its own for what rows are asked for. */
import { bytesFor, createKernels, openStream } from "../../../inner.ts";
import type { PageFacts } from "./facts.ts";

type Prior = PageFacts["prior"];

/** Count × latent numbers from the prior, the same for the same seed: those of `saddlepoint sample --seed`. */
export async function noise({ kind, latent, halfWidth }: Prior, seed: number, count: number): Promise<Float32Array> {
  const length = count * latent;
  const kernels = await createKernels(bytesFor([length]));
  const z = kernels.allocate(length);
  const stream = openStream(kernels, seed, "samples");
  if (kind === "normal") stream.normal(z, 0, 1);
  else stream.uniform(z, -halfWidth, 2 * halfWidth);
  return z.data;
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
