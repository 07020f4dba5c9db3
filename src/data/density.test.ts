import { describe, expect, it } from "vitest";
import { erf, normalMass } from "../tensor/special.ts";
import { builtIn, builtInData } from "./built-in.ts";
import { cellCount, cellOf, cellWidth, type Density, type Grid } from "./density.ts";

const densities = builtInData.flatMap(({ name }) => {
  const { density } = builtIn(name);
  return density ? [[name, density] as const] : [];
});

async function samples(name: (typeof builtInData)[number]["name"], count: number): Promise<Float32Array> {
  const data = builtIn(name);
  const reader = await data.open({ seed: 5, batch: count });
  const values = new Float32Array(count * (data.shape[0] ?? 1));
  await reader.next({ x: values });
  return values;
}

const coarse = ({ low, high }: Density): Grid => ({ low, high, bins: low.map(() => 12) });

describe.each(densities)("the density of %s", (name, density) => {
  it("has cell probabilities that sum to one", () => {
    const total = density.masses(coarse(density)).reduce((sum, mass) => sum + mass, 0);
    expect(total).toBeCloseTo(1, name === "blobs" ? 3 : 5);
  });

  it("has cell probabilities that are the integral of p(x)", () => {
    const grid = coarse(density);
    const masses = density.masses(grid);
    // Midpoint rule, fine against the smallest length on which the density changes.
    const integral = new Float64Array(masses.length);
    const widths = grid.low.map((_, axis) => cellWidth(grid, axis));
    const fine = widths.map((width) => Math.ceil((width / density.scale) * (density.dimension === 1 ? 12 : 3)));
    for (let cell = 0; cell < masses.length; cell++) {
      const at = density.dimension === 1 ? [cell] : [Math.floor(cell / 12), cell % 12];
      if ((masses[cell] ?? 0) < 0.02) continue;
      for (let i = 0; i < (fine[0] ?? 1); i++) {
        for (let j = 0; j < (fine[1] ?? 1); j++) {
          const x = at.map(
            (place, axis) => (grid.low[axis] ?? 0) + (place + ([i, j][axis]! + 0.5) / fine[axis]!) * widths[axis]!,
          );
          integral[cell] =
            (integral[cell] ?? 0) + density.at(x) * widths.reduce((a, b, axis) => a * (b / fine[axis]!), 1);
        }
      }
      expect(Math.abs((integral[cell] ?? 0) / (masses[cell] ?? 1) - 1)).toBeLessThan(name === "blobs" ? 0.05 : 0.01);
    }
  });

  it("is that of its samples (chi-squared over cells, five standard deviations)", async () => {
    const count = 20_000;
    const values = await samples(name, count);
    const grid = coarse(density);
    const masses = density.masses(grid);
    const counts = new Float64Array(cellCount(grid));
    let outside = 0;
    for (let i = 0; i < count; i++) {
      const cell = cellOf(grid, values, i * density.dimension);
      if (cell === undefined) outside++;
      else counts[cell] = (counts[cell] ?? 0) + 1;
    }
    expect(outside).toBeLessThan(3);
    let statistic = 0;
    let freedom = -1;
    masses.forEach((mass, cell) => {
      if (mass * count < 10) return;
      statistic += ((counts[cell] ?? 0) - mass * count) ** 2 / (mass * count);
      freedom++;
    });
    expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom) + 5);
  });
});

describe("the ring", () => {
  it("has eight different centres on the unit circle", () => {
    const { centers = [] } = builtIn("ring").density?.modes ?? {};
    expect(new Set(centers.map((center) => center.map((value) => value.toFixed(6)).join())).size).toBe(8);
    for (const [x = 0, y = 0] of centers) expect(Math.hypot(x, y)).toBeCloseTo(1, 12);
  });
});

describe("the error function", () => {
  // Abramowitz & Stegun, table 7.1, and DLMF.
  it.each([
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.6, 0.9997639655834707],
    [3.5, 0.9999992569016276],
    [-1, -0.8427007929497149],
    [7, 1],
  ])("of %f is %f", (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThan(1e-13);
  });

  it("gives the normal distribution's 68–95–99.7", () => {
    expect([1, 2, 3].map((k) => normalMass(-k, k, 0, 1).toFixed(4))).toEqual(["0.6827", "0.9545", "0.9973"]);
  });
});
