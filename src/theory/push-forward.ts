/** p_g of a generator from one dimension to one dimension, by change of variables: no sampling, no bandwidth. */
import { cellCount, cellWidth, type Grid, withOutside } from "../data/density.ts";
import type { Prior } from "../data/prior.ts";
import { problem } from "../problem.ts";
import { normalMass } from "../tensor/special.ts";
import { jensenShannon } from "./divergences.ts";
import { halved, type LogDensity, type Measured } from "./quadrature.ts";

/** Beyond this many deviations a normal prior puts 2·10⁻¹⁵. */
const REACH = 8;

/** Places on the axis of z, and what the prior puts between each and the next. */
export interface Pieces {
  /** Increasing; one more than there are pieces. */
  readonly z: Float32Array;
  readonly masses: Float64Array;
}

/** The axis of z in equal pieces; a normal prior's as far as `reach` deviations. */
export function piecesOf({ kind, latent, halfWidth }: Prior, count: number, normalReach = REACH): Pieces {
  if (latent !== 1) {
    throw problem({
      doing: "reading p_g by change of variables",
      expected: "a prior of one dimension",
      came: `one of ${latent}`,
      next: "Train with --latent 1, or read p_g from samples.",
    });
  }
  const reach = kind === "normal" ? normalReach : halfWidth;
  const z = Float32Array.from({ length: count + 1 }, (_, i) => reach * ((2 * i) / count - 1));
  const masses = Float64Array.from({ length: count }, (_, i) =>
    kind === "normal" ? normalMass(z[i] ?? 0, z[i + 1] ?? 0, 0, 1) : 1 / count,
  );
  return { z, masses };
}

/** p_g as the probability of each cell of a grid. */
export interface PushForward {
  /** The last entry is what lies outside of the grid. */
  readonly masses: Float64Array;
  /** G never turns back: then z → x is one to one, and p_g(x) = p_z(z)/|G′(z)|. */
  readonly monotone: boolean;
}

/**
 * Carries the prior's mass through G: each piece of z goes to the stretch between the images of its ends, evenly. That is the
 * change of variables with |G′| as a difference; where G turns back the branches add up. `x`: G at every place of `pieces.z`.
 */
export function pushForward(grid: Grid, { masses: pieces }: Pieces, x: ArrayLike<number>): PushForward {
  const cells = cellCount(grid);
  const masses = new Float64Array(cells + 1);
  const [low = 0] = grid.low;
  const width = cellWidth(grid, 0);
  let [up, down] = [false, false];
  pieces.forEach((mass, i) => {
    const [a, b] = [x[i] ?? Number.NaN, x[i + 1] ?? Number.NaN];
    if (b > a) up = true;
    if (b < a) down = true;
    const [from, to] = [(Math.min(a, b) - low) / width, (Math.max(a, b) - low) / width];
    const length = to - from;
    let inside = 0;
    for (let cell = Math.max(0, Math.floor(from)); cell < cells && cell <= to; cell++) {
      const part = length > 0 ? (Math.min(to, cell + 1) - Math.max(from, cell)) / length : 1;
      masses[cell] = (masses[cell] ?? 0) + mass * part;
      inside += part;
      if (length === 0) break;
    }
    masses[cells] = (masses[cells] ?? 0) + mass * Math.max(0, 1 - inside);
  });
  return { masses, monotone: !(up && down) };
}

/** Beyond this many deviations even the logarithm of a normal density says no more. */
export const LOG_REACH = 38;

/**
 * log p_g(x) = log p_z(z) − log|G′(z)|, added up over all z that go to x; −∞ where there is none. G is linear between the
 * places of z, which must reach as far as x is asked for.
 */
export function pushForwardLogDensity(
  { kind, halfWidth }: Prior,
  z: ArrayLike<number>,
  x: ArrayLike<number>,
): (at: readonly number[]) => number {
  const logPrior = (at: number): number =>
    kind === "normal" ? -0.5 * at * at - 0.5 * Math.log(2 * Math.PI) : -Math.log(2 * halfWidth);
  return ([at = Number.NaN]) => {
    const terms: number[] = [];
    for (let i = 0; i + 1 < z.length; i++) {
      const [from, to] = [x[i]!, x[i + 1]!]; // i + 1 < length
      const rises = to > from;
      if (rises ? at < from || at >= to : at < to || at >= from) continue;
      const [a, b] = [z[i]!, z[i + 1]!]; // i + 1 < length
      const slope = (to - from) / (b - a);
      terms.push(logPrior(a + (at - from) / slope) - Math.log(Math.abs(slope)));
    }
    const largest = Math.max(...terms);
    if (terms.length === 0 || !Number.isFinite(largest)) return Number.NEGATIVE_INFINITY;
    return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
  };
}

/** Where G flattens, x in single precision comes out equal for z that differ: only from this mass on it counts as one point. */
const ATOM = 1e-3;

/** Every second place, and the mass between them. */
const thinned = ({ z, masses }: Pieces): Pieces => ({
  z: everySecond(z),
  masses: Float64Array.from(
    { length: Math.floor(masses.length / 2) },
    (_, i) => (masses[2 * i] ?? 0) + (masses[2 * i + 1] ?? 0),
  ),
});

const everySecond = (values: ArrayLike<number>): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: Math.floor((values.length + 1) / 2) }, (_, i) => values[2 * i] ?? 0);

/**
 * KL(p_g ‖ q) in nats as the mean of log p_g(x) − log q(x) over the pieces of z: G may go anywhere, also beyond every grid.
 * Infinite where q is 0 and p_g is not, and where G carries some of z to one point. The error is the difference to half as many
 * pieces.
 *
 * @param x G at every place of `pieces.z`.
 */
export function pushForwardDivergence(
  prior: Prior,
  pieces: Pieces,
  x: ArrayLike<number>,
  logOther: LogDensity,
): Measured {
  const over = ({ z, masses }: Pieces, images: ArrayLike<number>): number => {
    const logGenerated = pushForwardLogDensity(prior, z, images);
    let [total, atom] = [0, 0];
    for (const [i, mass] of masses.entries()) {
      const [from, to] = [images[i] ?? Number.NaN, images[i + 1] ?? Number.NaN];
      atom = from === to ? atom + mass : 0;
      if (atom > ATOM) return Number.POSITIVE_INFINITY;
      if (mass === 0 || from === to) continue;
      const middle = [(from + to) / 2];
      total += mass * (logGenerated(middle) - logOther(middle));
    }
    return total;
  };
  const value = over(pieces, x);
  return { value, error: Number.isFinite(value) ? Math.abs(value - over(thinned(pieces), everySecond(x))) : 0 };
}

/**
 * JSD(p_data ‖ p_g) in nats from the exact probabilities of cells. Cells can only hide differences, so the value is at most the
 * true one; the error is the difference to that of half as many cells and pieces, doubled since jumps converge slowly.
 */
export function pushForwardJsd(
  grid: Grid,
  dataMasses: (grid: Grid) => Float64Array,
  pieces: Pieces,
  x: ArrayLike<number>,
): Measured {
  const jsd = (on: Grid, through: Pieces, images: ArrayLike<number>): number =>
    jensenShannon(withOutside(dataMasses(on)), pushForward(on, through, images).masses);
  const value = jsd(grid, pieces, x);
  const coarse = jsd(halved(grid), thinned(pieces), everySecond(x));
  return { value, error: 2 * Math.abs(value - coarse) };
}
