/** p_g of one dimension: exact where z is a number too, from samples elsewhere. */
import {
  bandwidths,
  type DataSet,
  type Grid,
  kernelDensity,
  noise,
  type Pieces,
  type Play,
  piecesOf,
  pushForward,
} from "#inner";
import type { Frame } from "./protocol.ts";
import type { Samples } from "./samples.ts";

/** Pieces of the axis of z that p_g is read from, and samples where it cannot be. */
const PIECES = 512;
const SAMPLES = 2048;
const ARROWS = 25;

export type LineDensity = Pick<Frame, "density" | "arrows">;

/** Reads p_g on a grid, with statistics of batch normalisation that are known. */
export async function createLineDensity(
  { config, game }: Play,
  data: DataSet,
  samples: Samples,
): Promise<(grid: Grid, statistics: Float32Array) => Promise<LineDensity>> {
  const { prior } = game;
  const pieces: Pieces | undefined = prior.latent === 1 ? piecesOf(prior, PIECES) : undefined;
  const z = pieces ? undefined : await noise(prior, config.seed, SAMPLES, "evaluation");
  const massesOf = async (grid: Grid, statistics: Float32Array) => {
    if (pieces) {
      const x = await samples.draw(pieces.z, statistics);
      return { masses: pushForward(grid, pieces, x).masses.subarray(0, -1), arrows: arrowsOf(pieces.z, x) };
    }
    const drawn = await samples.draw(z as Float32Array, statistics);
    const widths = bandwidths(drawn, 1, data.density?.scale);
    // Samples that are all alike have no density.
    const masses = widths.every((width) => width > 0) ? kernelDensity(grid, drawn, widths) : null;
    return { masses, arrows: [] as Frame["arrows"] };
  };
  return async (grid, statistics) => {
    const { masses, arrows } = await massesOf(grid, statistics);
    const width = ((grid.high[0] ?? 0) - (grid.low[0] ?? 0)) / (grid.bins[0] ?? 1);
    return { density: masses && Float32Array.from(masses, (mass) => mass / width), arrows };
  };
}

/** Some z, evenly spaced where the prior has mass, with the x they go to. */
function arrowsOf(z: Float32Array, x: Float32Array): Frame["arrows"] {
  const inner = Math.max(
    0,
    z.findIndex((value) => value >= -2.5),
  );
  const last = z.length - 1 - inner;
  return Array.from({ length: ARROWS }, (_, i) => {
    const at = Math.round(inner + (i * (last - inner)) / (ARROWS - 1));
    return [z[at] ?? 0, x[at] ?? 0] as const;
  });
}
