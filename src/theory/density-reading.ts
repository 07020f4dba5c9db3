/** p_data, p_g, D and D* of a run's state on one grid, where p_data is known. */

import { formatNumber } from "../data/counted.ts";
import type { DataSet } from "../data/dataset.ts";
import type { Density, Grid } from "../data/density.ts";
import type { Prior } from "../data/prior.ts";
import { softplus } from "../game/value.ts";
import { problem } from "../problem.ts";
import type { Config } from "../training/config.ts";
import { priorOf } from "../training/game-of-config.ts";
import { noise } from "../training/sampler.ts";
import { halvedCells } from "./density-cells.ts";
import { type Distance, IN_CELL, knownDistance, SEEN, sampledDistance } from "./distance-to-optimal.ts";
import { Z95 } from "./intervals.ts";
import { criterion, optimalDiscriminator } from "./optimal-discriminator.ts";
import { piecesOf, pushForward } from "./push-forward.ts";
import { type CommonCells, readPushForward } from "./push-forward-reading.ts";
import { cellVolume, type Measured, middlesOf, onGrid } from "./quadrature.ts";
import { realExamples } from "./real-examples.ts";
import { bandwidths, FINENESS, gridOver, kernelDensity, sampledJsd } from "./sampled-density.ts";

/** p_data, p_g, D and D* on one grid, for pictures and for whoever wants to compute on. */
export interface DensityReading {
  readonly grid: Grid;
  /** Values at the middle of every cell, the last axis fastest. */
  readonly data: Float64Array;
  readonly generated: Float64Array;
  /** D(x) of the run; `null` if its answers are scores. */
  readonly discriminator: Float64Array | null;
  readonly optimal: Float64Array;
  /** How p_g was read, in words, with the bandwidth if there is one. */
  readonly method: string;
  /** `true`: by change of variables, without sampling. */
  readonly exact: boolean;
  readonly jsd: Measured;
  /** C(G) = −log 4 + 2·JSD. */
  readonly criterion: Measured;
  /**
   * V(D, G) of the run's D by the same p_data and p_g, to compare with C(G), nats; `null` without D(x), and if D judges minibatches:
   * those of a grid never occur.
   */
  readonly value: Measured | null;
  /** KL(p_data ‖ p_g) and back, of densities that are known exactly; else `null`: samples do not say what is impossible. */
  readonly kl: Measured | null;
  readonly reverseKl: Measured | null;
  /** |D − D*|, the largest and the mean; `null` without D(x). */
  readonly distance: Distance | null;
  /** Of 1-D generators: z → x, for the arrows of the paper's figure; empty otherwise. */
  readonly arrows: readonly (readonly [z: number, x: number])[];
}

/** Pieces of z by which it is seen whether G turns back, and from which arrows are drawn. */
const PIECES = 4096;
const SAMPLES = 100_000;
/** So many more are drawn where JSD is not known to this (nats): cells are then half as long. */
const MORE = 4;
const WANTED = 0.005;

export interface DensityReaderOptions {
  /** Data whose density is known. */
  readonly data: DataSet;
  readonly config: Config;
  /** How many samples of G p_g is read from, where it is not read exactly; unless given 100,000, or 400,000 where those leave JSD open. */
  readonly samples?: number;
  /** Cells per smallest length on which p_data changes. */
  readonly fineness?: number;
}

/** The players of the state that is read. */
interface DensityPlayers {
  /** G(z) for any number of z. */
  readonly draw: (z: Float32Array) => Promise<Float32Array>;
  /** D's logits; absent if they are scores. */
  readonly answers: ((x: Float32Array) => Promise<Float32Array>) | undefined;
  /** Whether D's answers depend on the other examples of a minibatch. */
  readonly mixesBatch?: boolean;
}

export interface DensityReader {
  readonly read: (players: DensityPlayers) => Promise<DensityReading>;
}

/** What is read of G alone, and how D is then held against it. */
interface GeneratorReading
  extends Pick<DensityReading, "generated" | "jsd" | "method" | "kl" | "reverseKl" | "arrows"> {
  /** The distance to D*, and V by p_data and p_g. */
  readonly judge: (
    answers: NonNullable<DensityPlayers["answers"]>,
  ) => Promise<{ readonly distance: Distance; readonly value: Measured }>;
}

