/**
 * What pictures are like, found in them alone: a dictionary of small patches, and how near the patches in each ninth of a picture
 * are to its entries (Coates, Lee & Ng 2011), reduced to the directions in which pictures vary most.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { DataSet } from "../../data/dataset.ts";
import type { Random } from "../../kernels/random.ts";
import { compile, type Program } from "../../onnx/runtime.ts";
import { square } from "../../tensor/composed.ts";
import { graph } from "../../tensor/graph.ts";
import {
  add,
  conv2d,
  div,
  gemm,
  matmul,
  maximum,
  mean,
  mul,
  relu,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  transpose,
} from "../../tensor/operations.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { constant, input, type Tensor } from "../../tensor/tensor.ts";
import { kMeans, type Rows } from "./k-means.ts";
import { principalAxes } from "./principal-axes.ts";

/** Pixels along a side of a patch, and from one to the next. */
const [PATCH, STRIDE] = [6, 2];
/** Entries of the dictionary, and patches that it is made of. */
const [ENTRIES, PATCHES] = [160, 40_000];
/** Patches of one picture at most: more of them would show the same. */
const MOST_OF_ONE = 64;
/** A picture is looked at in so many regions along each side. */
const REGIONS = 3;
/** Added to a patch's variance before it is divided by, as in the paper: 10 of 255² grey levels, here of pixels in [−1, 1]. */
const FLAT = 10 * (2 / 255) ** 2;
/** Added to the variances by which patches are whitened. */
const WHITENING = 0.1;
/** Numbers that remain of a picture, and pictures that the directions are found in. */
const [NUMBERS, PICTURES] = [64, 10_000];
/** Longer sides are halved before: patches of large pictures would show nothing but edges. */
const LARGEST_SIDE = 40;
/** Pictures that are computed at once. */
const CHUNK = 128;

interface Looking {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly shrink: number;
}

function lookingAt({ shape: [channels = 1, height = 1, width = 1] }: DataSet): Looking {
  let shrink = 1;
  while (Math.max(height, width) / shrink > LARGEST_SIDE) shrink *= 2;
  return { shape: [channels, Math.floor(height / shrink), Math.floor(width / shrink)], shrink };
}

/** Whether pictures are large enough to be looked at in patches. */
export const haveRoomForPatches = (data: DataSet): boolean => {
  const { shape } = lookingAt(data);
  return Math.min(shape[1], shape[2]) >= PATCH + STRIDE * (REGIONS - 1);
};

/** Pictures [m×c×h×w], with sides divided by `shrink`. */
function shrunk(x: Tensor, { shape: [channels, height, width], shrink }: Looking): Tensor {
  if (shrink === 1) return x;
  const [m = 1] = x.shape;
  const even = slice(slice(x, 2, 0, height * shrink), 3, 0, width * shrink);
  return mean(reshape(even, [m, channels, height, shrink, width, shrink]), { axes: [3, 5] });
}

/** Evenly from everywhere: data often come sorted. */
const evenlyFrom = (count: number, of: number): number[] =>
  Array.from({ length: Math.min(count, of) }, (_, i) => Math.floor((i * of) / Math.min(count, of)));

/**
 * Runs a program over examples by number, `CHUNK` at a time, and releases it. `vectors` are tied to its other inputs and outputs; where
 * one is `used`, it is 1 for examples of this run and 0 for those that are left over from the last.
 */
async function overExamples(
  { shape, write }: DataSet,
  indices: readonly number[],
  program: Program,
  vectors: Readonly<Record<string, Float32Array>>,
  take: (from: number, count: number) => void,
): Promise<void> {
  const size = sizeOf(shape);
  const x = new Float32Array(CHUNK * size);
  const bound = program.bind({ ...vectors, x });
  try {
    for (let from = 0; from < indices.length; from += CHUNK) {
      const count = Math.min(CHUNK, indices.length - from);
      for (let i = 0; i < count; i++) write?.(indices[from + i] ?? 0, x, i * size);
      vectors.used?.fill(0).fill(1, 0, count);
      await bound.run();
      take(from, count);
    }
  } finally {
    await program.release();
  }
}

