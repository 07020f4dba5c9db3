import { describe, expect, it } from "vitest";
import type { TypedColumn } from "../typed-table.ts";
import { findOrders } from "./orders.ts";

const ROWS = 200;
const DAY = 86_400_000;
const noise = (row: number, of: number): number =>
  Math.floor(Math.abs(Math.sin(12.9898 * (row + 1)) * 43758.5453) % of);
const column = (name: string, value: (row: number) => number, kind: TypedColumn["kind"] = "integer"): TypedColumn => ({
  name,
  kind,
  values: Float64Array.from({ length: ROWS }, (_, row) => value(row)),
});
const orders = (...columns: readonly TypedColumn[]) => findOrders({ columns, rows: ROWS });

const low = column("low", (row) => noise(row, 100));
const high = column("high price", (row) => noise(row, 100) + noise(row + 7, 20));

describe("orders of columns", () => {
  it("are rules that every row keeps", () => {
    expect(orders(high, low)).toEqual(["low<=high price"]);
    expect(orders({ ...high, values: high.values.with(9, -1) }, low)).toEqual([]);
  });

  it("say nothing of rows with gaps", () => {
    expect(orders({ ...high, values: high.values.with(9, Number.NaN) }, low)).toEqual(["low<=high price"]);
  });

  it("are those of dates too, and of neighbours alone", () => {
    const start = column("start", (row) => DAY * noise(row, 900), "date");
    const end = column("end", (row) => (start.values[row] ?? 0) + DAY * noise(row + 3, 9), "date");
    const paid = column("paid", (row) => (end.values[row] ?? 0) + DAY * noise(row + 5, 9), "date");
    expect(orders(paid, start, end)).toEqual(["start<=end", "end<=paid"]);
  });

  it("are none of columns that never meet, of other sizes, of flags, or that are equal", () => {
    const far = column("far", (row) => 1000 + noise(row, 100));
    const wide = column("wide", (row) => noise(row, 100) * (6 + noise(row, 3)));
    const flag = column("flag", (row) => (noise(row, 100) > 90 ? 1 : 0));
    const more = column("more", (row) => (noise(row, 100) > 60 ? 1 : 0));
    expect(orders(low, far)).toEqual([]);
    expect(orders(low, wide)).toEqual([]);
    expect(orders(flag, more)).toEqual([]);
    expect(orders(low, { ...low, name: "again" })).toEqual([]);
  });

  it("are none that columns without relation would keep as well", () => {
    const rarely = column("rarely", (row) => (row === 3 ? 30 : row % 3));
    const mostly = column("mostly", (row) => (row === 3 ? 40 : 28 + (row % 3)));
    expect(orders(rarely, mostly)).toEqual([]);
  });

  it("leave out columns that other rules make", () => {
    const table = { columns: [low, high], rows: ROWS };
    expect(findOrders(table, new Set(["high price"]))).toEqual([]);
    // What others are made of may be compared with.
    expect(findOrders(table, new Set(["low"]), new Set())).toEqual(["low<=high price"]);
  });
});
