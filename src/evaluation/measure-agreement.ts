/** How often a classifier takes samples for what they were asked to be. */
import { listed } from "../data/listed.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { formatShape } from "../tensor/shape.ts";
import { shareInterval } from "../theory/intervals.ts";
import type { FeatureSource, StateFigure } from "./figure.ts";
import type { ClassFigure } from "./measure-frechet-by-class.ts";
import { inPixels, type MeasuredState } from "./measured-state.ts";
import { DIGITS, isDigitSized } from "./open-features.ts";
import type { ToldLabels } from "./told-labels.ts";

/** Reads the label of each example; −1 where it is none of the data's. */
interface LabelReader {
  readonly read: (examples: Float32Array, of: string) => Promise<ArrayLike<number>>;
  readonly source: FeatureSource;
}

/** Examples that are read at a time. */
const READ = 1000;
/** A classifier that reads fewer real examples right does not know these classes. */
const KNOWS = 0.5;
/** And one that reads fewer right says less of samples. */
const GOOD = 0.97;

/**
 * The share of samples, of every label as many, whose label a classifier reads as the one that was asked for. What it reads of as many
 * training examples stands beside it: more cannot be expected of samples.
 *
 * The classifier is the model of features that was given, if it has a number for each label, in their order; else the digit classifier,
 * where the labels are digits.
 *
 * @throws where there is none, and where it does not know these classes.
 */
export async function measureAgreement(state: MeasuredState): Promise<StateFigure> {
  const { data, size, count } = state;
  const labels = await state.labels();
  // A label without a training example is one that G was never told.
  const told = labels.names.flatMap((name, label) => ((labels.code.counts[label] ?? 0) > 0 ? [{ name, label }] : []));
  const each = Math.max(1, Math.floor(count / told.length));
  const reader = await readerOf(state, labels);
  const real = told.map(({ label }) => labels.real(label, each));
  const shown = told.flatMap(({ label }, i) => Array<number>((real[i]?.length ?? 0) / size).fill(label));
  const ofReal = shareOf(await reader.read(joined(real), "real examples"), shown);
  if (ofReal < KNOWS) {
    throw problem({
      doing: `reading the labels of samples of ${data.name}`,
      expected: "a classifier whose classes are the data's, in their order",
      came: `one that reads ${(100 * ofReal).toFixed(1)} % of training examples as their own label`,
      next: `Give one by ${option("features")} and ${option("featuresOutput")}.`,
    });
  }
  const asked = told.flatMap(({ label }) => Array<number>(each).fill(label));
  const found = Array.from(await reader.read(await state.samplesOf(asked), "samples"));
  const classes = told.map(({ name }, i): ClassFigure => {
    const own = [i * each, (i + 1) * each] as const;
    const share = shareOf(found.slice(...own), asked.slice(...own));
    return { name, ...shareInterval(share, each), real: (real[i]?.length ?? 0) / size, generated: each };
  });
  return {
    ...shareInterval(shareOf(found, asked), asked.length),
    real: shown.length,
    generated: asked.length,
    details: { ofReal, classes },
    cautions:
      ofReal < GOOD
        ? [
            `The classifier reads ${(100 * ofReal).toFixed(1)} % of real examples as their label: more is not to be had of samples.`,
          ]
        : [],
    ...reader.source,
  };
}

const shareOf = (found: ArrayLike<number>, wanted: readonly number[]): number =>
  wanted.filter((label, i) => found[i] === label).length / wanted.length;

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function readerOf(state: MeasuredState, { names }: ToldLabels): Promise<LabelReader> {
  const { shape, ownFeatures, featuresOf, size } = state;
  if (ownFeatures) {
    const { dimension, source } = await featuresOf(new Float32Array(size), "an example");
    if (dimension === names.length) {
      const read: LabelReader["read"] = async (examples, of) => largest(await featuresOf(examples, of));
      return { read, source };
    }
  }
  const digits = names.map((name) => (/^[0-9]$/.test(name) ? Number(name) : -1));
  if (isDigitSized(shape) && !digits.includes(-1)) return digitReader(state, digits);
  throw problem({
    doing: `reading the labels of samples of ${state.data.name}`,
    expected: `a classifier of ${names.length} classes by ${option("features")}, an ONNX model with a number for each; or 28×28 grey images of digits, for the classifier of digits`,
    came: `images of ${formatShape(shape)} with the labels ${listed(names, 5)}${ownFeatures ? ", and a model of other numbers" : ""}`,
  });
}

/** @param digits the digit that each label is. */
async function digitReader(state: MeasuredState, digits: readonly number[]): Promise<LabelReader> {
  const { size, watch } = state;
  const { read, checksum } = await state.digits();
  return {
    source: { extractor: { name: DIGITS, checksum, output: "logits" } },
    read: async (examples, of) => {
      const pixels = inPixels(examples, true);
      const labels = new Int32Array(pixels.length / size);
      const { progress, signal } = watch(`reading ${of}`);
      for (let from = 0; from < labels.length; from += READ) {
        signal?.throwIfAborted();
        const { classes } = await read(pixels.subarray(from * size, (from + READ) * size));
        classes.forEach((digit, i) => {
          labels[from + i] = digits.indexOf(digit);
        });
        progress?.(Math.min(labels.length, from + READ), labels.length);
      }
      return labels;
    },
  };
}

/** The place of the largest of `dimension` numbers, example after example. */
function largest({ values, dimension }: { readonly values: Float32Array; readonly dimension: number }): Int32Array {
  return Int32Array.from({ length: values.length / dimension }, (_, i) => {
    const row = values.subarray(i * dimension, (i + 1) * dimension);
    return row.indexOf(row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  });
}