/** Patches of random places, each with its mean taken away and its contrast made one. */
async function somePatches(data: DataSet, looking: Looking, random: Random, threads: number): Promise<Rows> {
  const [channels, height, width] = looking.shape;
  const indices = evenlyFrom(PICTURES, data.count);
  const each = Math.min(MOST_OF_ONE, Math.ceil(PATCHES / indices.length));
  const area = PATCH * PATCH;
  const patches = new Float32Array(indices.length * each * channels * area);
  const program = await compile(
    graph("smaller pictures", { small: shrunk(input("x", [CHUNK, ...data.shape]), looking) }),
    { threads },
  );
  const plane = height * width;
  const small = new Float32Array(CHUNK * channels * plane);
  let at = 0;
  await overExamples(data, indices, program, { small }, (_, count) => {
    for (let i = 0; i < count; i++) {
      for (let p = 0; p < each; p++) {
        const [top, left] = [random.below(height - PATCH + 1), random.below(width - PATCH + 1)];
        const patch = patches.subarray(at, at + channels * area);
        for (let j = 0; j < patch.length; j++) {
          const [c, row, column] = [Math.floor(j / area), Math.floor((j % area) / PATCH), j % PATCH];
          patch[j] = small[(i * channels + c) * plane + (top + row) * width + left + column] ?? 0;
        }
        contrasted(patch);
        at += patch.length;
      }
    }
  });
  return { values: patches, width: channels * area };
}

function contrasted(patch: Float32Array): void {
  const centre = patch.reduce((total, x) => total + x, 0) / patch.length;
  const variance = patch.reduce((total, x) => total + (x - centre) ** 2, 0) / patch.length;
  const scale = 1 / Math.sqrt(variance + FLAT);
  for (let i = 0; i < patch.length; i++) patch[i] = (patch[i]! - centre) * scale; // i < length
}

/** Mean and covariance of rows, in double precision. */
function moments({ values, width }: Rows): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const count = values.length / width;
  const centre = new Float64Array(width);
  for (let i = 0; i < values.length; i++) centre[i % width]! += values[i]! / count; // within
  const covariance = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) row[j] = values[i * width + j]! - centre[j]!; // within
    for (let a = 0; a < width; a++) {
      const factor = row[a]! / count;
      for (let b = 0; b < width; b++) covariance[a * width + b]! += factor * row[b]!; // within
    }
  }
  return { mean: centre, covariance };
}

interface Dictionary {
  /** Rows [width×width] that whiten a patch, which has this mean. */
  readonly whitening: Float32Array;
  readonly mean: Float64Array;
  /** Entries as rows [entries×width], whitened. */
  readonly entries: Float32Array;
  readonly width: number;
}

async function dictionaryOf(patches: Rows, random: Random, threads: number): Promise<Dictionary> {
  const { width, values } = patches;
  const { mean: centre, covariance } = moments(patches);
  const square = new Matrix(
    Array.from({ length: width }, (_, i) => Array.from(covariance.subarray(i * width, (i + 1) * width))),
  );
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(square, {
    assumeSymmetric: true,
  });
  const scales = realEigenvalues.map((variance) => 1 / Math.sqrt(Math.max(0, variance) + WHITENING));
  const whitening = vectors.mmul(Matrix.diag(scales)).mmul(vectors.transpose());
  const rows = Float32Array.from(whitening.to1DArray());
  const whitened = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += width) {
    for (let a = 0; a < width; a++) {
      let along = 0;
      for (let b = 0; b < width; b++) along += rows[a * width + b]! * (values[i + b]! - centre[b]!); // within
      whitened[i + a] = along;
    }
  }
  const { centres } = await kMeans({ values: whitened, width }, ENTRIES, random, threads);
  return { whitening: rows, mean: centre, entries: centres, width };
}

/** How near the patches of each region are to each entry [m×(entries·regions²)]. */
function nearness(x: Tensor, looking: Looking, { whitening, mean: centre, entries, width }: Dictionary): Tensor {
  const [channels] = looking.shape;
  const filters = (rows: ArrayLike<number>): Tensor => constant(rows, [rows.length / width, channels, PATCH, PATCH]);
  const over = (image: Tensor, weight: Tensor): Tensor => conv2d(image, weight, undefined, { strides: STRIDE });
  const small = shrunk(x, looking);
  const average = filters(new Float32Array(width).fill(1 / width));
  const level = over(small, average);
  const contrast = sqrt(add(maximum(sub(over(square(small), average), square(level)), 0), FLAT));
  // W·((p − level)/contrast − mean) for every patch p, by one filter for each row of W.
  const sums = Float32Array.from({ length: width }, (_, a) =>
    whitening.subarray(a * width, (a + 1) * width).reduce((total, w) => total + w, 0),
  );
  const offsets = Float32Array.from({ length: width }, (_, a) =>
    whitening.subarray(a * width, (a + 1) * width).reduce((total, w, b) => total + w * (centre[b] ?? 0), 0),
  );
  const perMap = (values: Float32Array): Tensor => constant(values, [1, values.length, 1, 1]);
  const white = sub(div(sub(over(small, filters(whitening)), mul(level, perMap(sums))), contrast), perMap(offsets));
  const [m = 1, , high = 1, wide = 1] = white.shape;
  const products = conv2d(white, constant(entries, [entries.length / width, width, 1, 1]));
  const norms = Float32Array.from({ length: entries.length / width }, (_, k) =>
    entries.subarray(k * width, (k + 1) * width).reduce((total, c) => total + c * c, 0),
  );
  const squares = add(sub(sum(square(white), { axes: [1], keep: true }), mul(2, products)), perMap(norms));
  const distances = sqrt(maximum(squares, 1e-12));
  const near = relu(sub(mean(distances, { axes: [1], keep: true }), distances));
  const regions = constant(regionsOf(high, wide), [high * wide, REGIONS ** 2]);
  return reshape(matmul(reshape(near, [m, ENTRIES, high * wide]), regions), [m, ENTRIES * REGIONS ** 2]);
}

