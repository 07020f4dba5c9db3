import { describe, expect, it } from "vitest";
import { type Column, encodeRows } from "./columns.ts";
import { typedTableOf } from "./typed-table-of.ts";

const columns: readonly Column[] = [
  { kind: "category", name: "town", levels: ["Bonn", "Köln"], values: [1, 0], gap: "NA", bins: [], counts: [3, 2, 1] },
  { kind: "boolean", name: "paid", levels: ["no", "yes"], values: [0, 1], bins: [], counts: [3, 3] },
  { kind: "quantiles", name: "age", integer: true, values: [0], bins: [{ values: [20, 40] }], counts: [1, 5] },
  {
    kind: "date",
    name: "day",
    form: { pattern: "YYYY-MM-DD", resolution: "day" },
    values: [Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)],
    bins: [],
    counts: [3, 3],
    parts: [],
  },
  { name: "share", center: 1, scale: 2, form: { decimals: 1 } },
];

describe("rows as a typed table", () => {
  it("have the kinds, the values and the forms of their columns", () => {
    const day = Date.UTC(2024, 1, 29);
    const rows = [
      [1, 1, 30, day, 1.5],
      [Number.NaN, 0, 0, day, -2.5],
    ];
    const table = typedTableOf(columns, encodeRows(columns, Float64Array.from(rows.flat())));
    expect(table.rows).toBe(2);
    expect(table.columns.map(({ name, kind, values, gap }) => [name, kind, [...values], gap])).toEqual([
      ["town", "category", [1, Number.NaN], "NA"],
      ["paid", "boolean", [1, 0], undefined],
      ["age", "integer", [30, 0], undefined],
      ["day", "date", [day, day], undefined],
      ["share", "number", [1.5, -2.5], undefined],
    ]);
    expect(table.columns[0]?.levels).toEqual(["Bonn", "Köln"]);
    expect(table.columns[3]?.dateForm?.pattern).toBe("YYYY-MM-DD");
  });
});
