import { describe, expect, it } from "vitest";
import { inUnits } from "./columns/columns.ts";
import { needsDouble } from "./columns/number-units.ts";
import { readCsv } from "./csv.ts";
import { tableData } from "./rows.ts";

describe("CSV", () => {
  it("quotes of a file that is no text only so much as can be read", () => {
    const noise = `a,b\nx"${"\u0000\ufffd\u0007".repeat(500)}`;
    let says = "";
    try {
      readCsv("t.csv", noise);
    } catch (error) {
      says = (error as Error).message;
    }
    expect(says).toMatch(
      /^reading t\.csv as CSV: expected fields that are quoted rightly, but got Invalid Opening Quote/,
    );
    expect(says).not.toMatch(/[\p{Cc}\ufffd]/u);
    expect(says.length).toBeLessThan(260);
  });

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
      "line 3, a: expected a number, but got x. Leave the column out (`columns` names those to take), or mend the line.",
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
    ["with an open quote", 'a,b\n"1,2\n', {}, "expected fields that are quoted rightly, but got"],
    [
      "with a gap in every row",
      "a,b\n1,\n,2\n,3\n4,\n,5\n",
      {},
      'expected a row with a number in every column, but got 5 rows with gaps (a 3, b 2). Name columns without many gaps by `columns`, or let the mean of the column take their place by `nan: "mean"`.',
    ],
  ])("%s is refused in words", (_, text, options, message) => {
    expect(() => readCsv("t.csv", text, options)).toThrow(message);
  });
});

describe("rows of a table", () => {
  const values = Float64Array.of(10, 1, 20, 1.5, 30, 5);

  it("whose differences are too small to square are refused, not taken for constant", async () => {
    const tiny = { columns: ["a", "t"], values: values.map((value, i) => (i % 2 ? value * 1e-300 : value)) };
    await expect(tableData("t", tiny)).rejects.toThrow(
      /column t: expected numbers of moderate size, but got differences/,
    );
  });

  it("far from all others are said, once or often, at both ends", async () => {
    const some = Float64Array.from({ length: 60 }, (_, i) => ((i * 7) % 11) / 4);
    const said = async (change: (value: number, i: number) => number): Promise<string> =>
      (await tableData("t", { columns: ["v"], values: some.map(change) })).notices.join("\n");
    expect(await said((value, i) => (i % 7 === 0 ? -999 : value))).toMatch(
      /v \(-999 in 9 rows\) lies far from all other/,
    );
    expect(await said((value, i) => (i === 3 ? 99 : i === 8 ? -99 : value))).toMatch(
      /v \(-99 in 1 row\), v \(99 in 1 row\) lie far/,
    );
    expect(await said((value, i) => (i === 3 ? 8 : value))).not.toMatch(/far from/);
  });

  it("are trained with mean 0 and deviation 1, and scaled back to what they were", async () => {
    const data = await tableData("t", { columns: ["a", "b"], values });
    const reader = await data.open({ seed: 1, batch: 3 });
    const rows = new Float32Array(6);
    await reader.next({ x: rows });
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
      "constant, and so is the other,",
      [1, 7, 1, 7],
      "expected a column whose values differ, but got the same values in every row: a 1, b 7.",
    ],
    ["too large to square", [1, 1e200, 2, -1e200], "reading t, column b: expected finite numbers of moderate size"],
  ])("of a column that is %s are refused", async (_, numbers, message) => {
    await expect(tableData("t", { columns: ["a", "b"], values: Float64Array.from(numbers) })).rejects.toThrow(message);
  });
});