/** Which region each place is in, as a matrix of ones and zeros. */
function regionsOf(high: number, wide: number): Float32Array {
  const matrix = new Float32Array(high * wide * REGIONS ** 2);
  for (let place = 0; place < high * wide; place++) {
    const row = Math.floor((Math.floor(place / wide) * REGIONS) / high);
    const column = Math.floor(((place % wide) * REGIONS) / wide);
    matrix[place * REGIONS ** 2 + row * REGIONS + column] = 1;
  }
  return matrix;
}

/** The directions in which standardised features of some pictures vary most, as a whitening projection. */
async function projectionOf(
  data: DataSet,
  features: (x: Tensor) => Tensor,
  random: Random,
  threads: number,
): Promise<{ readonly matrix: Float32Array; readonly shift: Float32Array; readonly count: number }> {
  const x = input("x", [CHUNK, ...data.shape]);
  const near = features(x);
  const [, width = 1] = near.shape;
  const ones = input("used", [CHUNK, 1]);
  const used = mul(near, ones);
  const program = await compile(
    graph("sums of features", { sums: sum(used, { axes: [0] }), products: matmul(transpose(used), used) }),
    { threads },
  );
  const indices = evenlyFrom(PICTURES, data.count);
  const [sums, products] = [new Float32Array(width), new Float32Array(width * width)];
  const [total, squares] = [new Float64Array(width), new Float64Array(width * width)];
  await overExamples(data, indices, program, { used: new Float32Array(CHUNK), sums, products }, () => {
    for (let j = 0; j < width; j++) total[j]! += sums[j]!; // of one length
    for (let j = 0; j < squares.length; j++) squares[j]! += products[j]!; // of one length
  });
  const n = indices.length;
  const centre = total.map((of) => of / n);
  const covariance = squares.map((of, j) => of / n - centre[Math.floor(j / width)]! * centre[j % width]!); // within
  // What never changes is worth nothing, and not infinitely much.
  const scales = Float64Array.from(centre, (_, j) => {
    const variance = covariance[j * width + j] ?? 0;
    return variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
  });
  const standardised = covariance.map((of, j) => of * scales[Math.floor(j / width)]! * scales[j % width]!); // within
  const { axes, variances } = await principalAxes(standardised, width, Math.min(NUMBERS, n - 1), random, threads);
  const count = variances.length;
  const matrix = new Float32Array(width * count);
  const shift = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const whiten = (variances[k] ?? 0) > 1e-9 ? 1 / Math.sqrt(variances[k] as number) : 0;
    for (let j = 0; j < width; j++) {
      const factor = axes[k * width + j]! * scales[j]! * whiten; // within
      matrix[j * count + k] = factor;
      shift[k]! -= factor * centre[j]!; // within
    }
  }
  return { matrix, shift, count };
}

/** What each example is like: rows of some dozens of numbers of deviation 1. */
export async function patchFeatures(data: DataSet, random: Random, threads: number): Promise<Rows> {
  const looking = lookingAt(data);
  const dictionary = await dictionaryOf(await somePatches(data, looking, random, threads), random, threads);
  const features = (x: Tensor): Tensor => nearness(x, looking, dictionary);
  const { matrix, shift, count } = await projectionOf(data, features, random, threads);
  const near = features(input("x", [CHUNK, ...data.shape]));
  const [, width = 1] = near.shape;
  const program = await compile(
    graph("what pictures are like", {
      numbers: gemm(near, constant(matrix, [width, count]), constant(shift, [count])),
    }),
    { threads },
  );
  const rows = new Float32Array(data.count * count);
  const all = Array.from({ length: data.count }, (_, i) => i);
  const numbers = new Float32Array(CHUNK * count);
  await overExamples(data, all, program, { numbers }, (from, some) =>
    rows.set(numbers.subarray(0, some * count), from * count),
  );
  return { values: rows, width: count };
}
