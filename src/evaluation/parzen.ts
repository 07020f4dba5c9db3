/**
 * The log-likelihood of test examples under a Parzen window of samples (Breuleux et al. 2009), by the protocol of Goodfellow
 * et al. 2014: every sample is the centre of a normal with deviation σ, and σ is the best of ten on validation examples.
 */
import { problem } from "../problem.ts";
import { createReference, rowsOf, type Watch } from "./exact-distances.ts";

/** The deviations that the 2014 code tries: ten from 0.1 to 1, evenly spaced in their logarithm. */
export const parzenDeviations: readonly number[] = Array.from({ length: 10 }, (_, i) => 10 ** (i / 9 - 1));

/** A window around each sample. */
export interface ParzenWindow {
  /** log p of each example [n×size], in nats, for each σ. Distances are computed once for all of them. */
  readonly logLikelihoods: (
    examples: Float32Array,
    sigmas: readonly number[],
    watch?: Watch,
  ) => Promise<readonly Float64Array[]>;
  readonly release: () => Promise<void>;
}

/**
 * The window of samples [count×size]. Rounding moves a log-likelihood by some 10⁻³ nats at σ = 0.1 for MNIST in [0, 1], and by
 * about 0.02 nats at most for any examples: distances that are not known that well are summed up in double precision.
 */
export async function createParzenWindow(
  samples: Float32Array,
  size: number,
  { threads = 1 } = {},
): Promise<ParzenWindow> {
  const window = await createReference(samples, size, { threads });
  return {
    release: window.release,
    logLikelihoods: async (examples, sigmas, watch) => {
      const found = sigmas.map(() => new Float64Array(rowsOf("examples", examples, size)));
      await window.distances(
        examples,
        (i, distances) => {
          sigmas.forEach((sigma, k) => {
            // log mean exp(−‖x − s‖²/2σ²) − d·log(σ√(2π))
            const unit = 2 * sigma ** 2;
            const sum = logSumExp(distances.all(FAR * unit, GOOD * unit), -1 / unit);
            (found[k] as Float64Array)[i] =
              sum - Math.log(window.count) - size * Math.log(sigma * Math.sqrt(2 * Math.PI));
          });
        },
        watch,
      );
      return found;
    },
  };
}

/** Nats below the nearest sample's part from which on a part is not worth its exponential, 10⁻²⁶ of it: most samples are that far. */
const FAR = 60;
/** Nats that rounding may move a part by. */
const GOOD = 0.02;

/** log Σ exp(factor·squared) for a negative factor; the nearest sample is taken out, so that nothing underflows to 0. */
function logSumExp(squared: Float64Array, factor: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const value of squared) if (value < nearest) nearest = value;
  let sum = 0;
  for (const value of squared) {
    const exponent = factor * (value - nearest);
    if (exponent > -FAR) sum += Math.exp(exponent);
  }
  return Math.log(sum) + factor * nearest;
}

/** The samples whose windows are laid, the examples that are scored, and the σ to choose from. */
export interface ParzenOptions extends Watch {
  /** Generated examples [n×size]; 10,000 in the paper. Images in [0, 1], as everything here. */
  readonly samples: Float32Array;
  /** Examples on which σ is chosen; the first 1,000 of the validation set in the paper's code. */
  readonly validation: Float32Array;
  /** Examples that are scored; the whole test set in the paper. */
  readonly test: Float32Array;
  /** Numbers per example. */
  readonly size: number;
  /** The σ to choose from; `parzenDeviations` if left out. */
  readonly sigmas?: readonly number[];
  readonly threads?: number;
}

/** Mean log-likelihood of some examples, nats per example. */
export interface MeanLogLikelihood {
  readonly mean: number;
  /** Deviation over the examples, divided by the root of their number. */
  readonly standardError: number;
}

/** The mean log-likelihood of test examples under windows of the σ that was best on validation examples. */
export interface ParzenScore extends MeanLogLikelihood {
  /** The σ that was best on the validation examples. */
  readonly sigma: number;
  /** What each σ gives there. */
  readonly validation: readonly (MeanLogLikelihood & { readonly sigma: number })[];
}

/**
 * Mean log-likelihood of the test examples, σ chosen on the validation examples. In many dimensions the estimate is poor and
 * says little about how good samples look (Theis et al. 2016); it serves to compare with published figures.
 */
export async function parzenScore(options: ParzenOptions): Promise<ParzenScore> {
  const { samples, validation, test, size, sigmas = parzenDeviations, threads = 1, progress, signal } = options;
  const refused = sigmas.find((sigma) => !(sigma > 0 && Number.isFinite(sigma)));
  if (refused !== undefined || sigmas.length === 0) {
    throw problem({
      doing: "estimating a log-likelihood by a Parzen window",
      expected: "deviations above 0, one at least",
      came: refused === undefined ? "none" : String(refused),
    });
  }
  const before = rowsOf("validation examples", validation, size);
  const total = before + rowsOf("test examples", test, size);
  const watch = (offset: number): Watch => ({
    progress: (done) => progress?.(offset + done, total),
    ...(signal ? { signal } : {}),
  });
  const window = await createParzenWindow(samples, size, { threads });
  try {
    const tried = (await window.logLikelihoods(validation, sigmas, watch(0))).map((values, i) => ({
      sigma: sigmas[i] as number,
      ...meanOf(values),
    }));
    const { sigma } = tried.reduce((best, other) => (other.mean > best.mean ? other : best));
    const [scores] = await window.logLikelihoods(test, [sigma], watch(before));
    return { ...meanOf(scores as Float64Array), sigma, validation: tried };
  } finally {
    await window.release();
  }
}

function meanOf(values: Float64Array): MeanLogLikelihood {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, standardError: Math.sqrt(variance / values.length) };
}
