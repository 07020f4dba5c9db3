/** Against SDMetrics 0.32: tiny cases here, tables and expected values where shared data is at hand. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { category, date, number, tableOf } from "../../../test/typed-tables.ts";
import type { TypedColumn, TypedTable } from "../../data/typed-table.ts";
import {
  boundaryAdherence,
  categoryAdherence,
  categoryCoverage,
  keyUniqueness,
  ksComplement,
  missingValueSimilarity,
  rangeCoverage,
  statisticSimilarity,
  tvComplement,
} from "./columns.ts";
import { correlationSimilarity, pearson, spearman } from "./correlation.ts";
import { newRowSynthesis } from "./new-rows.ts";
import { isStrong } from "./pairs.ts";
import { dataStructure, meanOf, quality, sdmetricsQuality } from "./quality.ts";

type Cell = string | number | null;

const numbers = (cells: readonly Cell[]): Float64Array =>
  Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));

const levelsOf = (...columns: (readonly Cell[])[]): string[] => [
  ...new Set(columns.flat().filter((cell): cell is string => typeof cell === "string")),
];
const places = (cells: readonly Cell[], levels: readonly string[]): Float64Array =>
  Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : levels.indexOf(String(cell))));

/** A metric of two columns of categories. */
const nominal =
  (metric: (real: Float64Array, synthetic: Float64Array, levels: number) => number) =>
  (real: readonly Cell[], synthetic: readonly Cell[]): number => {
    const levels = levelsOf(real, synthetic);
    return metric(places(real, levels), places(synthetic, levels), levels.length);
  };
const ordered =
  (metric: (real: Float64Array, synthetic: Float64Array) => number) =>
  (real: readonly Cell[], synthetic: readonly Cell[]): number =>
    metric(numbers(real), numbers(synthetic));

const byName: Readonly<Record<string, (real: readonly Cell[], synthetic: readonly Cell[]) => number>> = {
  KSComplement: ordered(ksComplement),
  TVComplement: nominal((real, synthetic, levels) => tvComplement(real, synthetic, levels, { unseen: 1e-6 })),
  RangeCoverage: ordered(rangeCoverage),
  CategoryCoverage: nominal(categoryCoverage),
  BoundaryAdherence: ordered(boundaryAdherence),
  CategoryAdherence: nominal(categoryAdherence),
  MissingValueSimilarity: ordered(missingValueSimilarity),
  KeyUniqueness: (_, synthetic) => keyUniqueness(synthetic),
  "StatisticSimilarity mean": ordered((real, synthetic) => statisticSimilarity(real, synthetic, "mean")),
};

interface Case {
  readonly metric: string;
  readonly real: readonly Cell[];
  readonly synthetic: readonly Cell[];
  /** null where SDMetrics does not define it. */
  readonly value: number | null;
}

