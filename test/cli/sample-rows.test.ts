/** Rows of a table on request, from a file to files. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleRows } from "../../src/cli/library.ts";
import { command } from "./command.ts";

const ROWS = 400;
const noise = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 0) % 65536) / 65536;
const day = (i: number): string => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10);
const countries = ["Germany,DE", "France,FR", "Italy,IT"];

const people = [
  "sex,age,country,code,net,start,end,active",
  ...Array.from({ length: ROWS }, (_, i) => {
    const start = Math.floor(300 * noise(5 * i));
    return [
      i % 2 === 0 ? "Female" : "Male",
      noise(3 * i) < 0.1 ? "" : String(18 + Math.floor(70 * noise(7 * i))),
      countries[Math.floor(3 * noise(11 * i))],
      (100 * noise(13 * i)).toFixed(2),
      day(start),
      day(start + Math.floor(30 * noise(17 * i))),
      noise(19 * i) < 0.3 ? "yes" : "no",
    ].join(",");
  }),
].join("\n");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddlepoint-rows-"));
  await writeFile(join(folder, "people.csv"), `${people}\n`);
  const { code, stderr } = await command(
    folder,
    "train",
    "people.csv",
    "--steps",
    "30",
    "--batch",
    "32",
    "--widths",
    "32,32",
  );
  expect(code, stderr).toBe(0);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const sample = (...args: string[]) => command(folder, "sample", "runs/people", ...args);
const text = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
/** Fields of a file, row after row. */
const fields = async (name: string): Promise<string[][]> =>
  (await text(name))
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

describe("sample with a table", () => {
  it("writes rows in the form of the data, as many as asked for, and the same again", async () => {
    const { code, stdout } = await sample("--out", "a.csv", "--count", "3000");
    expect(code).toBe(0);
    expect(stdout).toBe("3,000 rows (seed 1) from runs/people at step 30 are in a.csv\n");
    const a = await text("a.csv");
    const lines = a.trimEnd().split("\n");
    expect(lines.length).toBe(3001);
    expect(lines[0]).toBe("sex,age,country,code,net,start,end,active");
    for (const line of lines.slice(1)) {
      expect(line).toMatch(
        /^(Female|Male),\d*,(Germany,DE|France,FR|Italy,IT),\d+\.?\d*,\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d,(yes|no)$/,
      );
    }
    await sample("--out", "b.csv", "--count", "500");
    expect(a.startsWith(await text("b.csv"))).toBe(true);
  });

  it("draws rows under conditions and rules, and says how many that took", async () => {
    const { stdout, stderr } = await sample(
      "--out",
      "w.csv",
      "--count",
      "60",
      "--where",
      "sex=Female,age>60",
      "--where",
      "code=DE|IT",
      "--rule",
      "start<=end",
    );
    expect(stdout).toContain("60 rows (seed 1)");
    expect(stderr).toMatch(/^60 rows of [\d,]+ that were drawn are as asked for \(\d+\.?\d* %\)\.\n$/);
    for (const [sex, age, country, code, , start = "", end = ""] of await fields("w.csv")) {
      expect([sex, Number(age) > 60, start <= end]).toEqual(["Female", true, true]);
      expect(["Germany,DE", "Italy,IT"]).toContain(`${country},${code}`);
    }
  });

  it("fills the empty fields of given rows, and keeps the others", async () => {
    await writeFile(join(folder, "like.csv"), "code,age,start\nDE,,2023-05-01\n,30,\n");
    await sample("--like", "like.csv", "--count", "4", "--out", "l.csv");
    const rows = await fields("l.csv");
    for (const i of [0, 2]) expect(rows[i]).toMatchObject({ 2: "Germany", 3: "DE", 5: "2023-05-01" });
    for (const i of [1, 3]) expect(rows[i]?.[1]).toBe("30");
  });

  it("balances a column, and writes JSON, JSON lines, Parquet and numbers", async () => {
    await sample("--balance", "country", "--count", "30", "--out", "rows.json");
    const list = JSON.parse(await text("rows.json")) as { country: string; active: boolean }[];
    for (const name of ["Germany", "France", "Italy"])
      expect(list.filter(({ country }) => country === name).length).toBe(10);
    expect(typeof list[0]?.active).toBe("boolean");
    await sample("--count", "20", "--out", "rows.tsv");
    const tabs = (await text("rows.tsv")).trimEnd().split("\n");
    expect(tabs).toHaveLength(21);
    expect(new Set(tabs.map((line) => line.split("\t").length)).size).toBe(1);
    expect(tabs[0]?.split("\t")).toContain("country");
    await sample("--count", "20", "--out", "rows.jsonl");
    expect(
      (await text("rows.jsonl"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toHaveLength(20);
    await sample("--count", "20", "--out", "rows.parquet");
    expect((await stat(join(folder, "rows.parquet"))).size).toBeGreaterThan(1000);
    const { stderr } = await sample("--count", "20", "--out", "rows.npy");
    expect(stderr).toBe("sex, country, code: text, which a .npy file of numbers leaves out.\n");
  });

  it.each([
    [["--where", "sexx=Female", "--out", "e.csv"], "expected a column of the table, but got sexx. Did you mean sex?"],
    [["--where", "age<3", "--out", "e.csv"], "expected age from 18 to 87, as the data have it"],
    [
      ["--where", "sex=Male", "--out", "e.png"],
      "expected a .csv, .tsv, .json, .jsonl, .parquet or .npy file with --where, but got e.png",
    ],
    [["--like", "none.csv", "--out", "e.csv"], "no such file or folder"],
  ])("refuses %j", async (args, sentence) => {
    const { code, stderr } = await sample(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    await expect(text("e.csv")).rejects.toThrow();
  });

  it("has typed rows for programs", async () => {
    const rows = [];
    for await (const row of sampleRows(join(folder, "runs/people"), {
      where: { country: "France", active: true },
      count: 20,
    }))
      rows.push(row);
    expect(rows.length).toBe(20);
    expect(rows.every(({ code, active, start }) => code === "FR" && active === true && start instanceof Date)).toBe(
      true,
    );
  });
});
