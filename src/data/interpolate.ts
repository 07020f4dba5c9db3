import { problem } from "../problem.ts";
import type { Prior } from "./prior.ts";

/** Sines below this are too small to divide by: the vectors are as good as parallel. */
const PARALLEL = 1e-6;

/**
 * Between two sets of z (count × latent each), at t from 0 to 1. For a normal prior along the great circle, vector by vector
 * (White 2016): on the straight line between them z would be shorter than the prior ever makes it. For a uniform prior, and for
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

/** sin((1 − t)ω)/sin ω and sin(tω)/sin ω, with ω the angle between the vectors (Shoemake 1985). */
function greatCircle(a: Float32Array, b: Float32Array, t: number): [number, number] {
  const dot = (p: Float32Array, q: Float32Array): number => p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > PARALLEL)) return [1 - t, t];
  return [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
}
