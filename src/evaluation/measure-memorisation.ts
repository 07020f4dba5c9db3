/** Whether a state repeats training examples, with pairs to look at. */
import { problem } from "../problem.ts";
import type { Shown, StateFigure } from "./figure.ts";
import type { MeasuredState } from "./measured-state.ts";
import { type Memorisation, memorisation, memorisationCautions, type NearestExample } from "./memorisation.ts";

/** Generated examples that are looked for among the training examples. */
const LOOKED_FOR = 1000;
/** Pairs in a picture. */
const PAIRS = 24;

export async function measureMemorisation(state: MeasuredState): Promise<StateFigure> {
  const { data, size, count, looked, unseen, threads, images, watch } = state;
  if (!Number.isFinite(data.count)) {
    throw problem({
      doing: `measuring memorisation on ${data.name}`,
      expected: "data with a fixed number of examples",
      came: "data that are drawn afresh: nothing could be learnt by heart",
      next: "Leave memorisation out.",
    });
  }
  const training = await state.real(looked);
  const samples = await state.samples(Math.min(count, LOOKED_FOR));
  const others = unseen?.test.subarray(0, LOOKED_FOR * size);
  const found = await memorisation({
    training,
    generated: samples,
    ...(others ? { unseen: others } : {}),
    size,
    threads,
    ...watch("nearest training examples"),
  });
  const { ratio: value, low, high } = found;
  return {
    value,
    low,
    high,
    real: training.length / size,
    generated: samples.length / size,
    details: detailsOf(found, state),
    cautions: memorisationCautions(found),
    ...(images ? { shown: pairs(found, samples, training, state) } : {}),
  };
}

const detailsOf = (
  { copies, distinct, equal, generated, unseen: ofUnseen }: Memorisation,
  { data, unseen }: MeasuredState,
): StateFigure["details"] => ({
  copies: copies?.value ?? null,
  copiesLow: copies?.low ?? null,
  copiesHigh: copies?.high ?? null,
  distinct: distinct.generated,
  distinctOfReal: distinct.real,
  equal: equal.generated,
  equalOfUnseen: equal.unseen,
  trainingExamples: data.count,
  medianDistance: median(generated.toSorted((a, b) => a.distance - b.distance)),
  medianDistanceOfUnseen: median(ofUnseen),
  comparedWith: unseen?.says ?? "training examples, each without itself",
});

const median = (sorted: readonly NearestExample[]): number =>
  sorted[Math.floor(sorted.length / 2)]?.distance ?? Number.NaN;

/** The likeliest copies, each beside the training example that is nearest to it. */
function pairs(
  { generated }: Memorisation,
  samples: Float32Array,
  training: Float32Array,
  { shape, size }: MeasuredState,
): Shown {
  const shown = generated.slice(0, PAIRS);
  const gather = (from: Float32Array, at: (pair: NearestExample) => number): Float32Array => {
    const values = new Float32Array(shown.length * size);
    shown.forEach((pair, i) => {
      values.set(from.subarray(at(pair) * size, (at(pair) + 1) * size), i * size);
    });
    return values;
  };
  return {
    shape,
    generated: gather(samples, ({ example }) => example),
    nearest: gather(training, ({ nearest }) => nearest),
  };
}
