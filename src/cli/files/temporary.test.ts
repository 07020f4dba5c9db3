import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { thisProcess } from "./process-identity.ts";
import { isTemporary, removeAbandoned, temporaryName } from "./temporary.ts";
import { writeWhole } from "./writing.ts";

const nameOf = (place: string, pid: number): string => `.a.csv.saddlepoint-${place}-${pid}-0a1b2c3d.tmp`;
const { place } = thisProcess;
const NOBODY = 4194305;

describe("files that are being written", () => {
  it.each([
    ["long", "n".repeat(250)],
    ["long in bytes", "ü".repeat(125)],
    ["long in characters of four bytes", "😀".repeat(62)],
  ])("have names that file systems take, and a %s target is written", (_, name) =>
    inFolder(async (cwd) => {
      const temporary = basename(temporaryName(join(cwd, name)));
      expect(Buffer.byteLength(temporary)).toBeLessThanOrEqual(255);
      expect(isTemporary(temporary)).toBe(true);
      expect(temporary).not.toContain("\ufffd");
      await writeWhole(join(cwd, name), "whole");
      expect(await readdir(cwd)).toEqual([name]);
    }),
  );

  it("by processes that were killed are removed at the first write beside them, and no others", () =>
    inFolder(async (cwd) => {
      const goes = [nameOf(place, NOBODY), nameOf(place, process.pid), nameOf("0".repeat(12), 1)];
      const stays = [
        nameOf(place, process.ppid),
        nameOf("1".repeat(12), NOBODY),
        ".a.csv.0a1b2c3d.tmp",
        ".a.csv.saddlepoint.tmp",
        `a.csv.saddlepoint-${place}-${NOBODY}-0a1b2c3d.tmp`,
      ];
      for (const name of [...goes, ...stays]) await writeFile(join(cwd, name), "half");
      // On another machine, and not touched for long.
      const long = new Date(Date.now() - 3_700_000);
      await utimes(join(cwd, goes[2] ?? ""), long, long);
      const mine = basename(temporaryName(join(cwd, "b")));
      await writeFile(join(cwd, mine), "half");
      await writeWhole(join(cwd, "a.csv"), "whole");
      expect((await readdir(cwd)).sort()).toEqual([...stays, mine, "a.csv"].sort());
    }));

  it("are all removed where nobody else writes, those of earlier versions too", () =>
    inFolder(async (cwd) => {
      for (const name of [".step-5.png.0a1b2c3d.tmp", nameOf("1".repeat(12), 1), "step-5.png", ".keep"]) {
        await writeFile(join(cwd, name), "");
      }
      await removeAbandoned(cwd, "alone");
      expect((await readdir(cwd)).sort()).toEqual([".keep", "step-5.png"]);
    }));

  it.each<[string, (cwd: string) => Promise<string>, string]>([
    ["a name that is too long", async (cwd) => join(cwd, "n".repeat(256)), "(ENAMETOOLONG)"],
    [
      "links in a circle",
      async (cwd) => {
        await symlink("loop", join(cwd, "loop"));
        return join(cwd, "loop", "a.csv");
      },
      "links that lead in a circle (ELOOP)",
    ],
    ["a folder that is not there", async (cwd) => join(cwd, "none", "a.csv"), "no such file or folder (ENOENT)"],
    [
      "a folder in its place",
      async (cwd) => {
        await mkdir(join(cwd, "a.csv"));
        return join(cwd, "a.csv");
      },
      "a folder (EISDIR)",
    ],
  ])("cannot be written to %s, which is said in words, and leave nothing", (_, make, says) =>
    inFolder(async (cwd) => {
      const path = await make(cwd);
      const before = await readdir(cwd);
      await expect(writeWhole(path, "whole")).rejects.toThrow(says);
      await expect(writeWhole(path, "whole")).rejects.toThrow(`writing ${path}: expected to be able to, but got `);
      expect(await readdir(cwd)).toEqual(before);
    }),
  );

  it("are whole under their own name", () =>
    inFolder(async (cwd) => {
      await Promise.all(Array.from({ length: 5 }, (_, i) => writeWhole(join(cwd, "a"), `${i}`.repeat(10_000))));
      expect(new Set(await readFile(join(cwd, "a"), "utf8")).size).toBe(1);
    }));
});
