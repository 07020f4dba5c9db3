import { describe, expect, it } from "vitest";
import type { TypedColumn } from "../typed-table.ts";
import { type RareOrder, rareSearch } from "./order-rare.ts";

const ROWS = 400;
const noise = (row: number, of: number): number =>
  Math.floor(Math.abs(Math.sin(12.9898 * (row + 1)) * 43758.5453) % of);
const category = (name: string, levels: number, at: (row: number) => number): TypedColumn => ({
  name,
  kind: "category",
  levels: Array.from({ length: levels }, (_, level) => `${name}${level}`),
  values: Float64Array.from({ length: ROWS }, (_, row) => at(row)),
});
/** Aircraft 0 to 39, of airline 2, 0 or 1. */
const aircraft = Float64Array.from({ length: ROWS }, (_, row) => noise(row, 40));
const airlineOf = (plane: number): number => (plane * 7 + 2) % 3;
const orderRare = (values: Float64Array, levels: readonly number[], others: readonly TypedColumn[]): RareOrder => {
  const column: TypedColumn = { name: "aircraft", kind: "category", values, levels: levels.map(String) };
  return rareSearch([column, ...others], ROWS)(column, levels);
};
const rare = Array.from({ length: 40 }, (_, level) => level);
const airline = category("airline", 3, (row) => airlineOf(aircraft[row] as number));
const weather = category("weather", 3, (row) => noise(row + 77, 3));

describe("rare values of a category", () => {
  it("stand beside those that go with the same value of the column that they tell best", () => {
    const { levels, by } = orderRare(aircraft, rare, [weather, airline]);
    expect(by).toBe("airline");
    expect(levels.toSorted((a, b) => a - b)).toEqual(rare);
    const airlines = levels.map(airlineOf);
    expect(airlines.filter((of, i) => of !== airlines[i - 1])).toHaveLength(3);
    // Among their own, the order in which they came.
    for (let i = 1; i < 40; i++) if (airlines[i] === airlines[i - 1]) expect(levels[i]).toBeGreaterThan(levels[i - 1]!);
  });

  it("keep their order where no column goes with them, or has too many values itself", () => {
    const own: TypedColumn = { name: "number", kind: "number", values: aircraft.map((plane) => plane + 0.5) };
    expect(orderRare(aircraft, rare, [weather])).toEqual({ levels: rare });
    expect(orderRare(aircraft, rare, [{ ...own, values: own.values.map((value, row) => value + row) }])).toEqual({
      levels: rare,
    });
    expect(orderRare(aircraft, rare, [])).toEqual({ levels: rare });
  });

  it("that came once each say nothing of other columns", () => {
    const once = Float64Array.from({ length: ROWS }, (_, row) => row);
    expect(orderRare(once, [...once], [airline]).by).toBeUndefined();
  });
});
