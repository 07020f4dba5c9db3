/** Clusters from what they are made of: k-means, principal axes, features of patches, and the code that says them. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { mnistPart, mnistThere } from "../../../test/mnist.ts";
import { classOf, codesOf, codeWidth } from "../../data/classes/class-code.ts";
import { codeBetween } from "../../data/classes/code-between.ts";
import { drawClasses } from "../../data/classes/draw-classes.ts";
import { readIdx } from "../../data/idx.ts";
import { byteImages } from "../../data/images.ts";
import { openRandom } from "../../kernels/random.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import { clustersOf } from "./clusters.ts";
import { kMeans } from "./k-means.ts";
import { patchFeatures } from "./patch-features.ts";
import { principalAxes } from "./principal-axes.ts";

const random = () => openRandom(5, "clusters");
/** The share of examples that are of the most frequent kind in their cluster. */
function purity(numbers: ArrayLike<number>, kinds: ArrayLike<number>): number {
  const tables = new Map<number, Map<number, number>>();
  for (let i = 0; i < numbers.length; i++) {
    const table = tables.get(numbers[i] ?? -1) ?? new Map<number, number>();
    tables.set(numbers[i] ?? -1, table.set(kinds[i] ?? -1, (table.get(kinds[i] ?? -1) ?? 0) + 1));
  }
  return [...tables.values()].reduce((sum, table) => sum + Math.max(...table.values()), 0) / numbers.length;
}

describe("k-means", () => {
  it("finds blobs that lie apart, in sorted data of more than one chunk", async () => {
    const [count, blobs] = [5000, 7];
    const draws = await random();
    const kinds = Array.from({ length: count }, (_, i) => Math.floor((i * blobs) / count));
    const values = Float32Array.from(
      kinds.flatMap((k) => [40 * Math.cos(k) + draws.normal(), 40 * Math.sin(k) + draws.normal()]),
    );
    const { numbers, centres } = await kMeans({ values, width: 2 }, blobs, await random());
    expect(purity(numbers, kinds)).toBe(1);
    expect(new Set(numbers).size).toBe(blobs);
    kinds.forEach((k, i) => {
      const centre = centres.subarray(2 * (numbers[i] ?? 0), 2 * (numbers[i] ?? 0) + 2);
      expect(Math.hypot((centre[0] ?? 0) - 40 * Math.cos(k), (centre[1] ?? 0) - 40 * Math.sin(k))).toBeLessThan(0.3);
    });
  });

  it("leaves centres without rows where fewer rows differ", async () => {
    const { numbers, centres } = await kMeans({ values: Float32Array.of(1, 1, 1, 9), width: 1 }, 3, await random());
    expect(new Set(numbers).size).toBe(2);
    expect(numbers[0]).toBe(numbers[2]);
    expect(centres.every(Number.isFinite)).toBe(true);
  });
});

describe("principal axes", () => {
  it("are the eigenvectors of the largest eigenvalues", async () => {
    const width = 30;
    const draws = await random();
    const basis = Matrix.from1DArray(
      width,
      width,
      Array.from({ length: width ** 2 }, () => draws.normal()),
    );
    const scaled = Matrix.diag(Array.from({ length: width }, (_, i) => 0.7 ** i)).mmul(basis);
    const covariance = scaled.transpose().mmul(scaled);
    const { axes, variances } = await principalAxes(
      Float64Array.from(covariance.to1DArray()),
      width,
      4,
      await random(),
    );
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
    for (let k = 0; k < 4; k++) {
      const at = width - 1 - k; // in ascending order
      expect((variances[k] ?? 0) / (realEigenvalues[at] ?? 0)).toBeCloseTo(1, 4);
      const along = eigenvectorMatrix.getColumn(at).reduce((sum, v, j) => sum + v * (axes[k * width + j] ?? 0), 0);
      expect(Math.abs(along)).toBeCloseTo(1, 4);
    }
  });

  it("of data that vary along fewer are no more, and 0 beyond", async () => {
    const { axes, variances } = await principalAxes(Float64Array.of(4, 0, 0, 0), 2, 2, await random());
    expect([...variances].map((v) => Math.round(v))).toEqual([4, 0]);
    expect(axes.every(Number.isFinite)).toBe(true);
  });
});

/** Pictures of `kinds` kinds: a bright square of 5 pixels somewhere near the kind's place, on noise. */
function squares(count: number, kinds: number, [channels = 1, height = 1, width = 1]: Shape) {
  const bytes = new Uint8Array(count * channels * height * width);
  const of = Array.from({ length: count }, (_, i) => i % kinds);
  of.forEach((kind, i) => {
    const [top, left] = [
      (kind % 2) * (height - 6) + (i % 2),
      Math.floor(kind / 2) * (width - 6) + (Math.floor(i / 2) % 2),
    ];
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const inside = y >= top && y < top + 5 && x >= left && x < left + 5;
          bytes[((i * channels + c) * height + y) * width + x] = (inside ? 220 : 20) + ((i * 7 + y * 13 + x * 29) % 17);
        }
      }
    }
  });
  return { data: byteImages("squares", bytes, [channels, height, width], "squares", count), kinds: of };
}

