import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { centroids } from "./centroids.ts";
import { createReference, type Distances } from "./exact-distances.ts";
import { kernelDistance } from "./kernel-distance.ts";
import { memorisation } from "./memorisation.ts";
import { neighbourScores } from "./neighbours.ts";
import { parzenScore } from "./parzen.ts";

async function normals(count: number, size: number, seed: number): Promise<Float32Array> {
  const kernels = await createKernels(bytesFor([count * size]));
  const vector = kernels.allocate(count * size);
  openStream(kernels, seed, "evaluation").normal(vector, 0, 1);
  return vector.data;
}

const SIZE = 5;
/** Features far from 0, on a coarse lattice full of ties, with repeats, of all sizes, with one wild value. */
const changes: Record<string, (value: number, at: number) => number> = {
  "around 0": (value) => value,
  "around 1000": (value) => value + 1000,
  "around 1,000,000": (value) => 100 * value + 1e6,
  "rounded to halves": (value) => Math.round(2 * value) / 2 + 300,
  "of which each comes three times": (value) => value + 1000,
  "of 10⁻²⁴": (value) => 1e-24 * value,
  "of 10²⁴": (value) => 1e24 * value,
  "with one of 10¹²": (value, at) => (at === 7 ? 1e12 : value),
};
const kinds = Object.entries(changes);

async function examples(count: number, seed: number, kind: string): Promise<Float32Array> {
  const values = await normals(count, SIZE, seed);
  const third = SIZE * Math.floor(count / 3);
  const repeats = kind.includes("three times");
  return values.map((value, at) => changes[kind]?.(repeats ? (values[at % third] ?? 0) : value, at) ?? Number.NaN);
}

const squared = (a: Float32Array, i: number, b: Float32Array, j: number): number => {
  let sum = 0;
  for (let k = 0; k < SIZE; k++) sum += ((a[i * SIZE + k] ?? 0) - (b[j * SIZE + k] ?? 0)) ** 2;
  return sum;
};
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const share = (of: readonly number[], holds: (i: number) => boolean): number => of.filter(holds).length / of.length;

/** As prdc 0.2 defines them, in plain loops of double precision. */
function prdc(real: Float32Array, generated: Float32Array, k: number) {
  const [reals, fakes] = [range(real.length / SIZE), range(generated.length / SIZE)];
  const radii = (values: Float32Array, all: readonly number[]) =>
    all.map((i) => all.map((j) => squared(values, i, values, j)).toSorted((a, b) => a - b)[k] ?? Number.NaN);
  const [ofReal, ofFake] = [radii(real, reals), radii(generated, fakes)];
  const inReal = (i: number, j: number) => squared(generated, i, real, j) < (ofReal[j] ?? 0);
  const inFake = (j: number, i: number) => squared(generated, i, real, j) < (ofFake[i] ?? 0);
  return {
    precision: share(fakes, (i) => reals.some((j) => inReal(i, j))),
    recall: share(reals, (j) => fakes.some((i) => inFake(j, i))),
    density: fakes.reduce((sum, i) => sum + reals.filter((j) => inReal(i, j)).length, 0) / (k * fakes.length),
    coverage: share(reals, (j) => fakes.some((i) => inReal(i, j))),
  };
}

