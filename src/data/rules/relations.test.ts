import { describe, expect, it } from "vitest";
import type { TypedColumn } from "../typed-table.ts";
import { restoreTable } from "./derived.ts";
import { keepRules } from "./keep-rules.ts";
import { findRelations } from "./relations.ts";

const ROWS = 300;
const numbers = (
  name: string,
  value: (row: number) => number,
  kind: "integer" | "number" = "integer",
): TypedColumn => ({
  name,
  kind,
  values: Float64Array.from({ length: ROWS }, (_, row) => value(row)),
});
const words = (name: string, levels: readonly string[], at: (row: number) => number): TypedColumn => ({
  name,
  kind: "category",
  levels,
  values: Float64Array.from({ length: ROWS }, (_, row) => at(row)),
});
const noise = (row: number, of: number): number =>
  Math.floor(Math.abs(Math.sin(12.9898 * (row + 1)) * 43758.5453) % of);

const net = numbers("net", (row) => 0.1 * noise(row, 1000), "number");
const tax = numbers("tax", (row) => 0.01 * noise(row + 7, 500), "number");
const total = numbers(
  "total $",
  (row) => Number(((net.values[row] ?? 0) + (tax.values[row] ?? 0)).toFixed(2)),
  "number",
);
const code = words("code", ["d", "f", "it", "es"], (row) => noise(row, 4));
const country = words("country", ["Germany", "France", "Italy", "Spain"], (row) => code.values[row] ?? 0);
const table = { columns: [net, tax, total, code, country], rows: ROWS };

/** The rows of a column again and again; what stands in `row` alone is that of the row after it later. */
const repeated = (column: TypedColumn, times: number, row: number): TypedColumn => {
  const once = column.values;
  const later = once.with(row, once[row + ROWS / 2] ?? 0);
  return {
    ...column,
    values: Float64Array.from({ length: times * ROWS }, (_, i) => (i < ROWS ? once : later)[i % ROWS] ?? 0),
  };
};

