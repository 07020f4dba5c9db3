import { describe, expect, it } from "vitest";
import { category, number, tableOf, uniformOf } from "../../../test/typed-tables.ts";
import type { TypedColumn } from "../../data/typed-table.ts";
import { distributionOf } from "./distribution.ts";
import { onSameLevels } from "./levels.ts";

function barsOf(real: TypedColumn, synthetic: TypedColumn) {
  const [a, b] = onSameLevels(tableOf(real), tableOf(synthetic));
  const found = distributionOf(a.columns[0] as TypedColumn, b.columns[0] as TypedColumn);
  const sumOf = (table: "real" | "synthetic"): number => found.bars.reduce((sum, bar) => sum + bar[table], 0);
  const sums = [sumOf("real"), sumOf("synthetic")] as const;
  return { ...found, sums };
}

describe("the bars of a column", () => {
  const uniform = uniformOf(1);
  const amounts = (zero: number, gap: number): (number | null)[] =>
    Array.from({ length: 2000 }, () => {
      const u = uniform();
      return u < zero ? 0 : u < zero + gap ? null : 1000 * uniform() ** 3;
    });

  it("of numbers are bins, with bars of their own for repeated values and the gap; all rows are in one", () => {
    const { bars, sums } = barsOf(number("x", amounts(0.5, 0.1)), number("x", amounts(0.3, 0.2)));
    expect(sums[0]).toBeCloseTo(1, 12);
    expect(sums[1]).toBeCloseTo(1, 12);
    const [zero] = bars;
    expect(zero).toMatchObject({
      of: "value",
      from: 0,
      real: expect.closeTo(0.5, 1),
      synthetic: expect.closeTo(0.3, 1),
    });
    expect(bars.at(-1)).toMatchObject({ of: "gap", real: expect.closeTo(0.1, 1), synthetic: expect.closeTo(0.2, 1) });
    expect(bars.filter((bar) => bar.of === "bin")).toHaveLength(24);
  });

  it("of whole numbers hold equally many each: an even column is even", () => {
    const ages: TypedColumn = {
      ...number(
        "age",
        Array.from({ length: 4500 }, (_, i) => 20 + (i % 45)),
      ),
      kind: "integer",
    };
    const { bars, sums } = barsOf(ages, ages);
    expect(sums[0]).toBeCloseTo(1, 12);
    const widths = bars.map((bar) => ("to" in bar ? bar.to - bar.from! : Number.NaN));
    expect(new Set(widths)).toEqual(new Set([2]));
    // The first takes what lies below the range that is shown, and the last half of its numbers are beyond the data.
    for (const { real } of bars.slice(1, -1)) expect(real).toBeCloseTo(2 / 45, 12);
  });

  it("of numbers of few values are one for each, and one for synthetic values that are not real", () => {
    const { bars } = barsOf(number("x", [1, 2, 2, 3]), number("x", [2, 2.5, 3, 3]));
    expect(bars).toEqual([
      { of: "value", from: 1, real: 0.25, synthetic: 0 },
      { of: "value", from: 2, real: 0.5, synthetic: 0.25 },
      { of: "value", from: 3, real: 0.25, synthetic: 0.5 },
      { of: "others", real: 0, synthetic: 0.25 },
    ]);
  });

  it("of categories are by frequency, the rare ones in one bar, invented ones counted too", () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `level ${Math.floor(Math.sqrt(i))}`);
    const { bars, others, sums } = barsOf(category("x", texts), category("x", [...texts.slice(500), "new", null]));
    expect(bars).toHaveLength(15);
    expect(others).toBe(33 - 13);
    expect(bars.map((bar) => bar.of).slice(-2)).toEqual(["others", "gap"]);
    expect(sums[0]).toBeCloseTo(1, 12);
    expect(sums[1]).toBeCloseTo(1, 12);
  });

  it("hold values beyond the real range in the outermost bin", () => {
    const real = number(
      "x",
      Array.from({ length: 500 }, (_, i) => i),
    );
    const { bars, sums } = barsOf(real, number("x", [-1e9, 1e9]));
    expect(sums[1]).toBe(1);
    expect([bars[0]?.synthetic, bars.at(-1)?.synthetic]).toEqual([0.5, 0.5]);
  });
});
