import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateText } from "./date-form.ts";
import { heldOutRows } from "./held-out-rows.ts";
import { numberText } from "./number-form.ts";
import { readCsvTable } from "./read-table.ts";
import { type ReadOptions, schemaOf } from "./typed-reader.ts";
import type { TypedColumn } from "./typed-table.ts";

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join("");

/** A table of one column to be looked at beside another one that is always learned. */
const withColumn = (fields: readonly string[], name = "a"): string =>
  `b;${name}\n${fields.map((field, i) => `${(i * 7) % 5}.5;${field}\n`).join("")}`;

const readOne = (fields: readonly string[], { name = "a", ...options }: ReadOptions & { name?: string } = {}) => {
  const read = readCsvTable("t.csv", withColumn(fields, name), { separator: "semicolon", ...options });
  const column = read.columns.find((one) => one.name === name);
  return { ...read, column, values: read.table.columns.find((one) => one.name === name) as TypedColumn };
};

const many = (count: number, field: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => field(i));

describe("the kind of a column", () => {
  it.each<[string, readonly string[], string, RegExp]>([
    ["two words for true and false", many(20, (i) => (i % 3 ? "true" : "false")), "boolean", /false or true/],
    ["Yes and No", many(20, (i) => (i % 3 ? "Yes" : "No")), "boolean", /No or Yes/],
    ["0 and 1", many(20, (i) => String(i % 2)), "integer", /2 different/],
    ["words that come again", many(20, (i) => ["red", "green", "blue"][i % 3] as string), "category", /3 different/],
    ["few rows of words", ["red", "blue"], "category", /all different/],
    ["codes with leading zeros", many(40, (i) => String(i % 9).padStart(5, "0")), "category", /codes/],
    ["hexadecimal codes", many(40, (i) => `0x${i % 9}f`), "category", /codes/],
    ["years", many(40, (i) => String(2007 + (i % 3))), "integer", /whole, 3 different/],
    ["numbers with decimals", many(40, (i) => `${i % 9}.25`), "number", /2 decimals/],
    ["mostly one number", many(40, (i) => (i % 10 ? "0" : `${i}.5`)), "number", /90 % are 0/],
    ["seconds of our time", many(40, (i) => String(1767225600 + i)), "integer", /whole/],
    ["days", many(40, (i) => `2024-01-${String(1 + (i % 28)).padStart(2, "0")}`), "date", /YYYY-MM-DD/],
    ["dates, all different", many(28, (i) => `${1 + i}.2.2024`), "date", /D.M.YYYY/],
    ["days of eight digits", many(28, (i) => `202402${String(1 + i).padStart(2, "0")}`), "date", /YYYYMMDD/],
    ["few numbers of eight digits", many(28, (i) => (i % 2 ? "20240201" : "20240202")), "integer", /2 different/],
    ["names of rows", many(20, (i) => `AB-${1000 + ((i * 37) % 9000)}`), "identifier", /all different/],
    [
      "numbers too large for a float64",
      many(5, (i) => String(9007199254740993n + BigInt(i))),
      "identifier",
      /different/,
    ],
    [
      "large numbers that come again",
      many(40, (i) => String(9007199254740993n + BigInt(i % 4))),
      "category",
      /4 different/,
    ],
    [
      "sentences",
      many(20, (i) => `this is sentence number ${i} of a letter to ${"ab".repeat(i)}`),
      "text",
      /all different/,
    ],
    ["addresses of e-mail", many(20, (i) => `${"abcdefgh".slice(i % 7)}${i}@b${i % 3}.org`), "text", /all different/],
    ["one value", many(20, () => "x"), "constant", /same in every row/],
    ["nothing", many(20, () => ""), "constant", /empty/],
    [
      "numbers and words, few of both",
      many(40, (i) => (i % 4 ? String(i % 3) : "many")),
      "category",
      /numbers and many/,
    ],
    ["numbers and few words", many(60, (i) => (i % 30 ? `${i}.25` : "abc")), "text", /1 of 60 no numbers: abc/],
    ["infinite numbers alone", many(20, () => "inf"), "constant", /same/],
    ["infinite numbers of both signs", many(20, (i) => (i % 2 ? "inf" : "-inf")), "ignored", /no finite number/],
  ])("%s", (_, fields, kind, reason) => {
    const { column } = readOne(fields);
    expect(column).toMatchObject({ kind, reason: expect.stringMatching(reason) as string });
  });

  it.each<[string, string, (i: number) => string, string]>([
    ["an id", "user_id", (i) => String(7 * i + 3), "identifier"],
    ["an id that comes again", "customer_id", (i) => String(100 + (i % 5)), "category"],
    ["no id", "paid", (i) => String(7 * i + 3), "integer"],
  ])("may follow from its name: %s", (_, name, field, kind) => {
    expect(readOne(many(20, field), { name }).column?.kind).toBe(kind);
  });

  it("is an identifier for a first column that counts, but not beside a single other one", () => {
    const three = readCsvTable("t.csv", `n,x,y\n${rows(20, (i) => `${i + 1},${(i * 7) % 5}.5,${i % 3}`)}`);
    expect(three.columns.map(({ kind }) => kind)).toEqual(["identifier", "number", "integer"]);
    const two = readCsvTable("t.csv", `t,x\n${rows(20, (i) => `${i + 1},${(i * 7) % 5}.5`)}`);
    expect(two.columns.map(({ kind }) => kind)).toEqual(["integer", "number"]);
  });

  it("is ignored for an unnamed first column that counts the rows", () => {
    const { columns, notices } = readCsvTable("t.csv", `,a\n${rows(20, (i) => `${i},${(i * 7) % 5}.5`)}`);
    expect(columns[0]).toMatchObject({ name: "column 1", kind: "ignored" });
    expect(notices.join()).toMatch(/first column has no name and counts the rows \(0, 1, 2, …\).*`columns: \["1"\]`/);
  });

  it("is what the user says, whatever it looks like", () => {
    const fields = many(40, (i) => String(i % 9).padStart(3, "0"));
    expect(readOne(fields, { column: ["a=number"] }).values).toMatchObject({
      kind: "number",
      values: Float64Array.from(fields, Number),
    });
    expect(readOne(fields, { column: ["a=integer"] }).values.form).toEqual({ decimals: 0 });
    expect(readOne(fields, { column: ["2=category"] }).values.levels).toHaveLength(9);
    expect(readOne(fields, { column: ["a=ignored"] }).column?.kind).toBe("ignored");
    expect(readOne(fields, { column: ["a=identifier"] }).made).toEqual([
      { name: "a", kind: "identifier", form: { kind: "count", next: "9", digits: 3 }, place: 1 },
    ]);
    const days = many(20, (i) => `0${1 + (i % 9)}/02/2024`);
    expect(readOne(days).notices.join()).toMatch(
      /a \(as MM\/DD\/YYYY, where DD\/MM\/YYYY fits too\).*`column: \["a=date:DD\/MM\/YYYY"\]`/,
    );
    const other = readOne(days, { column: ["a=date:DD/MM/YYYY"] });
    expect(other.values.values[3]).toBe(Date.UTC(2024, 1, 4));
    expect(other.notices.join()).not.toContain("MM/DD");
    expect(
      readOne(
        many(20, (i) => (i % 3 ? "1" : "0")),
        { column: ["a=boolean"] },
      ).values.levels,
    ).toEqual(["0", "1"]);
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      "number",
      many(20, (i) => (i === 4 ? "x" : `${i}.5`)),
      "a=number",
      /line 6, a: expected a number, but got x\. Mend/,
    ],
    [
      "integer",
      many(20, (i) => (i === 4 ? "1.5" : `${i}`)),
      "a=integer",
      /line 6, a: expected a whole number, but got 1\.5/,
    ],
    [
      "date",
      many(20, (i) => (i === 4 ? "x" : "2024-01-31")),
      "a=date",
      /line 6, a: expected a date as YYYY-MM-DD, but got x/,
    ],
    [
      "date of a pattern",
      many(20, () => "2024-01-31"),
      "a=date:DD.MM.YYYY",
      /expected a date as DD.MM.YYYY, but got 2024-01-31 \(in 20 rows\)/,
    ],
    [
      "boolean",
      many(20, (i) => `v${i % 3}`),
      "a=boolean",
      /line 4, a: expected one of two values, v0 and v1, but got v2/,
    ],
    ["constant", many(20, (i) => (i ? "x" : "y")), "a=constant", /line 3, a: expected y in every row, but got x/],
    ["no kind", ["1", "2"], "a=numbr", /kinds are number, integer.*but got a=numbr\. Did you mean number\?/],
    ["no column", ["1", "2"], "c=number", /expected a column of b, a, but got c/],
  ])("that a column cannot be is refused: %s", (_, fields, asked, says) => {
    expect(() => readOne(fields, { column: [asked] })).toThrow(says);
  });

  it("is refused where nothing is learned", () => {
    expect(() => readCsvTable("t.csv", `a,b\n${rows(20, (i) => `x,AB-${1000 + i * 7}`)}`)).toThrow(
      /expected a column to learn, but got a \(constant: the same in every row\), b \(identifier: all different\)\. Name the kind/,
    );
  });
});

