import { describe, expect, it } from "vitest";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { createParzenWindow, parzenDeviations, parzenScore } from "./parzen.ts";

/** N(0, 1) numbers of a seed. */
async function normals(count: number, seed: number, deviation = 1): Promise<Float32Array> {
  const kernels = await createKernels(bytesFor([count]));
  const vector = kernels.allocate(count);
  openStream(kernels, seed, "evaluation").normal(vector, 0, deviation);
  return vector.data;
}

/** The formula of the paper, as it stands there. */
function direct(examples: Float32Array, samples: Float32Array, size: number, sigma: number): number[] {
  const rows = (values: Float32Array) =>
    Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size));
  return rows(examples).map((x) => {
    const densities = rows(samples).map((s) =>
      x.reduce((product, value, j) => {
        const normal = Math.exp(-((value - s[j]!) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
        return product * normal;
      }, 1),
    );
    return Math.log(densities.reduce((sum, density) => sum + density, 0) / densities.length);
  });
}

describe("a Parzen window", () => {
  it("gives the log of the mean of normal densities, for every σ and any number of examples", async () => {
    const size = 3;
    const [samples, examples] = [await normals(17 * size, 1), await normals(123 * size, 2)];
    const sigmas = [0.3, 1, 2.5];
    const window = await createParzenWindow(samples, size);
    const found = await window.logLikelihoods(examples, sigmas);
    await window.release();
    sigmas.forEach((sigma, k) => {
      const expected = direct(examples, samples, size, sigma);
      expect(found[k]).toHaveLength(123);
      // Single precision in the distances: 10⁻⁶ of |x|², over 2σ².
      expected.forEach((value, i) => expect(found[k]?.[i]).toBeCloseTo(value, 3));
    });
  });

  it("stays finite where every density underflows", async () => {
    const window = await createParzenWindow(Float32Array.of(0, 0), 2);
    const [[value = Number.NaN] = []] = await window.logLikelihoods(Float32Array.of(30, 40), [0.1]);
    await window.release();
    expect(value).toBeCloseTo(-2500 / 0.02 - 2 * Math.log(0.1 * Math.sqrt(2 * Math.PI)), 6);
  });

  it("of samples that are the examples never takes a distance for negative", async () => {
    const examples = await normals(784, 3, 5);
    const window = await createParzenWindow(examples, 784);
    const [[value = Number.NaN] = []] = await window.logLikelihoods(examples, [0.1]);
    await window.release();
    const highest = -784 * Math.log(0.1 * Math.sqrt(2 * Math.PI));
    expect(value).toBeLessThanOrEqual(highest);
    // |x|² ≈ 20,000 in single precision: 10⁻³ of a distance, divided by 0.02.
    expect(value).toBeGreaterThan(highest - 1);
  });

  it.each([
    [new Float32Array(), 2, "whole reference examples of 2 numbers, one at least, but got 0 numbers"],
    [new Float32Array(5), 2, "whole reference examples of 2 numbers, one at least, but got 5 numbers"],
  ])("of samples %s refuses size %i", async (samples, size, message) => {
    await expect(createParzenWindow(samples, size)).rejects.toThrow(message);
  });
});

describe("the Parzen score", () => {
  it("tries the ten deviations of the 2014 code", () => {
    const published = [0.1, 0.1292, 0.1668, 0.2154, 0.2783, 0.3594, 0.4642, 0.5995, 0.7743, 1];
    expect(parzenDeviations.map((sigma) => Number(sigma.toFixed(4)))).toEqual(published);
  });

  it("of normal samples is the log-likelihood of a normal widened by σ", async () => {
    const [samples, validation, test] = await Promise.all([normals(4000, 1), normals(10, 2), normals(2000, 3)]);
    const score = await parzenScore({ samples, validation, test, size: 1, sigmas: [0.3] });
    // x ~ N(0, 1) under N(0, 1 + σ²).
    const variance = 1 + 0.3 ** 2;
    const expected = -0.5 * Math.log(2 * Math.PI * variance) - 1 / (2 * variance);
    expect(Math.abs(score.mean - expected)).toBeLessThan(4 * score.standardError);
    // The deviation of x²/(2·variance) is √2/(2·variance).
    expect((score.standardError * Math.sqrt(2000) * 2 * variance) / Math.SQRT2).toBeCloseTo(1, 1);
  });

  it("is that of the σ which is best on the validation examples, and tells what each gives there", async () => {
    const [samples, validation, test] = await Promise.all([normals(400, 4), normals(200, 5), normals(300, 6)]);
    const sigmas = [0.01, 0.2, 3];
    const score = await parzenScore({ samples, validation, test, size: 2, sigmas });
    expect(score.sigma).toBe(0.2);
    expect(score.validation.map(({ sigma }) => sigma)).toEqual(sigmas);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    score.validation.slice(1).forEach(({ sigma, mean: found }) => {
      expect(found).toBeCloseTo(mean(direct(validation, samples, 2, sigma)), 4);
    });
    expect(score.mean).toBeCloseTo(mean(direct(test, samples, 2, 0.2)), 4);
  });

  it("says how far it is, and stops when told to", async () => {
    const [samples, validation, test] = await Promise.all([normals(10, 7), normals(150, 8), normals(250, 9)]);
    const told: string[] = [];
    const progress = (done: number, total: number): void => void told.push(`${done}/${total}`);
    await parzenScore({ samples, validation, test, size: 1, progress });
    expect(told).toEqual(["100/400", "150/400", "250/400", "350/400", "400/400"]);
    const controller = new AbortController();
    const stopped = parzenScore({
      samples,
      validation,
      test,
      size: 1,
      signal: controller.signal,
      progress: (done) => done === 250 && controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
  });

  it.each([
    [[], "deviations above 0, one at least, but got none"],
    [[0.1, 0], "deviations above 0, one at least, but got 0"],
  ])("of deviations %j is refused", async (sigmas, message) => {
    const one = Float32Array.of(1);
    await expect(parzenScore({ samples: one, validation: one, test: one, size: 1, sigmas })).rejects.toThrow(message);
  });
});
