/**
 * Linear models with a penalty on the squares of their weights: logistic regression for classes, ridge regression for numbers.
 * Intercepts are free.
 */
import { minimise, type SmoothFunction } from "./lbfgs.ts";
import type { Loss } from "./losses.ts";

/** Rows as a linear model takes them: one weight for each column of numbers, then one for each cell of a category. */
export interface Design {
  readonly rows: number;
  readonly width: number;
  readonly numbers: readonly Float64Array[];
  /** For each category the place among all weights of the row's cell, −1 where the row has none that is known. */
  readonly cells: readonly Int32Array[];
}

export interface LinearOptions {
  /** C of scikit-learn: the loss of all rows counts this much against ½‖weights‖². */
  readonly c?: number;
  /** Weights are good enough where no part of the gradient, a row's mean, is further from 0 than this. */
  readonly tolerance?: number;
}

/** Weights that were fitted. */
export interface LinearModel {
  /** One probability for each class, or the number itself: output after output, a number for each row. */
  readonly predict: (design: Design) => Float64Array[];
  /** Output after output, the intercept behind each output's weights. */
  readonly weights: readonly Float64Array[];
}

/** Fits weights to targets, a number for each row: 0 and 1 for `logistic`, places of classes for `softmax`. */
export function fitLinear(
  design: Design,
  targets: Float64Array,
  loss: Loss,
  { c = 1, tolerance = 1e-4 }: LinearOptions = {},
): LinearModel {
  const [size, { rows }] = [design.width + 1, design];
  const w = new Float64Array(loss.outputs * size);
  loss.start(targets).forEach((value, k) => {
    w[k * size + design.width] = value;
  });
  const per = (all: Float64Array): Float64Array[] =>
    Array.from({ length: loss.outputs }, (_, k) => all.subarray(k * size, (k + 1) * size));
  const [slopes, curvatures] = [0, 1].map(() => Array.from({ length: loss.outputs }, () => new Float64Array(rows))) as [
    Float64Array[],
    Float64Array[],
  ];
  // Of the mean over rows, so that one tolerance does for tables of any length.
  const penalised: SmoothFunction = (all, gradient) => {
    const weights = per(all);
    const raw = weights.map((of) => multiply(design, of));
    loss.derivatives(raw, targets, slopes, curvatures);
    let squares = 0;
    per(gradient).forEach((to, k) => {
      multiplyTransposed(design, slopes[k]!, to); // one for each output
      for (let j = 0; j < design.width; j++) {
        const weight = weights[k]![j]!; // of one size
        squares += weight ** 2;
        to[j]! += weight / c;
      }
      for (let j = 0; j < size; j++) to[j]! /= rows;
    });
    return (loss.value(raw, targets) + squares / c / 2) / rows;
  };
  minimise(penalised, w, { tolerance });
  return { weights: per(w), predict: (other) => loss.predictions(per(w).map((of) => multiply(other, of))) };
}

/** What each row gives with weights and intercept. */
function multiply({ rows, width, numbers, cells }: Design, weights: Float64Array): Float64Array {
  const sums = new Float64Array(rows).fill(weights[width]!); // the intercept
  numbers.forEach((values, j) => {
    const weight = weights[j]!; // j < width
    for (let i = 0; i < rows; i++) sums[i]! += weight * values[i]!; // i < rows
  });
  for (const places of cells) {
    for (let i = 0; i < rows; i++) if (places[i]! >= 0) sums[i]! += weights[places[i]!]!; // i < rows
  }
  return sums;
}

/** For each weight and the intercept, the sum over rows of what it is multiplied by and of the row's factor. */
function multiplyTransposed({ rows, width, numbers, cells }: Design, factors: Float64Array, to: Float64Array): void {
  to.fill(0);
  to[width] = factors.reduce((sum, factor) => sum + factor, 0);
  numbers.forEach((values, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += values[i]! * factors[i]!; // i < rows
    to[j] = sum;
  });
  for (const places of cells) {
    for (let i = 0; i < rows; i++) if (places[i]! >= 0) to[places[i]!]! += factors[i]!; // i < rows
  }
}
