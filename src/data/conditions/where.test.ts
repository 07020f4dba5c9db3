import { describe, expect, it } from "vitest";
import type { ColumnFacts } from "../typed-table.ts";
import { contains, nextAbove, nextBelow, others, setOf } from "./value-set.ts";
import { type AskableTable, holdsFor, readWhere, type Where } from "./where.ts";
import { parseWhere } from "./where-text.ts";

const columns: readonly ColumnFacts[] = [
  { name: "sex", kind: "category", levels: ["Female", "Male"] },
  { name: "city", kind: "category", levels: ["A, B", 'the "C"', "it's", "Berlin"] },
  { name: "age", kind: "integer" },
  { name: "price", kind: "number", form: { decimals: 2, mark: ",", thousands: ".", prefix: "€ " } },
  { name: "speed", kind: "number", gap: "NA" },
  { name: "flag", kind: "boolean", levels: ["no", "yes"] },
  { name: "when", kind: "date", dateForm: { pattern: "DD.MM.YYYY", resolution: "day" } },
  { name: "at", kind: "date", dateForm: { pattern: "YYYY-MM-DD HH:mm", resolution: "minute" } },
  { name: "seen", kind: "date", dateForm: { pattern: "M/D/YYYY h:mm A", resolution: "minute" } },
  { name: "native-country", kind: "category", levels: ["DE", "FR"] },
];
const table: AskableTable = { columns, refused: new Map([["id", "names of rows, which are made anew"]]) };
const doing = "reading --where";

/** Whether rows, given by some of their values, are what was asked for. */
function lets(where: Where, row: Readonly<Record<string, number | string | null>>): boolean {
  return holdsFor(readWhere(where, table, doing), (name) => {
    const value = row[name];
    const levels = columns.find((column) => column.name === name)?.levels;
    if (value === null || value === undefined) return Number.NaN;
    return typeof value === "number" ? value : (levels ?? []).indexOf(value);
  });
}
const day = (year: number, month = 1, date = 1): number => Date.UTC(year, month - 1, date);

describe("conditions as text", () => {
  it.each<[string, readonly [column: string, comparison: string, values: readonly (string | null)[]][]]>([
    [
      "sex=Female,age>60",
      [
        ["sex", "=", ["Female"]],
        ["age", ">", ["60"]],
      ],
    ],
    ['"city"!="A, B"', [["city", "!=", ["A, B"]]]],
    [" native-country = DE | FR ", [["native-country", "=", ["DE", "FR"]]]],
    ["speed=", [["speed", "=", [null]]]],
    [
      "speed=,age=1",
      [
        ["speed", "=", [null]],
        ["age", "=", ["1"]],
      ],
    ],
    ['speed=""', [["speed", "=", [""]]]],
    [
      "speed is missing, age <= 4",
      [
        ["speed", "=", [null]],
        ["age", "<=", ["4"]],
      ],
    ],
    ['"speed" IS NOT missing', [["speed", "!=", [null]]]],
    ["Cost Total $>=1e3", [["Cost Total $", ">=", ["1e3"]]]],
    ['city="the ""C"""|\'it\'\'s\'', [["city", "=", ['the "C"', "it's"]]]],
    [
      "age==5,age≥3,age≠4",
      [
        ["age", "=", ["5"]],
        ["age", ">=", ["3"]],
        ["age", "!=", ["4"]],
      ],
    ],
  ])("reads %s", (text, expected) => {
    expect(parseWhere(text, doing)).toEqual(
      expected.map(([column, comparison, values]) => ({ column, comparison, values })),
    );
  });

  it.each([
    ["", "expected the name of a column, but got the end of an empty text"],
    ["=5", "expected the name of a column, but got 5"],
    ["sex", "expected =, !=, <, <=, > or >= after sex, but got the end of sex"],
    ["city=A, B", 'A value with a comma stands in quotation marks: city="A, B"'],
    ['city="A', 'expected a " at the end of a quotation'],
    ["age>60,", "expected the name of a column"],
  ])("refuses %j", (text, sentence) => {
    expect(() => parseWhere(text, doing)).toThrow(sentence);
  });
});

