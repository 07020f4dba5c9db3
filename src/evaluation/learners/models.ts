/** The two models that tables are judged with: one that finds any dependence, and one that knows only sums. */
import type { TypedTable } from "../../data/typed-table.ts";
import { linearEncoder, ordinalEncoder } from "./features.ts";
import { fitBoosting } from "./histogram-boosting.ts";
import { fitLinear } from "./linear-model.ts";
import { type Loss, logistic, softmax, squared } from "./losses.ts";

/** A model that has been trained: its outputs for rows of a table, output after output, a number for each row. */
export type Predict = (table: TypedTable) => Float64Array[];

/** Trains on a table's rows and a number for each, as the loss takes them. */
export type FitModel = (training: TypedTable, targets: Float64Array, loss: Loss) => Predict;

/** By name, in the order in which they are shown. */
export const models = {
  /** Gradient boosting of trees: 100 rounds, 31 leaves, rate 0.1. */
  boosting: (training, targets, loss) => {
    const encode = ordinalEncoder(training);
    const { predict } = fitBoosting(encode(training), targets, loss);
    return (table) => predict(encode(table));
  },
  /** Logistic regression (C = 1), or ridge regression (penalty 1) of a number. */
  linear: (training, targets, loss) => {
    const encode = linearEncoder(training);
    const { predict } = fitLinear(encode(training), targets, loss);
    return (table) => predict(encode(table));
  },
} as const satisfies Record<string, FitModel>;

/** The name of a model that tables are judged by: boosted trees, or a linear one. */
export type ModelName = keyof typeof models;

/**
 * Trains a model of classes, of which each training row has one (a place among `count`). It puts out a probability for each class:
 * 0 for one that no training row has.
 */
export function fitClasses(learn: FitModel, training: TypedTable, classes: Float64Array, count: number): Predict {
  const known = [...new Set(classes)].sort((a, b) => a - b);
  if (known.length < 2) {
    return ({ rows }) => Array.from({ length: count }, (_, k) => new Float64Array(rows).fill(k === known[0] ? 1 : 0));
  }
  const targets = classes.map((place) => known.indexOf(place));
  const predict = learn(training, targets, known.length === 2 ? logistic : softmax(known.length));
  return (table) => {
    const probabilities = predict(table);
    return Array.from({ length: count }, (_, k) => probabilities[known.indexOf(k)] ?? new Float64Array(table.rows));
  };
}

/** Trains a model of numbers. Without a training row it predicts NaN. */
export function fitNumbers(learn: FitModel, training: TypedTable, numbers: Float64Array): Predict {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  if (numbers.length === 0) return ({ rows }) => [new Float64Array(rows).fill(mean)];
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  const deviation = Math.sqrt(variance) || 1;
  // Without units, so that the same tolerance does for dollars and for millions of them.
  const predict = learn(
    training,
    numbers.map((value) => (value - mean) / deviation),
    squared,
  );
  return (table) => predict(table).map((output) => output.map((value) => mean + deviation * value));
}