describe("rows that would spoil a table", () => {
  const spread = (values: ArrayLike<number>): Float64Array => Float64Array.from(values);
  const plain = Array.from({ length: 400 }, (_, i) => (i * 37) % 100);

  it("are left out and named where one number lies a thousand times further out than all others", async () => {
    const values = spread(plain.map((value, i) => (i === 200 ? 1e12 : value)));
    const data = await tableData("t", { columns: ["a"], values, lines: plain.map((_, i) => i + 2) });
    expect(data.count).toBe(399);
    expect(data.notices[0]).toMatch(
      /^1 row is left out for an outlier: a is 1000000000000 in line 202, .* `outliers: "keep"`/,
    );
    const without = await tableData("t", { columns: ["a"], values: spread(plain.filter((_, i) => i !== 200)) });
    expect(data.columns).toEqual(without.columns);
    const kept = await tableData("t", { columns: ["a"], values }, { outliers: "keep" });
    expect([kept.count, kept.columns[0]?.scale]).toEqual([400, expect.closeTo(5e10, -9)]);
  });

  it.each<[string, readonly number[]]>([
    ["a long tail", plain.map((_, i) => Math.exp(8 * Math.sin(i) * Math.cos(3 * i)))],
    ["zeros and a few amounts", plain.map((_, i) => (i % 300 === 7 ? 1e6 + i : 0))],
    ["a value a hundred times further out", plain.map((value, i) => (i === 9 ? 5000 : value))],
    ["two clusters far apart", plain.map((value, i) => (i % 20 === 0 ? 1e9 + value : value))],
  ])("are not those of %s", async (_, values) => {
    expect((await tableData("t", { columns: ["a"], values: spread(values) })).count).toBe(400);
  });

  it("are left out and counted by column where a number is not finite", async () => {
    const values = spread([1, 2, Number.NaN, 3, 4, Number.POSITIVE_INFINITY, 5, 7]);
    const data = await tableData("t", { columns: ["a", "b"], values });
    expect(data.count).toBe(2);
    expect(data.notices[0]).toBe(
      "2 of 4 rows are left out, as not all numbers are finite: NaN in a (1), infinity in b (1).",
    );
    await expect(
      tableData("t", { columns: ["a", "b"], values: spread([Number.NaN, 1, Number.NaN, 2]) }),
    ).rejects.toThrow("expected a row with a finite number in every column, but got NaN in a (2).");
  });
});

describe("what is said of a table", () => {
  it("is that numbers of few values are learned as continuous ones", async () => {
    const values = Float64Array.from({ length: 300 }, (_, i) => [i % 100 ? 7 : 8, i % 10 ? 0 : i, i % 17][i % 3] ?? 0);
    const rows = Array.from({ length: 100 }, (_, i) => [i % 50 ? 7 : 8, i % 4 ? 0 : i + 1, i % 17]).flat();
    const data = await tableData("t", { columns: ["flag", "amount", "n"], values: Float64Array.from(rows) });
    expect(values.length).toBe(300);
    expect(data.notices.join("\n")).toContain(
      "flag (7 or 8, 7 in 98 % of the rows), amount (0 in 75 % of the rows) are learned as continuous numbers",
    );
  });

  it("is to how many decimals samples are rounded, and round undoes it", async () => {
    const values = Float64Array.of(1, 0.25, 2, 0.5, 4, 0.125);
    const table = { columns: ["n", "x"], values, forms: [{ decimals: 0 }, { decimals: 3, suffix: "%" }] };
    const data = await tableData("t", table);
    expect(data.notices).toEqual([
      'Samples are rounded as the data are: whole numbers in n; 3 decimals in x (`round: "no"` writes all digits).',
    ]);
    expect([...inUnits(data.columns, Float32Array.of(0.1, 0.1))]).toEqual([2, 0.307]);
    const whole = await tableData("t", table, { round: false });
    expect([whole.notices, whole.columns.map(({ form }) => form)]).toEqual([[], [undefined, { suffix: "%" }]]);
    expect(inUnits(data.columns, Float32Array.of(0.1, 0.1), { round: false })[1]).not.toBe(0.307);
  });
});

describe("numbers in the data's units", () => {
  it("are float64: neighbours in training stay apart far from 0", async () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => 1_767_225_600 + ((i * 7919) % 3600));
    const { columns } = await tableData("t", { columns: ["ts"], values });
    const x = Float32Array.from({ length: 500 }, (_, i) => i / 100 - 2.5);
    const units = inUnits(columns, x);
    expect(new Set(units).size).toBe(500);
    expect(needsDouble(columns)).toBe(true);
  });

  it.each<[number, number, boolean]>([
    [0, 1, false],
    [44, 5.4, false],
    [2000, 10, true],
    [1013, 0.3, true],
    [1e9, 0.05, true],
  ])("about %d ± %d need float64 in a model: %s", (center, scale, double) => {
    expect(needsDouble([{ name: "a", center, scale }])).toBe(double);
  });
});