/** Values that SDMetrics 0.32 gives. */
const tiny: readonly Case[] = [
  { metric: "KSComplement", real: [1, 2, 3, 4], synthetic: [1, 2, 3, 4], value: 1 },
  { metric: "KSComplement", real: [1, 2, 3, 4], synthetic: [3, 4, 5, 6], value: 0.5 },
  { metric: "KSComplement", real: [0, 0, 0, 1, null], synthetic: [0, null, null, 2], value: 0.5 },
  { metric: "KSComplement", real: [1, 1], synthetic: [2, 2], value: 0 },
  { metric: "KSComplement", real: [1, 2], synthetic: [null, null], value: null },
  { metric: "TVComplement", real: ["a", "a", "b", "c"], synthetic: ["a", "b", "b", "d"], value: 0.5000001874999531 },
  { metric: "TVComplement", real: ["a", "a", null, "b"], synthetic: ["a", null, null, "b"], value: 0.8333333333333334 },
  { metric: "TVComplement", real: ["a", "b"], synthetic: ["c", "d"], value: 9.999990000508774e-7 },
  { metric: "RangeCoverage", real: [0, 10], synthetic: [2, 7], value: 0.5 },
  { metric: "RangeCoverage", real: [0, 10], synthetic: [-5, 20], value: 1 },
  { metric: "RangeCoverage", real: [0, 10], synthetic: [20, 30], value: 0 },
  { metric: "RangeCoverage", real: [5, 5], synthetic: [1, 2], value: null },
  { metric: "CategoryCoverage", real: ["a", "b", "c", "c"], synthetic: ["a", "d", "d", "a"], value: 1 / 3 },
  { metric: "BoundaryAdherence", real: [0, 10], synthetic: [-1, 0, 5, 10, 11], value: 0.6 },
  { metric: "BoundaryAdherence", real: [0, 10], synthetic: [null, 0, 5, 11], value: 0.5 },
  { metric: "BoundaryAdherence", real: [0, 10, null], synthetic: [null, 0, 5, 11], value: 2 / 3 },
  { metric: "CategoryAdherence", real: ["a", "b"], synthetic: ["a", "c", "b", "b"], value: 0.75 },
  { metric: "CategoryAdherence", real: ["a", "b"], synthetic: ["a", null], value: 0.5 },
  { metric: "CategoryAdherence", real: ["a", null], synthetic: ["a", null], value: 1 },
  { metric: "MissingValueSimilarity", real: [1, null, null, 4], synthetic: [1, 2, null, 4], value: 0.75 },
  { metric: "KeyUniqueness", real: [1, 2, 3, 4], synthetic: [1, 1, 2, 3], value: 0.75 },
  { metric: "StatisticSimilarity mean", real: [0, 10, 2], synthetic: [1, 3, 5], value: 0.9 },
];

const check = ({ metric, real, synthetic, value }: Case): void => {
  const found = byName[metric]?.(real, synthetic) ?? Number.POSITIVE_INFINITY;
  if (value === null) expect(found).toBeNaN();
  else expect(found).toBeCloseTo(value, 12);
};

describe("the metrics of a column", () => {
  it.each(tiny)("$metric of $real and $synthetic is $value, as SDMetrics has it", check);

  it("counts a value that the real column lacks as nothing unless asked to", () => {
    const levels = ["a", "b", "c", "d"];
    const [real, synthetic] = [places(["a", "a", "b", "c"], levels), places(["a", "b", "b", "d"], levels)];
    expect(tvComplement(real, synthetic, 4)).toBe(0.5);
  });

  it("takes numbers for one that differ beyond the 14th decimal", () => {
    expect(ksComplement(numbers([0.1, 0.3]), numbers([0.1, 0.1 + 0.2]))).toBe(1);
  });
});