describe("features of patches", () => {
  it("are the same for the same seed, and finite, for pictures of odd sides and of several channels", async () => {
    for (const shape of [
      [1, 12, 12],
      [3, 13, 31],
      [1, 91, 45],
    ]) {
      const { data } = squares(150, 4, shape);
      const [a, b] = [await patchFeatures(data, await random(), 1), await patchFeatures(data, await random(), 1)];
      expect(a.values).toEqual(b.values);
      expect(a.values.every(Number.isFinite)).toBe(true);
      expect(a.values.length).toBe(150 * a.width);
    }
  });

  it("change less where a thing moves by a pixel than where it is elsewhere", async () => {
    // Bars of five pixels at every place of 24×24; the second half are those of the first, a pixel further to the right.
    const places = Array.from({ length: 18 * 18 }, (_, i) => [Math.floor(i / 18), i % 18] as const);
    const bytes = new Uint8Array(2 * places.length * 576);
    for (const [i, [top, left]] of [...places, ...places].entries()) {
      const right = i < places.length ? 0 : 1;
      for (let y = top; y < top + 5; y++)
        bytes.fill(255, i * 576 + y * 24 + left + right, i * 576 + y * 24 + left + right + 5);
    }
    const data = byteImages("bars", bytes, [1, 24, 24], "bars", 2 * places.length);
    const { values, width } = await patchFeatures(data, await random(), 1);
    const distance = (i: number, j: number): number =>
      Math.hypot(
        ...Array.from({ length: width }, (_, k) => (values[i * width + k] ?? 0) - (values[j * width + k] ?? 0)),
      );
    const mean = (other: (i: number) => number): number =>
      places.reduce((sum, _, i) => sum + distance(i, other(i)), 0) / places.length;
    const half = places.length / 2;
    expect(mean((i) => places.length + i) / mean((i) => (i + half) % places.length)).toBeLessThan(0.95);
  });
});

const there = await mnistThere;

describe("clusters", () => {
  it.each([
    ["that are all equal", new Uint8Array(60 * 144).fill(9), [1, 12, 12]],
    ["too small for patches", Uint8Array.from({ length: 60 * 25 }, (_, i) => (i * 37) % 251), [1, 5, 5]],
  ] as const)("of pictures %s are found without a number that is not finite", async (_, bytes, shape) => {
    const data = byteImages("x", bytes, shape, "x", 60);
    const { code, numbers } = await clustersOf(data, { count: 12, seed: 1 });
    expect(numbers.length).toBe(60);
    expect(code.counts.reduce((a, b) => a + b)).toBe(60);
    expect(code.parents.map((level) => level.length)).toEqual([12]);
    expect(Array.from(numbers).every((number) => Number.isInteger(number) && number < 12)).toBe(true);
    expect(code.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it("are refused where there are fewer examples", async () => {
    const data = byteImages("x", new Uint8Array(3 * 144), [1, 12, 12], "x", 3);
    await expect(clustersOf(data, { count: 12, seed: 1 })).rejects.toThrow(
      "finding 12 clusters in x: expected at least 12 examples that can be had by number, but got 3.",
    );
  });

  it.skipIf(!there)("of 10,000 digits (MNIST, where it is) are of one digit each, mostly", async () => {
    const { file, labels } = await mnistPart("t10k");
    const { values, shape } = await readIdx("digits", file);
    const data = byteImages("digits", values.slice(0, 10_000 * sizeOf(shape.slice(1))), [1, 28, 28], "digits", 10_000);
    const { numbers } = await clustersOf(data, { count: 200, seed: 1 });
    expect(purity(numbers, labels)).toBeGreaterThan(0.85);
  });
});

describe("the code of a class", () => {
  const code = {
    of: "clusters",
    counts: [1, 5, 2, 2],
    parents: [
      [0, 1, 1, 2],
      [0, 0, 1, 1],
    ],
  } as const;
  it("has a one for it, and for each of its parents", () => {
    expect(codeWidth(code)).toBe(4 + 3 + 2);
    const codes = codesOf(code, [1, 3]);
    expect([...codes]).toEqual([0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1]);
    expect([classOf(code, codes), classOf(code, codes, 9), classOf(code, new Float32Array(9))]).toEqual([1, 3, -1]);
    expect([...codesOf(code, [-1, 4])].every((value) => value === 0)).toBe(true);
  });

  it("goes from class to class on straight lines", () => {
    const [a, b, c] = [1, 3, 0].map((number) => codesOf(code, [number])) as [Float32Array, Float32Array, Float32Array];
    expect(codeBetween(code, [1, 3, 0], 0)).toEqual(a);
    expect(codeBetween(code, [1, 3, 0], 0.5)).toEqual(b);
    expect(codeBetween(code, [1, 3, 0], 1)).toEqual(c);
    expect(codeBetween(code, [1, 3, 0], 0.125)).toEqual(a.map((value, i) => 0.75 * value + 0.25 * (b[i] ?? 0)));
    expect(codeBetween(code, [1, 3], 7)).toEqual(b);
  });

  it("is drawn by the classes' shares", async () => {
    const drawn = await drawClasses(code, 3, 20_000);
    const shares = code.counts.map((_, k) => drawn.filter((one) => one === k).length / 20_000);
    // Four deviations of a share of 20,000.
    code.counts.forEach((count, k) => expect(Math.abs((shares[k] ?? 0) - count / 10)).toBeLessThan(0.015));
    expect(await drawClasses(code, 3, 5)).toEqual(drawn.slice(0, 5));
    expect(await drawClasses(code, 4, 50)).not.toEqual(drawn.slice(0, 50));
  });
});