describe.each(kinds)("of examples %s", (kind) => {
  it.each([3, 5])("precision, recall, density and coverage are those of plain loops (k = %i)", async (k) => {
    const [real, generated] = [await examples(90, 1, kind), await examples(75, 2, kind)];
    const found = await neighbourScores(real, generated, SIZE, { k });
    const expected = prdc(real, generated, k);
    for (const name of ["precision", "recall", "density", "coverage"] as const)
      expect(found[name].value, name).toBeCloseTo(expected[name], 12);
  });

  it("the data against themselves have the density, precision and coverage of plain loops", async () => {
    const real = await examples(120, 3, kind);
    const { density, precision, coverage } = await neighbourScores(real, real, SIZE, { k: 5 });
    const expected = prdc(real, real, 5);
    expect(density.value).toBeCloseTo(expected.density, 12);
    expect([precision.value, coverage.value]).toEqual([expected.precision, expected.coverage]);
    if (!kind.includes("rounded") && !kind.includes("three")) expect(density.value).toBe(1);
  });

  it("the nearest others are those of plain loops, in the same order", async () => {
    const [others, some] = [await examples(60, 4, kind), await examples(20, 5, kind)];
    const reference = await createReference(others, SIZE);
    await reference.distances(some, (i, distances: Distances) => {
      const expected = range(60)
        .filter((j) => j !== 3)
        .map((j) => ({ j, to: squared(some, i, others, j) }))
        .toSorted((a, b) => a.to - b.to);
      const found = distances.nearest(7, 3);
      expect([...found.others]).toEqual(expected.slice(0, 7).map(({ j }) => j));
      expect([...found.squared]).toEqual(expected.slice(0, 7).map(({ to }) => to));
    });
    await reference.release();
  });
});

describe.each([0, 1000, 30_000])("around %i", (offset) => {
  const moved = async (count: number, seed: number) => (await normals(count, SIZE, seed)).map((x) => x + offset);

  it("the kernel distance is that of plain loops", async () => {
    const [real, generated] = [await moved(40, 1), (await moved(40, 2)).map((x) => x + 0.5)];
    const fixed = (value = Number.NaN): bigint => BigInt(Math.round(value * 2 ** 30));
    const kernel = (a: Float32Array, i: number, b: Float32Array, j: number): bigint => {
      // In fixed point, since double precision would lose what the offset leaves.
      let dot = 0n;
      for (let k = 0; k < SIZE; k++) dot += fixed(a[i * SIZE + k]) * fixed(b[j * SIZE + k]);
      return (dot / BigInt(SIZE) + 2n ** 60n) ** 3n;
    };
    let sum = 0n;
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) {
        if (i !== j) sum += 40n * (kernel(real, i, real, j) + kernel(generated, i, generated, j));
        sum -= 2n * 39n * kernel(real, i, generated, j);
      }
    }
    const expected = Number(sum) / 2 ** 180 / (40 * 40 * 39);
    const found = await kernelDistance(real, generated, SIZE, { seed: 1, subsets: 1, subsetSize: 40 });
    expect(Math.abs(found.value / expected - 1)).toBeLessThan(1e-4);
  });

  it("the Parzen log-likelihood is that of plain loops", async () => {
    const [samples, test] = [await moved(50, 1), await moved(10, 2)];
    const found = await parzenScore({ samples, validation: test, test, size: SIZE, sigmas: [0.3] });
    const expected = range(10).map((i) => {
      const parts = range(50).map((j) => Math.exp(-squared(test, i, samples, j) / (2 * 0.3 ** 2)));
      return Math.log(parts.reduce((a, b) => a + b) / 50) - (SIZE / 2) * Math.log(2 * Math.PI) - SIZE * Math.log(0.3);
    });
    expect(found.mean).toBeCloseTo(expected.reduce((a, b) => a + b) / 10, 1);
  });

  it("k-means puts the centres where they are", async () => {
    const heaps = (await moved(60, 1)).map((x, at) => x + 40 * (Math.floor(at / SIZE) % 2));
    const found = await centroids(heaps, SIZE, 2);
    for (const [at, value] of found.entries())
      expect(Math.abs(value - offset - 40 * Math.floor(at / SIZE))).toBeLessThan(1);
  });

  it("rows that repeat are told, not measured", async () => {
    const rows = await moved(30, 1);
    const repeated = Float32Array.from({ length: 300 * SIZE }, (_, at) => rows[at % rows.length] ?? 0);
    const measured = memorisation({ training: repeated, generated: await moved(50, 2), size: SIZE });
    await expect(measured).rejects.toThrow(
      "data that repeat: 100 % of the unseen examples equal a training example (and 0 % of the samples)",
    );
  });
});