describe("the metrics of a pair", () => {
  const [x, y] = [numbers([1, 2, 3, 4, 5, 6]), numbers([2, 1, 4, 3, 6, null])];
  const [p, q] = [numbers([1, 2, 3, 4, 5, 9]), numbers([5, 4, 3, 2, 1, 0])];

  it("compares correlations of the rows that have both numbers", () => {
    expect(correlationSimilarity(pearson(x, y), pearson(p, q))).toBeCloseTo(0.11654694047507275, 12);
    expect(correlationSimilarity(spearman(x, y), spearman(p, q))).toBeCloseTo(0.1, 12);
  });

  it("has no correlation of a constant column, not even one whose mean is off by rounding", () => {
    expect(pearson(numbers([0.1, 0.1, 0.1]), numbers([1, 2, 3]))).toBeNaN();
  });

  it("compares the shares of pairs of values, gaps as a value", () => {
    const real = tableOf(category("x", ["a", "a", "b", "b", "b", null]), category("y", ["u", "v", "u", "u", "v", "u"]));
    const synthetic = tableOf(
      category("x", ["a", "b", "b", "c", "b", null]),
      category("y", ["u", "v", "u", "u", "v", "v"]),
    );
    expect(quality(real, synthetic).pairs).toBeCloseTo(0.5, 12);
  });

  it("counts the same with many categories as with few", () => {
    // So many levels that no table of counts is kept.
    const rows = Array.from({ length: 2000 }, (_, i) => i);
    const wide = (name: string, of: (i: number) => number): TypedColumn => ({
      name,
      kind: "category",
      levels: Array.from({ length: 1000 }, (_, i) => String(i)),
      values: Float64Array.from(rows, of),
    });
    const pair = (shift: number): TypedTable =>
      tableOf(
        wide("a", (i) => i % 1000),
        wide("b", (i) => (i + (i < 500 ? shift : 0)) % 1000),
      );
    const [found] = quality(pair(0), pair(1)).pairList;
    expect(found?.similarity).toBeCloseTo(0.75, 12);
    expect(found?.real).toBeCloseTo(1, 12);
  });

  it("moves all bins by one outlier in SDMetrics' report, and none by the real table's edges", () => {
    const rows = Array.from({ length: 200 }, (_, i) => i);
    const of = (last: number): TypedTable =>
      tableOf(
        category(
          "half",
          rows.map((i) => (i < 100 ? "low" : "high")),
        ),
        number(
          "place",
          rows.map((i) => (i === 199 ? last : i)),
        ),
      );
    expect(quality(of(199), of(1e6)).pairs).toBeCloseTo(1, 12);
    expect(sdmetricsQuality(of(199), of(1e6)).pairs).toBeLessThan(0.5);
  });
});

describe("quality of a table", () => {
  it("finds columns by name and categories by text, whatever their order", () => {
    const real = tableOf(category("a", ["x", "x", "y", "z"]), number("b", [1, 2, 3, 4]));
    const other = tableOf(number("b", [4, 3, 2, 1]), category("a", ["z", "y", "x", "x"]));
    const found = quality(real, other);
    expect(found.score).toBeCloseTo(1, 12);
    expect(found.columns.map(({ name, shape }) => [name, shape])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
  });

  it("refuses a table that lacks a column, by its name", () => {
    const real = tableOf(number("age", [1, 2]), number("pay", [1, 2]));
    expect(() => quality(real, tableOf(number("age", [1, 2])))).toThrow(/"pay".*none of that name/s);
    expect(dataStructure(real, tableOf(number("age", [1, 2])))).toBe(0.5);
  });

  it("shows independence in strong pairs more than in all", () => {
    const rows = Array.from({ length: 1000 }, (_, i) => i);
    const of = (mixed: boolean): TypedTable =>
      tableOf(
        number("a", rows),
        number(
          "twice",
          rows.map((i) => 2 * (mixed ? (i * 7) % 1000 : i)),
        ),
        number(
          "noise",
          rows.map((i) => (i * 381) % 1000),
        ),
      );
    const found = quality(of(false), of(true));
    expect(found.shapes).toBe(1);
    expect(found.strong).toBe(1);
    expect(found.strongPairs).toBeLessThan(0.6);
    expect(found.pairs).toBeGreaterThan(0.8);
  });
});

const FOLDER = new URL("../../../../shared/data/tables/", import.meta.url);
const shared = existsSync(new URL("quality-fixture.json", FOLDER));

interface ReportCase {
  readonly file: string;
  readonly columns: Readonly<Record<string, "categorical" | "numerical" | "datetime">>;
  readonly "all pairs (thresholds 0)": { readonly score: number; readonly shapes: number; readonly pairs: number };
  readonly "defaults of 0.32 (0.5, 0.3)": { readonly score: number; readonly shapes: number; readonly pairs: number };
  readonly shapes: Readonly<Record<string, number>>;
  readonly pairs: readonly (readonly [string, string, string, number])[];
  readonly "pairs counted": readonly (readonly [string, string])[];
  readonly validity: number;
  readonly missing: Readonly<Record<string, number>>;
  readonly newRowSynthesis: number | null;
}

interface Fixture {
  readonly tiny: readonly Case[];
  readonly reports: readonly ReportCase[];
  readonly "dcr penguins median synthetic": number;
}

/** Even rows of a file, and odd ones. */
function halves({ file, columns }: ReportCase): readonly [TypedTable, TypedTable] {
  const [name = ""] = file.split(" ");
  const gap = file.includes("NA is missing") ? "NA" : "";
  const [header = [], ...rows] = readFileSync(new URL(name, FOLDER), "utf8")
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(",").map((cell) => cell.replace(/^"(.*)"$/, "$1")));
  const half = (odd: number): TypedTable =>
    tableOf(
      ...Object.entries(columns).map(([column, kind]) => {
        const at = header.indexOf(column);
        const cells = rows.filter((_, i) => i % 2 === odd).map((row) => (row[at] === gap ? null : (row[at] ?? null)));
        if (kind === "categorical") return category(column, cells);
        if (kind === "datetime") return date(column, cells);
        return number(
          column,
          cells.map((cell) => (cell === null ? null : Number(cell))),
        );
      }),
    );
  return [half(0), half(1)];
}

