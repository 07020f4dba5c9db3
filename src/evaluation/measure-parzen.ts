/** The Parzen log-likelihood of a state, and of what is no generator at all. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import { centroids } from "./centroids.ts";
import type { StateFigure } from "./figure.ts";
import { inPixels, type MeasuredRun, type MeasuredState, type UnseenExamples } from "./measured-state.ts";
import { type ParzenScore, parzenScore } from "./parzen.ts";

/** The Parzen score of what is no generator at all: the known warning about the metric (Theis et al. 2016). */
export interface Baseline extends WithInterval {
  readonly of: "training examples" | "k-means centroids";
  readonly sigma: number;
  /** Examples or centroids. */
  readonly count: number;
  readonly seed: number;
}

export async function measureParzen(state: MeasuredState): Promise<StateFigure> {
  const { size, count, images } = state;
  const sets = requireUnseen(state);
  const samples = inPixels(await state.samples(count), images);
  const found = await scoreOf(state, samples, sets, "Parzen log-likelihood");
  const { sigma, validation, standardError } = found;
  return {
    ...normalInterval(found.mean, found.standardError),
    real: sets.test.length / size,
    generated: count,
    details: { sigma, standardError, validation, chosenOn: sets.validation.length / size, on: sets.says },
    cautions: [],
  };
}

/** The same of as many training examples, and of as many k-means centroids of them. */
export async function* parzenBaselines(run: MeasuredRun): AsyncGenerator<Baseline> {
  const { size, count, looked, images, seed, threads, watch } = run;
  const sets = requireUnseen(run);
  const baseline = async (of: Baseline["of"], examples: Float32Array): Promise<Baseline> => {
    const { mean, standardError, sigma } = await scoreOf(run, examples, sets, `Parzen score of ${of}`);
    return { of, ...normalInterval(mean, standardError), sigma, count: examples.length / size, seed };
  };
  yield await baseline("training examples", inPixels(await run.real(count), images));
  // As many centroids as examples would be the examples themselves.
  if (count >= looked) return;
  const all = inPixels(await run.real(looked), images);
  yield await baseline("k-means centroids", await centroids(all, size, count, { threads, ...watch("k-means") }));
}

const scoreOf = (
  { size, images, threads, watch }: MeasuredRun,
  samples: Float32Array,
  { validation, test }: UnseenExamples,
  what: string,
): Promise<ParzenScore> =>
  parzenScore({
    samples,
    validation: inPixels(validation, images),
    test: inPixels(test, images),
    size,
    threads,
    ...watch(what),
  });

function requireUnseen({ unseen }: MeasuredRun): UnseenExamples {
  if (unseen) return unseen;
  throw problem({
    doing: "measuring a Parzen log-likelihood",
    expected: "at least 20 real examples that were not trained on",
    came: "none, or fewer",
    next: `Train with ${option("holdout", 1000)}, or on data that have a test set of their own (mnist, fashion-mnist).`,
  });
}
