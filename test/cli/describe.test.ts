import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, TINY } from "./command.ts";

describe.concurrent("describe", () => {
  it("says what was read, what would be built and what it would cost, and writes nothing", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "t.csv"), "a,b,c\n1,5,x\n2,7,y\n,8,z\n4,1,w\n");
      const options = ["--encode", "scaled", "--columns", "a,b", "--g-widths", "3", "--d-widths", "4", "--latent", "2"];
      for (const args of [
        ["describe", "t.csv", ...options],
        ["train", "t.csv", "--dry-run", ...options],
      ]) {
        const { code, stdout } = await command(cwd, ...args);
        expect(code).toBe(0);
        expect(stdout).toMatch(/Note +1 row of 4 is left out, as values are missing \(a 1\)/);
        expect(stdout).toMatch(/Column a +1 to 4/);
        expect(stdout).toMatch(/Columns not taken +c/);
        // G: 2→3→2, D: 2→4→1, with biases.
        expect(stdout).toMatch(new RegExp(`total +${2 * 3 + 3 + 3 * 2 + 2} `));
        expect(stdout).toMatch(new RegExp(`total +${2 * 4 + 4 + 4 + 1} `));
        expect(stdout).toMatch(/Time +about .* for 5,000 steps/);
      }
      expect(await readdir(cwd)).toEqual(["t.csv"]);
    }));

  it("of a preset has its options and its data, and what the user sets instead", () =>
    inFolder(async (cwd) => {
      const of = async (...args: string[]) => {
        const { code, stdout } = await command(cwd, "describe", "--json", "--preset", "two-normals", ...args);
        expect(code).toBe(0);
        return JSON.parse(stdout).config;
      };
      expect(await of()).toMatchObject({ data: { name: "two-normals" }, dSteps: 2, generator: { widths: [32, 32] } });
      const other = await of("normal", "--d-widths", "5", "--holdout", "0");
      expect(other).toMatchObject({ data: { name: "normal" }, dSteps: 2, discriminator: { widths: [5] } });
      expect(other.generator.widths).toEqual([32, 32]);
    }));

  it("lists every file that was left out with its reason, and draws a sheet if asked", () =>
    inFolder(async (cwd) => {
      const red = sharp({ create: { width: 32, height: 32, channels: 3, background: "red" } });
      await mkdir(join(cwd, "p"));
      for (const name of ["a", "b", "c", "d", "e"])
        await writeFile(join(cwd, "p", `${name}.png`), await red.png().toBuffer());
      for (const name of ["v", "w", "x", "y"]) await writeFile(join(cwd, "p", `${name}.png`), "broken");
      const { code, stdout } = await command(
        cwd,
        ...[
          "describe",
          "p",
          "--cache-dir",
          "cache",
          "--channels",
          "2",
          "--batch",
          "2",
          "--augment",
          "none",
          "--out",
          "sheet.png",
          "--json",
        ],
      );
      expect(code).toBe(0);
      const found = JSON.parse(stdout);
      expect(found.data).toMatchObject({ name: "p", shape: [3, 32, 32], count: 5 });
      expect(found.data.skipped.map(({ name }: { name: string }) => name)).toEqual([
        "v.png",
        "w.png",
        "x.png",
        "y.png",
      ]);
      expect(found.secondsPerStep).toBeGreaterThan(0);
      expect(found.bytes.activations).toBeGreaterThan(2 * 3 * 32 * 32 * 4);
      // Five pictures in rows of three.
      expect(await sharp(join(cwd, "sheet.png")).metadata()).toMatchObject({ width: 104 * 5 });
      expect((await filesIn(cwd)).filter((file) => !/^(p|cache)\//.test(file))).toEqual(["sheet.png"]);
    }));

  it("of a run says how far it is, and takes no options", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      const before = await filesIn(cwd);
      const { code, stdout } = await command(cwd, "describe", "r");
      expect(code).toBe(0);
      expect(stdout).toContain("none left: the run is at step 10 of 10");
      expect(await filesIn(cwd)).toEqual(before);
      const refused = await command(cwd, "describe", "r", "--batch", "3");
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("but got --batch.")]);
      const wrong = await command(cwd, "describe", "ring", "--out", "a.txt");
      expect([wrong.code, wrong.stderr]).toEqual([
        2,
        expect.stringContaining("a name that ends in .png, but got a.txt."),
      ]);
    }));
});

describe.concurrent("warnings", () => {
  it("are printed at the end, are in --json and in the report", () =>
    inFolder(async (cwd) => {
      // Hardly any noise goes in, so hardly any variety comes out.
      const args = ["--prior", "uniform", "--half-width", "0.0001", "--steps", "60", ...TINY, "--sample-every", "20"];
      const { stdout } = await command(cwd, "train", "moons", "--out", "r", "--json", ...args);
      expect(JSON.parse(stdout).warnings).toMatchObject([{ kind: "collapse", step: 60 }]);
      const again = await command(cwd, "train", "moons", "--out", "s", ...args);
      expect(again.stdout).toMatch(
        /Warning: G has collapsed: its samples are .* % as far apart as real examples\. Use /,
      );
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).toContain('<p class="note">G has collapsed');
    }));

  it("are said while the run goes on, when they have stood for a while, and again at its end", () =>
    inFolder(async (cwd) => {
      const args = ["--prior", "uniform", "--half-width", "0.0001", "--steps", "400", ...TINY, "--sample-every", "20"];
      const { stdout, stderr } = await command(cwd, "train", "moons", "--out", "r", "--report-every", "20", ...args);
      expect(stderr.match(/Warning, step \d+: G has collapsed/g)).toHaveLength(1);
      expect(stdout.match(/Warning: G has collapsed/g)).toHaveLength(1);
    }));

  it("of a number that is not finite are in the report, and go when the run goes on", () =>
    inFolder(async (cwd) => {
      const args = ["--optimizer", "sgd", "--learning-rate", "1000000", "--steps", "60", ...TINY];
      const { code } = await command(cwd, "train", "ring", "--out", "r", ...args);
      expect(code).toBe(2);
      const report = await readFile(join(cwd, "r/report.html"), "utf8");
      expect(report).toMatch(/The run stopped: training, [DG] step of step \d+: expected finite numbers/);
      expect(await readdir(join(cwd, "r"))).toContain("stopped.json");
    }));
});
