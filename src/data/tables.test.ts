import { describe, expect, it } from "vitest";
import { readCsv } from "./csv.ts";
import { inUnits, tableData } from "./rows.ts";

describe("CSV", () => {
  it.each<[string, string, Parameters<typeof readCsv>[2], string[], number[], number]>([
    ["with a header", "a,b\n1,2\n3,4\n", {}, ["a", "b"], [1, 2, 3, 4], 0],
    ["without one", "1,2\n3,4", {}, ["column 1", "column 2"], [1, 2, 3, 4], 0],
    ["whose header has numbers in it", "id,2020\n1,2\n3,4", {}, ["id", "2020"], [1, 2, 3, 4], 0],
    ["with semicolons, quotes and a byte order mark", '\ufeff"a;1";b\r\n"1";-2e1\r\n', {}, ["a;1", "b"], [1, -20], 0],
    ["with tabs", "a\tb\n1\t2\n", {}, ["a", "b"], [1, 2], 0],
    ["with text columns, which are left out", "n,a\nx,1\ny,2\n", {}, ["a"], [1, 2], 0],
    ["with gaps: those rows are dropped and counted", "a,b\n1,2\n,3\nNA,4\n5,6\n", {}, ["a", "b"], [1, 2, 5, 6], 2],
    ["of chosen columns, by name and by number", "a,b,c\n1,2,3\n", { columns: ["c", "1"] }, ["c", "a"], [3, 1], 0],
    ["whose header is said to be none", "1,2\n3,4", { header: "no", columns: ["2"] }, ["column 2"], [2, 4], 0],
    ["whose numbers are said to be a header", "1,2\n3,4", { header: "yes" }, ["1", "2"], [3, 4], 0],
    [
      "in which a gap of a column that is not taken does no harm",
      "a,b\n1,\n2,3\n",
      { columns: ["a"] },
      ["a"],
      [1, 2],
      0,
    ],
  ])("%s is read", (_, text, options, columns, values, dropped) => {
    const table = readCsv("t.csv", text, options);
    expect([table.columns, [...table.values], table.dropped]).toEqual([columns, values, dropped]);
  });

  it.each<[string, string, Parameters<typeof readCsv>[2], string]>([
    ["of nothing", "", {}, "reading t.csv as CSV: expected lines of numbers, but got an empty file."],
    ["with a header only", "a,b\n", {}, "expected rows below the header, but got none."],
    ["with uneven rows", "a,b\n1,2\n3\n", {}, "line 3: expected 2 fields, as in line 1, but got 1."],
    [
      "with text in a chosen column",
      "a,b\n1,2\nx,3\n",
      { columns: ["a"] },
      "line 3, a: expected a number, but got x. Leave the column out (--columns names those to take), or mend the line.",
    ],
    [
      "without numbers",
      "a,b\nx,y\n",
      {},
      "expected a column of numbers, but got a, b, none of which holds numbers alone.",
    ],
    [
      "without the column asked for",
      "length,depth\n1,2\n",
      { columns: ["lenght"] },
      "expected a column of length, depth, but got lenght. Did you mean length?",
    ],
    ["with a name twice", "a,a\n1,2\n", {}, "expected columns of different names, but got a twice."],
    ["with an open quote", 'a,b\n"1,2\n', {}, "expected fields that are quoted rightly, but got"],
    [
      "with an infinite number",
      "a,b\n1,2\n1e999,3\n",
      { columns: ["a"] },
      "line 3, a: expected a number, but got 1e999.",
    ],
  ])("%s is refused in words", (_, text, options, message) => {
    expect(() => readCsv("t.csv", text, options)).toThrow(message);
  });
});

describe("rows of a table", () => {
  const values = Float64Array.of(10, 1, 20, 1.5, 30, 5);

  it("are trained with mean 0 and deviation 1, and scaled back to what they were", async () => {
    const data = await tableData("t", { columns: ["a", "b"], values });
    const reader = await data.open({ seed: 1, batch: 3 });
    const rows = new Float32Array(6);
    await reader.next(rows);
    for (const column of [0, 1]) {
      const scaled = [0, 1, 2].map((row) => rows[2 * row + column] ?? Number.NaN);
      expect(scaled.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
      expect(scaled.reduce((a, b) => a + b * b, 0) / 3).toBeCloseTo(1, 6);
    }
    const back = inUnits(data.columns, rows);
    const pairs = [0, 1, 2].map((row) => `${back[2 * row]?.toFixed(3)} ${back[2 * row + 1]?.toFixed(3)}`).sort();
    expect(pairs).toEqual(["10.000 1.000", "20.000 1.500", "30.000 5.000"]);
  });

  it("have a fingerprint that follows from names and values alone", async () => {
    const print = async (name: string, columns: string[], numbers: Float64Array) =>
      (await tableData(name, { columns, values: numbers })).fingerprint;
    const first = await print("t", ["a", "b"], values);
    expect(await print("other", ["a", "b"], values.slice())).toBe(first);
    expect(await print("t", ["a", "c"], values)).not.toBe(first);
    expect(
      await print(
        "t",
        ["a", "b"],
        values.map((value, i) => (i === 5 ? 5.1 : value)),
      ),
    ).not.toBe(first);
  });

  it.each<[string, number[], string]>([
    [
      "constant",
      [1, 7, 2, 7],
      "reading t, column b: expected values that differ, but got 7 in every row. Leave the column out: --columns names those to take.",
    ],
    ["too large to square", [1, 1e200, 2, -1e200], "reading t, column b: expected finite numbers of moderate size"],
  ])("of a column that is %s are refused", async (_, numbers, message) => {
    await expect(tableData("t", { columns: ["a", "b"], values: Float64Array.from(numbers) })).rejects.toThrow(message);
  });
});
