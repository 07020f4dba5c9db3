/** How good predictions are. */

/** An area under the curve, with the standard deviation that chance gives it. */
export interface AreaUnderCurve {
  readonly auc: number;
  readonly error: number;
}

/**
 * The area under the receiver operating characteristic: the probability that a positive row scores above a negative one, ties half.
 * Its error is that of DeLong et al. (1988): the variance of each row's own share of wins. Both are NaN where there is only one
 * kind of rows; `positive` is 1 or 0.
 */
export function areaUnderCurve(scores: Float64Array, positive: ArrayLike<number>): AreaUnderCurve {
  const of = [0, 1].map((side) => scores.filter((_, i) => positive[i] === side));
  const [negatives, positives] = of as [Float64Array, Float64Array];
  const wins = sharesBelow(positives, negatives);
  const losses = sharesBelow(negatives, positives);
  const auc = meanOf(wins);
  return { auc, error: Math.sqrt(varianceOf(wins) / wins.length + varianceOf(losses) / losses.length) };
}

/** For each value the share of the others that are below it, equal ones half. */
function sharesBelow(values: Float64Array, others: Float64Array): Float64Array {
  const sorted = others.toSorted();
  return values.map((value) => {
    const below = countBelow(sorted, (other) => other < value);
    const upTo = countBelow(sorted, (other) => other <= value);
    return (below + upTo) / 2 / sorted.length;
  });
}

/** How many of ascending numbers are below, found by halving. */
function countBelow(sorted: Float64Array, isBelow: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const between = (low + high) >> 1;
    if (isBelow(sorted[between]!))
      low = between + 1; // between < high
    else high = between;
  }
  return low;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** How good predicted classes are. */
export interface ClassScores {
  /**
   * Mean over classes of the area under the curve of one against the rest; of two classes, that of the one. NaN where the test rows
   * are all of one class.
   */
  readonly auc: number;
  /** 2·hits / (predicted + true) of the positive class. NaN where none was named. */
  readonly f1: number;
  /** Mean of the classes' F1: of all that occur among the test rows or among the predictions. */
  readonly macroF1: number;
  /** Share of rows whose class was predicted. */
  readonly accuracy: number;
}

/**
 * Scores of probabilities, class after class and a number for each row, against true classes. Predicted is the likeliest class, the
 * first of equals.
 */
export function classScores(
  probabilities: readonly Float64Array[],
  classes: ArrayLike<number>,
  positive: number | undefined,
): ClassScores {
  const rows = classes.length;
  const [right, predicted, there] = [0, 1, 2].map(() => new Float64Array(probabilities.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < rows; row++) {
    const guess = probabilities.reduce((best, of, k) => (of[row]! > probabilities[best]![row]! ? k : best), 0);
    const truth = classes[row]!; // row < length
    predicted[guess]! += 1;
    there[truth]! += 1;
    if (guess === truth) right[guess]! += 1;
  }
  const f1 = right.map((hits, k) => (2 * hits) / (predicted[k]! + there[k]!));
  const areas = probabilities
    .map(
      (of, k) =>
        areaUnderCurve(
          of,
          Uint8Array.from(classes, (truth) => (truth === k ? 1 : 0)),
        ).auc,
    )
    .filter((auc) => !Number.isNaN(auc));
  return {
    auc: meanOf(Float64Array.from(areas)),
    f1: positive === undefined ? Number.NaN : (f1[positive] ?? Number.NaN),
    macroF1: meanOf(f1.filter((score) => !Number.isNaN(score))),
    accuracy: right.reduce((sum, hits) => sum + hits, 0) / rows,
  };
}

/** The part of the variance that predictions explain: 1 − Σ(y − ŷ)²/Σ(y − ȳ)²; below 0 they are worse than the mean. */
export function explainedVariance(predictions: Float64Array, targets: Float64Array): number {
  const mean = meanOf(targets);
  const left = targets.reduce((sum, target, i) => sum + (target - predictions[i]!) ** 2, 0); // one for each row
  return 1 - left / targets.reduce((sum, target) => sum + (target - mean) ** 2, 0);
}
