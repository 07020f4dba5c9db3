/** The directions in which rows vary most, found by subspace iteration: a few dozens of a thousand and more. */
import type { Random } from "../../kernels/random.ts";
import { compile } from "../../onnx/runtime.ts";
import { graph } from "../../tensor/graph.ts";
import { matmul } from "../../tensor/operations.ts";
import { input } from "../../tensor/tensor.ts";

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

/**
 * The `count` strongest axes of a covariance [width×width]. The products are single precision, on the runtime; that the axes are
 * orthonormal is seen to in double precision.
 */
export async function principalAxes(
  covariance: Float64Array,
  width: number,
  count: number,
  random: Random,
  threads = 1,
): Promise<PrincipalAxes> {
  const axes = Float64Array.from({ length: Math.min(count, width) * width }, () => random.normal());
  const rows = rowsOf(axes, width);
  orthonormalise(rows);
  const variances = new Float64Array(rows.length);
  const shape = [rows.length, width];
  const images = matmul(input("axes", shape), input("covariance", [width, width]));
  const program = await compile(graph("a round of subspace iteration", { images }), { threads });
  const [given, found] = [new Float32Array(axes.length), new Float32Array(axes.length)];
  const bound = program.bind({ axes: given, covariance: Float32Array.from(covariance), images: found });
  try {
    for (let round = 0; round < ROUNDS; round++) {
      given.set(axes);
      await bound.run();
      rows.forEach((row, i) => {
        const image = Float64Array.from(found.subarray(i * width, (i + 1) * width));
        variances[i] = dot(image, row);
        row.set(image);
      });
      orthonormalise(rows);
    }
  } finally {
    await program.release();
  }
  return { axes, variances };
}
