/** The directions in which rows vary most, found by subspace iteration: a few dozens of a thousand and more. */
import type { Random } from "../../kernels/random.ts";

/** Rounds of subspace iteration; after them the axes that clusters are found along have settled. */
const ROUNDS = 40;

export interface PrincipalAxes {
  /** Orthonormal rows [count×width], the strongest first. */
  readonly axes: Float64Array;
  /** Variance along each. */
  readonly variances: Float64Array;
}

const rowsOf = (matrix: Float64Array, width: number): Float64Array[] =>
  Array.from({ length: matrix.length / width }, (_, i) => matrix.subarray(i * width, (i + 1) * width));

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!; // of one length
  return sum;
};

/** Makes rows orthonormal, one after the other (modified Gram-Schmidt); a row that is spanned by those before becomes 0. */
function orthonormalise(rows: readonly Float64Array[]): void {
  rows.forEach((row, i) => {
    const before = Math.sqrt(dot(row, row));
    for (const other of rows.slice(0, i)) {
      const along = dot(row, other);
      for (let j = 0; j < row.length; j++) row[j]! -= along * other[j]!; // of one length
    }
    const norm = Math.sqrt(dot(row, row));
    const scale = norm > 1e-10 * before && norm > 0 ? 1 / norm : 0;
    for (let j = 0; j < row.length; j++) row[j]! *= scale; // of its length
  });
}

/** The `count` strongest axes of a covariance [width×width]. */
export function principalAxes(covariance: Float64Array, width: number, count: number, random: Random): PrincipalAxes {
  const axes = Float64Array.from({ length: Math.min(count, width) * width }, () => random.normal());
  const rows = rowsOf(axes, width);
  const columns = rowsOf(covariance, width);
  orthonormalise(rows);
  const variances = new Float64Array(rows.length);
  for (let round = 0; round < ROUNDS; round++) {
    rows.forEach((row, i) => {
      const image = Float64Array.from(columns, (column) => dot(column, row));
      variances[i] = dot(image, row);
      row.set(image);
    });
    orthonormalise(rows);
  }
  return { axes, variances };
}
