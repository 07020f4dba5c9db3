/** Where one moves to change what G makes: z, or w where a mapping network makes it of z. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Prior } from "../../data/prior.ts";
import { mappingOf } from "../../networks/mapping.ts";
import type { Network } from "../../networks/network.ts";
import { type Directions, deviationOf, ordered, principalDirections } from "./directions.ts";
import { afterMapping, type DrawnLatents, drawLatents, openMapping, truncateLatents } from "./mean-latent.ts";

/** Points that one moves to change what G makes, and what is known of them. */
export interface LatentSpace {
  readonly name: "z" | "w";
  /** G from points of this space on; parameters and state are those of the whole G. */
  readonly generator: Network;
  /** Deviation of one number of a point, on average. */
  readonly deviation: number;
  /** The points [n × latent] of some z. */
  readonly from: (z: Float32Array) => Promise<Float32Array>;
  /** Brings points back, in place, to where drawn ones lie. */
  readonly keepWithin: (points: Float32Array) => void;
  /** Where to move points. `statistics` of batch normalisation, as a sampler's `calibrate` gives them. */
  readonly directions: (statistics: Float32Array) => Promise<Directions>;
  readonly release: () => Promise<void>;
}

/** How a space is opened. */
export interface SpaceOptions {
  readonly seed: number;
  readonly threads?: number;
  /** How far points of w go from their mean, from 0 to 1; all the way by default. z is truncated by whoever draws it. */
  readonly psi?: number;
}

/**
 * The space of a G: w, measured by 10,000 of them, where there is a mapping network, else z.
 *
 * @param parameters parameters and state of G, as `parametersOf` gives them.
 */
export async function openLatentSpace(
  generator: Network,
  prior: Prior,
  parameters: Float32Array,
  { seed, threads = 1, psi = 1 }: SpaceOptions,
): Promise<LatentSpace> {
  if (!mappingOf(generator)) {
    return {
      name: "z",
      generator,
      deviation: deviationOf(prior),
      from: async (z) => z,
      keepWithin: (z) => keepNoiseWithin(prior, z),
      directions: (statistics) => principalDirections(generator, prior, parameters, statistics),
      release: async () => undefined,
    };
  }
  const mapping = await openMapping(generator, prior, { seed, threads });
  const drawn = await drawLatents(mapping, prior, parameters, seed);
  const spread = spreadOf(drawn);
  return {
    name: "w",
    generator: afterMapping(generator),
    deviation: spread.deviation,
    from: async (z) => truncateLatents(await mapping.sample(parameters, new Float32Array(), z), drawn.mean, psi),
    keepWithin: (w) => keepNear(w, drawn.mean, spread.farthest),
    directions: async () => componentsOf(drawn),
    release: mapping.release,
  };
}

/** Deviations of the length of a normal z above its mean from which it is brought back: one in a thousand is longer. */
const LONGEST = 3.1;

/** Brings z back to where the prior has it: within its bounds, or no longer than a normal one ever is. */
function keepNoiseWithin(prior: Prior, z: Float32Array): void {
  const { kind, latent, halfWidth } = prior;
  if (kind === "uniform") {
    for (let i = 0; i < z.length; i++) z[i] = Math.max(-halfWidth, Math.min(halfWidth, z[i]!)); // i < length
    return;
  }
  // The length of a normal vector has mean √(latent − 1/2) and deviation √(1/2), nearly.
  keepNear(z, new Float32Array(latent), Math.sqrt(latent - 0.5) + LONGEST * Math.SQRT1_2);
}

/** Brings points that lie farther than `most` from a middle back to that distance. */
function keepNear(points: Float32Array, middle: Float32Array, most: number): void {
  for (let from = 0; from < points.length; from += middle.length) {
    const point = points.subarray(from, from + middle.length);
    const distance = Math.sqrt(point.reduce((total, value, i) => total + (value - middle[i]!) ** 2, 0));
    if (distance <= most) continue;
    point.forEach((value, i) => (point[i] = middle[i]! + ((value - middle[i]!) * most) / distance)); // of one length
  }
}

/** How far w lie from their mean: the farthest of those that were drawn, and the deviation of a number of them. */
function spreadOf({ values, mean }: DrawnLatents): { readonly farthest: number; readonly deviation: number } {
  const width = mean.length;
  let [farthest, total] = [0, 0];
  for (let from = 0; from < values.length; from += width) {
    let squared = 0;
    for (let i = 0; i < width; i++) squared += (values[from + i]! - mean[i]!) ** 2; // whole points
    farthest = Math.max(farthest, squared);
    total += squared;
  }
  return { farthest: Math.sqrt(farthest), deviation: Math.sqrt(total / values.length) };
}

/** Principal components of w (Härkönen et al. 2020), with the deviation of w along each. */
function componentsOf({ values, mean }: DrawnLatents): Directions {
  const width = mean.length;
  const count = values.length / width;
  const covariance = Matrix.zeros(width, width);
  const rows = covariance.to2DArray();
  for (let from = 0; from < values.length; from += width) {
    for (let a = 0; a < width; a++) {
      const off = values[from + a]! - mean[a]!; // whole points
      for (let b = 0; b < width; b++) rows[a]![b]! += (off * (values[from + b]! - mean[b]!)) / count;
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  const found = ordered(realEigenvalues, eigenvectorMatrix);
  return { ...found, middle: mean, deviations: found.variances.map(Math.sqrt) };
}
