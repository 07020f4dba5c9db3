/**
 * Gradient boosting of trees on histograms (Friedman 2001; Ke et al. 2017), with the defaults of scikit-learn's
 * HistGradientBoosting. Nothing in it is random.
 */
import { type BinnedColumn, binEdges, binned } from "./bins.ts";
import type { Loss } from "./losses.ts";
import { growTree, leafOf, type Tree } from "./tree.ts";

/** How much is learned. */
export interface BoostingOptions {
  readonly rounds?: number;
  /** What a tree's values are multiplied by. */
  readonly rate?: number;
  readonly mostLeaves?: number;
  /** Rows that a leaf has at least. */
  readonly fewestRows?: number;
  /** λ of λ/2·value², summed over leaves. */
  readonly l2?: number;
}

/** Trees that were fitted one after the other. */
export interface Boosting {
  /** One probability for each class, or the number itself: output after output, a number for each row of the columns. */
  readonly predict: (columns: readonly Float64Array[]) => Float64Array[];
  /** The mean loss of a row: before the first round, then after each. */
  readonly losses: readonly number[];
}

/** Below this a leaf's second derivative is as good as none. */
const LEAST_HESSIAN = 1e-3;

/**
 * Fits trees to a table's columns (NaN is a gap) and to targets, a number for each row: 0 and 1 for `logistic`, places of classes for
 * `softmax`.
 */
export function fitBoosting(
  columns: readonly Float64Array[],
  targets: Float64Array,
  loss: Loss,
  { rounds = 100, rate = 0.1, mostLeaves = 31, fewestRows = 20, l2 = 0 }: BoostingOptions = {},
): Boosting {
  const edges = columns.map((values) => binEdges(values));
  const table = columns.map((values, c) => binned(values, edges[c]!)); // one for each column
  const start = loss.start(targets);
  const raw = Array.from(start, (value) => new Float64Array(targets.length).fill(value));
  const derivatives = raw.map(() => ({
    gradients: new Float32Array(targets.length),
    hessians: new Float32Array(targets.length),
  }));
  const meanLoss = (): number => loss.value(raw, targets) / targets.length;
  const losses = [meanLoss()];
  const forests: Tree[][] = [];
  for (let round = 0; round < rounds; round++) {
    loss.derivatives(
      raw,
      targets,
      derivatives.map(({ gradients }) => gradients),
      derivatives.map(({ hessians }) => hessians),
    );
    const grown = derivatives.map((of) =>
      growTree(table, of, { mostLeaves, fewestRows, leastHessian: LEAST_HESSIAN, l2, longestStep: loss.longestStep }),
    );
    grown.forEach(({ tree, rows, leaves }, output) => {
      const to = raw[output]!; // a tree for each output
      for (const { node, from, to: end } of leaves) {
        const step = rate * tree.values[node]!;
        for (let i = from; i < end; i++) to[rows[i]!]! += step;
      }
    });
    forests.push(grown.map(({ tree }) => tree));
    losses.push(meanLoss());
  }
  return {
    losses,
    predict: (others) => {
      const there = others.map((values, c) => binned(values, edges[c]!)); // one for each column
      return loss.predictions(
        Array.from(start, (value, k) =>
          sumOf(
            forests.map((trees) => trees[k]!),
            there,
            value,
            rate,
          ),
        ),
      );
    },
  };
}

/** What the trees of an output add up to, for every row. */
function sumOf(trees: readonly Tree[], columns: readonly BinnedColumn[], start: number, rate: number): Float64Array {
  const sums = new Float64Array(columns[0]?.bins.length ?? 0).fill(start);
  for (const tree of trees) {
    for (let row = 0; row < sums.length; row++) sums[row]! += rate * tree.values[leafOf(tree, columns, row)]!;
  }
  return sums;
}
