import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TypedColumn, TypedTable } from "../typed-table.ts";
import { findCombinations } from "./combinations.ts";
import { restoreTable } from "./derived.ts";
import { keepRules } from "./keep-rules.ts";
import { keeps, readRule } from "./rule.ts";

type Cell = string | number | null;

/** A table of columns that are given by their values; texts are categories. */
function tableOf(
  values: Readonly<Record<string, readonly Cell[]>>,
  facts: Readonly<Record<string, Partial<TypedColumn>>> = {},
): TypedTable {
  const columns = Object.entries(values).map(([name, cells]): TypedColumn => {
    const levels = [...new Set(cells.filter((cell) => typeof cell === "string"))];
    const numbers = Float64Array.from(cells, (cell) =>
      cell === null ? Number.NaN : typeof cell === "string" ? levels.indexOf(cell) : cell,
    );
    const kind = levels.length > 0 ? "category" : "number";
    return { name, kind, values: numbers, ...(levels.length > 0 ? { levels } : {}), ...facts[name] };
  });
  return { columns, rows: columns[0]?.values.length ?? 0 };
}

/** Cells of a column as they were given. */
const cellsOf = ({ columns }: TypedTable, name: string): Cell[] => {
  const column = columns.find((known) => known.name === name);
  return Array.from(column?.values ?? [], (value) => (Number.isNaN(value) ? null : (column?.levels?.[value] ?? value)));
};

/** Which rows keep a rule. */
const keeping = (text: string, table: TypedTable): boolean[] => {
  const rule = readRule(text, table);
  return Array.from({ length: table.rows }, (_, row) =>
    keeps(rule, (name) => table.columns.find((column) => column.name === name)?.values[row] ?? Number.NaN),
  );
};

const sales = tableOf(
  {
    net: [10, 0.1, 3, null],
    tax: [2, 0.2, 1, 1],
    total: [12, 0.3, 5, 7],
    "pre-tax": [10, 1, 3, 2],
    from: ["DE", "FR", "DE", "FR"],
    to: ["DE", "DE", "FR", "FR"],
    sex: ["m", "f", "m", "f"],
    pregnant: ["no", "yes", "yes", null],
  },
  { total: { form: { decimals: 2 } } },
);

describe("a rule", () => {
  it.each<[string, readonly boolean[]]>([
    ["total=net+tax", [true, true, false, true]],
    ["total >= net", [true, true, true, true]],
    ["net<tax", [false, true, false, true]],
    ["net <= 2 * tax + 1", [false, true, true, true]],
    ["net+tax-total=0", [true, true, false, true]],
    ["pre-tax=net", [true, false, true, true]],
    ['"pre-tax"-net>=0', [true, true, true, true]],
    ["net!=tax", [true, true, true, true]],
    ["net>=1", [true, false, true, true]],
    ["from!=to", [false, true, true, false]],
    ["from=to", [true, false, false, true]],
    ["from=DE", [true, false, true, false]],
    ["net=10|3", [true, false, true, true]],
    ["if sex=m then pregnant=no", [true, true, false, true]],
    ["if sex=f,net>0 then pregnant=yes", [true, true, true, true]],
    ["fixed(from, to)", [true, true, true, true]],
  ])("%s is kept by the rows that keep it", (text, expected) => {
    expect(keeping(text, sales)).toEqual(expected);
  });

  it.each([
    ["total=net+tx", "expected a column of the table, but got tx. Did you mean tax?"],
    ["total", "expected a comparison, but got total. Write rules as"],
    ["from<to", "expected = or != between values that have no order, but got <"],
    ["net+from>0", "expected numbers on both sides, but got from, a category"],
    ["if sex=m", "expected then, as in if sex=Male then pregnant=no"],
    ["fixed(from)", "expected two columns or more, but got from"],
    ["total=net*x", "expected a number after *, but got x"],
  ])("%s is refused", (text, sentence) => {
    expect(() => readRule(text, sales)).toThrow(sentence);
  });

  it("compares dates with each other and with their text", () => {
    const day = { kind: "date", dateForm: { pattern: "YYYY-MM-DD", resolution: "day" } } as const;
    const at = (text: string): number => Date.parse(text);
    const stays = tableOf(
      { in: [at("2024-01-01"), at("2024-02-01")], out: [at("2024-01-02"), at("2024-01-31")] },
      { in: day, out: day },
    );
    expect(keeping("in<=out", stays)).toEqual([true, false]);
    expect(keeping("out<=2024-01-30", stays)).toEqual([true, false]);
  });
});

