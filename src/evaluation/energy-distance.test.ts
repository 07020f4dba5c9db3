import { describe, expect, it } from "vitest";
import { densityData } from "../data/built-in.ts";
import { normalMixture } from "../data/density.ts";
import { normalMass } from "../tensor/special.ts";
import { energyDistance } from "./energy-distance.ts";

/** Examples of a normal mixture in as many dimensions as its centres have. */
async function draw(centers: number[][], seed: number, count: number, deviation = 1): Promise<Float32Array> {
  const reader = await densityData("n", normalMixture(centers, deviation)).open({ seed, batch: count });
  const values = new Float32Array(count * (centers[0]?.length ?? 1));
  await reader.next({ x: values });
  return values;
}

/** E|x − y| of x ~ N(0, 1) and y ~ N(δ, 1): the mean amount of N(δ, 2) (Leone, Nelson & Nottingham 1961). */
const meanApart = (shift: number): number =>
  (2 / Math.sqrt(Math.PI)) * Math.exp(-(shift ** 2) / 4) + shift * (1 - 2 * normalMass(-100, -shift, 0, Math.SQRT2));

describe("the energy distance", () => {
  it("of three points and three others is what it is by hand", () => {
    // On a line: x = 0, 1, 3 and y = 2, 5, 5.
    const found = energyDistance(Float32Array.of(0, 1, 3), Float32Array.of(2, 5, 5), 1);
    const xy = (2 + 5 + 5 + 1 + 4 + 4 + 1 + 2 + 2) / 9;
    const [xx, yy] = [(1 + 3 + 2) / 3, (3 + 3 + 0) / 3];
    expect(found?.value).toBeCloseTo(2 * xy - xx - yy, 12);
    // The jackknife: each of the six left out in turn.
    const without = [
      2 * ((1 + 4 + 4 + 1 + 2 + 2) / 6) - 2 - 2,
      2 * ((2 + 5 + 5 + 1 + 2 + 2) / 6) - 3 - 2,
      2 * ((2 + 5 + 5 + 1 + 4 + 4) / 6) - 1 - 2,
    ];
    const others = [
      2 * ((5 + 5 + 4 + 4 + 2 + 2) / 6) - 2 - 0,
      2 * ((2 + 5 + 1 + 4 + 1 + 2) / 6) - 2 - 3,
      2 * ((2 + 5 + 1 + 4 + 1 + 2) / 6) - 2 - 3,
    ];
    const variance = (values: number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / 3;
      return (2 / 3) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    };
    const half = 1.96 * Math.sqrt(variance(without) + variance(others));
    expect((found?.high ?? 0) - (found?.value ?? 0)).toBeCloseTo(half, 10);
    expect((found?.value ?? 0) - (found?.low ?? 0)).toBeCloseTo(half, 10);
  });

  it("of points in the plane uses Euclidean distances", () => {
    // Right triangles with legs 3 and 4, the second one 12 away at right angles.
    const triangle = (at: number) => Float32Array.of(0, 0, at, 3, 0, at, 0, 4, at);
    const xy = (3 * 12 + 2 * (Math.hypot(3, 12) + Math.hypot(4, 12) + 13)) / 9;
    expect(energyDistance(triangle(0), triangle(12), 3)?.value).toBeCloseTo(2 * xy - 2 * 4, 5);
  });

  it("is not given for fewer than three examples", () => {
    expect(energyDistance(Float32Array.of(0, 1), Float32Array.of(0, 1, 2), 1)).toBeUndefined();
    expect(energyDistance(Float32Array.of(0, 1, 2), Float32Array.of(0, 1, 2, 3), 2)).toBeUndefined();
  });

  it("does not change when either kind comes in another order, nor with both moved alike", async () => {
    const [x, y] = [await draw([[0]], 1, 200), await draw([[1]], 2, 300)];
    const found = energyDistance(x, y, 1);
    const turned = energyDistance(
      x.toReversed().map((value) => value + 4),
      y.map((value) => value + 4),
      1,
    );
    for (const key of ["value", "low", "high"] as const) expect(turned?.[key]).toBeCloseTo(found?.[key] ?? 0, 5);
  });

  it.each([0.5, 1, 3])(
    "of two normal distributions %d apart is the closed form, within its interval for 95 in 100 seeds",
    async (shift) => {
      const truth = 2 * meanApart(shift) - 2 * meanApart(0);
      let covered = 0;
      let sum = 0;
      for (let seed = 0; seed < 100; seed++) {
        const found = energyDistance(await draw([[0]], 2 * seed, 100), await draw([[shift]], 2 * seed + 1, 100), 1);
        sum += found?.value ?? Number.NaN;
        if (found && found.low <= truth && truth <= found.high) covered++;
      }
      // 95 ± 3 deviations of 2.2.
      expect(covered).toBeGreaterThanOrEqual(88);
      expect(Math.abs(sum / 100 - truth)).toBeLessThan(0.06);
    },
  );

  it("of equal distributions is 0 on average, and its interval holds 0 for about 95 in 100 seeds", async () => {
    const values: number[] = [];
    let covered = 0;
    for (let seed = 0; seed < 300; seed++) {
      const found = energyDistance(await draw([[0, 0]], 2 * seed, 60), await draw([[0, 0]], 2 * seed + 1, 60), 2);
      values.push(found?.value ?? Number.NaN);
      if (found && found.low <= 0 && 0 <= found.high) covered++;
    }
    // Deviation of a share of 95 % in 300: 1.3 %.
    expect(covered / 300).toBeGreaterThan(0.95 - 3 * 0.013);
    expect(covered / 300).toBeLessThan(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / 300;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299);
    expect(Math.abs(mean)).toBeLessThan((3.5 * deviation) / Math.sqrt(300));
  });
});
