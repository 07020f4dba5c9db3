/** Nobody may be there to read what a command says, and the terminal may go: the work is done all the same. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder, start, TINY, until } from "./command.ts";

/** Starts a command with its output sent elsewhere by the shell. */
const redirected = (cwd: string, to: string, args: readonly string[]) =>
  start(cwd, args, ["sh", "-c", `exec "$@" ${to}`, "sh"]);

const stepsOf = async (folder: string): Promise<number[]> =>
  (await readdir(join(folder, "checkpoints")).catch(() => []))
    .flatMap((name) => /^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? [])
    .map(Number);

describe.concurrent("output that nobody takes", () => {
  it.each([
    ["a full disk", ">/dev/full 2>/dev/full"],
    ["nothing", ">&- 2>&-"],
    ["a terminal that is gone from standard error", "2>/dev/full"],
  ])("to %s does not end training", (_, to) =>
    inFolder(async (cwd) => {
      const { code } = await redirected(cwd, to, ["train", "ring", "--steps", "30", "--out", "r", ...TINY]).finished;
      expect(code).toBe(0);
      expect(await stepsOf(join(cwd, "r"))).toContain(30);
      expect(await readdir(join(cwd, "r"))).toContain("evaluation.json");
    }),
  );

  it("because its readers go away in the midst does not end training", () =>
    inFolder(async (cwd) => {
      const { child, finished } = start(cwd, ["train", "ring", "--steps", "3000", "--out", "r", ...TINY]);
      child.stdout?.once("data", () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
      expect((await finished).code).toBe(0);
      expect(await stepsOf(join(cwd, "r"))).toContain(3000);
    }));

  it("is said where standard error still has a reader", () =>
    inFolder(async (cwd) => {
      const { code, stderr } = await redirected(cwd, ">/dev/full", ["runs"]).finished;
      expect(code).toBe(0);
      expect(stderr).toMatch(/^What follows on standard output is lost: ENOSPC: [^\n]*\.\n$/);
    }));

  it("leaves a usage error what it is", () =>
    inFolder(async (cwd) => {
      for (const to of [">&- 2>&-", "2>/dev/full"]) {
        expect((await redirected(cwd, to, ["train", "rign"]).finished).code).toBe(2);
      }
    }));
});

describe.concurrent("a terminal that is closed", () => {
  const endless = ["train", "ring", "--out", "r", "--steps", "100000000", "--checkpoint-every", "1000000000", ...TINY];
  const bytesOfMetrics = async (cwd: string): Promise<number> =>
    stat(join(cwd, "r/metrics.jsonl")).then(
      ({ size }) => size,
      () => 0,
    );
  const begun = (cwd: string) => until(async () => (await bytesOfMetrics(cwd)) > 0);

  it("stops training with a checkpoint, however often it says so", () =>
    inFolder(async (cwd) => {
      const { child, finished } = start(cwd, endless);
      await begun(cwd);
      // A shell tells its jobs, and the system those in the foreground.
      child.kill("SIGHUP");
      child.kill("SIGHUP");
      expect((await finished).code).toBe(130);
      expect(Math.max(...(await stepsOf(join(cwd, "r"))))).toBeGreaterThan(0);
    }));

  it("does not stop what nohup started", () =>
    inFolder(async (cwd) => {
      const { finished } = start(cwd, endless, ["bash", "-c", 'nohup "$@" & wait $!', "bash"]);
      await begun(cwd);
      const pid = Number(await readFile(join(cwd, "r/training.pid"), "utf8"));
      process.kill(pid, "SIGHUP");
      const before = await bytesOfMetrics(cwd);
      await until(async () => (await bytesOfMetrics(cwd)) > before + 2000);
      process.kill(pid, "SIGTERM");
      expect((await finished).code).toBe(130);
    }));
});
