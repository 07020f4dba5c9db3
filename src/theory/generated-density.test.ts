import { describe, expect, it } from "vitest";
import { builtIn, densityData } from "../data/built-in.ts";
import { type Density, normalMixture, uniformInterval, withOutside } from "../data/density.ts";
import { histogram } from "../evaluation/histogram.ts";
import { normalMass } from "../tensor/special.ts";
import { bandwidths, gridOver, kernelDensity, sampledJsd } from "./from-samples.ts";
import { piecesOf, pushForward, pushForwardJsd } from "./push-forward.ts";
import { jensenShannonOn } from "./quadrature.ts";

const normal = { kind: "normal", latent: 1, halfWidth: 1 } as const;
const uniform = { kind: "uniform", latent: 1, halfWidth: 1 } as const;
const target = normalMixture([[1]], 0.5);

async function draw(density: Density, count: number, seed: number): Promise<Float32Array> {
  const values = new Float32Array(count * density.dimension);
  await (await densityData("d", density).open({ seed, batch: count })).next(values);
  return values;
}

describe("p_g by change of variables", () => {
  it("of a G that is exactly right reads JSD 0 within its error", () => {
    const pieces = piecesOf(normal, 4096);
    const grid = gridOver(target, 20);
    const { value, error } = pushForwardJsd(
      grid,
      target.masses,
      pieces,
      pieces.z.map((z) => 1 + 0.5 * z),
    );
    expect(value).toBeLessThan(1e-6);
    expect(value).toBeLessThanOrEqual(error + 1e-7);
  });

  it("of a G that is off by a known amount reads the JSD of the closed density", () => {
    const pieces = piecesOf(normal, 4096);
    const grid = gridOver(target, 20, 0.5);
    const { value, error } = pushForwardJsd(
      grid,
      target.masses,
      pieces,
      pieces.z.map((z) => 1.3 - 0.7 * z),
    );
    const exact = jensenShannonOn(grid, target.logAt, normalMixture([[1.3]], 0.7).logAt).value;
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(error + 1e-6);
    expect(error).toBeLessThan(1e-3);
  });

  it("is monotone where G does not turn back, and adds up the branches where it does", () => {
    const pieces = piecesOf(uniform, 1000);
    const grid = { low: [-0.5], high: [1.5], bins: [200] };
    expect(pushForward(grid, pieces, pieces.z).monotone).toBe(true);
    // x = z²: P(x ≤ c) = √c.
    const square = pushForward(
      grid,
      pieces,
      pieces.z.map((z) => z * z),
    );
    expect(square.monotone).toBe(false);
    for (const c of [0.1, 0.5, 0.9]) {
      const cells = Math.round((c + 0.5) / 0.01);
      const below = square.masses.subarray(0, cells).reduce((sum, mass) => sum + mass, 0);
      expect(below).toBeCloseTo(Math.sqrt(c), 3);
    }
    expect(square.masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 9);
  });

  it("keeps what falls outside of the grid, and what falls on one point", () => {
    const pieces = piecesOf(normal, 512);
    const grid = { low: [0], high: [1], bins: [10] };
    const outside = pushForward(
      grid,
      pieces,
      pieces.z.map((z) => z),
    ).masses;
    expect(outside[10]).toBeCloseTo(1 - normalMass(0, 1, 0, 1), 6);
    const point = pushForward(
      grid,
      pieces,
      pieces.z.map(() => 0.55),
    ).masses;
    expect(point[5]).toBeCloseTo(1, 9);
  });

  it("wants a prior of one dimension", () => {
    expect(() => piecesOf({ ...normal, latent: 2 }, 10)).toThrow(
      "reading p_g by change of variables: expected a prior of one dimension, but got one of 2.",
    );
  });
});

describe("p_g from samples", () => {
  const methods = (density: Density, samples: Float32Array) => {
    const grid = gridOver(density, density.dimension === 1 ? 10 : 3);
    const bandwidth = bandwidths(samples, density.dimension, density.scale);
    return {
      masses: withOutside(density.masses(grid)),
      histogram: (values: Float32Array) => histogram(grid, values),
      kernel: (values: Float32Array) => withOutside(kernelDensity(grid, values, bandwidth)),
    };
  };

  it.each(["two-normals", "uniform", "moons"] as const)(
    "a perfect generator of %s reads 0 within its error, one that is off does not",
    async (name) => {
      const density = builtIn(name).density as Density;
      const count = 20_000;
      const real = await Promise.all([2, 3, 4, 5].map((seed) => draw(density, count, seed)));
      const perfect = await draw(density, count, 7);
      const { masses, ...by } = methods(density, perfect);
      for (const method of [by.histogram, by.kernel]) {
        const right = sampledJsd(masses, method, perfect, real, density.dimension);
        expect(Math.abs(right.value)).toBeLessThanOrEqual(right.error);
        expect(right.error).toBeLessThan(0.005);
        const wrong = sampledJsd(
          masses,
          method,
          perfect.map((value) => 0.8 * value),
          real,
          density.dimension,
        );
        expect(wrong.value).toBeGreaterThan(10 * wrong.error);
      }
    },
  );

  it("a kernel density has the mass, mean and widened variance of its samples", () => {
    const samples = Float32Array.of(-1, 0, 2);
    const grid = { low: [-8], high: [9], bins: [3400] };
    const masses = kernelDensity(grid, samples, [0.4]);
    let [total, mean, second] = [0, 0, 0];
    masses.forEach((mass, i) => {
      const x = -8 + (i + 0.5) * 0.005;
      total += mass;
      mean += mass * x;
      second += mass * x * x;
    });
    expect(total).toBeCloseTo(1, 9);
    expect(mean).toBeCloseTo(1 / 3, 6);
    // Variance of −1, 0, 2 is 14/9; the kernel adds its own.
    expect(second - mean ** 2).toBeCloseTo(14 / 9 + 0.16, 4);
  });

  it("Scott's rule shrinks with the number of samples and is bounded by the scale", async () => {
    const samples = await draw(uniformInterval(-1, 1), 10_000, 1);
    const [width = 0] = bandwidths(samples, 1);
    expect(width).toBeCloseTo((1 / Math.sqrt(3)) * 10_000 ** -0.2, 2);
    expect(bandwidths(samples, 1, 0.1)[0]).toBeCloseTo(0.1 * 10_000 ** -0.2, 6);
  });

  it("needs real samples to know its floor, and samples that differ", () => {
    expect(() => sampledJsd(new Float64Array(1), () => new Float64Array(1), new Float32Array(2), [], 1)).toThrow(
      "expected at least two sets of real samples",
    );
    expect(() => kernelDensity({ low: [0], high: [1], bins: [2] }, new Float32Array(4), [0])).toThrow(
      "Samples that are all alike have no density.",
    );
  });
});
