import { describe, expect, it } from "vitest";
import { readCsv } from "./csv.ts";
import { tableData } from "./rows.ts";
import { tableCsv } from "./table-text.ts";

/** Rows of a column that no rule takes for something special. */
const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join("");

const said = (text: string, options: Parameters<typeof readCsv>[2] = {}): string =>
  readCsv("t.csv", text, options).notices.join("\n");

describe("the names of columns", () => {
  it.each<[string, string, readonly string[], RegExp]>([
    [
      "years above smaller numbers",
      "2019,2020,2021\n16,28,3\n7,25,39\n",
      ["2019", "2020", "2021"],
      /years.*`header: "no"`/,
    ],
    ["years beside text", "land,2019,2020\nA,16,28\nB,7,2\n", ["2019", "2020"], /years/],
    ["what pandas writes for none", ",0,1\n0,1.5,2\n1,2.5,3\n2,1,8\n", ["0", "1"], /count.*`header: "no"`/],
    ["1, 2, 3 above text", "1,2,3\n1.5,x,2\n4,y,1\n", ["1", "3"], /count.*`header: "no"`/],
    ["1, 2, 3 above fractions", "1,2,3\n1.5,2.5,3\n4,4.5,1\n", ["1", "2", "3"], /count/],
    ["0, 1, 2 above fractions", "0,1,2\n1.5,2.5,3\n4,4.5,1\n", ["0", "1", "2"], /count/],
    [
      "a comment above the rows",
      "# made by np.savetxt\n# a,b\n1,2\n3,5\n",
      ["a", "b"],
      /comment above.*`header: "no"`/,
    ],
  ])("are %s", (_, text, names, notice) => {
    const table = readCsv("t.csv", text);
    expect(table.columns).toEqual(names);
    expect(table.notices.join("\n")).toMatch(notice);
    const undone = readCsv("t.csv", text, { header: "no" });
    expect(undone.notices.join("\n")).not.toMatch(/`header`/);
    expect(undone.values.length / undone.columns.length).toBeGreaterThan(
      table.values.length / table.columns.length - 1,
    );
  });

  it.each<[string, string]>([
    ["years in the range of the column below", "2019,2020,2021\n2016,2028,2003\n2007,2025,2039\n"],
    ["years that do not rise", "2019,2018,2021\n16,28,3\n7,25,39\n"],
    ["a single number", "2019\n16\n7\n"],
    ["0, 1, 2 above whole numbers", "0,1,2\n1,2,0\n2,0,1\n"],
  ])("are not %s", (_, text) => {
    const { columns, notices } = readCsv("t.csv", text);
    expect(columns[0]).toBe("column 1");
    expect(notices.join("\n")).not.toMatch(/`header`/);
  });
});

describe("lines that are not even", () => {
  it.each<[string, string]>([
    ["a separator at the end of every row", "a,b\n1,2,\n3,5,\n"],
    ["a separator at the end of the header", "a,b,\n1,2\n3,5\n"],
    ["both ways to end lines", "a,b\r\n1,2\n3,5\r\n"],
    ["carriage returns alone", "#x\ra,b\r1,2\r3,5\r"],
    ["lines of blanks", "a,b\n \n1,2\n\t\n3,5\n  "],
    ["a line that tells the separator", "sep=;\na;b\n1;2\n3;5\n"],
  ])("are read with %s", (_, text) => {
    const { columns, values } = readCsv("t.csv", text);
    expect([columns, [...values]]).toEqual([
      ["a", "b"],
      [1, 2, 3, 5],
    ]);
  });

  it("are read with numbered rows and no name above them, as R writes them", () => {
    const text = `a b\n${rows(20, (i) => `"${i + 1}" ${(i * 7) % 5}.5 ${i % 3}`)}`;
    const { columns, notices } = readCsv("t.csv", text);
    expect(columns).toEqual(["a", "b"]);
    expect(notices.join("\n")).toMatch(/first column is taken to have no name.*\n.*counts the rows/);
  });
});

