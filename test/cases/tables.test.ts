/** Tables that people bring (made by `tables.py` of the cases), each with what must happen. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { command } from "../cli/command.ts";
import { BRIEFLY, casesIn, columnsOf, refused, SHORTLY, samplesOf, spread, trained } from "./inputs.ts";

describe("a table that people bring", () => {
  const { it, at } = casesIn("tables.py");

  const text = (name: string): Promise<string> => readFile(join(at(), `${name}.csv`), "utf8");
  const distinct = (values: readonly number[]): number => new Set(values).size;

  it.each(["years", "timestamps", "steps"])(
    "%s: far from 0 against its deviation, keeps its spread and its distinct values",
    async (name) => {
      const folder = at();
      await trained(folder, `${name}.csv`, `run-${name}`, ...SHORTLY);
      const real = columnsOf(await text(name));
      const samples = columnsOf(await samplesOf(folder, `run-${name}`, 10_000));
      expect(samples.names).toEqual(real.names);
      const count = real.values[0]?.length ?? 0;
      real.values.forEach((values, column) => {
        const generated = samples.values[column] ?? [];
        expect(Math.abs(spread(generated) / spread(values) - 1)).toBeLessThan(0.08);
        expect(distinct(generated)).toBeGreaterThan(0.95 * Math.min(distinct(values), count));
      });
      const { code, stderr } = await command(folder, "export", `run-${name}`, "--out", `${name}.onnx`);
      expect([code, stderr]).toEqual([0, ""]);
    },
  );

  it("header-of-years: rising years far above the column are names, and --header no undoes it", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "header-of-years.csv", "years-as-names", ...BRIEFLY);
    expect(notes).toMatch(/2019/);
    expect(notes).toContain("--header no");
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("2019,2020,2021");
    const undone = await trained(folder, "header-of-years.csv", "years-as-rows", "--header", "no", ...BRIEFLY);
    expect(undone.notes).not.toContain("--header no");
    expect(await readFile(join(folder, "years-as-rows", "config.json"), "utf8")).toContain('"count": 41');
  });

  it.each([
    ["comments", /2 (comment )?lines.*#/, "a,b"],
    ["pipe", /\|/, "a,b"],
    ["utf16", /UTF-16/, "a,b"],
    ["latin1", /Latin-1|Windows-1252/, "größe,b"],
  ])("%s: is read, with the guess said and the names intact", async (name, said, header) => {
    const folder = at();
    const { run, notes } = await trained(folder, `${name}.csv`, `run-${name}`, ...BRIEFLY);
    expect(notes).toMatch(said);
    expect((await samplesOf(folder, run, 4)).split(/\r?\n/)[0]?.replaceAll(/[|\t]/g, ",")).toBe(header);
  });

  it("index-column: an unnamed first column that counts is left out, and that is said", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "index-column.csv", "run-index", ...BRIEFLY);
    expect(notes).toMatch(/first column|column 1/);
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("a,b");
  });

  it("decimal-comma and percent: are numbers, written back as they came", async () => {
    const folder = at();
    const comma = await trained(folder, "decimal-comma.csv", "run-comma", ...BRIEFLY);
    expect(comma.notes).toMatch(/decimal comma|comma/);
    const [header, ...prices] = (await samplesOf(folder, comma.run, 20)).trimEnd().split("\n");
    expect(header).toMatch(/^price[,;]amount$/);
    for (const line of prices) expect(line).toMatch(/^"?-?\d+,\d\d"?[;,]-?\d+$/);
    const percent = await trained(folder, "percent.csv", "run-percent", ...BRIEFLY);
    expect(percent.notes).toMatch(/%/);
    const [, ...shares] = (await samplesOf(folder, percent.run, 20)).trimEnd().split("\n");
    for (const line of shares) expect(line).toMatch(/^-?\d+\.\d%,"?-?\$-?[\d,]+\.\d\d"?,-?\d+$/);
  });

  it("one-infinity: one row is left out, and the column stays", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "one-infinity.csv", "run-infinity", ...BRIEFLY);
    expect(notes).toMatch(/1 row|one row/i);
    expect(notes).toMatch(/\ba\b/);
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("a,b");
  });

  it("large-ids: are identifiers, said and not learned", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "large-ids.csv", "run-ids", ...BRIEFLY);
    expect(notes).toMatch(/\bid\b.*identif/);
    expect(notes).toContain("--identifiers make");
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("v");
    const made = await trained(folder, "large-ids.csv", "run-new-ids", "--identifiers", "make", ...BRIEFLY);
    const [names, ...rows] = (await samplesOf(folder, made.run, 4)).trimEnd().split("\n");
    expect(names).toBe("id,v");
    expect(rows.map((row) => row.split(",")[0])).toEqual([0n, 1n, 2n, 3n].map((i) => String(9007199254741033n + i)));
  });

  it("zip-codes: codes with leading zeros and hexadecimal are categories, written as they came", async () => {
    const folder = at();
    const { run } = await trained(folder, "zip-codes.csv", "run-codes", ...BRIEFLY);
    const described = await command(folder, "describe", "zip-codes.csv", "--json", ...BRIEFLY);
    const { table } = (JSON.parse(described.stdout) as { data: { table: { kind: string; reason: string }[] } }).data;
    expect(table.map(({ kind }) => kind)).toEqual(["category", "category", "number"]);
    expect(table[0]?.reason).toMatch(/codes/);
    const [names, ...rows] = (await samplesOf(folder, run, 20)).trimEnd().split("\n");
    expect(names).toBe("zip,hex,v");
    for (const row of rows) expect(row).toMatch(/^\d{5},0x[\da-f]{2},-?\d\.\d{3}$/);
  });

  it("gap-in-every-row: gaps are learned, and a refusal to have them names the columns", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "gap-in-every-row.csv", "run-gaps", ...SHORTLY);
    expect(notes).toMatch(/Gaps are learned as gaps \(a 20, b 20\)/);
    const rows = (await samplesOf(folder, run, 1000)).trimEnd().split("\n").slice(1);
    const one = rows.filter((row) => row.split(",").filter((field) => field !== "").length === 1);
    expect(one.length).toBeGreaterThan(950);
    const says = await refused(folder, "train", "gap-in-every-row.csv", "--nan", "drop", "--out", "run-none");
    expect(says).toMatch(/\ba\b.*\bb\b/);
    expect(says).toContain("--columns");
  });

  it("gaps-10-percent: no row is lost; where rows are left out on request, they are counted", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "gaps-10-percent.csv", "run-some-gaps", ...SHORTLY);
    expect(notes).toContain("Gaps are learned as gaps");
    expect(await readFile(join(folder, run, "config.json"), "utf8")).toContain('"count": 200');
    const gaps = (rows: readonly string[]): number =>
      rows
        .join(",")
        .split(",")
        .filter((field) => field === "").length /
      (10 * rows.length);
    const rows = (await text("gaps-10-percent")).trimEnd().split("\n").slice(1);
    const samples = (await samplesOf(folder, run, 2000)).trimEnd().split("\n").slice(1);
    // Of 200 rows: a share of a tenth is known to two points.
    expect(Math.abs(gaps(samples) - gaps(rows))).toBeLessThan(0.025);
    const dropped = await trained(folder, "gaps-10-percent.csv", "run-whole", "--nan", "drop", ...BRIEFLY);
    const whole = rows.filter((row) => row.split(",").every((field) => field !== "")).length;
    expect(dropped.notes).toContain(String(rows.length - whole));
  });

  it("outlier: is said, and the rest keeps its spread", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "outlier.csv", "run-outlier", ...SHORTLY);
    expect(notes).toMatch(/1e\+?12|1,?000,?000,?000,?000/);
    const [a = []] = columnsOf(await samplesOf(folder, run, 5000)).values;
    const [real = []] = columnsOf(await text("outlier")).values;
    const rest = real.filter((value) => value < 1e6);
    expect(Math.max(...a)).toBeLessThan(1e6);
    expect(Math.abs(spread(a) / spread(rest) - 1)).toBeLessThan(0.1);
  });

  it("zeros-and-ages: exact zeros in their share, no negative amount, whole ages within theirs", async () => {
    const folder = at();
    const { run } = await trained(folder, "zeros-and-ages.csv", "run-zeros", ...SHORTLY);
    const real = columnsOf(await text("zeros-and-ages")).values;
    const [amounts = [], ages = []] = columnsOf(await samplesOf(folder, run, 20_000)).values;
    const zeros = (values: readonly number[]): number => values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(zeros(amounts) - zeros(real[0] ?? []))).toBeLessThan(0.03);
    expect(Math.min(...amounts)).toBe(0);
    expect(ages.every((age) => Number.isInteger(age) && age >= 18 && age <= 90)).toBe(true);
  });

  it("mostly-equal: two values, the rare one in its share", async () => {
    const folder = at();
    const { run } = await trained(folder, "mostly-equal.csv", "run-equal", ...SHORTLY);
    const [flags = []] = columnsOf(await samplesOf(folder, run, 20_000)).values;
    const rare = flags.filter((flag) => flag === 8).length;
    expect(flags.every((flag) => flag === 7 || flag === 8)).toBe(true);
    // Four of 400 rows: their share is known to about half of itself.
    expect(Math.abs(rare / 20_000 - 0.01)).toBeLessThan(0.005);
  });

  it("small-integers: come out as integers, and rows that repeat are no copies", async () => {
    const folder = at();
    const { run } = await trained(folder, "small-integers.csv", "run-integers", ...BRIEFLY);
    const { values } = columnsOf(await samplesOf(folder, run, 50));
    expect(values.flat().every((value) => Number.isInteger(value) && value >= 0 && value <= 3)).toBe(true);
    const { code, stdout, stderr } = await command(folder, "evaluate", run, "--metric", "memorisation");
    expect([0, 2]).toContain(code);
    expect(stdout + stderr).toMatch(/repeat/);
  });

  it("mixed: dates, truth and words are learned, and written as they came", async () => {
    const folder = at();
    const { run } = await trained(folder, "mixed.csv", "run-mixed", ...BRIEFLY);
    const [names, ...rows] = (await samplesOf(folder, run, 200)).trimEnd().split("\n");
    expect(names).toBe("when,yes,kind,n");
    for (const row of rows) {
      expect(row).toMatch(/^2024-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01]),(?:true|false),(?:red|green|blue),-?\d\.\d{3}$/);
    }
  });

  it("two-clusters-100: too few examples are no proof of equilibrium", async () => {
    const folder = at();
    await trained(
      folder,
      "two-clusters-100.csv",
      "run-clusters",
      "--steps",
      "500",
      "--batch",
      "32",
      "--encode",
      "scaled",
    );
    const { code, stdout } = await command(folder, "theory", "run-clusters");
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/equilibrium is reached:/i);
    expect(stdout).toMatch(/on 20 test examples/);
    // A game of rows under conditions is none that the theory of the paper speaks of.
    await trained(folder, "two-clusters-100.csv", "run-cells", ...BRIEFLY);
    expect(await refused(folder, "theory", "run-cells")).toMatch(/players that look at x alone/);
  });

  it("names the table in its run", async () => {
    const folder = at();
    await writeFile(join(folder, "named.csv"), "a,b\n1,2\n3,5\n4,4\n2,8\n7,1\n3,3\n5,8\n6,2\n9,1\n");
    await trained(folder, "named.csv", "run-named", ...BRIEFLY);
    expect(await readFile(join(folder, "run-named", "config.json"), "utf8")).toContain('"name": "named"');
  });
});
