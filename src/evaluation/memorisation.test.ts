import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { centroids } from "./centroids.ts";
import { memorisation, memorisationCautions } from "./memorisation.ts";

async function normals(count: number, size: number, seed: number): Promise<Float32Array> {
  const kernels = await createKernels(bytesFor([count * size]));
  const vector = kernels.allocate(count * size);
  openStream(kernels, seed, "evaluation").normal(vector, 0, 1);
  return vector.data;
}

describe("memorisation", () => {
  const size = 5;

  it("is about 1 for fresh samples of p_data, beside unseen ones or beside training examples without themselves", async () => {
    const [training, generated, unseen] = await Promise.all([1, 2, 3].map((seed) => normals(2000, size, seed)));
    if (!training || !generated || !unseen) throw new Error("no examples");
    const beside = await memorisation({ training, generated, unseen, size });
    expect(beside.low).toBeLessThan(1);
    expect(beside.high).toBeGreaterThan(1);
    expect(beside.ratio).toBeCloseTo(1, 1);
    expect(Math.abs((beside.copies?.value ?? 1) - 0.01)).toBeLessThan(0.01);
    expect((await memorisation({ training, generated, size })).ratio).toBeCloseTo(1, 1);
  });

  it("says nothing of examples that repeat, and says why", async () => {
    const training = Float32Array.from({ length: 200 * size }, (_, i) => Math.floor(i / size) % 2);
    const unseen = training.slice(0, 50 * size);
    await expect(memorisation({ training, generated: await normals(20, size, 1), unseen, size })).rejects.toThrow(
      "expected unseen examples that are not in the training data too, but got data that repeat: 100 % of the unseen examples",
    );
  });

  it("finds copies, each with the training example it was made from, and shows them first", async () => {
    const training = await normals(500, size, 1);
    const generated = await normals(100, size, 2);
    for (let i = 0; i < 30; i++) {
      const [from, to] = [(7 * i + 3) * size, 3 * i * size];
      for (let j = 0; j < size; j++) generated[to + j] = (training[from + j] ?? 0) + 0.01;
    }
    const found = await memorisation({ training, generated, unseen: await normals(500, size, 3), size });
    const first = found.generated.slice(0, 30).toSorted((a, b) => a.example - b.example);
    expect(first.map(({ example, nearest }) => [example, nearest])).toEqual(
      Array.from({ length: 30 }, (_, i) => [3 * i, 7 * i + 3]),
    );
    for (const { distance } of first) expect(distance).toBeCloseTo(0.01 * Math.sqrt(size), 4);
    expect(found.copies?.value).toBeGreaterThanOrEqual(0.3);
    expect(found.distinct.generated).toBe(1);
  });

  it("of nothing but copies is next to 0", async () => {
    const training = await normals(300, size, 1);
    const { ratio, copies } = await memorisation({ training, generated: training.slice(0, 200 * size), size });
    expect(ratio).toBeLessThan(0.01);
    expect(copies?.value).toBe(1);
  });

  it("does not take collapse onto one training example for copying of many, and says which it is", async () => {
    const training = await normals(400, size, 1);
    const heap = (count: number, distinct: number): Float32Array =>
      Float32Array.from(
        { length: count * size },
        (_, i) => training[(Math.floor(i / size) % distinct) * size + (i % size)] ?? 0,
      );
    await expect(memorisation({ training, generated: heap(200, 1), size })).rejects.toThrow(
      "expected at least 6 distinct samples, but got 1 among 200: G makes the same again and again, which is collapse",
    );
    const found = await memorisation({ training, generated: heap(200, 20), size });
    expect(memorisationCautions(found).join()).toContain("again and again");
    // Of 30 examples four may be alike by chance.
    const few = { ...found, distinct: { generated: 26 / 30, real: 29 / 30, of: 30 } };
    expect(memorisationCautions(few).join()).not.toContain("again and again");
    const { distinct, copies } = found;
    expect(distinct.generated).toBe(0.1);
    expect(distinct.real).toBeGreaterThan(0.98);
    // Each counts once: 20 copies, not 200.
    expect(copies?.value).toBe(1);
    expect(copies?.low).toBeLessThan(0.9);
  });

  it("says nothing of copies where a hundredth of the data repeats, but how many samples equal a training example", async () => {
    const training = await normals(400, size, 1);
    training.copyWithin(0, 200 * size, 220 * size);
    const { copies, equal } = await memorisation({ training, generated: training.slice(0, 100 * size), size });
    expect(copies).toBeNull();
    expect(equal).toEqual({ generated: 1, unseen: 0.1 });
  });
});

describe("k-means", () => {
  it("finds the centres of three heaps", async () => {
    const around = [
      [0, 0],
      [10, 0],
      [0, 20],
    ] as const;
    const noise = await normals(300, 2, 1);
    const examples = noise.map((x, i) => x + (around[Math.floor(i / 2) % 3]?.[i % 2] ?? 0));
    const found = await centroids(examples, 2, 3, { rounds: 20 });
    around.forEach(([x, y], i) => {
      // Deviation of a mean of 100.
      expect(Math.abs((found[2 * i] ?? 0) - x)).toBeLessThan(0.5);
      expect(Math.abs((found[2 * i + 1] ?? 0) - y)).toBeLessThan(0.5);
    });
  });

  it("with as many centres as examples gives the examples", async () => {
    const examples = await normals(20, 3, 2);
    expect(await centroids(examples, 3, 50)).toEqual(examples);
  });
});
