/** What the page looks at: G's samples, D on the grid, where D pulls. */
import {
  type Config,
  type DataSet,
  type Grid,
  middlesOf,
  noise,
  type Play,
  priorLattice,
  priorOf,
  sizeOf,
} from "#inner";
import { createInstruments, type Instruments } from "./instruments.ts";
import { createLineDensity, type LineDensity } from "./line-density.ts";
import { type Frame, MANIFOLD, PULLS, type Wish } from "./protocol.ts";
import { createSamples, type Samples } from "./samples.ts";
import { createUnitFields } from "./unit-fields.ts";
import { viewOf } from "./view.ts";

/** Samples that are shown; rows of mixed tables are read about once a second instead. */
const SHOWN = { line: 500, plane: 800, table: 800, mixed: 0, images: 64 } as const;
/** Noise that is shown where samples are not. */
const NOISE = 200;

type Seen = Pick<
  Frame,
  "generated" | "z" | "field" | "density" | "arrows" | "manifold" | "pulls" | "flow" | "units" | "lossNorms"
>;

export interface Views {
  readonly see: (wish: Wish) => Promise<Seen>;
  /** Another box of the plot, with as many cells. */
  readonly plotOn: (grid: Grid | null) => void;
  /** G(z) of the G that samples are drawn from. */
  readonly draw: Samples["draw"];
  readonly answers: Instruments["answers"];
  readonly release: () => Promise<void>;
}

export async function createViews(play: Play, data: DataSet, box: Grid | null, real: Float32Array): Promise<Views> {
  const { config, game, machine } = play;
  const { discriminator, prior } = game;
  const view = viewOf(data);
  const samples = await createSamples(play);
  const z = await noise(prior, config.seed, SHOWN[view] || NOISE);
  // Only points have a plot with D on it, and are asked of without a condition.
  const drawn = view === "line" || view === "plane";
  let grid = drawn ? box : null;
  let points = grid && middlesOf(grid);
  const size = sizeOf(data.shape);
  // Where D treats examples apart it answers as many at once as there are cells.
  const instruments = createInstruments(
    play,
    discriminator.mixesBatch || !points ? config.batch : points.length / size,
  );
  const lineDensity = view === "line" ? await createLineDensity(play, data, samples) : undefined;
  const unitFields = createUnitFields(play, grid);
  const lattice = latticeOf(config);
  const moves = (): number => machine.discriminator.updates + machine.generator.updates;
  const before = moves();

  const shown = [machine.generator.parameters, machine.discriminator.parameters];
  if (machine.average) shown.push(machine.average);

  const see = async (wish: Wish): Promise<Seen> => {
    // Where the players live on a device, their numbers come here for the picture.
    for (const vector of shown) await machine.store.read(vector);
    const statistics = await samples.statistics();
    const generated = view === "mixed" ? new Float32Array() : await samples.draw(z, statistics);
    const nothing: LineDensity = { density: null, arrows: [] };
    const { density, arrows } = lineDensity && grid ? await lineDensity(grid, statistics) : nothing;
    const pulled = PULLS * size;
    // Before the first step there is no minibatch yet.
    const played = moves() !== before;
    return {
      generated,
      // What the page is given is never used here again.
      z: z.slice(),
      density,
      arrows,
      field: wish.field && points ? await instruments.field(points) : null,
      manifold: wish.manifold && view === "plane" ? await samples.draw(lattice, statistics) : null,
      pulls:
        wish.pulls && (view === "plane" || view === "line")
          ? await instruments.pulls(generated.subarray(0, pulled), real.subarray(0, pulled))
          : null,
      flow: wish.flow && played ? await instruments.flow(wish.flow) : null,
      units: wish.units ? await unitFields.see() : null,
      lossNorms: wish.bothLosses && played ? await instruments.lossNorms() : null,
    };
  };
  return {
    draw: samples.draw,
    answers: instruments.answers,
    see,
    plotOn: (other) => {
      grid = drawn ? other : null;
      points = grid && middlesOf(grid);
    },
    release: async () => {
      await samples.release();
      await unitFields.release();
      await instruments.release();
    },
  };
}

/** The first two coordinates of z on a lattice, the others 0. */
function latticeOf(config: Config): Float32Array {
  const prior = priorOf(config);
  const { latent } = prior;
  const axis = priorLattice(prior, MANIFOLD);
  const rows = latent === 1 ? 1 : MANIFOLD;
  const z = new Float32Array(rows * MANIFOLD * latent);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < MANIFOLD; column++) {
      const at = (row * MANIFOLD + column) * latent;
      z[at] = axis[column] ?? 0;
      if (latent > 1) z[at + 1] = axis[row] ?? 0;
    }
  }
  return z;
}
