/** Tables that people bring (made by `tables.py` of the cases), each with what must happen. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { command } from "../cli/command.ts";
import { BRIEFLY, casesIn, columnsOf, refused, samplesOf, spread, trained } from "./inputs.ts";

describe("a table that people bring", () => {
  const { it, at } = casesIn("tables.py");

  const text = (name: string): Promise<string> => readFile(join(at(), `${name}.csv`), "utf8");
  const distinct = (values: readonly number[]): number => new Set(values).size;

  it.each(["years", "timestamps", "steps"])(
    "%s: far from 0 against its deviation, keeps its spread and its distinct values",
    async (name) => {
      const folder = at();
      await trained(folder, `${name}.csv`, `run-${name}`);
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
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("v");
  });

  it("zip-codes: codes with leading zeros and hexadecimal are no numbers", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "zip-codes.csv", "run-codes", ...BRIEFLY);
    for (const name of ["zip", "hex"]) expect(notes).toMatch(new RegExp(`\\b${name}\\b`));
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("v");
  });

  it("gap-in-every-row: no row is whole, and the refusal names the columns", async () => {
    const folder = at();
    const says = await refused(folder, "train", "gap-in-every-row.csv", "--out", "run-gaps");
    expect(says).toMatch(/\ba\b.*\bb\b/);
    expect(says).toContain("--columns");
  });

  it("gaps-10-percent: rows that are left out are counted", async () => {
    const folder = at();
    const { notes } = await trained(folder, "gaps-10-percent.csv", "run-some-gaps", ...BRIEFLY);
    const rows = (await text("gaps-10-percent")).trimEnd().split("\n").slice(1);
    const whole = rows.filter((row) => row.split(",").every((field) => field !== "")).length;
    expect(notes).toContain(String(rows.length - whole));
  });

  it("outlier: is said, and the rest keeps its spread", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "outlier.csv", "run-outlier", "--steps", "5000");
    expect(notes).toMatch(/1e\+?12|1,?000,?000,?000,?000/);
    const [a = []] = columnsOf(await samplesOf(folder, run, 5000)).values;
    const [real = []] = columnsOf(await text("outlier")).values;
    const rest = real.filter((value) => value < 1e6);
    expect(Math.abs(spread(a.filter((value) => value < 1e6)) / spread(rest) - 1)).toBeLessThan(0.1);
  });

  it("zeros-and-ages, mostly-equal: what is learned as a number although it is more is said", async () => {
    const folder = at();
    const zeros = await trained(folder, "zeros-and-ages.csv", "run-zeros", ...BRIEFLY);
    expect(zeros.notes).toMatch(/amount/);
    const equal = await trained(folder, "mostly-equal.csv", "run-equal", ...BRIEFLY);
    expect(equal.notes).toMatch(/flag/);
  });

  it("small-integers: come out as integers, and rows that repeat are no copies", async () => {
    const folder = at();
    const { run } = await trained(folder, "small-integers.csv", "run-integers", ...BRIEFLY);
    const { values } = columnsOf(await samplesOf(folder, run, 50));
    expect(values.flat().every(Number.isInteger)).toBe(true);
    const { code, stdout, stderr } = await command(folder, "evaluate", run, "--metric", "memorisation");
    expect([0, 2]).toContain(code);
    expect(stdout + stderr).toMatch(/repeat/);
  });

  it("mixed: columns that are no numbers are named with their reason", async () => {
    const folder = at();
    const { run, notes } = await trained(folder, "mixed.csv", "run-mixed", ...BRIEFLY);
    for (const name of ["when", "yes", "kind"]) expect(notes).toMatch(new RegExp(`\\b${name}\\b`));
    expect((await samplesOf(folder, run, 4)).split("\n")[0]).toBe("n");
  });

  it("two-clusters-100: too few examples are no proof of equilibrium", async () => {
    const folder = at();
    await trained(folder, "two-clusters-100.csv", "run-clusters", "--steps", "500", "--batch", "32");
    const { code, stdout } = await command(folder, "theory", "run-clusters");
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/equilibrium is reached:/i);
    expect(stdout).toMatch(/on 20 test examples/);
  });

  it("names the table in its run", async () => {
    const folder = at();
    await writeFile(join(folder, "named.csv"), "a,b\n1,2\n3,5\n4,4\n2,8\n7,1\n3,3\n5,8\n6,2\n9,1\n");
    await trained(folder, "named.csv", "run-named", ...BRIEFLY);
    expect(await readFile(join(folder, "run-named", "config.json"), "utf8")).toContain('"name": "named"');
  });
});
