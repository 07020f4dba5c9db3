import { describe, expect, it } from "vitest";
import { builtIn, densityData } from "../data/built-in.ts";
import { type Density, normalMixture, uniformInterval } from "../data/density.ts";
import { normalMass } from "../tensor/special.ts";
import { piecesOf, pushForward } from "./push-forward.ts";
import { jensenShannonOn } from "./quadrature.ts";
import { bandwidths, gridOver, kernelDensity, sampledJsd } from "./sampled-density.ts";

const normal = { kind: "normal", latent: 1, halfWidth: 1 } as const;
const uniform = { kind: "uniform", latent: 1, halfWidth: 1 } as const;

async function draw(density: Density, count: number, seed: number): Promise<Float32Array> {
  const values = new Float32Array(count * density.dimension);
  await (await densityData("d", density).open({ seed, batch: count })).next({ x: values });
  return values;
}

describe("p_g by change of variables", () => {
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

/** q as p_g, and JSD(p ‖ q) exactly. */
const KNOWN: readonly (readonly [name: string, p: Density, q: Density, jsd: number])[] = (
  [
    ["a perfect generator of two normals", builtIn("two-normals").density, builtIn("two-normals").density],
    ["one off by a tenth of a deviation", normalMixture([[0]], 1), normalMixture([[0.1]], 1)],
    ["one of the wrong width", normalMixture([[0]], 1), normalMixture([[0]], 1.5)],
    ["one that is far off", normalMixture([[0]], 1), normalMixture([[2.5]], 1)],
    ["one that finds half of the modes", normalMixture([[-3], [3]], 0.5), normalMixture([[3]], 0.5)],
    ["a perfect generator of the ring", builtIn("ring").density, builtIn("ring").density],
    ["a perfect generator of the discs", builtIn("blobs").density, builtIn("blobs").density],
    ["one of the plane off by half a deviation", normalMixture([[0, 0]], 1), normalMixture([[0.3, -0.4]], 1)],
  ] as [string, Density, Density][]
).map(([name, p, q]) => [
  name,
  p,
  q,
  p === q ? 0 : jensenShannonOn(gridOver(p, p.dimension === 1 ? 200 : 20, 0.6), p.logAt, q.logAt).value,
]);

describe("JSD by cells of samples", () => {
  it.each(KNOWN)("reads %s within its error, and so does the mean of many readings", async (_, p, q, exact) => {
    const readings = [];
    for (let seed = 1; seed <= 8; seed++)
      readings.push(sampledJsd(p, await draw(q, p.dimension === 1 ? 20_000 : 60_000, seed)));
    for (const { value, error } of readings) expect(Math.abs(value - exact)).toBeLessThanOrEqual(1.5 * error);
    const within = readings.filter(({ value, error }) => Math.abs(value - exact) <= error).length;
    expect(within).toBeGreaterThanOrEqual(7);
    const mean = readings.reduce((sum, { value }) => sum + value, 0) / readings.length;
    const error = readings.reduce((sum, reading) => sum + reading.error, 0) / readings.length;
    expect(Math.abs(mean - exact)).toBeLessThan(error);
    expect(error).toBeLessThan(0.008);
  });

  it("subtracts what counting reads too much: about (cells)/(8·samples) of a perfect generator", async () => {
    const p = uniformInterval(-1, 1);
    // Halved where 32 of each kind are expected: 2,048 cells of 20.
    const { raw, bias, samples } = sampledJsd(p, await draw(p, 40_000, 3));
    expect(samples).toBe(40_000);
    expect(Math.abs(raw / (2048 / 8 / 40_000) - 1)).toBeLessThan(0.15);
    expect(Math.abs(bias / raw - 1)).toBeLessThan(0.15);
  });

  it("reads log 2 of samples elsewhere, inside or outside of the grid, and 0.216 nat where half is never generated", async () => {
    const far = sampledJsd(normalMixture([[0]], 1), await draw(normalMixture([[30]], 0.1), 1000, 1));
    expect(far.value).toBeCloseTo(Math.log(2), 6);
    const half = sampledJsd(uniformInterval(-1, 1), await draw(uniformInterval(0, 1), 200_000, 1));
    expect(half.value).toBeCloseTo(0.21576, 3);
  });

  it("needs two samples", () => {
    expect(() => sampledJsd(uniformInterval(-1, 1), Float32Array.of(0))).toThrow(
      "reading JSD from samples: expected at least two samples, to know the bias of counting them, but got 1.",
    );
  });
});

describe("p_g from samples, as a curve", () => {
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

  it("needs samples that differ", () => {
    expect(() => kernelDensity({ low: [0], high: [1], bins: [2] }, new Float32Array(4), [0])).toThrow(
      "Samples that are all alike have no density.",
    );
  });
});
