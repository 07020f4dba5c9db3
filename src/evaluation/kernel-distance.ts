/** The kernel distance between two sets of features (Bińkowski et al. 2018): KID, where they are Inception's. */
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { compile } from "../onnx/runtime.ts";
import { problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { gemm } from "../tensor/operations.ts";
import { input } from "../tensor/tensor.ts";
import { normalInterval, type WithInterval } from "../theory/intervals.ts";
import { centred, centreOf } from "./centred-products.ts";
import { rowsOf, type Watch } from "./exact-distances.ts";

/** The kernel distance (KID) of two sets of features, with its interval. */
export interface KernelDistance extends WithInterval {
  /** Deviation over the subsets, as other tools give it. */
  readonly deviation: number;
  readonly subsets: number;
  readonly subsetSize: number;
}

/** Of how many subsets the kernel distance is the mean. */
export interface KernelDistanceOptions extends Watch {
  readonly seed: number;
  /** 100 of 1,000, as everyone takes; of half the examples where there are fewer than 2,000. */
  readonly subsets?: number;
  readonly subsetSize?: number;
  readonly threads?: number;
}

/**
 * The unbiased estimate of the squared maximum mean discrepancy with k(x, y) = (x·y/dimension + 1)³, as the mean over subsets
 * that are drawn without replacement. It has no bias in n and can be negative.
 *
 * The interval follows from the deviation over the subsets: the variance of a subset of m is m⁻¹ of an example's, and subsets of
 * the same n examples have 1 − m/n of it between them, so that the mean of all has m/(n − m) of what is seen. It is infinite where
 * a subset is all there is.
 *
 * Products are in single precision about a common centre c: x·y = (x − c)·(y − c) + c·(x − c) + c·(y − c) + c·c, the last three in
 * double, so that features far from 0 keep the digits in which they differ.
 */
export async function kernelDistance(
  real: Float32Array,
  generated: Float32Array,
  dimension: number,
  options: KernelDistanceOptions,
): Promise<KernelDistance> {
  const { seed, subsets = 100, threads = 1, progress, signal } = options;
  const counts = [rowsOf("features", real, dimension), rowsOf("features", generated, dimension)] as const;
  const most = Math.min(...counts);
  const size = Math.min(options.subsetSize ?? Math.min(1000, Math.floor(most / 2)), most);
  if (size < 2) {
    throw problem({
      doing: "measuring the kernel distance",
      expected: "at least 4 real and generated examples",
      came: String(most),
    });
  }
  const choose = await chooser(seed, Math.max(...counts), size);
  const shape = [size, dimension];
  const dots = gemm(input("x", shape), input("y", shape), undefined, { transB: true });
  const program = await compile(graph("dot products", { dots }), { threads });
  const centre = centreOf(real, dimension) ?? new Float64Array(dimension);
  const [reals, others] = [about(real, centre), about(generated, centre)];
  // (c·c/dimension + 1)³ is in every kernel, and cancels between them: it is left out before it drowns the rest.
  const base = centre.reduce((sum, c) => sum + c * c, 0) / dimension + 1;
  const [x, y, result] = [
    new Float32Array(size * dimension),
    new Float32Array(size * dimension),
    new Float32Array(size * size),
  ];
  const [xx, yy, xy] = [
    program.bind({ x, y: x, dots: result }),
    program.bind({ x: y, y, dots: result }),
    program.bind({ x, y, dots: result }),
  ];
  const meanKernel = (a: Float64Array, b: Float64Array): number => meanOf(result, a, b, dimension, base);
  try {
    const values: number[] = [];
    for (let i = 0; i < subsets; i++) {
      signal?.throwIfAborted();
      const ofReal = pick(reals, choose(counts[0]), x);
      const ofGenerated = pick(others, choose(counts[1]), y);
      await xx.run();
      const withinReal = meanKernel(ofReal, ofReal);
      await yy.run();
      const withinGenerated = meanKernel(ofGenerated, ofGenerated);
      await xy.run();
      values.push(withinReal + withinGenerated - 2 * meanKernel(ofReal, ofGenerated));
      progress?.(i + 1, subsets);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / subsets;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / subsets);
    const known = size < most && subsets > 1;
    const error = known ? deviation * Math.sqrt(size / (most - size)) : Number.POSITIVE_INFINITY;
    return { ...normalInterval(mean, error), deviation, subsets, subsetSize: size };
  } finally {
    await program.release();
  }
}

/**
 * Mean kernel between the rows of two subsets, less `base`³; of one subset with itself, of different rows only. `dots` has their
 * products about the centre [n×n], `a` and `b` what is known along it.
 */
function meanOf(dots: Float32Array, a: Float64Array, b: Float64Array, dimension: number, base: number): number {
  const size = a.length;
  let total = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (a === b && i === j) continue;
      const more = (dots[i * size + j]! + a[i]! + b[j]!) / dimension; // i, j < size
      total += more * (3 * base * base + more * (3 * base + more));
    }
  }
  return total / (a === b ? size * (size - 1) : size * size);
}

/** Features less the centre c [n×dimension], and c times each of them [n]. */
interface Centred {
  readonly rows: Float32Array;
  readonly along: Float64Array;
}

function about(features: Float32Array, centre: Float64Array): Centred {
  const rows = centred(features, centre);
  const { length } = centre;
  const along = Float64Array.from(
    { length: rows.length / length },
    (_, row) => centre.reduce((sum, c, i) => sum + c * rows[row * length + i]!, 0), // within the rows
  );
  return { rows, along };
}

/** Copies the chosen rows, and returns what is known along the centre of each. */
function pick({ rows, along }: Centred, chosen: Uint32Array, to: Float32Array): Float64Array {
  const dimension = to.length / chosen.length;
  chosen.forEach((row, i) => {
    to.set(rows.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return Float64Array.from(chosen, (row) => along[row]!); // below the count
}

/** Draws `size` different numbers below a count, again and again. */
async function chooser(seed: number, most: number, size: number): Promise<(count: number) => Uint32Array> {
  const kernels = await createKernels(bytesFor([size]));
  const random = kernels.allocate(size);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, size);
  const stream = openStream(kernels, seed, "subsets");
  const order = new Uint32Array(most);
  return (count) => {
    for (let i = 0; i < count; i++) order[i] = i;
    stream.bits(random);
    // The first steps of a shuffle (Fisher & Yates).
    for (let i = 0; i < size; i++) {
      const other = i + Math.floor(((words[i] ?? 0) * (count - i)) / 2 ** 32);
      [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
    }
    return order.slice(0, size);
  };
}
