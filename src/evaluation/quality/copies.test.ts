import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { category, number, tableOf, uniformOf } from "../../../test/typed-tables.ts";
import type { TypedTable } from "../../data/typed-table.ts";
import { copiesOf } from "./copies.ts";
import { createRowSpace } from "./nearest-rows.ts";
import { newRowSynthesis } from "./new-rows.ts";

/** Rows of two numbers with gaps and a category, related to each other. */
function rowsOf(count: number, uniform: () => number): TypedTable {
  const z = Array.from({ length: count }, uniform);
  return tableOf(
    number(
      "a",
      z.map((x) => (uniform() < 0.1 ? null : x + 0.2 * uniform())),
    ),
    category(
      "b",
      z.map((x) => (uniform() < 0.1 ? null : `level ${Math.floor(4 * (0.7 * x + 0.3 * uniform()))}`)),
    ),
    number(
      "c",
      z.map((x) => (uniform() < 0.5 ? 0 : x * x + uniform())),
    ),
  );
}

const part = ({ columns }: TypedTable, from: number, to: number): TypedTable => ({
  columns: columns.map((column) => ({ ...column, values: column.values.slice(from, to) })),
  rows: to - from,
});

describe("the nearest rows", () => {
  it("are those of plain loops, gaps and values out of range included", () => {
    const uniform = uniformOf(1);
    const all = rowsOf(500, uniform);
    const [reference, others] = [part(all, 0, 300), part(all, 300, 500)];
    const space = createRowSpace(reference);
    const found = space.nearest(space.ready(others), space.ready(reference));
    const ranges = reference.columns.map(({ values }) => {
      const known = values.filter((x) => !Number.isNaN(x));
      return Math.max(...known) - Math.min(...known);
    });
    found.forEach((distance, row) => {
      const plain = Array.from({ length: 300 }, (_, other) =>
        reference.columns.reduce((sum, column, i) => {
          const [x = 0, y = 0] = [column.values[other], others.columns[i]?.values[row]];
          if (Number.isNaN(x) || Number.isNaN(y)) return sum + (Number.isNaN(x) && Number.isNaN(y) ? 0 : 1);
          if (column.kind === "category") return sum + (x === y ? 0 : 1);
          return sum + Math.min(1, Math.abs(x - y) / (ranges[i] ?? 0));
        }, 0),
      );
      expect(distance).toBeCloseTo(Math.min(...plain) / 3, 12);
    });
  });

  it("has a row at distance 0 of itself, and one of another value of a constant column at 1", () => {
    const one = tableOf(number("a", [7, 7]));
    const space = createRowSpace(one);
    expect([...space.nearest(space.ready(tableOf(number("a", [7, 8, null]))), space.ready(one))]).toEqual([0, 1, 1]);
  });
});

describe("copies", () => {
  const uniform = uniformOf(2);
  const all = rowsOf(6000, uniform);
  const [training, heldOut, fresh] = [part(all, 0, 2000), part(all, 2000, 4000), part(all, 4000, 6000)];

  it("finds fresh rows as near to training rows as to held-out ones", () => {
    const found = copiesOf({ training, heldOut, synthetic: fresh, uniform });
    expect(found.nearer?.low).toBeLessThan(0.5);
    expect(found.nearer?.high).toBeGreaterThan(0.5);
    expect(found.exact).toBeLessThan(0.2);
    expect(found.overfittingProtection).toBeGreaterThan(0.95);
    expect(found.distance).toBeLessThan(found.distanceOfRandom);
  });

  it("has intervals that hold 0.5 for fresh rows nineteen times in twenty", () => {
    const holds = Array.from({ length: 60 }, (_, i) => {
      const some = rowsOf(600, uniformOf(100 + i));
      const { nearer } = copiesOf({
        training: part(some, 0, 200),
        heldOut: part(some, 200, 400),
        synthetic: part(some, 400, 600),
        uniform,
      });
      return nearer && nearer.low <= 0.5 && nearer.high >= 0.5;
    });
    expect(holds.filter(Boolean).length).toBeGreaterThanOrEqual(54);
  });

  it("finds training rows, as they are and a little moved", () => {
    const copies = copiesOf({ training, heldOut, synthetic: training, uniform });
    expect(copies.exact).toBe(1);
    expect(copies.exactOfHeldOut).toBeLessThan(0.2);
    expect(copies.nearer?.low).toBeGreaterThan(0.8);
    expect(copies.newRows).toBe(0);
    const moved = {
      ...training,
      columns: training.columns.map((column) =>
        column.kind === "number" ? { ...column, values: column.values.map((x) => (x === 0 ? x : x + 0.004)) } : column,
      ),
    };
    const near = copiesOf({ training, heldOut, synthetic: moved, uniform });
    expect(near.exact).toBeLessThan(0.2);
    expect(near.nearer?.low).toBeGreaterThan(0.7);
  });

  it("tells no nearness without held-out rows", () => {
    const found = copiesOf({ training, synthetic: fresh, uniform });
    expect([found.nearer, found.exactOfHeldOut, found.overfittingProtection]).toEqual([null, null, null]);
  });

  it("finds equal rows though their levels stand in another order", () => {
    const [a, b] = [category("x", ["p", "q"]), category("x", ["q", "p"])];
    expect(copiesOf({ training: tableOf(a), synthetic: tableOf(b), uniform }).exact).toBe(1);
  });
});

describe("new rows", () => {
  it("are those with no real row of equal categories and numbers within a hundredth", () => {
    const real = tableOf(category("x", ["p", "q"]), number("n", [100, 100]));
    const made = tableOf(category("x", ["p", "q", "p", "r"]), number("n", [100.5, 90, null, 100]));
    expect(newRowSynthesis(real, made)).toBe(0.75);
  });
});

const FOLDER = new URL("../../../../shared/data/tables/", import.meta.url);
const shared = existsSync(new URL("quality-fixture.json", FOLDER));

describe.skipIf(!shared)(`against the fixture${shared ? "" : " (skipped: shared data is not at hand)"}`, () => {
  it("gives SDMetrics' median distance of penguins", () => {
    const text = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");
    const fixture = JSON.parse(text("quality-fixture.json")) as { readonly "dcr penguins median synthetic": number };
    const [header = [], ...rows] = text("penguins.csv")
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.split(","));
    const half = (odd: number): TypedTable =>
      tableOf(
        ...header.map((name, at) => {
          const cells = rows
            .filter((_, i) => i % 2 === odd)
            .map((row) => (row[at] === "NA" ? null : (row[at] ?? null)));
          return ["species", "island", "sex"].includes(name)
            ? category(name, cells)
            : number(
                name,
                cells.map((cell) => (cell === null ? null : Number(cell))),
              );
        }),
      );
    const { distance } = copiesOf({ training: half(0), synthetic: half(1), uniform: uniformOf(3) });
    expect(distance).toBeCloseTo(fixture["dcr penguins median synthetic"], 9);
  });
});