describe("what is missing", () => {
  it("is what usually counts so, in numbers and in words", () => {
    const { table, notices } = readCsvTable(
      "t.csv",
      `a,b\n${rows(20, (i) => `${i === 3 ? "-" : `${i}.5`},${i < 2 ? "NA" : ["x", "y"][i % 2]}`)}`,
    );
    const [a, b] = table.columns;
    expect([a?.gap, b?.gap, b?.levels]).toEqual(["-", "NA", ["x", "y"]]);
    expect(a?.values[3]).toBeNaN();
    expect(b?.values.subarray(0, 3)).toEqual(Float64Array.of(Number.NaN, Number.NaN, 0));
    expect(notices.join()).toMatch(/Gaps are learned as gaps \(b 2, a 1\); `nan: "drop"`/);
  });

  it("is a value where it is the most frequent word, and that is said", () => {
    const { values, notices } = readOne(many(20, (i) => (i % 4 ? "None" : "Minor")));
    expect(values.levels).toEqual(["None", "Minor"]);
    expect(notices.join()).toContain(
      'None of a counts as a value, as it is the most frequent one; `missing: ["a=None"]`',
    );
    // A number is no word.
    expect(readOne(many(20, (i) => (i % 4 ? "None" : `${i}`))).values.kind).toBe("integer");
    expect(readOne(many(20, (i) => (i % 4 ? "-" : `2024-01-0${1 + (i % 3)}`))).values.kind).toBe("date");
  });

  it("is a choice, for all columns or for one", () => {
    const fields = many(20, (i) => (i % 4 ? "None" : "Minor"));
    expect(readOne(fields, { missing: ["a=None"] }).values).toMatchObject({ levels: ["Minor"], gap: "None" });
    expect(readOne(fields, { missing: ["Minor", "x"] }).values).toMatchObject({ levels: ["None"], gap: "Minor" });
    const few = many(20, (i) => (i === 4 ? "NA" : `w${i % 3}`));
    expect(readOne(few, { missing: ["a="] }).values.levels).toContain("NA");
    expect(readOne(few, { missing: ["a=w1|w2"] }).values.levels).toEqual(["w0", "NA"]);
    expect(
      readOne(
        many(40, (i) => (i % 20 ? `${i}.5` : "999")),
        { missing: ["a=999"] },
      ).values.values[20],
    ).toBeNaN();
    expect(() => readOne(few, { missing: ["c=NA"] })).toThrow(
      /option `missing`: expected a column of b, a before the =, but got c=NA/,
    );
  });

  it("comes out in the most frequent way, and that is said", () => {
    const { values, notices } = readOne(many(20, (i) => (i < 3 ? "NA" : i < 4 ? "" : `${i}.5`)));
    expect(values.gap).toBe("NA");
    expect(notices.join()).toContain(
      "Gaps are written in several ways in a (NA, nothing), and come out in the first one.",
    );
  });

  it("is suggested for words in a column of numbers", () => {
    const fields = many(60, (i) => (i % 20 ? `${i}.25` : i ? "abc" : "x?"));
    expect(readOne(fields).notices.join()).toContain('`missing: ["a=x?|abc"]` counts them as missing');
    expect(readOne(fields, { missing: ["a=x?|abc"] }).values.kind).toBe("number");
  });
});

