/** What the page looks at: G's samples, D on the grid, where D pulls. Each instrument is made when it is first wished for. */
import {
  type BothLosses,
  bandwidths,
  type Config,
  createBothLosses,
  createFlow,
  createJudge,
  createPull,
  createSampler,
  type DataSet,
  type Flow,
  type Grid,
  type Judge,
  kernelDensity,
  lossOf,
  middlesOf,
  noise,
  type Pieces,
  type Play,
  type Pull,
  piecesOf,
  priorLattice,
  priorOf,
  pushForward,
  type Sampler,
  sizeOf,
} from "#inner";
import { type Frame, MANIFOLD, PULLS, type Wish } from "./protocol.ts";
import { viewOf } from "./view.ts";

/** Samples that are shown. */
const SHOWN = { line: 500, plane: 800, table: 800, images: 64 } as const;
/** Pieces of the axis of z that a 1-D p_g is read from, and samples where it cannot be. */
const PIECES = 512;
const SAMPLES = 2048;
const ARROWS = 25;

type Seen = Pick<
  Frame,
  "generated" | "z" | "field" | "density" | "arrows" | "manifold" | "pulls" | "flow" | "lossNorms"
>;

export interface Views {
  readonly see: (wish: Wish) => Promise<Seen>;
  /** G(z) of the G that samples are drawn from. */
  readonly draw: (z: Float32Array) => Promise<Float32Array>;
  /** D's logits or scores, for any number of examples. */
  readonly answers: (x: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

export async function createViews(play: Play, data: DataSet, grid: Grid | null, real: Float32Array): Promise<Views> {
  const { config, game, machine } = play;
  const { generator, discriminator, prior } = game;
  const { seed, batch } = config;
  const view = viewOf(data);
  // Pictures come many a second: statistics of batch normalisation that are a little rougher must do.
  const sampler: Sampler = await createSampler({ generator, prior, seed, batch, threads: 1, error: 0.03 });
  const z = await noise(prior, seed, SHOWN[view]);
  const probability = lossOf(game.loss).output === "logit";
  const points = grid && middlesOf(grid);
  const size = sizeOf(data.shape);
  const pieces: Pieces | undefined = view === "line" && prior.latent === 1 ? piecesOf(prior, PIECES) : undefined;
  const more = view === "line" && !pieces ? await noise(prior, seed, SAMPLES, "evaluation") : undefined;
  const lattice = latticeOf(config);

  const made = {
    judge: undefined as Judge | undefined,
    pull: undefined as Pull | undefined,
    both: undefined as BothLosses | undefined,
    flows: new Map<"G" | "D", Flow>(),
  };
  /** Where D treats examples apart it answers as many at once as there are cells. */
  const judgeBatch = discriminator.mixesBatch || !points ? batch : points.length / size;
  const parameters = (): Float32Array => machine.average?.data ?? machine.generator.parameters.data;
  const weights = machine.discriminator.parameters.data;
  const moves = (): number => machine.discriminator.updates + machine.generator.updates;
  const before = moves();
  const drawWith = async (noises: Float32Array, statistics?: Float32Array): Promise<Float32Array> =>
    sampler.sample(parameters(), statistics ?? (await sampler.calibrate(parameters())), noises);

  const answersAt = async (x: Float32Array): Promise<Float32Array> => {
    made.judge ??= await createJudge(discriminator, judgeBatch, 1);
    return made.judge.answers(weights, x);
  };
  const fieldOn = async (at: Float32Array): Promise<Float32Array> => {
    const answers = await answersAt(at);
    return probability ? answers.map((logit) => 1 / (1 + Math.exp(-logit))) : answers.slice();
  };
  const lineDensity = async (on: Grid, statistics: Float32Array) => {
    if (pieces) {
      const x = await drawWith(pieces.z, statistics);
      return { masses: pushForward(on, pieces, x).masses.subarray(0, -1), arrows: arrowsOf(pieces.z, x) };
    }
    const samples = await drawWith(more as Float32Array, statistics);
    const widths = bandwidths(samples, 1, data.density?.scale);
    // Samples that are all alike have no density.
    const masses = widths.every((width) => width > 0) ? kernelDensity(on, samples, widths) : null;
    return { masses, arrows: [] as Frame["arrows"] };
  };
  const flowOf = async (player: "G" | "D") => {
    const flow = made.flows.get(player) ?? (await createFlow(game, player));
    made.flows.set(player, flow);
    return flow.at({
      generator: machine.generator.parameters.data,
      discriminator: weights,
      x: machine.x.data,
      z: machine.z.data,
    });
  };

  return {
    draw: drawWith,
    answers: answersAt,
    see: async (wish) => {
      const statistics = await sampler.calibrate(parameters());
      const generated = await drawWith(z, statistics);
      let density: Float32Array | null = null;
      let arrows: Frame["arrows"] = [];
      if (view === "line" && grid) {
        const read = await lineDensity(grid, statistics);
        const width = ((grid.high[0] ?? 0) - (grid.low[0] ?? 0)) / (grid.bins[0] ?? 1);
        density = read.masses && Float32Array.from(read.masses, (mass) => mass / width);
        arrows = read.arrows;
      }
      let pulls: Float32Array | null = null;
      if (wish.pulls && view === "plane") {
        made.pull ??= await createPull(game, PULLS);
        const count = PULLS * size;
        pulls = await made.pull.at(weights, generated.subarray(0, count), real.subarray(0, count));
      }
      // Before the first step there is no minibatch yet.
      const played = moves() !== before;
      let lossNorms: Frame["lossNorms"] = null;
      if (wish.bothLosses && probability && played) {
        made.both ??= await createBothLosses(game);
        lossNorms = await made.both.at(machine.generator.parameters.data, weights, machine.z.data);
      }
      return {
        generated,
        z,
        density,
        arrows,
        field: wish.field && points ? await fieldOn(points) : null,
        manifold: wish.manifold && view === "plane" ? await drawWith(lattice, statistics) : null,
        pulls,
        flow: wish.flow && played ? await flowOf(wish.flow) : null,
        lossNorms,
      };
    },
    release: async () => {
      await sampler.release();
      await made.judge?.release();
      await made.pull?.release();
      await made.both?.release();
      for (const flow of made.flows.values()) await flow.release();
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
