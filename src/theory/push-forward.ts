/** p_g of a generator from one dimension to one dimension, by change of variables: no sampling, no bandwidth. */
import { cellCount, cellWidth, type Grid } from "../data/density.ts";
import type { Prior } from "../data/prior.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { normalMass } from "../tensor/special.ts";

/** Beyond this many deviations a normal prior puts 2·10⁻¹⁵. */
const REACH = 8;

/** Places on the axis of z, and what the prior puts between each and the next. */
export interface Pieces {
  /** Increasing; one more than there are pieces. */
  readonly z: Float32Array;
  readonly masses: Float64Array;
}

/** The axis of z in equal pieces; a normal prior's as far as it has mass. */
export function piecesOf({ kind, latent, halfWidth }: Prior, count: number): Pieces {
  if (latent !== 1) {
    throw problem({
      doing: "reading p_g by change of variables",
      expected: "a prior of one dimension",
      came: `one of ${latent}`,
      next: `Train with ${option("latent", 1)}, or read p_g from samples.`,
    });
  }
  const reach = kind === "normal" ? REACH : halfWidth;
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
