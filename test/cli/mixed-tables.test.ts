/** Tables of columns of any kind on the command line: what is found is shown, written as a schema, and read by it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, inFolder } from "./command.ts";

const ROWS = Array.from({ length: 40 }, (_, i) => ({
  id: `X-${1000 + 7 * i}`,
  when: `${String(1 + (i % 28)).padStart(2, "0")}.02.2024`,
  sex: i % 5 === 0 ? null : ["male", "female"][i % 2],
  zip: String(i % 6).padStart(5, "0"),
  n: i % 9,
}));
const CSV = `id,when,sex,zip,n\n${ROWS.map(({ id, when, sex, zip, n }) => [id, when, sex ?? "NA", zip, n].join(",")).join("\n")}\n`;
const BRIEFLY = ["--steps", "2", "--batch", "8", "--g-widths", "8", "--d-widths", "8", "--samples", "20"];

describe.concurrent("a mixed table", () => {
  it("is described column by column: its kind, why, and what is learned", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "t.csv"), CSV);
      const { code, stdout } = await command(cwd, "describe", "t.csv", ...BRIEFLY);
      expect(code).toBe(0);
      for (const line of [
        /^Column +Kind +Why +Learned as +Values +Gaps$/m,
        /^id +identifier +all different +left out$/m,
        /^when +date +DD\.MM\.YYYY +\S.* 01\.02\.2024 to 28\.02\.2024$/m,
        /^sex +category +2 different +3 values +female, male +8$/m,
        /^zip +category +6 different, codes such as 00000 +6 values +00000, 00001, 00002, 3 more$/m,
        /^n +integer +whole, 9 different +9 values +0 to 8$/m,
        /^Note +id \(all different: X-1000, X-1007, …\) is taken for an identifier.*--column id=category/m,
      ]) {
        expect(stdout).toMatch(line);
      }
      const json = JSON.parse((await command(cwd, "describe", "t.csv", "--json", ...BRIEFLY)).stdout);
      expect(json.data.table[2]).toEqual({
        column: "sex",
        kind: "category",
        reason: "2 different",
        learned: "3 values",
        values: "female, male",
        gaps: 8,
      });
    }));

  it("keeps what holds in every row, and rules, and may have its identifiers made anew", () =>
    inFolder(async (cwd) => {
      const rows = Array.from(
        { length: 60 },
        (_, i) => `${1000 + 7 * i},c${i % 6},city ${i % 6},${i % 5},${(i % 5) + (i % 3)}\n`,
      );
      await writeFile(join(cwd, "t.csv"), `user_id,code,city,a,b\n${rows.join("")}`);
      const found = await command(cwd, "describe", "t.csv", ...BRIEFLY);
      expect(found.stdout).toMatch(/^city +category .* told by others/m);
      expect(found.stdout).toMatch(/Every row keeps a<=b, maybe by chance: .* --rule "a<=b" makes them\./);
      await command(cwd, "describe", "t.csv", "--rule", "a<=b", "--schema", "s.json", ...BRIEFLY);
      const read = await command(cwd, "train", "t.csv", "--dry-run", "--schema", "s.json", ...BRIEFLY);
      expect(read.stdout).toContain("Rule a<=b: the distance of b from a is learned.");
      expect(found.stdout).toMatch(/Note +Samples have no user_id; --identifiers make makes it anew by its pattern\./);
      const flags = ["--rule", "a<=b", "--identifiers", "make"];
      const { code, stderr } = await command(cwd, "train", "t.csv", ...flags, "--out", "r", ...BRIEFLY);
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("Samples have no")]);
      await command(cwd, "sample", "r", "--count", "50", "--out", "s.csv");
      const [names, ...lines] = (await readFile(join(cwd, "s.csv"), "utf8")).trim().split("\n");
      expect(names).toBe("user_id,code,city,a,b");
      const ids = lines.map((line) => Number(line.split(",")[0]));
      expect([new Set(ids).size, Math.min(...ids)]).toEqual([50, 1414]);
      for (const line of lines) {
        const [, of, city, a, b] = line.split(",");
        expect(city).toBe(`city ${of?.slice(1)}`);
        expect(Number(a)).toBeLessThanOrEqual(Number(b));
      }
    }));

  it("is read by a schema that was written, and refused where it says otherwise", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "t.csv"), CSV);
      const described = await command(cwd, "describe", "t.csv", "--schema", "s.json", ...BRIEFLY);
      expect(described.stdout).toMatch(/The schema is in s\.json: change it, and train with --schema s\.json\./);
      const again = await command(cwd, "describe", "t.csv", "--schema", "s.json");
      expect(again).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/at which there is nothing, but got a file/),
      });
      const path = join(cwd, "s.json");
      const text = await readFile(path, "utf8");
      await writeFile(
        path,
        text.replace('"identifier"', '"ignored"').replace(/"kind": "integer"/, '"kind": "category"'),
      );
      const read = await command(cwd, "train", "t.csv", "--dry-run", "--schema", "s.json", ...BRIEFLY);
      expect(read.stdout).toMatch(/^n +category +whole, 9 different/m);
      await writeFile(path, "{}");
      const broken = await command(cwd, "train", "t.csv", "--schema", "s.json");
      expect(broken).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/reading schema s\.json: expected a schema as describe writes it/),
      });
      await writeFile(path, text.replace('"female",', ""));
      const level = await command(cwd, "train", "t.csv", "--schema", "s.json");
      expect(level).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /t\.csv, line 3, sex: expected one of male, as the schema has it, but got female \(in 16 rows\)\. Add it/,
        ),
      });
    }));

  it("keeps its schema in its run, which goes on without the file", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "t.csv"), CSV);
      const schema = {
        columns: [
          { name: "n", kind: "category" },
          { name: "sex", kind: "category", missing: ["NA"] },
        ],
      };
      await writeFile(join(cwd, "s.json"), JSON.stringify(schema));
      const train = await command(cwd, "train", "t.csv", "--schema", "s.json", "--out", "r", ...BRIEFLY);
      expect(train.stdout).toMatch(/^n +category .*\n^sex +category/m);
      await writeFile(join(cwd, "s.json"), "{}");
      expect((await command(cwd, "resume", "r", "--steps", "4")).code).toBe(0);
    }));

  it("may be JSON, whose types are kept, and several flags name its columns", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "t.json"), JSON.stringify(ROWS));
      await writeFile(join(cwd, "t.jsonl"), ROWS.map((row) => JSON.stringify(row)).join("\n"));
      const asked = ["--column", "id=ignored", "--column", "n=number,zip=identifier", "--missing", "sex=male"];
      for (const file of ["t.json", "t.jsonl"]) {
        const { code, stdout } = await command(cwd, "describe", file, "--json", ...asked, ...BRIEFLY);
        expect(code).toBe(0);
        const { table } = JSON.parse(stdout).data;
        expect(table.map(({ kind }: { kind: string }) => kind)).toEqual([
          "ignored",
          "date",
          "category",
          "identifier",
          "number",
        ]);
        expect(table[2]).toMatchObject({ values: "female", gaps: 24 });
      }
      const scaled = await command(cwd, "train", "t.json", "--encode", "scaled");
      expect(scaled).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/expected --encode cells for this format/),
      });
      const wrong = await command(cwd, "train", "t.json", "--column", "sex=number");
      expect(wrong).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/row 2, sex: expected a number, but got female/),
      });
    }));
});
