import { describe, expect, it } from "vitest";
import { readJsonLines, readJsonTable } from "./read-table.ts";

const json = (rows: unknown): string => JSON.stringify(rows);

describe("rows in JSON", () => {
  const rows = [
    { n: 1, on: true, zip: "01234", when: "2024-01-31", x: 0.5 },
    { n: null, on: false, zip: "01234", when: "2024-02-01", x: 1e21 },
    { n: 3, on: null, zip: "NA", when: null, x: -2 },
    { on: true, zip: "5", when: "2024-02-03", x: 1, late: "yes" },
  ];

  it("keep their types: numerals in text are text, and NA is a word", () => {
    const { table, columns } = readJsonTable("t.json", json(rows));
    expect(columns.map(({ name, kind, gaps }) => [name, kind, gaps])).toEqual([
      ["n", "integer", 2],
      ["on", "boolean", 1],
      ["zip", "category", 0],
      ["when", "date", 1],
      ["x", "number", 0],
      ["late", "category", 3],
    ]);
    expect(table.columns[2]?.levels).toEqual(["01234", "NA", "5"]);
    expect([...(table.columns[4]?.values ?? [])]).toEqual([0.5, 1e21, -2, 1]);
    expect(readJsonTable("t.json", json(rows), { missing: ["zip=NA"] }).columns[2]?.gaps).toBe(1);
  });

  it.each<[string, unknown, string]>([
    [
      "lists below their names",
      [
        ["n", "k"],
        [1, "a"],
        [2, "b"],
        [1, "a"],
      ],
      "n,k",
    ],
    [
      "lists without names",
      [
        [1, "a"],
        [2, "b"],
        [1, "a"],
      ],
      "column 1,column 2",
    ],
    [
      "an object around them",
      {
        status: "ok",
        rows: [
          { n: 1, k: "a" },
          { n: 2, k: "b" },
        ],
      },
      "n,k",
    ],
  ])("are %s", (_, read, names) => {
    const { table } = readJsonTable("t.json", json(read));
    expect(table.columns.map(({ name }) => name).join()).toBe(names);
    expect(table.columns.map(({ kind }) => kind)).toEqual(["integer", "category"]);
  });

  it("hold objects and lists in columns that are left out, and that is said", () => {
    const { columns, notices } = readJsonTable(
      "t.json",
      json([
        { a: 1, o: { b: 2 } },
        { a: 2, o: [3] },
      ]),
    );
    expect(columns[1]).toMatchObject({ kind: "ignored", reason: "objects or lists" });
    expect(notices.join()).toMatch(/o \(\{"b":2\}, \[3\]\) holds objects or lists/);
  });

  it("of several types in one column are read as text would be", () => {
    expect(readJsonTable("t.json", json([{ a: 1 }, { a: "2" }, { a: 3 }])).columns[0]?.kind).toBe("integer");
    expect(readJsonTable("t.json", json([{ a: 1 }, { a: "many" }, { a: 1 }])).columns[0]?.kind).toBe("category");
  });

  it("know names that JavaScript has for something else", () => {
    const { table } = readJsonTable(
      "t.json",
      '[{"__proto__": 1, "constructor": "x"}, {"__proto__": 2, "constructor": "y"}, {"toString": 3}]',
    );
    expect(table.columns.map(({ name }) => name)).toEqual(["__proto__", "constructor", "toString"]);
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "a,b\n1,2", /^reading t\.json as JSON: expected JSON, but got/],
    ["a number", "3", /expected a list of rows: \[\{"a": 1, "b": "x"\}, …\], but got number/],
    ["columns instead of rows", '{"a": {"0": 1}}', /but got an object with a\. With pandas/],
    ["no rows", "[]", /expected rows, but got none/],
    ["a row that is none", '[{"a": 1}, 5]', /row 2: expected an object, as other rows are, but got 5/],
    ["lists of different lengths", '[["a"], [1], [2, 3]]', /row 3: expected 1 value, but got 2/],
    ["names alone", '[["a"]]', /expected rows below the names/],
    ["what is nested beyond measure", "[".repeat(200) + "]".repeat(200), /more than 100/],
  ])("are refused where there is %s", (_, text, says) => {
    expect(() => readJsonTable("t.json", text)).toThrow(says);
  });
});

describe("lines of JSON", () => {
  it("are a row each, empty ones aside", () => {
    const { table } = readJsonLines("t.jsonl", '\ufeff{"a": 1}\r\n\n{"a": 2.5}\n  \n{"a": 1}');
    expect(table.columns[0]).toMatchObject({ kind: "number", values: Float64Array.of(1, 2.5, 1) });
  });

  it("are refused with their number", () => {
    expect(() => readJsonLines("t.jsonl", '{"a": 1}\n\n{"a": 2\n')).toThrow(
      /^reading t\.jsonl as JSON lines, line 3: expected JSON/,
    );
    expect(() => readJsonLines("t.jsonl", '{"a": 1}\n\n5\n')).toThrow(/line 3: expected an object/);
    expect(() => readJsonLines("t.jsonl", '{"a": 1}\n{"a": "x"}\n', { column: ["a=number"] })).toThrow(
      /line 2, a: expected a number, but got x/,
    );
  });
});