describe("rows that are not learned from", () => {
  const text = `a,b\n${rows(40, (i) => `${i === 7 ? "inf" : `${i % 9}.5`},${i === 9 ? "" : ["x", "y", "z"][i % 3]}`)}only,z\n`;

  it("have an infinite number, or on request a gap", () => {
    const read = readCsvTable("t.csv", text, { missing: ["a=only"] });
    expect(read.table.rows).toBe(40);
    expect(read.notices.join()).toMatch(/1 row is left out, as it has an infinite number \(a in line 9\)/);
    const dropped = readCsvTable("t.csv", text, { missing: ["a=only"], nan: "drop" });
    expect(dropped.table.rows).toBe(38);
    expect(dropped.notices.join()).toMatch(
      /2 of 41 rows are left out \(`nan: "drop"`\), as values are missing: a 1, b 1/,
    );
  });

  it("are none where the mean takes the place of gaps", () => {
    const { values, notices } = readOne(["1", "", "2", "6"], { nan: "mean" });
    expect(values).toMatchObject({ values: Float64Array.of(1, 3, 2, 6) });
    expect(values.gap).toBeUndefined();
    expect(notices.join()).toMatch(/The mean of the column takes the place of its gaps.*a 1/);
  });

  it("have an outlier", () => {
    const fields = many(40, (i) => (i === 5 ? "1e12" : `${i % 9}.5`));
    const { table, column, notices } = readOne(fields);
    expect([table.rows, column?.range]).toEqual([39, ["0.5", "8.5"]]);
    expect(notices.join()).toMatch(
      /1 row is left out for an outlier: a is 1000000000000 in line 7.*`outliers: "keep"`/,
    );
    expect(readOne(fields, { outliers: "keep" }).table.rows).toBe(40);
  });

  it("take their values with them", () => {
    const read = readCsvTable(
      "t.csv",
      `a,b\n${rows(40, (i) => `${i === 5 ? "inf" : i % 7},${i === 5 ? "rare" : "xy"[i % 2]}`)}`,
    );
    expect(read.table.columns[1]).toMatchObject({ levels: ["x", "y"] });
    expect([...(read.table.columns[1]?.values ?? [])].slice(4, 7)).toEqual([0, 0, 1]);
  });

  it("are not all there are", () => {
    expect(() =>
      readCsvTable("t.csv", `a,b\n${rows(20, (i) => (i % 2 ? `${i}.5,` : `,${i}.25`))}`, { nan: "drop" }),
    ).toThrow(/expected a row that can be learned from, but got 20 rows, all with gaps \(a 10, b 10\)/);
  });
});