/** Prepares what is the same for every state of a run: p_data on the grid, the noise, and real examples. */
export async function createDensityReader(options: DensityReaderOptions): Promise<DensityReader> {
  const { data, config } = options;
  const { density } = data;
  if (!density) {
    throw problem({
      doing: "reading p_data and p_g",
      expected: "data whose density is known",
      came: data.name,
      next: "Use one of the built-in distributions, or instruments that need samples only.",
    });
  }
  const prior = priorOf(config);
  const line = density.dimension === 1;
  const exact = line && prior.latent === 1;
  const grid = gridOver(density, options.fineness ?? FINENESS[density.dimension], line ? 0.15 : 0);
  const volume = cellVolume(grid);
  const points = middlesOf(grid);
  const real = onGrid(grid, density.at);
  const masses = density.masses(grid);
  const samples = exact ? 0 : (options.samples ?? SAMPLES);
  const noises = await noise(prior, config.seed, samples, "evaluation");
  const examples = await realExamples(data, config.seed, Math.min(samples, data.count));

  const ground: Ground = { density, prior, grid, volume, points, masses };
  const readGenerator = async (draw: DensityPlayers["draw"]): Promise<GeneratorReading> => {
    if (exact) return readExactly(ground, draw);
    const more = (): Promise<Float32Array> => noise(prior, config.seed, MORE * samples, "evaluation");
    return readSamples(ground, draw, { noises, examples, ...(options.samples ? {} : { more }) });
  };

  return {
    read: async ({ draw, answers, mixesBatch = false }) => {
      const { judge, ...reading } = await readGenerator(draw);
      const { generated, jsd } = reading;
      const judged = answers && (await judge(answers));
      return {
        grid,
        data: real,
        discriminator: answers ? Float64Array.from(await answers(points), (s) => 1 / (1 + Math.exp(-s))) : null,
        optimal: real.map((p, i) => optimalDiscriminator(Math.log(p), Math.log(generated[i] ?? 0))),
        exact,
        criterion: {
          value: criterion(jsd.value),
          error: 2 * jsd.error,
          ...(jsd.atLeast ? { atLeast: true } : {}),
        },
        distance: judged?.distance ?? null,
        value: (!mixesBatch && judged?.value) || null,
        ...reading,
      };
    },
  };
}

/** What is the same for every state of a run. */
interface Ground {
  readonly density: Density;
  readonly prior: Prior;
  readonly grid: Grid;
  /** Of a cell. */
  readonly volume: number;
  /** The middles of the cells, and the mass that p_data has in each. */
  readonly points: Float32Array;
  readonly masses: Float64Array;
}

/** From z on a line to x on a line: by change of variables. */
async function readExactly(ground: Ground, draw: DensityPlayers["draw"]): Promise<GeneratorReading> {
  const { density, prior, grid, points } = ground;
  const pieces = piecesOf(prior, PIECES);
  const x = await draw(pieces.z);
  const { monotone, masses: onCells } = pushForward(grid, pieces, x);
  const { cells, coarser, ...figures } = await readPushForward(density, prior, draw);
  return {
    ...figures,
    generated: densityOf(cells, points),
    method: `exactly, by change of variables; G ${monotone ? "is monotone" : "turns back, its branches are added"}`,
    arrows: arrowsOf(pieces.z, x),
    judge: (answers) => judgeExactly(ground, onCells, [cells, coarser], answers),
  };
}

/** D against D*, and V, on two meshes: by how much they differ is the error. */
async function judgeExactly(
  { grid, volume, masses }: Ground,
  onCells: ArrayLike<number>,
  [cells, coarser]: readonly [CommonCells, CommonCells],
  answers: NonNullable<DensityPlayers["answers"]>,
): ReturnType<GeneratorReading["judge"]> {
  const both = masses.map((mass, i) => mass + (onCells[i] ?? 0));
  const least = SEEN * both.reduce((a, b) => Math.max(a, b), 0);
  const [low = 0, width] = [grid.low[0], volume];
  const at = async (on: CommonCells) => {
    const middles = middlesBetween(on.edges);
    const logits = await answers(middles);
    const seen = (cell: number): boolean =>
      (both[Math.floor(((middles[cell] ?? Number.NaN) - low) / width)] ?? 0) >= least;
    const weighted = { logits, masses: on.generated };
    return {
      ...knownDistance(on.data, on.generated, logits, seen),
      value: gameValueOf({ logits, masses: on.data }, weighted).value,
    };
  };
  const [fine, coarse] = [await at(cells), await at(coarser)];
  return {
    distance: {
      largest: fine.largest,
      error: 2 * Math.abs(fine.largest - coarse.largest) + ROUNDING,
      mean: fine.mean,
      meanError: 2 * Math.abs(fine.mean - coarse.mean) + ROUNDING,
      atLeast: false,
    },
    value: { value: fine.value, error: 2 * Math.abs(fine.value - coarse.value) + ROUNDING },
  };
}

