/** saddlepoint without a word: what lies here, and what to do next. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, inFolder, TINY } from "./command.ts";

describe("saddlepoint without a command", () => {
  it("says in an empty folder what can be done without data, and how to bring some", () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await command(folder);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("There is nothing here to train on, and no run.");
      for (const next of ["train ring", "lab", "init my-gan", "train pictures/", "train people.csv", "--help"]) {
        expect(stdout).toContain(`npx saddlepoint ${next}`);
      }
      expect(stdout.split("\n").length).toBeLessThan(20);
    }));

  it("names tables, folders of pictures and runs that lie there, each with the next command", () =>
    inFolder(async (folder) => {
      for (const name of ["my cats/a", "empty", "node_modules/pictures"])
        await mkdir(join(folder, name), { recursive: true });
      const files = [
        "people.csv",
        "x.npy",
        "notes.txt",
        "my cats/1.png",
        "my cats/a/2.jpg",
        "node_modules/pictures/3.png",
      ];
      for (const name of files) await writeFile(join(folder, name), "");
      for (const name of ["done", "stopped"]) {
        const { code, stderr } = await command(
          folder,
          "train",
          "ring",
          "--steps",
          "2",
          ...TINY,
          "--out",
          `runs/${name}`,
        );
        expect(code, stderr).toBe(0);
      }
      // As if it had been killed before its first checkpoint.
      await rm(join(folder, "runs/stopped/checkpoints"), { recursive: true });
      await mkdir(join(folder, "runs/no-run"));
      const { code, stdout } = await command(folder);
      expect(code).toBe(0);
      const lines = stdout.split("\n").filter((line) => /npx saddlepoint (train|sample|resume) (?!ring)/.test(line));
      expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
        ["my cats", "a folder of 2 pictures", expect.stringMatching(/^npx saddlepoint train ['"]my cats['"]$/)],
        ["people.csv", "a table", "npx saddlepoint train people.csv"],
        ["x.npy", "an array", "npx saddlepoint train x.npy"],
        ["runs/done", "a run of ring, 2 of 2 steps", "npx saddlepoint sample runs/done --out samples.png"],
        ["runs/stopped", "a run of ring, 0 of 2 steps", "npx saddlepoint resume runs/stopped"],
      ]);
    }));

  it("shows the first of many", () =>
    inFolder(async (folder) => {
      for (let i = 0; i < 8; i++) await writeFile(join(folder, `t${i}.csv`), "");
      const { stdout } = await command(folder);
      expect(stdout.match(/a table/g)?.length).toBe(5);
      expect(stdout).toContain("… 3 more to train on");
    }));
});
