/**
 * A Gaussian copula with empirical margins. Rows of a column stand in an order, gaps first, then numbers and dates as they are and
 * categories by frequency; a row's place in it, through Φ⁻¹, is its normal score. Scores are drawn from a normal distribution
 * of the same correlations, and go back through Φ to the value that stands at this place: columns keep their distributions,
 * gaps and exact values included, and pairs their correlation. Numbers that are equal share the middle of their places; of a
 * category or a gap, which are intervals of the order and no numbers, each row has a random place of its own.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import type { Random } from "../../kernels/random.ts";
import { internal } from "../../problem.ts";
import { erf, normalQuantile } from "../../tensor/special.ts";
import { type Baseline, takenFrom } from "./baseline.ts";

export const copula: Baseline = {
  title: "Gaussian copula",
  says: "every column as in the data, and of the relations the linear part of pairs",
  make: (training, rows, random) => {
    const orders = training.columns.map(orderOf);
    const root = rootOf(correlationsOf(training, orders, random));
    const places = drawPlaces(root, rows, training.rows, random);
    const columns = training.columns.map((column, c) => {
      const order = orders[c]!; // one for each column
      return takenFrom(
        column,
        places[c]!.map((place) => order.rows[place]!),
      ); // below training.rows
    });
    return { columns, rows };
  },
};

/** The rows of a column in its order, and where runs of equal ones begin; the last entry of `starts` is their end. */
interface Order {
  readonly rows: Int32Array;
  readonly starts: readonly number[];
}

function orderOf(column: TypedColumn): Order {
  const { values } = column;
  const key = isNominal(column) ? byFrequency(values) : values;
  const rows = Int32Array.from(values, (_, row) => row);
  const rank = (row: number): number => (Number.isNaN(values[row]) ? Number.NEGATIVE_INFINITY : key[row]!);
  // Rows themselves last: the order shall not depend on how the sort treats equal ones.
  rows.sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? a - b : first - second;
  });
  const starts: number[] = [];
  rows.forEach((row, i) => {
    if (i === 0 || rank(row) !== rank(rows[i - 1]!)) starts.push(i); // i > 0
  });
  return { rows, starts: [...starts, rows.length] };
}

/** For every row how many categories are more frequent than its own. */
function byFrequency(values: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  const place = new Map(sorted.map(([value], i) => [value, i]));
  return values.map((value) => place.get(value) ?? 0);
}

/** Correlations of the normal scores; 0 with a column that never changes. */
function correlationsOf({ columns, rows }: TypedTable, orders: readonly Order[], random: Random): Matrix {
  const quantiles = halfRankQuantiles(rows);
  const scores = columns.map((column, c) => unitScores(column, orders[c]!, quantiles, random)); // one for each column
  const matrix = Matrix.eye(columns.length);
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += scores[a]![row]! * scores[b]![row]!; // a, b and row are places of them
      matrix.set(a, b, sum);
      matrix.set(b, a, sum);
    }
  }
  return matrix;
}

/** Normal scores of all rows, with mean 0 and squares that sum to 1. */
function unitScores(column: TypedColumn, order: Order, quantiles: Float64Array, random: Random): Float64Array {
  const scores = new Float64Array(order.rows.length);
  for (let run = 0; run + 1 < order.starts.length; run++) {
    const [start, end] = [order.starts[run]!, order.starts[run + 1]!]; // one more start than runs
    const members = order.rows.subarray(start, end);
    const apart = isNominal(column) || Number.isNaN(column.values[members[0]!]); // runs are never empty
    const places = apart ? shuffledPlaces(start, end, random) : undefined;
    // Half ranks: 2r + 1 is the middle of place r, start + end the middle of a run.
    members.forEach((row, i) => {
      scores[row] = quantiles[places ? 2 * places[i]! + 1 : start + end]!;
    });
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const length = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0));
  return scores.map((score) => (length > 1e-9 ? (score - mean) / length : 0));
}

function shuffledPlaces(start: number, end: number, random: Random): Int32Array {
  const places = Int32Array.from({ length: end - start }, (_, i) => start + i);
  for (let i = places.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [places[i], places[other]] = [places[other]!, places[i]!]; // other ≤ i
  }
  return places;
}

/** Φ⁻¹(k / 2n) for k from 0 to 2n (the ends, ±∞, are not asked for): each found by Newton's steps from the one before. */
function halfRankQuantiles(count: number): Float64Array {
  const quantiles = new Float64Array(2 * count + 1);
  let z = normalQuantile(1 / (2 * count));
  for (let k = 1; k <= count; k++) {
    const share = k / (2 * count);
    for (let step = 1; Math.abs(step) > 1e-12; ) {
      step = ((phi(z) - share) * Math.sqrt(2 * Math.PI)) / Math.exp((-z * z) / 2);
      z -= step;
    }
    quantiles[k] = z;
    quantiles[2 * count - k] = -z;
  }
  return quantiles;
}

/** Φ, the normal distribution function. */
const phi = (z: number): number => 0.5 * (1 + erf(z * Math.SQRT1_2));

/** L with L·Lᵀ = the correlations, pulled towards independence as little as it takes: one column may follow from others. */
function rootOf(correlations: Matrix): Matrix {
  const { rows: size } = correlations;
  for (let ridge = 1e-8; ridge < 1; ridge *= 10) {
    const pulled = Matrix.add(Matrix.mul(correlations, 1 - ridge), Matrix.mul(Matrix.eye(size), ridge));
    const decomposition = new CholeskyDecomposition(pulled);
    if (decomposition.isPositiveDefinite()) return decomposition.lowerTriangularMatrix;
  }
  throw internal("correlations have no Cholesky decomposition");
}

/** For every column the places, below `count`, of so many rows. */
function drawPlaces(root: Matrix, rows: number, count: number, random: Random): Int32Array[] {
  const size = root.rows;
  const places = Array.from({ length: size }, () => new Int32Array(rows));
  const factors = root.to2DArray();
  const normals = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < size; c++) normals[c] = random.normal();
    for (let c = 0; c < size; c++) {
      let z = 0;
      for (let k = 0; k <= c; k++) z += factors[c]![k]! * normals[k]!; // k ≤ c < size
      // Φ is 1 in double precision beyond 8.3.
      places[c]![row] = Math.min(count - 1, Math.floor(phi(z) * count));
    }
  }
  return places;
}
