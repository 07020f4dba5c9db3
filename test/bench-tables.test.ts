/** The benchmark of tables reads and writes rows unchanged, and its figures of rules and conditions are what they are called. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  gapShares,
  heldOutUnder,
  rowsUnder,
  rulesKept,
  underCondition,
  zeroShares,
} from "../bench/tables/structure.mjs";
import { readTyped, writeTyped } from "../bench/tables/typed.mjs";
import type { TypedTable } from "../src/data/typed-table.ts";

const folder = mkdtempSync(join(tmpdir(), "saddlepoint-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = { kind: "category", when: "date", at: "date", amount: "number", count: "integer" } as const;
const text = `kind,when,at,amount,count
"a, b",2013-01-05,2013-01-01T11:00:00Z,1.25,0
None,2013-02-05,2013-01-02T12:30:00Z,-3,7
,,,,
`;

describe("files of the benchmark of tables", () => {
  it("come back as they were, gaps, dates, quotes and the word None included", () => {
    const [from, to] = ["from.csv", "to.csv"].map((name) => join(folder, name)) as [string, string];
    writeFileSync(from, text);
    const table = readTyped(from, { columns });
    expect(table.rows).toBe(3);
    expect(table.columns.map(({ values }) => values[2])).toEqual(new Array(5).fill(Number.NaN));
    expect(table.columns[0]?.levels).toEqual(["a, b", "None"]);
    writeTyped(to, table);
    expect(readFileSync(to, "utf8")).toBe(text);
  });
});

/** Rows of code, name (an index of its own), number. */
const rowsOf = (rows: readonly (readonly [string, string, number])[]): TypedTable => {
  const category = (name: string, texts: readonly string[]) => {
    const levels = [...new Set(texts)].filter((each) => each !== "");
    const values = Float64Array.from(texts, (each) => (each === "" ? Number.NaN : levels.indexOf(each)));
    return { name, kind: "category", levels, values } as const;
  };
  return {
    columns: [
      category(
        "code",
        rows.map(([code]) => code),
      ),
      category(
        "name",
        rows.map(([, name]) => name),
      ),
      { name: "number", kind: "number", values: Float64Array.from(rows, ([, , number]) => number) },
    ],
    rows: rows.length,
  };
};
const repeated = (times: number, ...row: readonly [string, string, number]) => new Array(times).fill(row);

describe("rules of the benchmark of tables", () => {
  const training = rowsOf([
    ["A", "x", 0],
    ["A", "y", 1],
    ["B", "z", 2],
  ]);

  it("count a pair as broken where the data know its first part, and never with this second", () => {
    const table = rowsOf([
      ["A", "x", 0],
      ["A", "y", 0],
      ["A", "z", 0],
      ["B", "x", 0],
      ["C", "x", 0],
    ]);
    const [pair] = rulesKept(table, training, [{ says: "a code has its name", pair: [["code"], "name"] }]);
    expect(pair).toEqual({ says: "a code has its name", kept: 3 / 5 });
  });

  it("see texts of categories and numbers of all else", () => {
    const holds = (of: (name: string) => string | number): boolean => of("code") === "A" || of("number") === 2;
    expect(rulesKept(training, training, [{ says: "", holds }])).toEqual([{ says: "", kept: 1 }]);
    expect(zeroShares(training, ["number"])).toEqual([{ name: "number", share: 1 / 3 }]);
    expect(
      gapShares(
        rowsOf([
          ["", "x", 0],
          ["A", "x", Number.NaN],
        ]),
        ["code", "number"],
      ),
    ).toEqual([
      { name: "code", share: 0.5 },
      { name: "number", share: 0.5 },
    ]);
  });
});

describe("conditions of the benchmark of tables", () => {
  const training = rowsOf([...repeated(30, "A", "x", 1), ...repeated(10, "A", "y", 1), ...repeated(60, "B", "y", 2)]);

  it("find the rows that have all of it, numbers by value", () => {
    expect(rowsUnder(training, { code: "A", name: "y", number: "1" })).toHaveLength(10);
    expect(rowsUnder(training, { code: "A", number: "2" })).toEqual([]);
    expect(rowsUnder(training, { code: "C" })).toEqual([]);
  });

  it("compare the rest of the row with training rows of the condition", () => {
    // Of A three quarters are x; the number is always 1.
    const right = rowsOf([...repeated(15, "A", "x", 1), ...repeated(5, "A", "y", 1)]);
    expect(underCondition(right, training, { code: "A" }, 20)).toEqual({ obey: 1, rest: expect.closeTo(1, 12) });
    const ignored = rowsOf([...repeated(3, "A", "x", 1), ...repeated(7, "A", "y", 2)]);
    const { obey, rest } = underCondition(ignored, training, { code: "A" }, 10);
    expect(obey).toBe(1);
    // Names: 0.3 instead of 0.75 are x; numbers: 0.3 instead of 1 are 1.
    expect(rest).toBeCloseTo((0.55 + 0.3) / 2, 12);
  });

  it("show what held-out rows themselves have, and rows that ignore the condition", () => {
    const { rows, share, rest, ignoring } = heldOutUnder(training, training, { code: "A" });
    expect([rows, share]).toEqual([40, 0.4]);
    expect(rest).toBeCloseTo(1, 12);
    expect(ignoring).toBeLessThan(0.7);
  });
});
