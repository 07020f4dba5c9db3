/**
 * A Gaussian copula with empirical margins. The rows of a column stand in an order, numbers and dates as they are and categories by
 * frequency (a gap among them is one more); a row's place in it, through Φ⁻¹, is its normal score. Scores are drawn from a normal
 * distribution of the same correlations, and go back through Φ to the value that stands at this place: columns keep their
 * distributions, exact values included, and pairs their correlation. Numbers that are equal share the middle of their places; of
 * a category, which is an interval of the order and no number, each row has a random place of its own. Numbers or dates with gaps
 * are two variables: whether there is a gap, a category, and the value, whose correlations are those of the rows that have it.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { isNominal, type TypedColumn } from "../../data/typed-table.ts";
import type { Random } from "../../kernels/random.ts";
import { internal } from "../../problem.ts";
import { erf, normalQuantile } from "../../tensor/special.ts";
import { type Baseline, takenFrom } from "./baseline.ts";

export const copula: Baseline = {
  title: "Gaussian copula",
  says: "every column as in the data, and of the relations the linear part of pairs",
  make: (training, rows, random) => {
    const variables = training.columns.map(variablesOf);
    const all = variables.flat();
    const scores = all.map((variable) => scoresOf(variable, training.rows, random));
    const draw = drawer(rootOf(correlationsOf(scores)), all, random);
    // Column after column, the training rows that new rows have their values from.
    const sources = training.columns.map(() => new Int32Array(rows));
    for (let row = 0; row < rows; row++) {
      const drawn = draw();
      let next = 0;
      variables.forEach((own, c) => {
        const [first, value] = [drawn[next]!, drawn[next + own.length - 1]!]; // a row for each variable
        next += own.length;
        const missing = own.length > 1 && Number.isNaN(training.columns[c]!.values[first]!); // a row of the column
        sources[c]![row] = missing ? first : value; // a list for each column
      });
    }
    return { columns: training.columns.map((column, c) => takenFrom(column, sources[c]!)), rows };
  },
};

/** Rows in their order, and where runs of equal ones begin; the last entry of `starts` is their end. */
interface Variable {
  readonly rows: Int32Array;
  readonly starts: readonly number[];
  /** Whether each row has a place of its own among its equals. */
  readonly nominal: boolean;
}

/** A column's variables: of one with gaps that is no category, whether there is a gap, then its value. */
function variablesOf(column: TypedColumn): Variable[] {
  const { values } = column;
  const rows = Int32Array.from(values, (_, row) => row);
  if (isNominal(column)) return [inOrder(rows, byFrequency(values), true)];
  const known = rows.filter((row) => !Number.isNaN(values[row]));
  const value = inOrder(known, values, false);
  if (known.length === rows.length) return [value];
  const flag = inOrder(rows, byFrequency(values.map((each) => (Number.isNaN(each) ? each : 0))), true);
  return known.length === 0 ? [flag] : [flag, value];
}

function inOrder(unsorted: Int32Array, keys: Float64Array, nominal: boolean): Variable {
  // Rows themselves last: the order shall not depend on how the sort treats equal ones.
  const rows = unsorted.toSorted((a, b) => keys[a]! - keys[b]! || a - b); // a key for each row
  const starts: number[] = [];
  rows.forEach((row, i) => {
    if (i === 0 || keys[row] !== keys[rows[i - 1]!]) starts.push(i); // i > 0
  });
  return { rows, starts: [...starts, rows.length], nominal };
}

/** For every row how many values are more frequent than its own; a gap is a value. */
function byFrequency(values: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const rank = (value: number): number => (Number.isNaN(value) ? -1 : value);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || rank(a) - rank(b));
  const place = new Map(sorted.map(([value], i) => [value, i]));
  return values.map((value) => place.get(value)!); // counted above
}

/** Normal scores of all rows; NaN where a row has no value. */
function scoresOf({ rows, starts, nominal }: Variable, count: number, random: Random): Float64Array {
  const quantiles = halfRankQuantiles(rows.length);
  const scores = new Float64Array(count).fill(Number.NaN);
  for (let run = 0; run + 1 < starts.length; run++) {
    const [start, end] = [starts[run]!, starts[run + 1]!]; // one more start than runs
    const places = nominal ? shuffledPlaces(start, end, random) : undefined;
    // Half ranks: 2r + 1 is the middle of place r, start + end the middle of a run.
    for (let i = start; i < end; i++) {
      scores[rows[i]!] = quantiles[places ? 2 * places[i - start]! + 1 : start + end]!; // all below their ends
    }
  }
  return scores;
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
    // Steps square their error; far out, where Φ is rounded more coarsely than that, they would never end.
    for (let step = 1, i = 0; Math.abs(step) > 1e-7 && i < 8; i++) {
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

/** Correlations of each two variables over the rows that have both; 0 with one that never changes there. */
function correlationsOf(scores: readonly Float64Array[]): Matrix {
  const matrix = Matrix.eye(scores.length);
  scores.forEach((a, i) => {
    scores.slice(0, i).forEach((b, j) => {
      const found = correlation(a, b);
      matrix.set(i, j, found);
      matrix.set(j, i, found);
    });
  });
  return matrix;
}

function correlation(a: Float64Array, b: Float64Array): number {
  let [count, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!]; // as many rows
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    sumA += x;
    sumB += y;
    squaresA += x * x;
    squaresB += y * y;
    products += x * y;
  }
  // Scores are of the order of 1: their squares lose nothing that matters here.
  const scatter = Math.sqrt((squaresA - sumA ** 2 / count) * (squaresB - sumB ** 2 / count));
  return scatter > 1e-9 ? (products - (sumA * sumB) / count) / scatter : 0;
}

/** L with L·Lᵀ = the correlations, pulled towards independence as little as it takes: variables may follow from each other. */
function rootOf(correlations: Matrix): Matrix {
  const one = Matrix.eye(correlations.rows);
  for (let ridge = 1e-8; ridge < 1; ridge *= 2) {
    const pulled = Matrix.add(Matrix.mul(correlations, 1 - ridge), Matrix.mul(one, ridge));
    const decomposition = new CholeskyDecomposition(pulled);
    if (decomposition.isPositiveDefinite()) return decomposition.lowerTriangularMatrix;
  }
  throw internal("correlations have no Cholesky decomposition");
}

/** Draws, for every variable, the training row whose value a new row has. */
function drawer(root: Matrix, variables: readonly Variable[], random: Random): () => Int32Array {
  const factors = root.to2DArray();
  const [normals, drawn] = [new Float64Array(variables.length), new Int32Array(variables.length)];
  return () => {
    for (let k = 0; k < normals.length; k++) normals[k] = random.normal();
    variables.forEach(({ rows }, v) => {
      let z = 0;
      for (let k = 0; k <= v; k++) z += factors[v]![k]! * normals[k]!; // k ≤ v < variables
      // Φ is 1 in double precision beyond 8.3.
      drawn[v] = rows[Math.min(rows.length - 1, Math.floor(phi(z) * rows.length))]!; // below its length
    });
    return drawn;
  };
}