describe("conditions on a table", () => {
  it("hold for the rows that are meant", () => {
    expect(lets("sex=Female,age>60", { sex: "Female", age: 61 })).toBe(true);
    expect(lets("sex=Female,age>60", { sex: "Female", age: 60 })).toBe(false);
    expect(lets("sex=Female,age>60", { sex: "Male", age: 61 })).toBe(false);
    expect(lets('"city"!="A, B"', { city: "Berlin" })).toBe(true);
    expect(lets('"city"!="A, B"', { city: "A, B" })).toBe(false);
    expect(lets("native-country=DE|FR", { "native-country": "FR" })).toBe(true);
    expect(lets("age>=18,age<65,age!=40", { age: 18 })).toBe(true);
    expect(lets("age>=18,age<65,age!=40", { age: 40 })).toBe(false);
    expect(lets("age>=18,age<65,age!=40", { age: 65 })).toBe(false);
  });

  it("leave rows with gaps out unless gaps are asked for", () => {
    expect(lets("speed<5", { speed: null })).toBe(false);
    expect(lets("speed!=5", { speed: null })).toBe(false);
    expect(lets("speed is missing", { speed: null })).toBe(true);
    expect(lets("speed is missing", { speed: 5 })).toBe(false);
    expect(lets("speed is not missing", { speed: 5 })).toBe(true);
    expect(lets("speed is not missing", { speed: null })).toBe(false);
    expect(lets("speed=|7", { speed: null })).toBe(true);
    expect(lets("speed=|7", { speed: 7 })).toBe(true);
    expect(lets("speed=|7", { speed: 8 })).toBe(false);
  });

  it("take numbers as programs write them or in the form of the column", () => {
    expect(lets("price=1234.5", { price: 1234.5 })).toBe(true);
    expect(lets('price="€ 1.234,50"', { price: 1234.5 })).toBe(true);
    expect(lets('price="1.234,50"', { price: 1234.5 })).toBe(true);
  });

  it("take dates by their text, and a month or year as all of it", () => {
    expect(lets("when=31.05.2024", { when: day(2024, 5, 31) })).toBe(true);
    expect(lets("when>=2024-05-31", { when: day(2024, 5, 30) })).toBe(false);
    expect(lets("when=2024", { when: day(2024, 12, 31) })).toBe(true);
    expect(lets("when=2024", { when: day(2025) })).toBe(false);
    expect(lets("when>2024-05", { when: day(2024, 5, 31) })).toBe(false);
    expect(lets("when>2024-05", { when: day(2024, 6, 1) })).toBe(true);
    expect(lets("when<=2024-05", { when: day(2024, 5, 31) })).toBe(true);
    expect(lets("at=2024-05-31", { at: day(2024, 5, 31) + 5e6 })).toBe(true);
    expect(lets("at>=2024-05-31T01:30Z", { at: day(2024, 5, 31) + 5_400_000 })).toBe(true);
    expect(lets("at>=2024-05-31T01:30+01:00", { at: day(2024, 5, 31) + 1_800_000 })).toBe(true);
    expect(lets("seen=5/31/2024", { seen: day(2024, 5, 31) + 5e6 })).toBe(true);
    expect(lets("seen=5/31/2024 1:30 AM", { seen: day(2024, 5, 31) + 5_459_999 })).toBe(true);
    expect(lets("seen=5/31/2024 1:30 AM", { seen: day(2024, 5, 31) + 5_460_000 })).toBe(false);
    expect(lets("at<2024-05-31 01:30", { at: day(2024, 5, 31) + 5_400_000 })).toBe(false);
  });

  it("take true and false for a boolean's own texts", () => {
    expect(lets("flag=true", { flag: "yes" })).toBe(true);
    expect(lets("flag=yes", { flag: "yes" })).toBe(true);
    expect(lets({ flag: false }, { flag: "no" })).toBe(true);
  });

  it("take a category's value with spaces around it", () => {
    expect(lets({ sex: " Female " }, { sex: "Female" })).toBe(true);
    expect(lets({ sex: " Female " }, { sex: "Male" })).toBe(false);
  });

  it("can be an object", () => {
    const where = { sex: "Female", age: { ">": 60, "<=": 70 }, city: ["Berlin", "A, B"], speed: null } as const;
    expect(lets(where, { sex: "Female", age: 70, city: "Berlin" })).toBe(true);
    expect(lets(where, { sex: "Female", age: 71, city: "Berlin" })).toBe(false);
    expect(lets(where, { sex: "Female", age: 70, city: "it's" })).toBe(false);
    expect(
      lets({ when: { ">=": new Date("2024-01-01") }, city: { in: ["Berlin"] } }, { when: day(2024), city: "Berlin" }),
    ).toBe(true);
    expect(lets({ speed: { "!=": null } }, { speed: 3 })).toBe(true);
  });

  it.each<[Where, string]>([
    ["sexx=Female", "expected a column of the table, but got sexx. Did you mean sex?"],
    ["sex=Femal", "expected a value that sex has in the data, but got Femal. Did you mean Female?"],
    ["sex=x", "sex has Female, Male"],
    ["city=x", 'city has "A, B", the "C", it\'s, Berlin.'],
    ["city=A B", 'expected a value that city has in the data, but got A B. Did you mean "A, B"?'],
    ["id=5", "expected a column that is learned, but got id: names of rows, which are made anew"],
    ["sex<Male", "expected = or != for sex, whose values have no order, but got <. Name those that will do: sex=A|B"],
    ["age>old", "expected a whole number for age, as 1234, but got old"],
    ["price=x", "expected a number for price, as 1234 or € 1.234, but got x"],
    ["age>1|2", "expected one value after age >, but got several"],
    ["age>", "expected one value after age >, but got a gap"],
    ["when=2023-02-30", "expected a date for when, as 2024-05-31 or 31.05.2024, but got 2023-02-30"],
    ["when=yesterday", "expected a date for when"],
    ["age>5,age<3", "expected conditions on age that hold together, but got some that exclude each other"],
    [{ age: { "~": 5 } } as unknown as Where, "expected =, !=, <, <=, >, >= or in for age, but got ~"],
  ])("refuse %j", (where, sentence) => {
    expect(() => readWhere(where, table, doing)).toThrow(sentence);
  });
});

describe("sets of values", () => {
  it("have all that they lack in their complement, to the last bit", () => {
    const set = setOf([
      { from: 1, to: 2 },
      { from: -0, to: 0 },
      { from: 1.5, to: 3 },
    ]);
    const rest = others(set);
    for (const value of [
      -1,
      0,
      1,
      2.9,
      3,
      nextAbove(3),
      nextBelow(1),
      nextAbove(0),
      nextBelow(0),
      -Infinity,
      Infinity,
    ]) {
      expect(contains(rest, value), String(value)).toBe(!contains(set, value));
    }
    expect(nextAbove(1)).toBe(1 + 2 ** -52);
    expect(nextBelow(1)).toBe(1 - 2 ** -53);
    expect(nextAbove(-1)).toBe(-1 + 2 ** -53);
  });
});
