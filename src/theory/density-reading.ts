/** p_data, p_g, D and D* of a run's state on one grid, where p_data is known. */
import type { DataSet } from "../data/dataset.ts";
import { cellCount, type Density, type Grid, withOutside } from "../data/density.ts";
import { type Config, priorOf } from "../training/config.ts";
import { formatNumber } from "../training/option.ts";
import { noise } from "../training/sampler.ts";
import { bandwidths, gridOver, kernelDensity, sampledJsd } from "./from-samples.ts";
import { criterion, optimalDiscriminator } from "./optimal.ts";
import { LOG_REACH, piecesOf, pushForward, pushForwardJsd, pushForwardLogDensity } from "./push-forward.ts";
import { cellVolume, divergence, type Measured, middlesOf, onGrid } from "./quadrature.ts";
import { realExamples } from "./real-examples.ts";

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
const FLOORS = 4;
interface DensityContext {
  readonly density: Density;
  readonly data: DataSet;
  readonly config: Config;
  readonly draw: (z: Float32Array) => Promise<Float32Array>;
  /** D's logits, whole minibatches at a time; absent if they are scores. */
  readonly answers: ((x: Float32Array) => Promise<Float32Array>) | undefined;
  readonly batch: number;
}

export async function readDensity(context: DensityContext): Promise<DensityReading> {
  const { density, config, draw, answers } = context;
  const prior = priorOf(config);
  const exact = density.dimension === 1 && prior.latent === 1;
  const grid = gridOver(density, density.dimension === 1 ? 20 : 2, density.dimension === 1 ? 0.15 : 0);
  const volume = cellVolume(grid);
  const points = middlesOf(grid);
  const cells = cellCount(grid);
  const real = onGrid(grid, density.at);

  let generated: Float64Array;
  let jsd: Measured;
  let method: string;
  let arrows: DensityReading["arrows"] = [];
  let kl: Measured | null = null;
  let reverseKl: Measured | null = null;
  if (exact) {
    const pieces = piecesOf(prior, PIECES);
    const x = await draw(pieces.z);
    const { monotone } = pushForward(grid, pieces, x);
    // As far out as logarithms reach: what is merely small must not be taken for impossible.
    const far = piecesOf(prior, PIECES, LOG_REACH).z;
    const logGenerated = pushForwardLogDensity(prior, far, await draw(far));
    generated = onGrid(grid, (at) => Math.exp(logGenerated(at)));
    jsd = pushForwardJsd(grid, density.masses, pieces, x);
    method = `exactly, by change of variables; G ${monotone ? "is monotone" : "turns back, its branches are added"}`;
    kl = divergence(grid, density.logAt, logGenerated);
    reverseKl = divergence(grid, logGenerated, density.logAt);
    arrows = arrowsOf(pieces.z, x);
  } else {
    const z = await noise(prior, config.seed, SAMPLES, "evaluation");
    const samples = await draw(z);
    const bandwidth = bandwidths(samples, density.dimension, density.scale);
    const estimate = (values: Float32Array): Float64Array => withOutside(kernelDensity(grid, values, bandwidth));
    generated = kernelDensity(grid, samples, bandwidth).map((mass) => mass / volume);
    const floors: Float32Array[] = [];
    for (let i = 0; i < FLOORS; i++) floors.push(await realExamples(context.data, config.seed + 1 + i, SAMPLES));
    jsd = sampledJsd(withOutside(density.masses(grid)), estimate, samples, floors, density.dimension);
    const widths = bandwidth.map((width) => width.toPrecision(2)).join(" × ");
    method = `from ${formatNumber(SAMPLES)} samples, by normal kernels of width ${widths}; its bias on real samples is subtracted`;
  }

  let own: Float64Array | null = null;
  let distance: DensityReading["distance"] = null;
  const optimal = real.map((p, i) => optimalDiscriminator(Math.log(p), Math.log(generated[i] ?? 0)));
  if (answers) {
    // Whole minibatches: the last one is filled up.
    const padded = new Float32Array(Math.ceil(cells / context.batch) * context.batch * density.dimension);
    padded.set(points);
    own = Float64Array.from((await answers(padded)).subarray(0, cells), (s) => 1 / (1 + Math.exp(-s)));
    distance = distanceOf(own, optimal, real, generated);
  }
  return {
    grid,
    data: real,
    generated,
    discriminator: own,
    optimal,
    method,
    exact,
    jsd,
    criterion: { value: criterion(jsd.value), error: 2 * jsd.error },
    kl,
    reverseKl,
    distance,
    arrows,
  };
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