describe("a schema", () => {
  const text = `when,kind,n,id,on\n${rows(40, (i) => `2024-01-${10 + (i % 9)},${["red", "None", "None"][i % 3]},${i % 7}.5,X-${100 + i},${i % 2 ? "yes" : "no"}`)}`;
  const schema = schemaOf(readCsvTable("t.csv", text));

  it("says what was found of each column", () => {
    expect(schema.columns).toEqual([
      { name: "when", kind: "date", reason: "YYYY-MM-DD", range: ["2024-01-10", "2024-01-18"], pattern: "YYYY-MM-DD" },
      { name: "kind", kind: "category", reason: "2 different, None is one", levels: ["None", "red"], missing: [] },
      { name: "n", kind: "number", reason: "1 decimal, 7 different", range: ["0.5", "6.5"], decimals: 1 },
      { name: "id", kind: "identifier", reason: "all different" },
      { name: "on", kind: "boolean", reason: "no or yes", levels: ["no", "yes"] },
    ]);
  });

  it("reads the table again as it was", () => {
    expect(readCsvTable("t.csv", text, { schema }).table).toEqual(readCsvTable("t.csv", text).table);
  });

  it("decides order, kinds and columns", () => {
    const [when, kind, n] = schema.columns;
    const own = {
      columns: [{ ...n, kind: "category", levels: undefined, range: undefined }, when, kind],
    } as typeof schema;
    const read = readCsvTable("t.csv", text, { schema: own });
    expect(read.table.columns.map((column) => [column.name, column.kind])).toEqual([
      ["n", "category"],
      ["when", "date"],
      ["kind", "category"],
    ]);
    expect(read.left).toEqual(["id", "on"]);
  });

  it.each<[string, string, RegExp]>([
    [
      "a level it does not know",
      text.replace("red", "blue"),
      /line 2, kind: expected one of None, red, as the schema has it, but got blue\. Add it/,
    ],
    [
      "a number out of its range",
      text.replace("0.5", "99.5"),
      /line 2, n: expected a value from 0\.5 to 6\.5, as the schema has it, but got 99\.5/,
    ],
    [
      "a date out of its range",
      text.replace("2024-01-10", "2025-01-10"),
      /line 2, when: expected a value from 2024-01-10 to 2024-01-18/,
    ],
    ["no date", text.replace("2024-01-10", "soon"), /line 2, when: expected a date as YYYY-MM-DD, but got soon/],
    ["another column", text.replace("when", "then"), /by its schema: expected a column when, but got then, kind/],
  ])("refuses a table with %s", (_, other, says) => {
    expect(() => readCsvTable("t.csv", other, { schema })).toThrow(says);
  });
});

