/**
 * Classes for examples that have no labels: clusters, with coarser ones above them. G and D that are told which cluster an example is
 * of learn pictures several times as fast as without.
 */
import type { ClassCode } from "../../data/classes/class-code.ts";
import { classFingerprint } from "../../data/classes/class-fingerprint.ts";
import type { DataSet } from "../../data/dataset.ts";
import { openRandom, type Random } from "../../kernels/random.ts";
import { option } from "../../option-text.ts";
import { problem } from "../../problem.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { kMeans, type Rows } from "./k-means.ts";
import { haveRoomForPatches, patchFeatures } from "./patch-features.ts";

export interface Clusters {
  readonly code: ClassCode;
  /** The cluster of each example. */
  readonly numbers: ArrayLike<number>;
}

export interface ClusterOptions {
  /** How many fine clusters. */
  readonly count: number;
  readonly seed: number;
  /** 2 if left out, and not those of the run: threads may change what is rounded, and those of a run may change. */
  readonly threads?: number;
}

/** How many fine clusters share a parent, and a grandparent. */
const CHILDREN = [5, 20] as const;
/** Levels of fewer clusters than this say nothing more. */
const FEWEST_PARENTS = 2;

/** Clusters of a data set whose examples can be had by number; the same for the same data, options and machine. */
export async function clustersOf(data: DataSet, { count, seed, threads = 2 }: ClusterOptions): Promise<Clusters> {
  if (!data.write || !Number.isFinite(data.count) || data.count < count) {
    throw problem({
      doing: `finding ${count} clusters in ${data.name}`,
      expected: `at least ${count} examples that can be had by number`,
      came: Number.isFinite(data.count) ? String(data.count) : "examples that are drawn afresh",
      next: `Lower ${option("clusters")}, or use ${option("classes", "none")}.`,
    });
  }
  const random = await openRandom(seed, "clusters");
  const rows = haveRoomForPatches(data) ? await patchFeatures(data, random, threads) : asTheyAre(data);
  const { numbers } = await kMeans(rows, count, random, threads);
  const counts = new Array<number>(count).fill(0);
  for (const number of numbers) counts[number]! += 1; // below count
  const parents = await parentsOf(meansOf(data, numbers, count), count, random);
  const fingerprint = await classFingerprint(numbers);
  return { numbers, code: { of: "clusters", counts, parents, fingerprint } };
}

/** Examples as rows of their numbers: what is small enough is told apart by them. */
function asTheyAre({ shape, count, write }: DataSet): Rows {
  const width = sizeOf(shape);
  const values = new Float32Array(count * width);
  for (let i = 0; i < count; i++) write?.(i, values, i * width);
  return { values, width };
}

/** The mean example of each cluster. */
function meansOf({ shape, count: all, write }: DataSet, numbers: Uint32Array, count: number): Rows {
  const width = sizeOf(shape);
  const sums = new Float64Array(count * width);
  const members = new Float64Array(count);
  const example = new Float32Array(width);
  for (let i = 0; i < all; i++) {
    const number = numbers[i] ?? 0;
    write?.(i, example, 0);
    members[number]! += 1; // below count
    for (let j = 0; j < width; j++) sums[number * width + j]! += example[j]!; // within
  }
  return { values: Float32Array.from(sums, (sum, j) => sum / Math.max(1, members[Math.floor(j / width)] ?? 1)), width };
}

/** Clusters of the clusters' mean examples: each level from the fine ones. */
async function parentsOf(means: Rows, count: number, random: Random): Promise<readonly (readonly number[])[]> {
  const levels: (readonly number[])[] = [];
  for (const children of CHILDREN) {
    const parents = Math.round(count / children);
    if (parents < FEWEST_PARENTS) break;
    const { numbers } = await kMeans(means, parents, random);
    levels.push([...numbers]);
  }
  return levels;
}
