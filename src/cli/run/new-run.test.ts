import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import { thisProcess } from "../files/process-identity.ts";
import { chooseFolder, createRun } from "./new-run.ts";
import { type RunRecord, readRecord } from "./record.ts";

const record = (source: string) => ({ source }) as RunRecord;

/** What a kill leaves, as far as it came. */
const debris: readonly (readonly [string, (folder: string) => Promise<unknown>])[] = [
  ["the folder", async () => undefined],
  ["a lock", (folder) => writeFile(join(folder, "training.lock"), lockOf(4194305))],
  [
    "a lock that a full disk left empty, as earlier versions did",
    (folder) => writeFile(join(folder, "training.pid"), ""),
  ],
  ["checkpoints", (folder) => mkdir(join(folder, "checkpoints"))],
  [
    "half a configuration",
    async (folder) => {
      for (const name of ["checkpoints", "samples"]) await mkdir(join(folder, name));
      await writeFile(join(folder, ".config.json.0a1b2c3d.tmp"), "{");
    },
  ],
];
const lockOf = (pid: number): string => JSON.stringify({ ...thisProcess, pid, token: "" });

describe("a folder for a new run", () => {
  it.each(debris)("in which a kill left %s is taken, and nothing of that stays", (_, leave) =>
    inFolder(async (cwd) => {
      const folder = join(cwd, "run");
      await mkdir(folder);
      await leave(folder);
      expect(await chooseFolder(folder, "")).toBe(folder);
      const held = await createRun(folder, record("mine"));
      await held.release();
      expect((await readdir(folder)).sort()).toEqual(["checkpoints", "config.json", "samples"]);
    }),
  );

  it.each<[string, string]>([
    ["something else", "precious"],
    ["a checkpoint", "checkpoints/step-0.safetensors"],
    ["a hidden file", ".env"],
    ["what only looks like a file that was being written", ".notes.tmp"],
  ])("with %s in it is refused", (_, name) =>
    inFolder(async (cwd) => {
      await mkdir(join(cwd, "checkpoints"));
      await writeFile(join(cwd, name), "mine");
      await expect(chooseFolder(cwd, "")).rejects.toThrow("one with files in it; a run is never overwritten");
    }),
  );

  it("that several chose at once is made by one of them, and its configuration stays that one's", () =>
    inFolder(async (cwd) => {
      const folder = join(cwd, "run");
      const all = await Promise.allSettled(
        Array.from({ length: 6 }, (_, i) => createRun(folder, record(`number ${i}`))),
      );
      const won = all.findIndex(({ status }) => status === "fulfilled");
      expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).toEqual({ source: `number ${won}` });
      await expect(createRun(folder, record("late"))).rejects.toThrow(
        `creating the run folder ${folder}: expected a new or empty folder, but got one in which another process has just begun a run. Give each run an --out of its own, or begin one after the other.`,
      );
    }));

  it("in which another has made a run meanwhile is refused, and that run stays", () =>
    inFolder(async (cwd) => {
      await (await createRun(cwd, record("first"))).release();
      await expect(createRun(cwd, record("second"))).rejects.toThrow("another process has made a run meanwhile");
      expect(JSON.parse(await readFile(join(cwd, "config.json"), "utf8"))).toEqual({ source: "first" });
    }));

  it("which a run never began in says so to who opens it", () =>
    inFolder(async (cwd) => {
      await mkdir(join(cwd, "checkpoints"));
      await expect(readRecord(cwd)).rejects.toThrow(
        `opening run ${cwd}: expected a config.json in it, but got what a run leaves that was ended before it began. Begin it anew: saddlepoint train … --out ${cwd}`,
      );
      await rm(join(cwd, "checkpoints"), { recursive: true });
      await expect(readRecord(cwd)).rejects.toThrow("but got none: this is not a run.");
    }));
});