describe.skipIf(!shared)(`against the fixture${shared ? "" : " (skipped: shared data is not at hand)"}`, () => {
  const fixture = shared
    ? (JSON.parse(readFileSync(new URL("quality-fixture.json", FOLDER), "utf8")) as Fixture)
    : undefined;

  it("gives every tiny case", () => {
    for (const one of fixture?.tiny ?? []) check(one);
  });

  it.each(fixture?.reports ?? [])("gives SDMetrics' report of $file", (report) => {
    const [real, synthetic] = halves(report);
    const all = sdmetricsQuality(real, synthetic);
    const expected = report["all pairs (thresholds 0)"];
    expect(all.score).toBeCloseTo(expected.score, 9);
    expect(all.shapes).toBeCloseTo(expected.shapes, 9);
    expect(all.pairs).toBeCloseTo(expected.pairs, 9);
    const strong = report["defaults of 0.32 (0.5, 0.3)"];
    expect(all.strongPairs).toBeCloseTo(strong.pairs, 9);
    expect(all.strongScore).toBeCloseTo(strong.score, 9);
    const name = (at: number): string => real.columns[at]?.name ?? "";
    const named = all.pairList.map((pair) => ({
      ...pair,
      names: pair.columns.map(name).sort().join(),
    }));
    const pairs = new Map(named.map((pair) => [pair.names, pair]));
    for (const [a, b, metric, value] of report.pairs) {
      const found = pairs.get([a, b].sort().join());
      expect(found?.similarity).toBeCloseTo(value, 9);
      expect(metric.toLowerCase()).toContain(found?.by);
    }
    expect(
      named
        .filter(isStrong)
        .map(({ names }) => names)
        .sort(),
    ).toEqual(report["pairs counted"].map((pair) => [...pair].sort().join()).sort());
    const ours = quality(real, synthetic);
    // Its report of the weather has one figure more, which is 1: the uniqueness of its key, the date.
    const keys = synthetic.columns.flatMap(({ kind, values }) => (kind === "date" ? [keyUniqueness(values)] : []));
    const validities = [...ours.columns.map(({ validity }) => validity), ...keys];
    expect(meanOf(validities)).toBeCloseTo(report.validity, 9);
    for (const { name: column, missing, shape } of ours.columns) {
      expect(missing).toBeCloseTo(report.missing[column] ?? 0, 9);
      // But for the millionth that an unseen value counts.
      expect(shape).toBeCloseTo(report.shapes[column] ?? 0, 6);
    }
    if (report.newRowSynthesis !== null) {
      expect(newRowSynthesis(real, synthetic)).toBeCloseTo(report.newRowSynthesis, 9);
    }
  });
});
