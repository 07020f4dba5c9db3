import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { columnScores } from "./column-scores.ts";
import { tableScores } from "./table.ts";

const columns = [
  { name: "a", center: 100, scale: 10 },
  { name: "b", center: 0, scale: 2 },
];
const plain = (names: readonly string[]) => names.map((name) => ({ name, center: 0, scale: 1 }));

async function normals(count: number, seed: number): Promise<Float32Array> {
  const kernels = await createKernels(bytesFor([count]));
  const vector = kernels.allocate(count);
  openStream(kernels, seed, "evaluation").normal(vector, 0, 1);
  return vector.data;
}

describe("the scores of a table", () => {
  it("are in the data's units", () => {
    // Real: b = a. Generated: b = −a, a shifted by one deviation and half as wide.
    const real = Float32Array.of(-1, -1, 1, 1);
    const generated = Float32Array.of(0.5, 0.5, 1.5, -0.5);
    const { columns: scores, correlation, of } = tableScores(columns, real, generated);
    expect(scores).toMatchObject([
      { name: "a", meanReal: 100, meanGenerated: 110, deviationReal: 10, deviationGenerated: 5 },
      { name: "b", meanReal: 0, meanGenerated: 0, deviationReal: 2, deviationGenerated: 1 },
    ]);
    expect(scores[0]).toMatchObject({ quantilesReal: [90, 110, 110], quantilesGenerated: [105, 115, 115] });
    expect(scores[0]?.distance).toEqual({ value: 0.5, low: 0, high: 1 });
    expect(of).toBe(2);
    expect(correlation).toMatchObject({ difference: expect.closeTo(2, 12), between: ["a", "b"], columns: 2 });
  });

  it("count a generated column without variation as wholly wrong", () => {
    const constant = tableScores(columns, Float32Array.of(-1, -1, 1, 1), Float32Array.of(0, -1, 0, 1));
    expect(constant.correlation?.difference).toBe(2);
  });

  it("have no correlation for one column", () => {
    const scores = tableScores(columns.slice(0, 1), Float32Array.of(-1, 1), Float32Array.of(0, 1));
    expect(scores.correlation).toBeNull();
  });

  it("find the distance of distributions of plain loops, ties and all", async () => {
    const [real, generated] = [await normals(90, 1), (await normals(70, 2)).map((x) => 1.3 * x + 0.2)].map((values) =>
      values.map((x) => Math.round(4 * x) / 4),
    ) as [Float32Array, Float32Array];
    const below = (values: Float32Array, at: number) => values.filter((x) => x <= at).length / values.length;
    const expected = Math.max(...[...real, ...generated].map((at) => Math.abs(below(real, at) - below(generated, at))));
    const found = tableScores(plain(["a"]), real, generated).columns[0];
    expect(found?.distance.value).toBeCloseTo(expected, 12);
  });

  it("hold the true distance of distributions in at least 95 of 100 intervals, and are not without end", async () => {
    // Of N(0, 1) and N(1, 1): Φ(1/2) − Φ(−1/2).
    const truth = 0.3829249225;
    const values = await normals(200 * 300, 3);
    let held = 0;
    for (let i = 0; i < 200; i++) {
      const part = Float64Array.from(values.subarray(300 * i, 300 * (i + 1)));
      const { distance } = columnScores(
        "a",
        part.slice(0, 100),
        part.slice(100).map((x) => x + 1),
      );
      expect(distance.high - distance.low).toBeLessThan(0.51);
      if (distance.low <= truth && truth <= distance.high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(190);
  });

  it("give rank correlations, with the mean rank of equal values", () => {
    const [a, b] = [
      [1, 2, 2, 5, 3],
      [2, 1, 4, 4, 5],
    ];
    const rows = Float32Array.from(a?.flatMap((value, i) => [value, b?.[i] ?? 0]) ?? []);
    const same = Float32Array.from([1, 2, 3].flatMap((value) => [value, value]));
    // Ranks 1, 2.5, 2.5, 5, 4 and 2, 1, 3.5, 3.5, 5.
    const [u, v] = [
      [-2, -0.5, -0.5, 2, 1],
      [-1, -2, 0.5, 0.5, 2],
    ] as const;
    const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, x, i) => sum + x * (q[i] ?? 0), 0);
    const expected = 1 - dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
    expect(tableScores(plain(["a", "b"]), rows, same).correlation?.difference).toBeCloseTo(expected, 12);
  });
});

