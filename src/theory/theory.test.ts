import { describe, expect, it } from "vitest";
import { builtIn } from "../data/built-in.ts";
import type { Density, Grid } from "../data/density.ts";
import { normalMixture, uniformInterval } from "../data/density.ts";
import {
  HALF_LOST,
  normalDivergence,
  uniformDivergence,
  uniformJensenShannon,
  unitNormalsLogit,
} from "./closed-forms.ts";
import { criterion, jensenShannonBound, optimalDiscriminator, optimalLogit } from "./optimal-discriminator.ts";
import { divergence, integrate, jensenShannonOn, type LogDensity, onGrid, valueOn } from "./quadrature.ts";

const LOG2 = Math.log(2);
const LOG4 = Math.log(4);
const line = (low: number, high: number, bins: number): Grid => ({ low: [low], high: [high], bins: [bins] });
const normal = (mean: number, deviation: number): LogDensity => normalMixture([[mean]], deviation).logAt;
const uniform = (low: number, high: number): LogDensity => uniformInterval(low, high).logAt;
/** The logit of D* as a function of x. */
const best =
  (data: LogDensity, generated: LogDensity): LogDensity =>
  (x) =>
    optimalLogit(data(x), generated(x));

describe("where p_g is p_data", () => {
  const [p, grid] = [normal(0.3, 0.7), line(-6, 7, 4000)];

  it("D* is 1/2, V is −log 4, JSD and both KL are 0", () => {
    expect(optimalDiscriminator(p([1]), p([1]))).toBe(0.5);
    expect(valueOn(grid, p, p, best(p, p)).value).toBeCloseTo(-LOG4, 6);
    expect(jensenShannonOn(grid, p, p)).toEqual({ value: 0, error: 0 });
    expect(divergence(grid, p, p).value).toBe(0);
    expect(criterion(0)).toBeCloseTo(-1.386294, 6);
  });

  it("any other D has a lower value", () => {
    for (const off of [0.1, -0.5, 3]) {
      expect(valueOn(grid, p, p, () => off).value).toBeLessThan(-LOG4);
      expect(jensenShannonBound(valueOn(grid, p, p, () => off).value)).toBeLessThan(0);
    }
  });
});

describe("where the supports are disjoint", () => {
  const [p, q, grid] = [uniform(0, 1), uniform(2, 3), line(-1, 4, 5000)];

  it("JSD is log 2, C is 0, both KL are infinite, and D* is 1 or 0", () => {
    const jsd = jensenShannonOn(grid, p, q);
    expect(jsd.value).toBeCloseTo(LOG2, 6);
    expect(criterion(jsd.value)).toBeCloseTo(0, 6);
    expect(divergence(grid, p, q)).toEqual({ value: Number.POSITIVE_INFINITY, error: 0 });
    expect(divergence(grid, q, p).value).toBe(Number.POSITIVE_INFINITY);
    expect([0.5, 2.5].map((x) => optimalDiscriminator(p([x]), q([x])))).toEqual([1, 0]);
    expect(optimalDiscriminator(p([1.5]), q([1.5]))).toBeNaN();
    expect(valueOn(grid, p, q, best(p, q)).value).toBeCloseTo(0, 6);
  });
});

describe("where half of the mass is lost", () => {
  const [p, q, grid] = [uniform(0, 2), uniform(0, 1), line(-0.5, 2.5, 6000)];

  it("JSD is 0.216 nat, KL is infinite one way and log 2 the other", () => {
    expect(HALF_LOST).toBeCloseTo(0.216, 3);
    expect(uniformJensenShannon([0, 2], [0, 1])).toBeCloseTo(HALF_LOST, 12);
    expect(jensenShannonOn(grid, p, q).value).toBeCloseTo(HALF_LOST, 6);
    expect(divergence(grid, p, q).value).toBe(Number.POSITIVE_INFINITY);
    expect(divergence(grid, q, p).value).toBeCloseTo(LOG2, 6);
    expect([uniformDivergence([0, 2], [0, 1]), uniformDivergence([0, 1], [0, 2])]).toEqual([
      Number.POSITIVE_INFINITY,
      LOG2,
    ]);
  });
});