describe("a table under rules", () => {
  it("does not learn a column that equals a sum, and has it again", () => {
    const table = tableOf(
      { net: [10, 0.1, 3, null], total: [12, 0.3, 4, null], tax: [2, 0.2, 1, 1] },
      { total: { form: { decimals: 2 } } },
    );
    const { learned, kept, notices } = keepRules(table, ["total=net+tax"]);
    expect(learned.columns.map(({ name }) => name)).toEqual(["net", "tax"]);
    expect(notices).toEqual(["Rule total=net+tax: total is not learned, but computed."]);
    expect(restoreTable(learned, kept)).toEqual(table);
  });

  it("leaves out the rows that break a rule, and counts them", () => {
    const { learned, rows, notices } = keepRules(sales, ["total=net+tax"]);
    expect(rows).toEqual([0, 1, 3]);
    expect(learned.rows).toBe(3);
    expect(notices[0]).toBe("Rule total=net+tax: 1 row of 4 break it and are left out.");
    expect(notices[1]).toContain("1 row had a gap on one side alone");
  });

  it("refuses a rule that most rows break", () => {
    expect(() => keepRules(sales, ["net>100"])).toThrow(
      "expected rows that keep it, but got 3 of 4 rows that break it",
    );
  });

  it("learns the distance of columns that are compared, and keeps the order whatever is generated", () => {
    const table = tableOf(
      { a: [1.5, 2, -3], b: [1.5, 7.25, 0] },
      { a: { form: { decimals: 1 } }, b: { form: { decimals: 2 } } },
    );
    for (const rule of ["a<=b", "b>=a"]) {
      const { learned, kept } = keepRules(table, [rule]);
      expect(learned.columns.map(({ name }) => name)).toEqual(["a", "b − a"]);
      expect(cellsOf(learned, "b − a")).toEqual([0, 5.25, 3]);
      expect(restoreTable(learned, kept)).toEqual(table);
    }
  });

  it("learns distances of dates and of columns one after the other", () => {
    const day = { kind: "date", dateForm: { pattern: "YYYY-MM-DD", resolution: "day" } } as const;
    const table = tableOf({ c: [9e8, 8e8], a: [1e8, 2e8], b: [3e8, null] }, { a: day, b: day, c: day });
    const { learned, kept } = keepRules(table, ["a<=b", "b<=c"]);
    expect(learned.columns.map(({ name }) => name)).toEqual(["c", "a", "b − a"]);
    expect(restoreTable(learned, kept)).toEqual(table);
    const whole = keepRules(tableOf({ c: [9e8, 8e8], a: [1e8, 2e8], b: [3e8, 5e8] }, { a: day, b: day, c: day }), [
      "b<=c",
      "a<=b",
    ]);
    expect(whole.learned.columns.map(({ name }) => name)).toEqual(["c − b", "a", "b − a"]);
    expect(whole.kept.derived.map(({ column }) => column.name)).toEqual(["b", "c"]);
    expect(cellsOf(restoreTable(whole.learned, whole.kept), "c")).toEqual([9e8, 8e8]);
  });

  it("draws again where a distance cannot be learned", () => {
    const table = tableOf({ a: [1, null], b: [2, 3] });
    const { learned, notices } = keepRules(table, ["a<=b"]);
    expect(learned).toEqual(table);
    expect(notices).toEqual(["Rule a<=b: rows that break it are drawn again (a has gaps where b has none)."]);
  });

  it("learns one of columns that tell each other, and looks the others up", () => {
    const table = tableOf({
      n: [1, 2, 1, 3, null],
      code: ["DE", "FR", "DE", "IT", "US"],
      name: ["Germany", "France", "Germany", null, null],
    });
    const { learned, kept } = keepRules(table, ["fixed(name,code,n)"]);
    expect(learned.columns.map(({ name }) => name)).toEqual(["code"]);
    expect(restoreTable(learned, kept)).toEqual(table);
    // The order of levels is the learner's own.
    const turned: TypedTable = {
      rows: 2,
      columns: [{ name: "code", kind: "category", levels: ["US", "IT", "FR", "DE"], values: Float64Array.of(3, 0) }],
    };
    const back = restoreTable(turned, kept);
    expect([cellsOf(back, "name"), cellsOf(back, "n")]).toEqual([
      ["Germany", null],
      [1, null],
    ]);
  });

  it("learns combinations as one column where none of the columns tells the others", () => {
    const table = tableOf({ x: [5, 6, 7], city: ["A", "A", "B"], street: ["1", "2", "1"] });
    const { learned, kept } = keepRules(table, ["fixed(city,street)"]);
    expect(learned.columns.map(({ name }) => name)).toEqual(["x", "city + street"]);
    expect(learned.columns[1]?.levels).toEqual(["A / 1", "A / 2", "B / 1"]);
    expect(restoreTable(learned, kept)).toEqual(table);
  });

  it("refuses circles and columns under two rules", () => {
    const table = tableOf({ a: [1, 2], b: [1, 2], c: ["x", "y"], d: ["x", "y"] });
    expect(() => keepRules(table, ["a=b", "b=a"])).toThrow(
      "expected one column alone on one side, that no other rule tells",
    );
    expect(() => keepRules(table, ["fixed(c,d)", "fixed(d,a)"])).toThrow(
      "expected columns under no other such rule, but got d",
    );
  });

  it("is whole again whatever the numbers are", () => {
    const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => Number(value.toFixed(2)));
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1 }), (rows) => {
        const form = { form: { decimals: 2 } };
        const table = tableOf(
          {
            a: rows.map(([a]) => a),
            b: rows.map(([, b]) => b),
            sum: rows.map(([a, b]) => Number((a + b).toFixed(2))),
            high: rows.map(([a, , c]) => Number((a + Math.abs(c)).toFixed(2))),
          },
          { a: form, b: form, sum: form, high: form },
        );
        const { learned, kept } = keepRules(table, ["sum=a+b", "a<=high"]);
        const back = restoreTable(learned, kept);
        expect(back.columns.map(({ values }) => values)).toEqual(table.columns.map(({ values }) => values));
      }),
    );
  });
});

describe("combinations", () => {
  const many = <T>(values: readonly T[], times: number): T[] => Array.from({ length: times }, () => values).flat();

  it("are found where one column tells another, and offered as a rule", () => {
    const table = tableOf({
      code: many(["DE", "FR", "IT", "US"], 20),
      name: many(["Germany", "France", "Italy", "USA"], 20),
      continent: many(["Europe", "Europe", "Europe", "America"], 20),
      free: Array.from({ length: 80 }, (_, i) => String((i * 7) % 5)),
      id: Array.from({ length: 80 }, (_, i) => i),
    });
    expect(findCombinations(table)).toEqual([
      { from: "code", told: ["name", "continent"], values: 4, rule: "fixed(code,name,continent)" },
    ]);
  });

  it("are not made of chance", () => {
    const table = tableOf({
      rare: [...many(["a"], 38), "b", "c"],
      other: [...many(["x"], 39), "y"],
      half: many(["p", "q"], 20),
    });
    expect(findCombinations(table)).toEqual([]);
  });
});
