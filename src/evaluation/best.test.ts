import { describe, expect, it } from "vitest";
import { shareInterval } from "../theory/intervals.ts";
import { type BestSoFar, bestSoFar, type MetricReading, type Trend } from "./best.ts";

/** Readings every 100 steps, each ± `half`. */
const readings = (values: readonly number[], half = 1): MetricReading[] =>
  values.map((value, i) => ({ step: 100 * (i + 1), value, low: value - half, high: value + half }));

const higher = (values: readonly number[], half?: number): BestSoFar | undefined =>
  bestSoFar(readings(values, half), "higher");

const many = (count: number, value: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => value(i));

/** Normal numbers that follow from a seed (Park & Miller 1988; Box & Muller 1958). */
function normals(seed: number): () => number {
  let state = seed + 1;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let i = 0; i < 10; i++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** How often each trend is found in noisy series; intervals are those of the noise. */
function shares(count: number, course: (i: number) => number, deviation = 1): Readonly<Record<Trend, number>> {
  const found = { improving: 0, stopped: 0, worse: 0, unclear: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const normal = normals(1000 * seed);
    const trend = higher(
      many(count, (i) => course(i) + deviation * normal()),
      1.96,
    )?.trend;
    if (trend) found[trend] += 1 / 200;
  }
  return found;
}

describe("the best so far", () => {
  it("is the highest or the lowest reading, the earlier of two alike", () => {
    expect(higher([1, 7, 3, 7])?.best).toEqual({ step: 200, value: 7, low: 6, high: 8 });
    expect(bestSoFar(readings([4, -2, 3]), "lower")?.best).toEqual({ step: 200, value: -2, low: -3, high: -1 });
  });

  it("leaves out what is not finite, and is nothing where nothing is left", () => {
    expect(higher([Number.NaN, 3, Number.POSITIVE_INFINITY])?.best.value).toBe(3);
    expect(higher([])).toBeUndefined();
    expect(higher([Number.NaN])).toBeUndefined();
  });
});

describe("more training", () => {
  it("helps while the metric rises by more than its intervals", () => {
    expect(higher(many(12, (i) => 2 * i))?.trend).toBe("improving");
    expect(bestSoFar(readings(many(12, (i) => -2 * i)), "lower")?.trend).toBe("improving");
  });

  it("helps while the metric rises steadily, though no reading can be told from the one before", () => {
    const { trend, since } = higher(many(20, (i) => 0.05 * i)) as BestSoFar;
    expect(trend).toBe("improving");
    expect(since.step).toBe(100);
  });

  it("has stopped helping on a plateau, which begins with the first reading that cannot be told from the best", () => {
    const found = higher([0, 4, 8, 12, 12.3, 11.9, 12.2, 12, 11.8, 12.1], 0.5);
    expect(found).toMatchObject({ trend: "stopped", since: { step: 400 }, later: 6, level: false });
    // The same, less being better.
    const mirrored = readings(
      [0, 4, 8, 12, 12.3, 11.9, 12.2, 12, 11.8, 12.1].map((value) => -value),
      0.5,
    );
    expect(bestSoFar(mirrored, "lower")).toMatchObject({ trend: "stopped", since: { step: 400 } });
  });

  it("needs five more readings before it is called useless, and a third of all steps", () => {
    const plateau = [0, 4, 8, 12, 12.1, 11.9, 12.2, 12.0];
    expect(higher(plateau, 0.5)?.trend).toBe("improving");
    expect(higher([...plateau, 12.1], 0.5)?.trend).toBe("stopped");
    const long = [...many(20, (i) => 2 * i), 40, 39.9, 40.1, 40, 39.9, 40, 39.8];
    expect(higher(long, 0.5)).toMatchObject({ trend: "improving", later: 6 });
    expect(higher([...long, 40, 39.9, 40.1, 40, 40.1, 39.9, 40], 0.5)?.trend).toBe("stopped");
  });

  it("has made the metric worse where the last three readings are below the peak", () => {
    const found = higher([0, 4, 8, 12, 11.8, 9, 6, 5.5], 0.5);
    expect(found).toMatchObject({ trend: "worse", best: { step: 400 } });
    expect(higher([0, 4, 8, 12, 11.8, 12, 6, 5.5], 0.5)?.trend).toBe("improving");
  });

  it("helps again where the metric comes back from a fall", () => {
    expect(higher([0, 4, 8, 12, 11.8, 3, 4, 5.5, 7, 8.5], 0.5)?.trend).toBe("improving");
  });

  it("is not judged by one reading that was lucky", () => {
    expect(higher([5, 5.1, 4.9, 20, 5, 5.1, 4.9, 5, 5.1, 4.9], 0.5)?.trend).not.toBe("worse");
  });

  it("is not judged on too few readings that do not differ", () => {
    for (const few of [[5], [5, 5.1], [5, 4.9, 5.2, 5.1, 5]]) expect(higher(few)?.trend).toBe("unclear");
    expect(higher([5, 4.9, 5.2, 5.1, 5, 5])).toMatchObject({ trend: "stopped", level: true });
    expect(
      higher(
        many(8, () => 0),
        0,
      ),
    ).toMatchObject({ trend: "stopped", level: true, best: { step: 100 } });
  });

  it("is found to have stopped on most noisy plateaus, and seldom while the metric is clearly improving", () => {
    for (const count of [10, 20, 40]) {
      expect(shares(count, () => 0).stopped).toBeGreaterThan(0.8);
      // Noise three times what the intervals say: training goes to and fro.
      expect(shares(count, () => 0, 3).stopped).toBeGreaterThan(0.75);
      expect(shares(count, (i) => 20 * Math.min(1, (5 * i) / count)).stopped).toBeGreaterThan(0.8);
      expect(shares(count, (i) => (10 * i) / count).stopped).toBeLessThan(0.12);
      expect(shares(count, (i) => i).stopped).toBeLessThan(0.1);
      expect(shares(count, () => 0).worse).toBeLessThan(0.03);
    }
    expect(shares(20, (i) => 20 - 2 * Math.abs(i - 10)).worse).toBeGreaterThan(0.9);
  });
});

describe("the interval of a share", () => {
  it("is Wilson's: the shares of which the one seen is 1.96 deviations away", () => {
    for (const [share, count] of [
      [0.925, 2500],
      [0.5, 20],
      [0.05, 20],
    ] as const) {
      const { value, low, high } = shareInterval(share, count);
      expect(value).toBe(share);
      for (const bound of [low, high]) {
        expect(Math.abs(share - bound) / Math.sqrt((bound * (1 - bound)) / count)).toBeCloseTo(1.96, 9);
      }
    }
    expect(shareInterval(0, 20)).toMatchObject({ low: 0, high: expect.closeTo(0.161, 3) });
    expect(shareInterval(1, 20)).toMatchObject({ low: expect.closeTo(0.839, 3), high: 1 });
  });
});
