/** What learners make small: a loss of one target and of the outputs that stand for it, summed over rows. */

export interface Loss {
  /** Numbers that a learner puts out for each row. */
  readonly outputs: number;
  /**
   * The longest step that an output may be moved by at once. Where probabilities are near 0 or 1 the second derivative is nearly none,
   * and Newton's step leads anywhere.
   */
  readonly longestStep: number;
  /** The outputs [outputs] that are best where all rows get the same. */
  readonly start: (targets: Float64Array) => Float64Array;
  /** The loss, summed over rows; `raw` holds the numbers of all rows, output after output. */
  readonly value: (raw: readonly Float64Array[], targets: Float64Array) => number;
  /** First and second derivative of each row's loss by each of its outputs, mixed ones left out. */
  readonly derivatives: (
    raw: readonly Float64Array[],
    targets: Float64Array,
    gradients: readonly (Float32Array | Float64Array)[],
    hessians: readonly (Float32Array | Float64Array)[],
  ) => void;
  /** What the outputs say: one probability for each class, or the number itself. They take the outputs' place. */
  readonly predictions: (raw: readonly Float64Array[]) => Float64Array[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** log(1 + eˣ), without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** Keeps the logarithm of a share finite where there is none of a class. */
const SMALLEST = 1e-15;
const inside = (share: number): number => Math.min(Math.max(share, SMALLEST), 1 - SMALLEST);

/**
 * Ten, before the rate makes one of it, changes odds e-fold. Without a bound, boosting of 16 airlines, some of them rare, ends at the
 * area of a coin, in scikit-learn 1.9.1 as well.
 */
const LONGEST_LOG_ODDS = 10;

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** ½(output − target)². */
export const squared: Loss = {
  outputs: 1,
  longestStep: Number.POSITIVE_INFINITY,
  start: (targets) => Float64Array.of(meanOf(targets)),
  value: ([raw], targets) => targets.reduce((sum, target, i) => sum + (raw![i]! - target) ** 2 / 2, 0), // one output
  derivatives: ([raw], targets, [gradient], [hessian]) => {
    hessian!.fill(1);
    for (let i = 0; i < targets.length; i++) gradient![i] = raw![i]! - targets[i]!; // one number a row
  },
  predictions: (raw) => [...raw],
};

/** Of targets 0 and 1: −log p of the target, where the output is the log-odds of 1. */
export const logistic: Loss = {
  outputs: 1,
  longestStep: LONGEST_LOG_ODDS,
  start: (targets) => {
    const share = inside(meanOf(targets));
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  value: ([raw], targets) => targets.reduce((sum, target, i) => sum + softplus(raw![i]!) - target * raw![i]!, 0), // one output
  derivatives: ([raw], targets, [gradient], [hessian]) => {
    for (let i = 0; i < targets.length; i++) {
      const p = sigmoid(raw![i]!); // one number a row
      gradient![i] = p - targets[i]!;
      hessian![i] = p * (1 - p);
    }
  },
  predictions: ([raw]) => [raw!.map((x) => sigmoid(-x)), raw!.map(sigmoid)], // one output
};

/** Of targets 0 to classes − 1: −log p of the target, where the outputs are log p of each class but for a constant. */
export const softmax = (classes: number): Loss => ({
  outputs: classes,
  longestStep: LONGEST_LOG_ODDS,
  start: (targets) => {
    const logs = new Float64Array(classes);
    for (const target of targets) logs[target]! += 1; // below classes
    for (let k = 0; k < classes; k++) logs[k] = Math.log(inside(logs[k]! / targets.length));
    const mean = meanOf(logs);
    return logs.map((log) => log - mean);
  },
  value: (raw, targets) => {
    let sum = 0;
    for (let i = 0; i < targets.length; i++) sum += logSum(raw, i) - raw[targets[i]!]![i]!; // below classes
    return sum;
  },
  derivatives: (raw, targets, gradients, hessians) => {
    for (let i = 0; i < targets.length; i++) {
      const log = logSum(raw, i);
      for (let k = 0; k < classes; k++) {
        const p = Math.exp(raw[k]![i]! - log); // k < classes
        gradients[k]![i] = p - (targets[i] === k ? 1 : 0);
        hessians[k]![i] = p * (1 - p);
      }
    }
  },
  predictions: (raw) => {
    const logs = raw[0]!.map((_, i) => logSum(raw, i)); // there is a class
    return raw.map((output) => output.map((x, i) => Math.exp(x - logs[i]!)));
  },
});

/** log Σ exp of a row's outputs. */
function logSum(raw: readonly Float64Array[], row: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const output of raw) highest = Math.max(highest, output[row]!); // a row
  let sum = 0;
  for (const output of raw) sum += Math.exp(output[row]! - highest);
  return highest + Math.log(sum);
}
