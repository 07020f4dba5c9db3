/** FID of each label: its samples beside its training examples. */
import { formatNumber } from "../data/counted.ts";
import { listed } from "../data/listed.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import type { StateFigure } from "./figure.ts";
import { type FrechetDistance, frechetDistance } from "./frechet.ts";
import type { FeaturesOf, MeasuredState } from "./measured-state.ts";

/** The figure of one class. */
export interface ClassFigure extends WithInterval {
  readonly name: string;
  /** Real and generated examples of it. */
  readonly real: number;
  readonly generated: number;
}

/** Names that a sentence lists. */
const LISTED = 8;

/**
 * The mean over the labels of the Fréchet distance between samples of a label and training examples of it: as many of both, and of
 * every label as many, as far as there are. Labels with too few examples for the number of features are left out, which is said.
 *
 * @throws where no label has enough of them.
 */
export async function measureFrechetByClass(state: MeasuredState): Promise<StateFigure> {
  const { size, count, threads, watch } = state;
  const { names, code, real: realOf } = await state.labels();
  const each = Math.floor(count / names.length);
  // Fewer examples of a label, fewer samples.
  const wanted = code.counts.map((known) => Math.min(each, known));
  const asked = wanted.flatMap((of, label) => Array<number>(of).fill(label));
  const samples = await state.samplesOf(asked);
  const generated = await state.featuresOf(samples, "samples");
  const found: (FrechetDistance & ClassFigure)[] = [];
  const few: string[] = [];
  let at = 0;
  for (const [label, of] of wanted.entries()) {
    const name = names[label] ?? String(label);
    const from = at;
    at += of;
    if (of <= generated.dimension) {
      few.push(`${name} (${formatNumber(of)})`);
      continue;
    }
    const real = await state.featuresOf(realOf(label, of), `real examples of ${name}`);
    const own = rowsOf(generated, from, of);
    const distance = await frechetDistance(real.values, own, real.dimension, {
      threads,
      ...watch(`Fréchet distance of ${name}`),
    });
    found.push({ ...distance, name, real: real.values.length / real.dimension, generated: of });
  }
  const { dimension, source } = generated;
  if (found.length === 0) throw tooFew(dimension, code.counts, each);
  const bias = mean(found.map((one) => one.bias));
  return {
    ...meanOf(found),
    real: sum(found.map((one) => one.real)),
    generated: samples.length / size,
    details: { dimension, bias, classes: found.map(figureOf) },
    cautions: [
      ...(few.length > 0
        ? [
            `${listed(few, LISTED)} left out: a covariance of ${dimension} features takes more examples of a class than that.`,
          ]
        : []),
      `About ${bias.toPrecision(2)} of it comes of the number of examples of a class alone: equal distributions would not read 0, and the intervals reach down by that.`,
    ],
    ...source,
  };
}

/** Features of `count` examples from `from` on. */
const rowsOf = ({ values, dimension }: FeaturesOf, from: number, count: number): Float32Array =>
  values.subarray(from * dimension, (from + count) * dimension);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Classes have no example in common: the variance of the mean is that of its parts, added up. */
function meanOf(found: readonly FrechetDistance[]): WithInterval {
  const value = mean(found.map((one) => one.value));
  const deviation = Math.sqrt(sum(found.map((one) => one.deviation ** 2))) / found.length;
  const { low, high } = normalInterval(value, deviation);
  return { value, low: Math.max(0, low - mean(found.map((one) => one.excess))), high };
}

const figureOf = ({ name, value, low, high, real, generated }: ClassFigure): ClassFigure => ({
  name,
  value,
  low,
  high,
  real,
  generated,
});

function tooFew(dimension: number, counts: readonly number[], each: number): Error {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return problem({
    doing: "measuring the Fréchet distance by class",
    expected: `more examples of a class than features: at least ${dimension + 1}`,
    came: `at most ${formatNumber(Math.min(each, most))}`,
    next:
      most > dimension
        ? `Take ${formatNumber((dimension + 1) * counts.length)} or more in all by ${option("samples")}.`
        : "Take features of fewer numbers.",
  });
}
