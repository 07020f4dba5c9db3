import { describe, expect, it } from "vitest";
import { category, number, tableOf, uniformOf } from "../../test/typed-tables.ts";
import type { DataSet } from "../data/dataset.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { measureQuality } from "./measure-quality.ts";
import type { MeasuredState, RealTables } from "./measured-state.ts";

function rowsOf(count: number, seed: number, shift = 0): TypedTable {
  const uniform = uniformOf(seed);
  const x = Array.from({ length: count }, uniform);
  return tableOf(
    number(
      "x",
      x.map((value) => value + shift),
    ),
    number("noise", x.map(uniform)),
    category(
      "half",
      x.map((value) => (value < 0.5 ? "lower" : "upper")),
    ),
  );
}

/** As much of a state as rows are measured by. */
const stateOf = (tables: RealTables, generated: TypedTable): MeasuredState =>
  ({
    data: { name: "rows", columns: [] } as unknown as DataSet,
    count: generated.rows,
    samples: async () => new Float32Array(),
    tables: async () => tables,
    tableOf: () => generated,
  }) as unknown as MeasuredState;

describe("the quality of a state's rows", () => {
  const [training, heldOut] = [rowsOf(1000, 1), rowsOf(1000, 2)];

  it("is the mean of shapes, pairs and strong pairs, with an interval", async () => {
    const { value, low, high, details, cautions } = await measureQuality(
      stateOf({ training, heldOut }, rowsOf(1000, 3)),
    );
    const { shapes, pairs, strongPairs, strong } = details as Record<string, number>;
    expect(value).toBeCloseTo(((shapes ?? 0) + (pairs ?? 0) + (strongPairs ?? 0)) / 3, 12);
    expect(strong).toBe(1);
    expect(value).toBeGreaterThan(0.93);
    expect(low).toBeLessThan(value);
    expect(high - low).toBeLessThan(0.05);
    expect(details.comparedWith).toBe("rows that were held out");
    expect(cautions.join()).not.toContain("held out");
  });

  it("is measured against training rows where none were held out, and says so", async () => {
    const { details, cautions, value } = await measureQuality(stateOf({ training }, training));
    expect(value).toBeCloseTo(1, 12);
    expect(details.comparedWith).toBe("training rows");
    expect(cautions).toEqual([expect.stringContaining("copies of these score best")]);
  });

  it("names the columns and pairs that are least alike", async () => {
    const { details, cautions } = await measureQuality(stateOf({ training, heldOut }, rowsOf(1000, 3, 0.4)));
    expect(details.leastAlike).toMatchObject({
      columns: [["x", expect.closeTo(0.6, 1)], expect.anything(), expect.anything()],
      pairs: [["x and half", expect.closeTo(0.2, 1)], expect.anything(), expect.anything()],
    });
    expect(cautions).toEqual([expect.stringContaining("outside the ranges")]);
  });

  it("has intervals that most other samples of the same kind lie in", async () => {
    const readings = await Promise.all(
      Array.from({ length: 20 }, (_, i) => measureQuality(stateOf({ training, heldOut }, rowsOf(800, 10 + i)))),
    );
    const mean = readings.reduce((sum, { value }) => sum + value, 0) / readings.length;
    const holding = readings.filter(({ low, high }) => low <= mean && mean <= high).length;
    expect(holding).toBeGreaterThanOrEqual(16);
    // Not by being wide: they are about as wide as the readings scatter.
    const scatter = Math.sqrt(readings.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / 19);
    const width = readings.reduce((sum, { low, high }) => sum + (high - low), 0) / 20;
    expect(width).toBeLessThan(10 * scatter);
  });
});