describe("columns of any values", () => {
  const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
    integer: fc.integer({ min: -1000, max: 1000 }).map(String),
    number: fc.integer({ min: -99999, max: 99999 }).map((n) => (n / 100).toFixed(2)),
    "number with a comma": fc.integer({ min: -99999, max: 99999 }).map((n) => (n / 100).toFixed(2).replace(".", ",")),
    category: fc.constantFrom("red", "green", "light blue", "A/B", "Größe"),
    date: fc
      .integer({ min: 0, max: 40000 })
      .map((day) => dateText({ pattern: "YYYY-MM-DD", resolution: "day" }, day * 86_400_000)),
    boolean: fc.constantFrom("TRUE", "FALSE"),
  };

  it.each(Object.entries(texts))("%s: come back as they were written, gaps too", (name, field) => {
    const fields = fc.array(fc.oneof({ weight: 5, arbitrary: field }, { weight: 1, arbitrary: fc.constant("NA") }), {
      minLength: 12,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fields, (all) => {
        fc.pre(new Set(all.filter((text) => text !== "NA")).size > 3 || name === "boolean");
        fc.pre(new Set(all).size > 2);
        const { values: column } = readOne(all);
        fc.pre(column !== undefined);
        const written = [...column.values].map((value) => {
          if (Number.isNaN(value)) return column.gap;
          if (column.levels) return column.levels[value];
          return column.dateForm ? dateText(column.dateForm, value) : numberText({ form: column.form ?? {} }, value);
        });
        expect(written).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a column that turns out to be constant", () => {
  it("is one: two ways to write a value, and values of rows that are not trained on", () => {
    const isHeld = heldOutRows(40, 10);
    const text = `a,b,c\n${rows(40, (i) => `${i % 7}.5,${i % 2 ? "1" : "1.0"},${isHeld(i) ? "y" : "x"}`)}`;
    const { table, constants, columns } = readCsvTable("t.csv", text, { holdout: 10 });
    expect(table.columns.map(({ name }) => name)).toEqual(["a"]);
    expect(constants).toEqual([
      { name: "b", text: "1", value: 1, place: 1 },
      { name: "c", text: "x", place: 2 },
    ]);
    expect(columns[2]).toMatchObject({ kind: "constant", reason: "the same in every row that is trained on" });
    expect(readCsvTable("t.csv", text).table.columns.map(({ name }) => name)).toEqual(["a", "c"]);
  });
});