describe("two normals", () => {
  it("of deviation 1 that lie m apart have a D* that is the sigmoid of a line", () => {
    for (const m of [0.5, -2, 3]) {
      const [p, q] = [normal(0, 1), normal(m, 1)];
      for (const x of [-30, -3, 0, 1.5, 40]) {
        expect(optimalLogit(p([x]), q([x]))).toBeCloseTo(unitNormalsLogit(m, x), 9);
        expect(optimalDiscriminator(p([x]), q([x]))).toBeCloseTo(1 / (1 + Math.exp(-(m / 2) * (m - 2 * x))), 9);
      }
    }
  });

  it("have KL as the closed form says, different in each direction, even where densities underflow", () => {
    const [a, b] = [
      [0, 1],
      [1.2, 0.6],
    ] as const;
    const grid = line(-9, 9, 4000);
    const there = divergence(grid, normal(...a), normal(...b));
    const back = divergence(grid, normal(...b), normal(...a));
    expect(there.value).toBeCloseTo(normalDivergence(a, b), 6);
    expect(back.value).toBeCloseTo(normalDivergence(b, a), 6);
    expect(Math.abs(there.value - back.value)).toBeGreaterThan(0.5);
    const far = divergence(line(-8, 8, 4000), normal(0, 1), normal(100, 1));
    expect(far.value).toBeCloseTo(5000, 6);
  });

  it("reach C(G) by V at D*, and every other D stays below", () => {
    const [p, q, grid] = [normal(0, 1), normal(1.5, 0.8), line(-8, 9, 4000)];
    const { value: jsd } = jensenShannonOn(grid, p, q);
    const at = valueOn(grid, p, q, best(p, q)).value;
    expect(at).toBeCloseTo(criterion(jsd), 9);
    expect(jensenShannonBound(at)).toBeCloseTo(jsd, 9);
    expect(valueOn(grid, p, q, (x) => 0.9 * best(p, q)(x)).value).toBeLessThan(at);
  });
});

describe("an integral over a grid", () => {
  it("has an error from halving that covers the true one, for smooth functions and for jumps", () => {
    const smooth = integrate(line(0, 1, 20), ([x = 0]) => Math.exp(x));
    expect(Math.abs(smooth.value - (Math.E - 1))).toBeLessThanOrEqual(smooth.error);
    // With 35 cells the jump at 1/3 falls within a cell of both grids.
    const jump = jensenShannonOn(line(0, 1, 35), uniform(0, 1), uniform(0, 1 / 3));
    expect(Math.abs(jump.value - uniformJensenShannon([0, 1], [0, 1 / 3]))).toBeLessThanOrEqual(2 * jump.error);
  });

  it("in two dimensions agrees with the closed form of independent normals", () => {
    const grid: Grid = { low: [-7, -7], high: [8, 8], bins: [300, 300] };
    const [p, q] = [normalMixture([[0, 0]], 1).logAt, normalMixture([[1, 0.5]], 1.3).logAt];
    const both = normalDivergence([0, 1], [1, 1.3]) + normalDivergence([0, 1], [0.5, 1.3]);
    expect(divergence(grid, p, q).value).toBeCloseTo(both, 6);
    expect(onGrid(grid, p)).toHaveLength(90_000);
  });

  it("refuses a grid without extent", () => {
    expect(() => integrate(line(1, 1, 10), () => 1)).toThrow("integrating over a grid: expected one or two axes");
  });
});

describe("the density of built-in data", () => {
  it.each(["normal", "two-normals", "uniform", "ring", "grid", "line", "blobs", "moons"] as const)(
    "%s has a logarithm that agrees with it",
    (name) => {
      const { at, logAt, low, high } = builtIn(name).density as Density;
      for (const part of [0.13, 0.31, 0.5, 0.77]) {
        const x = low.map((from, axis) => from + part * ((high[axis] ?? 0) - from));
        expect(Math.exp(logAt(x))).toBe(at(x));
      }
    },
  );
});
