/** The directions in which rows of numbers vary most, found in real rows, and where any rows lie along them. */
import { Matrix } from "ml-matrix";
import { openRandom } from "../kernels/random.ts";
import { principalAxes } from "../training/classes/principal-axes.ts";
import { createProducts } from "./double-products.ts";
import type { Watch } from "./exact-distances.ts";
import { BLOCK, centred, meanOf } from "./moments.ts";

/** Rows that axes are found in, where there are fewer of them than numbers: from so many on they hardly move. */
const FEW = 3000;

export interface PrincipalComponents extends Watch {
  /** Axes to find; fewer where the rows span fewer. */
  readonly count: number;
  readonly seed: number;
  readonly threads?: number;
}

/** What was found in some rows. */
export interface Components {
  /** Orthonormal rows [count×width], the strongest first. */
  readonly axes: Float32Array;
  readonly count: number;
  /** Coordinates [n×count] of rows [n×width] along the axes, from the mean of the rows that these were found in. */
  readonly project: (rows: Float32Array) => Promise<Float32Array>;
}

/** Some of the rows, evenly from everywhere. */
export function evenRows(rows: Float32Array, width: number, most: number): Float32Array {
  const count = rows.length / width;
  if (count <= most) return rows;
  const some = new Float32Array(most * width);
  for (let i = 0; i < most; i++) {
    const at = Math.floor((i * count) / most) * width;
    some.set(rows.subarray(at, at + width), i * width);
  }
  return some;
}

/**
 * Principal components of rows [n×width]. Where there are fewer rows than numbers in one, the products of rows with each other take
 * the place of the covariance: both have the same axes.
 */
export async function principalComponents(
  rows: Float32Array,
  width: number,
  { count: wanted, seed, threads = 1, progress, signal }: PrincipalComponents,
): Promise<Components> {
  const few = rows.length / width < width || width > FEW;
  const some = few ? evenRows(rows, width, FEW) : rows;
  const n = some.length / width;
  const mean = meanOf(some, width);
  const side = few ? n : width;
  const products = await createProducts(threads);
  let axes: Float32Array;
  try {
    const square = Matrix.zeros(side, side);
    const whole = few ? centred(some, mean, 0, n) : undefined;
    for (let from = 0; from < n; from += BLOCK) {
      signal?.throwIfAborted();
      const to = Math.min(n, from + BLOCK);
      const block = centred(some, mean, from, to);
      if (whole) square.setSubMatrix(await products.times(block, whole.transpose()), from, 0);
      else square.add(await products.times(block.transpose(), block));
      progress?.(to, n);
    }
    const random = await openRandom(seed, "projection", AXES);
    const values = Float64Array.from(square.to1DArray(), (value) => value / n);
    const found = await principalAxes(values, side, Math.min(wanted, side), random, threads);
    const strongest = found.variances[0] ?? 0;
    const kept = found.variances.filter((variance) => variance > 1e-9 * strongest).length;
    const basis = Matrix.from1DArray(kept, side, found.axes.subarray(0, kept * side));
    const spread = whole ? await products.times(basis, whole) : basis;
    // Xᵀu has the length √(nλ), as near as u is an axis.
    axes = Float32Array.from(spread.to1DArray());
    for (let k = 0; k < kept; k++) unit(axes.subarray(k * width, (k + 1) * width));
  } finally {
    await products.release();
  }
  const count = axes.length / width;
  return { axes, count, project: (given) => coordinates(given, width, { axes, mean, threads }) };
}

/** Numbers of its own in the stream of projections. */
const AXES = 1;

function unit(row: Float32Array): void {
  const norm = Math.sqrt(row.reduce((total, x) => total + x * x, 0));
  for (let i = 0; i < row.length; i++) row[i]! /= norm; // of its length
}

async function coordinates(
  rows: Float32Array,
  width: number,
  { axes, mean, threads }: { readonly axes: Float32Array; readonly mean: Float64Array; readonly threads: number },
): Promise<Float32Array> {
  const [n, count] = [rows.length / width, axes.length / width];
  const found = new Float32Array(n * count);
  const basis = Matrix.from1DArray(count, width, axes).transpose();
  const products = await createProducts(threads);
  try {
    for (let from = 0; from < n; from += BLOCK) {
      const to = Math.min(n, from + BLOCK);
      const block = await products.times(centred(rows, mean, from, to), basis);
      found.set(block.to1DArray(), from * count);
    }
    return found;
  } finally {
    await products.release();
  }
}