describe("what is said of single columns", () => {
  it("numbers of telephones are codes", () => {
    expect(said(`a,t\n${rows(20, (i) => `${i}.5,+49 30 ${1000000 + 7919 * i}`)}`)).toMatch(
      /t \(\+49 30.*\) holds codes/,
    );
    expect(readCsv("t.csv", "a,t\n1,+49 30 5\n2,+49 (30) 6\n", { columns: ["t"] }).values).toEqual(
      Float64Array.of(49305, 49306),
    );
    expect(readCsv("t.csv", "a,t\n1,+1234567.50\n2,-3\n").columns).toEqual(["a", "t"]);
  });

  it("numbers in another form than most are called so", () => {
    expect(said(`a,w\n${rows(20, (i) => `${i}.5,${i}.1 ${i % 3 ? "kg" : "lb"}`)}`)).toMatch(
      /w is not taken, as 7 of its 20 values are numbers in another form/,
    );
  });

  it.each(["--", ".", "n.a.", "(null)", "\\N", "—", "missing"])("%s is a gap", (gap) => {
    const text = `a,b\n${rows(20, (i) => `${i}.5,${i === 4 ? gap : `${(i * 7) % 5}.25`}`)}`;
    expect(said(text)).toMatch(/1 row of 20 is left out, as values are missing \(b 1\)/);
  });
});

describe("names that stand twice", () => {
  it("get a number, and that is said", () => {
    const { columns, notices } = readCsv("t.csv", "a,a,a.1,,column 4\n1,2,3,4,5\n3,5,4,2,1\n");
    expect(columns).toEqual(["a", "a.2", "a.1", "column 4.1", "column 4"]);
    expect(notices.join("\n")).toContain("a (column 2) is a.2");
  });
});

