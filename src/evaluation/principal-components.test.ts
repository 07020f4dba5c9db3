import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { openRandom } from "../kernels/random.ts";
import { principalComponents } from "./principal-components.ts";

/** Rows whose numbers are mixed from others of unequal deviations. */
async function rowsOf(count: number, width: number): Promise<Float32Array> {
  const random = await openRandom(3, "evaluation");
  const mix = Matrix.from1DArray(
    width,
    width,
    Array.from({ length: width * width }, () => random.normal()),
  );
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const own = Matrix.rowVector(Array.from({ length: width }, (_, j) => random.normal() / (1 + j)));
    rows.set(own.mmul(mix).add(0.5).to1DArray(), i * width);
  }
  return rows;
}

/** Variances along the strongest axes by the definition: eigenvalues of the covariance, in double precision. */
function variances(rows: Float32Array, width: number, count: number): number[] {
  const matrix = Matrix.from1DArray(rows.length / width, width, rows);
  const centred = matrix.subRowVector(matrix.mean("column"));
  const covariance = centred.transpose().mmul(centred).div(matrix.rows);
  const { realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => b - a).slice(0, count);
}

describe("principal components", () => {
  it.each([
    ["more rows than numbers in one", 300, 12],
    ["fewer rows than numbers in one", 20, 30],
  ])("have the variances of the covariance's eigenvectors, of %s", async (_, rows, width) => {
    const given = await rowsOf(rows, width);
    const found = await principalComponents(given, width, { count: 4, seed: 1 });
    const along = await found.project(given);
    const expected = variances(given, width, 4);
    expect(found.count).toBe(4);
    for (let k = 0; k < 4; k++) {
      const values = Array.from({ length: rows }, (__, i) => along[i * 4 + k] ?? Number.NaN);
      const mean = values.reduce((total, x) => total + x, 0) / rows;
      const variance = values.reduce((total, x) => total + (x - mean) ** 2, 0) / rows;
      expect(Math.abs(mean)).toBeLessThan(1e-4);
      expect(variance / (expected[k] ?? Number.NaN)).toBeCloseTo(1, 3);
    }
  });

  it("are no more than the rows span", async () => {
    const rows = Float32Array.from({ length: 50 * 6 }, (_, at) => (at % 6 < 2 ? Math.sin(at) : 0.25));
    expect((await principalComponents(rows, 6, { count: 5, seed: 1 })).count).toBe(2);
  });

  it("are the same for the same seed, and project rows of any number alike", async () => {
    const given = await rowsOf(40, 8);
    const [a, b] = [
      await principalComponents(given, 8, { count: 3, seed: 1 }),
      await principalComponents(given, 8, { count: 3, seed: 1, threads: 2 }),
    ];
    expect(a.axes).toEqual(b.axes);
    expect((await a.project(given.subarray(0, 16))).length).toBe(6);
    expect([...(await a.project(given.subarray(0, 16)))]).toEqual([...(await a.project(given))].slice(0, 6));
  });
});