describe("the cautions of a table", () => {
  const cautionsOf = (real: ArrayLike<number>, generated: ArrayLike<number>): string =>
    tableScores(plain(["amount"]), Float32Array.from(real), Float32Array.from(generated)).cautions.join("\n");

  it("are none where samples are fresh rows, whatever the column is like", async () => {
    const values = await normals(8000, 1);
    const kinds: ((x: number) => number)[] = [
      (x) => x,
      (x) => Math.max(0, x),
      (x) => Math.round(3 * x),
      (x) => Math.round(100 * x) / 100,
      (x) => (x > 2.33 ? 1 : 0),
      (x) => Math.exp(2 * x),
    ];
    for (const kind of kinds) {
      const made = values.map(kind);
      expect(cautionsOf(made.subarray(0, 4000), made.subarray(4000)), String(kind)).toBe("");
    }
  });

  it("tell of zeros that samples only come near", async () => {
    const [real, generated] = [await normals(4000, 1), await normals(4000, 2)];
    const said = cautionsOf(
      real.map((x) => Math.max(0, x)),
      generated.map((x) => (x < 0 ? 0.01 * x : x)),
    );
    expect(said).toMatch(/^amount: 0 is in 4\d(\.\d)? % of the rows and in [0-2](\.\d+)? % of the samples\.$/m);
    expect(said).toMatch(/4\d(\.\d)? % of the rows have a value that others have too .* only 0 % of the samples/);
  });

  it.each([
    ["whole numbers", (x: number) => Math.round(3 * x)],
    ["numbers with one decimal", (x: number) => Math.round(10 * x) / 10],
  ])("tell of %s that samples do not have", async (_, rounded) => {
    const [real, generated] = [await normals(4000, 1), await normals(4000, 2)];
    const said = cautionsOf(
      real.map(rounded),
      generated.map((x) => rounded(x) + 0.03 * Math.sin(1000 * x)),
    );
    expect(said).toMatch(/of the rows have a value that others have too \(zeros, whole or rounded numbers\), but only/);
    // Each is made about as often as it should, but for rounding.
    expect(said).not.toContain("frequent values");
  });

  it.each([
    [5000, 5000],
    [1000, 10_000],
  ])("tell of a value of one row in a hundred that is never made (%i rows, %i samples)", (rows, samples) => {
    const real = Float32Array.from({ length: rows }, (_, i) => (i % 100 === 0 ? 1 : 0));
    expect(cautionsOf(real, new Float32Array(samples))).toBe(
      "amount: 1 is in 1 % of the rows and in 0 % of the samples.",
    );
  });

  it("tell of a value so wild that mean and deviation say nothing of the others, and the distance does not praise", async () => {
    const real = await normals(1000, 1);
    real[77] = 1e12;
    // The wild value's moments, and nothing like the others.
    const generated = Float32Array.from({ length: 1000 }, (_, i) => (i === 5 ? 1e12 : 1e6 * Math.sin(i)));
    const { columns: scores, cautions } = tableScores(plain(["amount"]), real, generated);
    expect((scores[0]?.deviationGenerated ?? 0) / (scores[0]?.deviationReal ?? 1)).toBeCloseTo(1, 5);
    expect(scores[0]?.distance.low).toBeGreaterThan(0.35);
    expect(cautions.join()).toMatch(/amount: one value, 1000000000000, makes 99.9 % of the variance/);
  });

  it("say how many of many columns were compared, and in pairs, and stay few", async () => {
    const [width, rows] = [1000, 30];
    const values = await normals(2 * rows * width, 1);
    const real = values.subarray(0, rows * width).map(Math.round);
    const scores = tableScores(
      plain(Array.from({ length: width }, (_, i) => `c${i}`)),
      real,
      values.subarray(rows * width),
    );
    expect([scores.columns.length, scores.of, scores.correlation?.columns]).toEqual([256, 1000, 64]);
    expect(scores.columns.slice(0, 3).map(({ name }) => name)).toEqual(["c0", "c3", "c7"]);
    expect(scores.cautions.slice(-3)).toEqual([
      "248 more columns have such faults.",
      "256 of 1,000 columns were compared, evenly chosen.",
      "Correlations are those of 64 of 1,000 columns, evenly chosen.",
    ]);
  });
});