interface SampleSource {
  readonly noises: Float32Array;
  /** Noise for more samples, where as many may be drawn as it takes. */
  readonly more?: () => Promise<Float32Array>;
  /** Real examples. */
  readonly examples: Float32Array;
}

/** Of samples of G: JSD by cells, the curve by kernels. */
async function readSamples(
  { density, grid, volume, points, masses }: Ground,
  draw: DensityPlayers["draw"],
  { noises, more, examples }: SampleSource,
): Promise<GeneratorReading> {
  const generated = await draw(noises);
  const samples = generated.length / density.dimension;
  const bandwidth = bandwidths(generated, density.dimension, density.scale);
  const widths = bandwidth.map((width) => width.toPrecision(2)).join(" × ");
  let jsd = sampledJsd(density, generated);
  if (more && jsd.error > WANTED) jsd = sampledJsd(density, await draw(await more()));
  return {
    generated: kernelDensity(grid, generated, bandwidth).map((mass) => mass / volume),
    jsd,
    method: `from ${formatNumber(jsd.samples)} samples, JSD by cells that are halved where samples are dense, the curve by normal kernels of width ${widths}`,
    kl: null,
    reverseKl: null,
    arrows: [],
    judge: async (answers) => {
      const [onGenerated, onReal] = [await answers(generated), await answers(examples)];
      return {
        distance: sampledDistance(
          halvedCells(density, generated, IN_CELL),
          { points: generated, logits: onGenerated },
          { points: examples, logits: onReal },
        ),
        value: gameValueOf(
          { logits: await answers(points), masses },
          { logits: onGenerated, masses: new Float64Array(samples).fill(1 / samples) },
          Z95,
        ),
      };
    },
  };
}

/** Single precision of D and of x. */
const ROUNDING = 1e-4;

const middlesBetween = (edges: Float64Array): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: edges.length - 1 }, (_, i) => ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2);

/** p_g at places that increase. */
function densityOf({ edges, generated }: CommonCells, places: Float32Array): Float64Array {
  let cell = 0;
  return Float64Array.from(places, (x) => {
    while (cell + 1 < generated.length && edges[cell + 1]! <= x) cell++; // cell + 1 < edges.length
    return (generated[cell] ?? 0) / (edges[cell + 1]! - edges[cell]!);
  });
}

interface Weighted {
  /** D's logits at some places. */
  readonly logits: Float32Array;
  /** The probability of each place. */
  readonly masses: Float64Array;
}

/**
 * V(D, G) = Σ p_data·log D + Σ p_g·log(1 − D) (eq. 1), what both have beyond the places counted as what they have there. The error is so
 * many deviations of the second mean as `deviations` says, for samples.
 */
function gameValueOf(real: Weighted, generated: Weighted, deviations = 0): Measured {
  const mean = ({ logits, masses }: Weighted, f: (s: number) => number): number =>
    masses.reduce((sum, mass, i) => sum + (mass > 0 ? mass * f(logits[i] ?? Number.NaN) : 0), 0) /
    masses.reduce((sum, mass) => sum + mass, 0);
  const ofGenerated = mean(generated, softplus);
  const square = mean(generated, (s) => softplus(s) ** 2);
  const deviation = Math.sqrt(Math.max(0, square - ofGenerated ** 2) / generated.masses.length);
  return { value: -mean(real, (s) => softplus(-s)) - ofGenerated, error: deviations * deviation };
}

/** Some twenty z, evenly spaced where the prior has mass, with the x they go to. */
function arrowsOf(z: Float32Array, x: Float32Array): [number, number][] {
  const shown = 25;
  const inner = z.findIndex((value) => value >= -2.5);
  const [first, last] = inner > 0 ? [inner, z.length - 1 - inner] : [0, z.length - 1];
  return Array.from({ length: shown }, (_, i) => {
    const at = Math.round(first + (i * (last - first)) / (shown - 1));
    return [z[at] ?? 0, x[at] ?? 0];
  });
}
