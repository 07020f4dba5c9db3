import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder, until } from "../../../test/cli/command.ts";
import { thisProcess } from "../files/process-identity.ts";
import { lock, lockPaths, trainerOf } from "./lock.ts";

/** No process can have this number on Linux. */
const NOBODY = 4194305;

const here = { ...thisProcess, token: "0" };
const elsewhere = { pid: 7, host: "alpha", place: "0".repeat(12), started: "1", token: "0" };

const put = (cwd: string, holder: object | string): Promise<void> =>
  writeFile(lockPaths(cwd).lock, typeof holder === "string" ? holder : JSON.stringify(holder));

/** Lets no time pass, and does something in it. */
const meanwhile = (act: () => Promise<unknown> = async () => undefined) => ({ wait: act });

describe("the lock of a run folder", () => {
  it("is whole at once, names the process for people, and leaves nothing when it is given back", () =>
    inFolder(async (cwd) => {
      const held = await lock(cwd);
      expect(await readFile(join(cwd, "training.pid"), "utf8")).toBe(`${process.pid}\n`);
      expect(JSON.parse(await readFile(join(cwd, "training.lock"), "utf8"))).toMatchObject(thisProcess);
      expect(await readdir(cwd)).toEqual(["training.lock", "training.pid"]);
      expect(await trainerOf(cwd)).toBe(process.pid);
      await held.requireHeld();
      await held.release();
      expect(await readdir(cwd)).toEqual([]);
    }));

  it("is had by one process at a time", () =>
    inFolder(async (cwd) => {
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => lock(cwd)));
      expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const { lock: path, pid } = lockPaths(cwd);
      await expect(lock(cwd)).rejects.toThrow(
        `training in ${cwd}: expected no other process to do so, but got process ${process.pid}, which is still running. Wait for it or stop it; if it is something else, delete ${path} and ${pid}.`,
      );
    }));

  it.each<[string, object | string]>([
    ["of a process that is no more", { ...here, pid: NOBODY }],
    ["of a process whose number another has now", { ...here, started: "1" }],
    ["that a full disk left empty", ""],
    ["that is no JSON", "{"],
    ["that is something else", "[null]"],
  ])("%s is taken over", (_, holder) =>
    inFolder(async (cwd) => {
      await put(cwd, holder);
      const held = await lock(cwd, meanwhile());
      await held.requireHeld();
      expect(await readdir(cwd)).toEqual(["training.lock", "training.pid"]);
    }),
  );

  it("of a process that has ended, but whose parent has not asked about it, is taken over", () =>
    inFolder(async (cwd) => {
      // The shell becomes a program that never waits for its child.
      const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
      try {
        const [line] = (await once(parent.stdout, "data")) as [Buffer];
        const pid = Number(line.toString());
        const statOf = (of: number | undefined) => readFile(`/proc/${of}/stat`, "utf8");
        await until(async () => (await statOf(parent.pid)).includes("(sleep)"));
        process.kill(pid, "SIGKILL");
        await until(async () => (await statOf(pid)).includes(") Z "));
        await put(cwd, { ...here, pid, started: null });
        await expect(lock(cwd)).resolves.toBeDefined();
      } finally {
        parent.kill("SIGKILL");
      }
    }));

  it("of a process on another machine is taken over when nobody touches it, whatever runs here under its number", () =>
    inFolder(async (cwd) => {
      await put(cwd, { ...elsewhere, pid: process.ppid });
      const said: string[] = [];
      let waits = 0;
      const held = await lock(cwd, {
        say: (line) => said.push(line),
        wait: async (milliseconds) => {
          waits += milliseconds;
        },
      });
      await held.requireHeld();
      expect(waits).toBe(60_000);
      expect(said).toEqual([
        `Process ${process.ppid} on alpha took ${lockPaths(cwd).lock}. Whether it still runs shows within 60 s: waiting.`,
      ]);
    }));

  it("of a process on another machine is respected when it is touched", () =>
    inFolder(async (cwd) => {
      await put(cwd, { ...elsewhere, pid: NOBODY });
      const touch = meanwhile(() => utimes(lockPaths(cwd).lock, new Date(), new Date(Date.now() + 5000)));
      await expect(lock(cwd, touch)).rejects.toThrow(`but got process ${NOBODY} on alpha, which is still running.`);
      expect(await trainerOf(cwd)).toBe(NOBODY);
    }));

  it("that was not touched for an hour is taken over at once", () =>
    inFolder(async (cwd) => {
      await put(cwd, elsewhere);
      await utimes(lockPaths(cwd).lock, new Date(), new Date(Date.now() - 3_700_000));
      const never = meanwhile(async () => expect.fail("there is nothing to wait for"));
      await expect(lock(cwd, never)).resolves.toBeDefined();
    }));

  it("without content is respected when its writer comes back to it", () =>
    inFolder(async (cwd) => {
      await put(cwd, "");
      await expect(
        lock(
          cwd,
          meanwhile(() => put(cwd, here)),
        ),
      ).rejects.toThrow("but got one that has just begun.");
    }));

  it("that another has taken over is not given back, and what it guards is not written", () =>
    inFolder(async (cwd) => {
      const held = await lock(cwd);
      await put(cwd, elsewhere);
      await expect(held.requireHeld()).rejects.toThrow("another: the run has been taken over, or the lock was deleted");
      await held.release();
      expect(await readdir(cwd)).toContain("training.lock");
    }));

  it.each([
    ["a number of a living process is respected", `${process.ppid}\n`, false],
    ["a number of no process is not", `${NOBODY}\n`, true],
    ["no number, as of a disk that was full, is not", "", true],
  ])("of an earlier version, which was training.pid alone: %s", (_, text, taken) =>
    inFolder(async (cwd) => {
      await writeFile(lockPaths(cwd).pid, text);
      const attempt = lock(cwd);
      if (taken) await expect(attempt).resolves.toBeDefined();
      else await expect(attempt).rejects.toThrow(`but got process ${process.ppid}, which is still running.`);
    }),
  );
});
