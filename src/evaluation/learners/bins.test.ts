import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binEdges, binned } from "./bins.ts";

const column = (...values: number[]): Float64Array => Float64Array.from(values);

describe("the bins of a column", () => {
  it("part few distinct values half-way, and give gaps a bin of their own", () => {
    const values = column(5, 1, Number.NaN, 1, 3);
    const edges = binEdges(values);
    expect([...edges]).toEqual([2, 4]);
    expect([...binned(values, edges).bins]).toEqual([2, 0, 3, 0, 1]);
    // Other rows: on an edge, beyond both ends.
    expect([...binned(column(2, -9, 9, Number.NaN), edges).bins]).toEqual([0, 0, 2, 3]);
  });

  it("are quantiles where values are many", () => {
    // Thirds of nine values lie between two of them, quarters of ten do so only in the middle.
    expect([
      ...binEdges(
        Float64Array.from({ length: 9 }, (_, i) => i),
        3,
      ),
    ]).toEqual([2.5, 5.5]);
    expect([
      ...binEdges(
        Float64Array.from({ length: 10 }, (_, i) => i),
        4,
      ),
    ]).toEqual([2, 4.5, 7]);
    expect(binEdges(Float64Array.from({ length: 10_000 }, (_, i) => i))).toHaveLength(254);
    // A value that most rows have takes the edges of several quantiles.
    expect([...binEdges(column(...Array<number>(90).fill(0), 1, 2, 3, 4), 3)]).toEqual([0]);
  });

  it("hold a column of one value, of gaps, and of nothing", () => {
    for (const values of [column(7, 7), column(Number.NaN, Number.NaN), column()])
      expect(binEdges(values)).toHaveLength(0);
    expect([...binned(column(7, Number.NaN), column()).bins]).toEqual([0, 1]);
  });

  it("hold what is between their edges", () => {
    fc.assert(
      fc.property(
        fc.float64Array({ noNaN: true, maxLength: 400 }),
        fc.integer({ min: 2, max: 255 }),
        (values, most) => {
          const edges = binEdges(values, most);
          const { bins } = binned(values, edges);
          expect(edges.length).toBeLessThan(most);
          for (const [i, value] of values.entries()) {
            const bin = bins[i] as number;
            expect(value <= (edges[bin] ?? Number.POSITIVE_INFINITY)).toBe(true);
            expect(value > (edges[bin - 1] ?? Number.NEGATIVE_INFINITY) || bin === 0).toBe(true);
          }
        },
      ),
    );
  });
});
