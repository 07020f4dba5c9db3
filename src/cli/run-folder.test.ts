import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../test/cli/command.ts";
import { createRun, lock, type RunRecord } from "./run-folder.ts";

/** No process can have this number on Linux. */
const NOBODY = 4194305;

describe("a run folder", () => {
  it("that several processes chose at once is made by one of them, and its configuration stays that one's", () =>
    inFolder(async (cwd) => {
      const folder = join(cwd, "run");
      const record = (source: string) => ({ source }) as RunRecord;
      await createRun(folder, record("first"));
      await expect(createRun(folder, record("second"))).rejects.toThrow(
        `creating the run folder ${folder}: expected a new or empty folder, but got one in which another process has just begun a run. Give each run an --out of its own, or begin one after the other.`,
      );
      expect(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).toEqual({ source: "first" });
    }));

  it("whose lock has no number in it yet is being taken by another process", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "training.pid"), "");
      await expect(lock(cwd)).rejects.toThrow(
        `training in ${cwd}: expected no other process to do so, but got one that has just begun. Wait for it or stop it; if it is something else, delete ${join(cwd, "training.pid")}.`,
      );
    }));

  it("can be locked where the process that did is no more, until it is given back", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "training.pid"), `${NOBODY}\n`);
      const unlock = await lock(cwd);
      expect(await readFile(join(cwd, "training.pid"), "utf8")).toBe(`${process.pid}\n`);
      await unlock();
      await expect(readFile(join(cwd, "training.pid"))).rejects.toThrow("ENOENT");
    }));
});
