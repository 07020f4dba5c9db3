import { problem } from "../problem.ts";
import type { Prior } from "./prior.ts";

/** Sines below this are too small to divide by: the vectors are as good as parallel. */
const PARALLEL = 1e-6;

/**
 * Between two sets of z (count × latent each), at t from 0 to 1. For a normal prior the direction goes along the great circle,
 * vector by vector (White 2016), and the length evenly: on the straight line z would be shorter than the prior ever makes it. For a uniform prior, and for
 * vectors that are parallel, on the straight line.
 */
export function interpolateNoise({ kind, latent }: Prior, a: Float32Array, b: Float32Array, t: number): Float32Array {
  if (a.length !== b.length || a.length % latent !== 0) {
    throw problem({
      doing: "interpolating z",
      expected: `two sets of vectors of ${latent}`,
      came: `${a.length} and ${b.length} numbers`,
    });
  }
  const result = new Float32Array(a.length);
  for (let from = 0; from < a.length; from += latent) {
    const [p, q] = [a.subarray(from, from + latent), b.subarray(from, from + latent)];
    const [fromA, fromB] = kind === "normal" ? greatCircle(p, q, t) : [1 - t, t];
    for (let i = 0; i < latent; i++) result[from + i] = fromA * (p[i] ?? 0) + fromB * (q[i] ?? 0);
  }
  return result;
}

/**
 * What to take of each vector: directions along the great circle, sin((1 − t)ω)/sin ω and sin(tω)/sin ω with ω the angle between
 * them (Shoemake 1985), lengths evenly. Without that, vectors of different length that point away from each other would meet far outside.
 */
function greatCircle(a: Float32Array, b: Float32Array, t: number): [number, number] {
  const dot = (p: Float32Array, q: Float32Array): number => p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
  const [lengthA, lengthB] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b) / (lengthA * lengthB))));
  const sine = Math.sin(angle);
  if (!(sine > PARALLEL)) return [1 - t, t];
  const length = (1 - t) * lengthA + t * lengthB;
  return [(length * Math.sin((1 - t) * angle)) / (sine * lengthA), (length * Math.sin(t * angle)) / (sine * lengthB)];
}
