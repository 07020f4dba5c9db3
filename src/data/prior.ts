import { type Distribution, draw } from "../kernels/distributions.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { Selection, Stream } from "../kernels/streams.ts";
import { normalQuantile } from "../tensor/special.ts";

/** p_z: where the noise comes from. */
export interface Prior {
  readonly kind: "normal" | "uniform";
  /** Dimension of z. */
  readonly latent: number;
  /** A uniform prior is U(−halfWidth, halfWidth): 1 is DCGAN's, √3 (unit variance) the 2014 code's. */
  readonly halfWidth: number;
}

/** What each number of z is drawn from. */
const noiseDistribution = ({ kind, halfWidth }: Prior): Distribution =>
  kind === "normal"
    ? { kind: "normal", mean: 0, deviation: 1 }
    : { kind: "uniform", from: -halfWidth, width: 2 * halfWidth };

/** Fills a vector with independent draws from the prior, or with some of more draws. */
export function drawNoise(prior: Prior, stream: Stream, to: Vector, selection?: Selection): void {
  draw(noiseDistribution(prior), stream, to, selection);
}

/** `"N(0, 1)"`, `"U(−1.732, 1.732)"`, with the dimension as exponent. */
export function formatPrior({ kind, latent, halfWidth }: Prior): string {
  const width = Number(halfWidth.toPrecision(4));
  return `${kind === "normal" ? "N(0, 1)" : `U(−${width}, ${width})`}^${latent}`;
}

/**
 * `count` numbers that divide the prior's axis into parts of equal probability, each from the middle of its part: a lattice on
 * which a generator can be seen as a whole.
 */
export const priorLattice = ({ kind, halfWidth }: Prior, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const share = (i + 0.5) / count;
    return kind === "normal" ? normalQuantile(share) : halfWidth * (2 * share - 1);
  });
