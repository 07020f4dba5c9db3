/** p_data, p_g, D and D* of a run's state on one grid, where p_data is known. */
import type { DataSet } from "../data/dataset.ts";
import type { Grid } from "../data/density.ts";
import { softplus } from "../game/value.ts";
import { problem } from "../problem.ts";
import { type Config, priorOf } from "../training/config.ts";
import { formatNumber } from "../training/option.ts";
import { noise } from "../training/sampler.ts";
import { bandwidths, FINENESS, gridOver, kernelDensity, sampledJsd } from "./from-samples.ts";
import { Z95 } from "./intervals.ts";
import { criterion, optimalDiscriminator } from "./optimal.ts";
import {
  LOG_REACH,
  type Pieces,
  piecesOf,
  pushForward,
  pushForwardDivergence,
  pushForwardJsd,
  pushForwardLogDensity,
} from "./push-forward.ts";
import { cellVolume, divergence, type Measured, middlesOf, onGrid } from "./quadrature.ts";

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
  /** The largest |D − D*| where p_data + p_g is at least a hundredth of its peak, and its mean under both; `null` without D(x). */
  readonly distance: { readonly largest: number; readonly mean: number } | null;
  /** Of 1-D generators: z → x, for the arrows of the paper's figure; empty otherwise. */
  readonly arrows: readonly (readonly [z: number, x: number])[];
}

const PIECES = 4096;
const SAMPLES = 100_000;

export interface DensityReaderOptions {
  /** Data whose density is known. */
  readonly data: DataSet;
  readonly config: Config;
  /** How many samples of G p_g is read from, where it is not read exactly. */
  readonly samples?: number;
  /** Cells per smallest length on which p_data changes. */
  readonly fineness?: number;
}

/** The players of the state that is read. */
export interface DensityPlayers {
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

/** Prepares what is the same for every state of a run: p_data on the grid, the noise, and what the instrument reads of p_data itself. */
export async function createDensityReader(options: DensityReaderOptions): Promise<DensityReader> {
  const { data, config, samples = SAMPLES } = options;
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
  const noises = exact ? new Float32Array() : await noise(prior, config.seed, samples, "evaluation");
  const pieces = exact ? piecesOf(prior, PIECES) : undefined;
  // As far out as logarithms reach: what is merely small must not be taken for impossible.
  const far = exact ? piecesOf(prior, PIECES, LOG_REACH).z : undefined;

  const readExactly = async (draw: DensityPlayers["draw"], through: Pieces, farZ: Float32Array) => {
    const x = await draw(through.z);
    const { monotone } = pushForward(grid, through, x);
    const logGenerated = pushForwardLogDensity(prior, farZ, await draw(farZ));
    const middles = Float32Array.from(through.masses, (_, i) => ((x[i] ?? 0) + (x[i + 1] ?? 0)) / 2);
    return {
      places: { x: middles, masses: through.masses },
      generated: onGrid(grid, (at) => Math.exp(logGenerated(at))),
      jsd: pushForwardJsd(grid, density.masses, through, x),
      method: `exactly, by change of variables; G ${monotone ? "is monotone" : "turns back, its branches are added"}`,
      kl: divergence(grid, density.logAt, logGenerated),
      reverseKl: pushForwardDivergence(prior, through, x, density.logAt),
      arrows: arrowsOf(through.z, x),
    };
  };
  const readSamples = async (draw: DensityPlayers["draw"]) => {
    const generated = await draw(noises);
    const bandwidth = bandwidths(generated, density.dimension, density.scale);
    const widths = bandwidth.map((width) => width.toPrecision(2)).join(" × ");
    return {
      places: { x: generated, masses: new Float64Array(samples).fill(1 / samples) },
      generated: kernelDensity(grid, generated, bandwidth).map((mass) => mass / volume),
      jsd: sampledJsd(density, generated, grid),
      method: `from ${formatNumber(samples)} samples, JSD by their histogram, the curve by normal kernels of width ${widths}`,
      kl: null,
      reverseKl: null,
      arrows: [],
    };
  };

  return {
    read: async ({ draw, answers, mixesBatch = false }) => {
      const { places, ...reading } = await (pieces && far ? readExactly(draw, pieces, far) : readSamples(draw));
      const { generated, jsd } = reading;
      let own: Float64Array | null = null;
      let distance: DensityReading["distance"] = null;
      let value: Measured | null = null;
      const optimal = real.map((p, i) => optimalDiscriminator(Math.log(p), Math.log(generated[i] ?? 0)));
      if (answers) {
        const logits = await answers(points);
        own = Float64Array.from(logits, (s) => 1 / (1 + Math.exp(-s)));
        distance = distanceOf(own, optimal, real, generated);
        if (!mixesBatch) {
          value = gameValueOf({ logits, masses }, { logits: await answers(places.x), masses: places.masses }, !exact);
        }
      }
      return {
        grid,
        data: real,
        discriminator: own,
        optimal,
        exact,
        criterion: {
          value: criterion(jsd.value),
          error: 2 * jsd.error,
          ...(jsd.atLeast ? { atLeast: true } : {}),
        },
        distance,
        value,
        ...reading,
      };
    },
  };
}

interface Weighted {
  /** D's logits at some places. */
  readonly logits: Float32Array;
  /** The probability of each place. */
  readonly masses: Float64Array;
}

/**
 * V(D, G) = Σ p_data·log D + Σ p_g·log(1 − D) (eq. 1), with half of its 95 % interval where p_g is samples; what p_data has beyond
 * the places counts as what it has there.
 */
function gameValueOf(real: Weighted, generated: Weighted, sampled: boolean): Measured {
  const mean = ({ logits, masses }: Weighted, f: (s: number) => number): number =>
    masses.reduce((sum, mass, i) => sum + (mass > 0 ? mass * f(logits[i] ?? Number.NaN) : 0), 0) /
    masses.reduce((sum, mass) => sum + mass, 0);
  const ofGenerated = mean(generated, softplus);
  const square = mean(generated, (s) => softplus(s) ** 2);
  const deviation = Math.sqrt(Math.max(0, square - ofGenerated ** 2) / generated.masses.length);
  return { value: -mean(real, (s) => softplus(-s)) - ofGenerated, error: sampled ? Z95 * deviation : 0 };
}

function distanceOf(own: Float64Array, optimal: Float64Array, data: Float64Array, generated: Float64Array) {
  const both = data.map((p, i) => p + (generated[i] ?? 0));
  const peak = both.reduce((a, b) => Math.max(a, b), 0);
  let [largest, sum, mass] = [0, 0, 0];
  both.forEach((p, i) => {
    if (!(p >= 0.01 * peak)) return;
    const apart = Math.abs((own[i] ?? Number.NaN) - (optimal[i] ?? Number.NaN));
    largest = Math.max(largest, apart);
    sum += p * apart;
    mass += p;
  });
  return { largest, mean: sum / mass };
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