describe("relations of a table", () => {
  it("are sums of two columns, and columns that another tells", () => {
    expect(findRelations(table)).toEqual(["total $=net+tax", "fixed(code,country)"]);
  });

  it("are none of numbers so far apart that float64 has no weight for them", () => {
    const huge = numbers("huge", (row) => (noise(row, 3) - 1) * 1e300, "number");
    const tiny = numbers("tiny", (row) => (noise(row + 3, 90) + 1) * 1e-302, "number");
    expect(findRelations({ columns: [huge, tiny], rows: ROWS })).toEqual([]);
  });

  it("are kept of columns whose names are digits", () => {
    const [two, parts] = [
      { ...net, name: "2" },
      { ...tax, name: "parts" },
    ];
    const twice = numbers("twice", (row) => Number((20 * (tax.values[row] ?? 0) + 3).toFixed(2)), "number");
    const found = { columns: [two, parts, twice], rows: ROWS };
    expect(findRelations(found)).toEqual(["twice=20*parts+3"]);
    expect(keepRules(found, findRelations(found)).learned.columns.map(({ name }) => name)).toEqual(["2", "parts"]);
  });

  it("are rules that all rows keep, and that give the columns back", () => {
    const { learned, kept, rows } = keepRules(table, findRelations(table));
    expect(rows).toHaveLength(ROWS);
    expect(learned.columns.map(({ name }) => name)).toEqual(["net", "tax", "code"]);
    const restored = restoreTable(learned, kept).columns;
    expect(restored.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
    for (const [i, column] of table.columns.entries()) {
      restored[i]?.values.forEach((value, row) => expect(value).toBeCloseTo(column.values[row] ?? Number.NaN, 9));
    }
  });

  it("are sums of so many times a column, with a constant: the whole is computed, not the parts", () => {
    const minute = numbers("minute", (row) => noise(row + 3, 60));
    const hour = numbers("hour", (row) => noise(row + 5, 24));
    const at = (row: number) => 100 * (hour.values[row] ?? 0) + (minute.values[row] ?? 0);
    const time = numbers("scheduled time", at);
    const celsius = numbers("°C", (row) => 0.1 * noise(row + 9, 400) - 10, "number");
    const fahrenheit = numbers("°F", (row) => Number((1.8 * (celsius.values[row] ?? 0) + 32).toFixed(2)), "number");
    const columns = [minute, hour, fahrenheit, time, celsius];
    const rules = findRelations({ columns, rows: ROWS });
    expect(rules).toEqual(["scheduled time=minute+100*hour", "°F=1.8*°C+32"]);
    const { learned, kept } = keepRules({ columns, rows: ROWS }, rules);
    expect(learned.columns.map(({ name }) => name)).toEqual(["minute", "hour", "°C"]);
    const back = restoreTable(learned, kept).columns.find(({ name }) => name === "scheduled time");
    expect([...(back?.values ?? [])]).toEqual([...time.values]);
    // A column of few values fits some weights by chance, and so do numbers that agree in all rows but one.
    const flag = numbers("flag", (row) => noise(row, 2));
    const other = numbers("other", (row) => 1 - noise(row, 2));
    expect(
      findRelations({ columns: [flag, other, minute], rows: ROWS }).filter((rule) => !rule.startsWith("fixed")),
    ).toEqual([]);
    const late = { ...time, values: time.values.with(11, 7) };
    expect(findRelations({ columns: [minute, hour, late], rows: ROWS })).toEqual([]);
  });

  it("are columns that two others tell together, learned as one column: a route has its distance", () => {
    const [origin, dest] = [
      words("from", ["a", "b", "c"], (row) => noise(row, 3)),
      words("to", ["p", "q", "r", "s"], (row) => noise(row + 17, 4)),
    ];
    const distances = [210, 340, 150, 480, 340, 610, 720, 150, 402, 518, 640, 777];
    const distance = numbers(
      "distance",
      (row) => distances[4 * (origin.values[row] ?? 0) + (dest.values[row] ?? 0)] ?? 0,
    );
    const columns = [origin, distance, dest];
    const rules = findRelations({ columns, rows: ROWS });
    expect(rules).toEqual(["fixed(from,distance,to)"]);
    const { learned, kept } = keepRules({ columns, rows: ROWS }, rules);
    expect(learned.columns.map(({ levels }) => levels?.length)).toEqual([12]);
    const back = restoreTable(learned, kept).columns;
    for (const [i, column] of columns.entries()) expect([...(back[i]?.values ?? [])]).toEqual([...column.values]);
    // Few rows with another value are combinations too; many are none. What one column tells; what takes few values; what nothing tells.
    const few = { ...distance, values: distance.values.with(5, 999) };
    const long = { columns: [origin, dest, few].map((column) => repeated(column, 3, 5)), rows: 3 * ROWS };
    expect(findRelations(long)).toEqual(["fixed(from,to,distance)"]);
    // Another column would do nearly as well as the start: the one with fewer exceptions is taken.
    const like = {
      ...origin,
      name: "gate",
      values: origin.values.map((value, row) => (row === 8 ? (value + 1) % 3 : value)),
    };
    expect(findRelations({ columns: [like, dest, distance, origin], rows: ROWS })).toEqual(["fixed(to,distance,from)"]);
    const many = { ...distance, values: distance.values.map((value, row) => (row % 40 === 0 ? 999 : value)) };
    expect(findRelations({ columns: [origin, dest, many], rows: ROWS })).toEqual([]);
    const own = numbers("own", (row) => 10 * (dest.values[row] ?? 0) ** 2);
    expect(findRelations({ columns: [origin, dest, own], rows: ROWS })).toEqual(["fixed(to,own)"]);
    const either = numbers("either", (row) => ((origin.values[row] ?? 0) + (dest.values[row] ?? 0)) % 3);
    expect(findRelations({ columns: [origin, dest, either], rows: ROWS })).toEqual([]);
    expect(
      findRelations({ columns: [origin, dest, numbers("free", (row) => noise(row + 31, 40))], rows: ROWS }),
    ).toEqual([]);
  });

  it("leave columns to the rules of the user", () => {
    expect(findRelations(table, ["tax<=net"])).toEqual(["fixed(code,country)"]);
    expect(findRelations(table, ["fixed(code,country)"])).toEqual(["total $=net+tax"]);
  });

  it("are found beside rules that are kept by drawing again", () => {
    expect(findRelations(table, ["net+tax<=1e6", "net>=0"])).toEqual(["total $=net+tax", "fixed(code,country)"]);
  });

  it("are columns that stand twice in every row, gaps beside gaps", () => {
    const day = { kind: "date", dateForm: { pattern: "YYYY-MM-DD", resolution: "day" } } as const;
    const at = (row: number): number => (row % 50 === 7 ? Number.NaN : 86_400_000 * row);
    const twice = [
      net,
      { ...numbers("from", at), ...day },
      { ...numbers("since", at), ...day },
      { ...net, name: "net 2" },
    ];
    const rules = findRelations({ columns: twice, rows: ROWS });
    expect(rules).toEqual(["since=from", "net 2=net"]);
    const { learned, kept } = keepRules({ columns: twice, rows: ROWS }, rules);
    expect(learned.columns.map(({ name }) => name)).toEqual(["net", "from"]);
    expect(restoreTable(learned, kept).columns.map(({ values }) => values)).toEqual(twice.map(({ values }) => values));
    expect(findRelations({ columns: twice, rows: ROWS }, ["net<=net 2"])).toEqual(["since=from"]);
    expect(findRelations({ columns: twice, rows: ROWS }, ["from<=2100-01-01"])).toEqual(["since=from", "net 2=net"]);
    expect(
      findRelations({ columns: [net, { ...net, name: "x", values: net.values.with(3, -1) }], rows: ROWS }),
    ).toEqual([]);
  });

  it("are none where one row breaks them", () => {
    const broken = { ...total, values: total.values.with(7, 1e6) };
    const mixed = { ...country, values: country.values.with(9, ((country.values[9] ?? 0) + 1) % 4) };
    expect(findRelations({ ...table, columns: [net, tax, broken, code, mixed] })).toEqual([]);
  });

  it("are no sums of columns that are nearly always 0", () => {
    const rare = (name: string, at: number) => numbers(name, (row) => (row % 40 === at ? 5 : 0));
    const [a, b] = [rare("a", 1), rare("b", 2)];
    const sum = numbers("c", (row) => (a.values[row] ?? 0) + (b.values[row] ?? 0));
    expect(findRelations({ columns: [a, b, sum], rows: ROWS })).toEqual([]);
  });

  it("are not told by numbers of which others than those of the data are generated", () => {
    const fine = numbers("fine", (row) => row % 250);
    const half = numbers("half", (row) => Math.floor((row % 250) / 50));
    expect(findRelations({ columns: [fine, half], rows: ROWS })).toEqual([]);
  });
});
