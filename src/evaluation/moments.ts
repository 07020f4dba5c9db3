/** Mean and covariance of rows of numbers, in double precision. */
import { Matrix } from "ml-matrix";
import type { Products } from "./double-products.ts";

/** Mean and covariance (divided by n − 1) of some rows. */
export interface Moments {
  readonly count: number;
  readonly mean: Float64Array;
  readonly covariance: Matrix;
}

/** Rows that are summed up at a time. */
export const BLOCK = 1000;

/** Some rows of [n×width], less their mean. */
export function centred(rows: Float32Array, mean: Float64Array, from: number, to: number): Matrix {
  const width = mean.length;
  const matrix = new Matrix(to - from, width);
  for (let i = from; i < to; i++) {
    for (let j = 0; j < width; j++) matrix.set(i - from, j, (rows[i * width + j] ?? 0) - (mean[j] ?? 0));
  }
  return matrix;
}

export function meanOf(rows: Float32Array, width: number): Float64Array {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width]! += rows[i]! / count; // within both by the remainder
  return mean;
}

export async function momentsOf(
  rows: Float32Array,
  width: number,
  products: Products,
  signal: AbortSignal | undefined,
): Promise<Moments> {
  const count = rows.length / width;
  const mean = meanOf(rows, width);
  const covariance = Matrix.zeros(width, width);
  for (let from = 0; from < count; from += BLOCK) {
    signal?.throwIfAborted();
    const part = centred(rows, mean, from, Math.min(count, from + BLOCK));
    covariance.add(await products.times(part.transpose(), part));
  }
  return { count, mean, covariance: covariance.div(count - 1) };
}