describe("separators and comments", () => {
  it.each<[string, string, string]>([
    ["bars", "a|b\n1|2\n3|5\n", "|"],
    ["tabs", "a\tb\n1\t2\n3\t5\n", "tabs"],
    ["semicolons between decimal commas", "1,5;2,25\n3,5;5,5\n", "semicolons"],
    ["semicolons below a header with more commas", "a, in m, or km;b\n1,5;2\n3,5;5\n", "semicolons"],
    ["spaces", "  a     b \n1.5  2.25\n  3  -5.5\n", "spaces"],
  ])("%s are found, said, and can be named", (_, text, what) => {
    const table = readCsv("t.csv", text);
    expect(table.columns.length).toBe(2);
    expect(table.notices.join("\n")).toContain(`separated by ${what}; \`separator\``);
    const separator = ({ "|": "pipe", tabs: "tab", semicolons: "semicolon", spaces: "space" } as const)[what as "|"];
    expect(said(text, { separator })).not.toContain("--separator");
  });

  it("commas are, where semicolons stand in text", () => {
    expect(readCsv("t.csv", "a,b,tags\n1,2,x;y\n3,5,z;w\n").columns).toEqual(["a", "b"]);
    expect(readCsv("t.csv", 'a,"b;c"\n1,2\n3,5\n').columns).toEqual(["a", "b;c"]);
  });

  it("a # begins a comment at the start of a line only, and not where most lines begin so", () => {
    const text = `# one\n#two, with a comma\na,b\n${rows(40, (i) => `${i % 7}.5,${i}.25`)}# end\n`;
    expect(readCsv("t.csv", text).values.length).toBe(80);
    expect(said(text)).toMatch(/3 lines of t\.csv that begin with # are left out/);
    expect(readCsv("t.csv", `tag,n\n${rows(20, (i) => `#t${i % 3},${i}`)}`).values.length).toBe(20);
    expect(readCsv("t.csv", 'tag,n\n"#t",1\nu,2\n').values.length).toBe(2);
    expect(() => readCsv("t.csv", text, { comments: "no" })).toThrow(/expected 1 fields/);
  });
});

describe("how numbers are written", () => {
  it.each<[string, readonly string[], readonly number[]]>([
    ["a decimal comma", ["1,37", "-2,5", "3"], [1.37, -2.5, 3]],
    ["a true minus", ["−1.5", "2", "–3.25"], [-1.5, 2, -3.25]],
    ["brackets as accountants write them", ["($5.50)", "$2.25", "$1,200.50", "$(3.75)"], [-5.5, 2.25, 1200.5, -3.75]],
    ["percent", ["12.5%", "3%", "-1.0%"], [12.5, 3, -1]],
    ["percent after a space", ["12,5 %", "3 %"], [12.5, 3]],
    ["a currency", ["$1,234.00", "-$5.50", "$-7.00"], [1234, -5.5, -7]],
    ["a currency behind", ["1.234,50 €", "12,00 €"], [1234.5, 12]],
    ["a currency's letters", ["CHF 1'234.50", "CHF 12.00"], [1234.5, 12]],
    ["spaces between thousands", ["1 234,5", "12 345 678,0", "5"], [1234.5, 12345678, 5]],
    ["commas between thousands", ["1,234,567", "12", "3,456"], [1234567, 12, 3456]],
    ["a unit", ["12 kg", "7.5 kg"], [12, 7.5]],
    ["degrees", ["-3.5°C", "21.0°C"], [-3.5, 21]],
  ])("%s is read, said, and written again", async (_, fields, numbers) => {
    const text = `v;n\n${fields.map((field, i) => `"${field}";${i}\n`).join("")}`;
    const table = readCsv("t.csv", text);
    expect([...table.values].filter((_v, i) => i % 2 === 0)).toEqual(numbers);
    expect(table.notices.join("\n")).toMatch(/Read as numbers, and written in the same form: v/);
    const data = await tableData("t", { ...table, values: table.values });
    const back = tableCsv({ columns: data.columns }, table.values);
    const again = readCsv("t.csv", back);
    expect([again.values, again.forms]).toEqual([table.values, table.forms]);
    if (numbers.every((number) => !Number.isInteger(number))) expect(back).toContain(fields[0]);
  });

  it.each<[string, string, readonly number[]]>([
    ["1,234 between commas is a thousand and more", 'a,b\n"1,234",2\n"5,678",3\n', [1234, 2, 5678, 3]],
    ["1,234 between semicolons is a fraction", "a;b\n1,234;2\n5,678;3\n", [1.234, 2, 5.678, 3]],
    ["1.234 is a fraction", "a,b\n1.234,2\n5.678,3\n", [1.234, 2, 5.678, 3]],
    ["1.234 beside decimal commas is a thousand and more", "a;b\n1.234;2,5\n5.678;3,5\n", [1234, 2.5, 5678, 3.5]],
  ])("%s", (_, text, values) => {
    expect([...readCsv("t.csv", text).values]).toEqual(values);
  });

  it("the decimal mark that is named settles what could be either", () => {
    const text = 'a,b\n"1,234",2\n"5,678",3\n';
    expect([...readCsv("t.csv", text, { decimal: "comma" }).values]).toEqual([1.234, 2, 5.678, 3]);
  });

  it("a gap is one, whoever wrote it", () => {
    const gaps = ["", "NA", "N/A", "NaN", "null", "#N/A", "#DIV/0!", "<NA>", "?"];
    expect(readCsv("t.csv", `a,b\n${gaps.map((gap) => `${gap},1\n`).join("")}2,3\n4,5\n`).dropped).toBe(gaps.length);
  });
});

describe("columns that are not learned", () => {
  it.each<[string, string, readonly string[], string]>([
    [
      "an unnamed first one that counts",
      `,a\n${rows(5, (i) => `${i},${i * i}.5`)}`,
      ["a"],
      "counts the rows (0, 1, 2, …)",
    ],
    [
      "one that pandas called Unnamed: 0",
      `Unnamed: 0,a\n${rows(5, (i) => `${i + 1},${i}.5`)}`,
      ["a"],
      "counts the rows",
    ],
    [
      "whole numbers that float64 cannot tell apart",
      `k,a\n${rows(4, (i) => `${2n ** 53n + BigInt(i)},${i}.5`)}`,
      ["a"],
      "k (4 different from 9007199254740992 to 9007199254740995) is taken for an identifier",
    ],
    [
      "an id",
      `user_id,a\n${rows(20, (i) => `${7 * i + 3},${i % 5}.5`)}`,
      ["a"],
      "user_id (20 different from 3 to 136) is taken for an identifier",
    ],
    ["large numbers that count", `nr,a\n${rows(20, (i) => `${700_100 + i},${i % 5}.5`)}`, ["a"], "nr (20 different"],
    ["codes with leading zeros", "zip,a\n00097,1\n12345,2\n54321,4\n", ["a"], "zip (00097) holds codes"],
    ["hexadecimal", "h,a\n0x10,1\n0x1f,2\n", ["a"], "h (0x10) holds codes"],
    ["text", "a,kind\n1,red\n2,blue\n3,red\n", ["a"], "kind (text, 2 different: red, blue)"],
    ["dates", "a,when\n1,2024-01-02\n2,2024-01-03T10:00:00Z\n", ["a"], "when (dates, 2 different)"],
    ["truth", "a,ok\n1,true\n2,false\n", ["a"], "ok (true or false)"],
    [
      "numbers with a few fields of text",
      `a,v\n${rows(30, (i) => `${i}.5,${i === 4 ? "x?" : i === 9 ? "abc" : `${i}.25`}`)}`,
      ["a"],
      "v is not taken, as 2 of its 30 values are no numbers (x? in line 6, abc in line 11)",
    ],
    ["none but gaps", "a,e\n1,\n2,\n", ["a"], "e is empty"],
    ["one value and gaps", "a,e\n1,7\n2,\n3,7\n", ["a"], "e (7, and 1 gaps) holds a single value"],
  ])("%s: named with the reason", (_, text, columns, notice) => {
    const table = readCsv("t.csv", text);
    expect(table.columns).toEqual(columns);
    expect(table.notices.join("\n")).toContain(notice);
  });

  it.each<[string, string]>([
    ["seconds of our time, one after the other", `t,a\n${rows(20, (i) => `${1_767_225_600 + i},${i % 5}.5`)}`],
    ["milliseconds", `t,a\n${rows(20, (i) => `${1_767_225_600_000 + 17 * i},${i % 5}.5`)}`],
    ["large numbers far apart", `people,a\n${rows(20, (i) => `${100_000 + 7919 * i * i},${i % 5}.5`)}`],
    ["something paid", `paid,a\n${rows(20, (i) => `${3 * i},${i % 5}.5`)}`],
    ["years", `year,a\n${rows(20, (i) => `${2000 + i},${i % 5}.5`)}`],
  ])("%s are no identifiers", (_, text) => {
    expect(readCsv("t.csv", text).columns.length).toBe(2);
  });

  it("are taken where they are named, codes as numbers", () => {
    const text = `,zip,a\n${rows(5, (i) => `${i},0009${i},0x1${i}`)}`;
    expect([...readCsv("t.csv", text, { columns: ["1", "zip", "a"] }).values.subarray(3, 6)]).toEqual([1, 91, 17]);
  });

  it("are left out where that is said", () => {
    expect(readCsv("t.csv", "a,b,c\n1,2,3\n4,5,7\n", { leaveOut: ["b"] }).columns).toEqual(["a", "c"]);
  });

  it("are written as they were if they never change", async () => {
    const table = readCsv("t.csv", `region,a,year\n${rows(5, (i) => `"Anvers, east",${i}.5,2013`)}`);
    const data = await tableData("t", table);
    expect(data.shape).toEqual([1]);
    expect(data.constants).toEqual([
      { name: "region", text: "Anvers, east", place: 0 },
      { name: "year", text: "2013", value: 2013, place: 2 },
    ]);
    expect(data.notices.join("\n")).toContain("region (Anvers, east), year (2013) never change");
  });

  it("take one sentence for hundreds of them", () => {
    const names = Array.from({ length: 400 }, (_, i) => `t${i}`);
    const notices = said(`a,${names.join(",")}\n1,${names.join(",")}\n2,${names.toReversed().join(",")}\n`);
    expect(notices.split("\n").length).toBe(1);
    expect(notices).toContain("and 394 more are not taken");
    expect(notices.length).toBeLessThan(600);
  });
});

describe("rows that are left out", () => {
  it("are those with gaps, counted by column", () => {
    const notices = said(`a,b\n${rows(30, (i) => `${i % 3 === 0 ? "" : `${i}.5`},${i % 10 === 0 ? "" : `${i}.5`}`)}`);
    expect(notices).toContain("12 rows of 30 are left out, as values are missing (a 10, b 3)");
  });

  it("are those with infinite numbers, and the column stays", () => {
    const table = readCsv("t.csv", "a,b\n1,2\ninf,3\n4,6\n5,-Infinity\n1e999,4\n");
    expect([...table.values]).toEqual([1, 2, 4, 6]);
    expect(table.notices.join("\n")).toContain(
      "3 rows are left out, as they have an infinite number (a in line 3, b in line 5, a in line 6)",
    );
  });
});
