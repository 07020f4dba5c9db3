/** `--log` on the command line: what a run is logged as, what it goes on with, and what a kill leaves. */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tensorboardPoints, wandbRun } from "../log-readers.ts";
import { command, filesIn, inFolder, start, TINY } from "./command.ts";

const OFTEN = ["--steps", "40", "--sample-every", "20", "--checkpoint-every", "20"];
const TRAIN = ["train", "ring", "--out", "r", ...TINY, ...OFTEN];
const ALL = ["--log", "tensorboard,csv", "--log", "wandb,mlflow"];
const STEPS = [10, 20, 30, 40];

const logOf = async (run: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(run, "config.json"), "utf8")) as { log?: unknown }).log;

/** The steps that each log has of D's loss, in order. */
async function stepsOf(run: string) {
  const logs = join(run, "logs");
  const points = await tensorboardPoints(join(logs, "tensorboard"));
  const { rows } = await wandbRun(join(logs, "wandb"));
  const [id = ""] = (await readdir(join(logs, "mlruns/0"))).filter((name) => name !== "meta.yaml");
  const lines = async (path: string): Promise<string[]> => (await readFile(path, "utf8")).trimEnd().split("\n");
  return {
    tensorboard: points.filter(({ tag }) => tag === "losses/dLoss").map(({ step }) => step),
    csv: (await lines(join(logs, "metrics.csv"))).slice(1).map((line) => Number(line.split(",")[0])),
    wandb: rows.filter((row) => "losses/dLoss" in row).map((row) => row._step),
    mlflow: (await lines(join(logs, "mlruns/0", id, "metrics/losses/dLoss"))).map((line) => Number(line.split(" ")[2])),
  };
}

const all = (steps: readonly number[]) => ({ tensorboard: steps, csv: steps, wandb: steps, mlflow: steps });

describe("--log", () => {
  it(
    "logs a run for each tool that is named and changes none of its bytes; resume goes on, and none ends it",
    () =>
      inFolder(async (cwd) => {
        const run = join(cwd, "r");
        expect((await command(cwd, ...TRAIN, ...ALL)).code).toBe(0);
        expect((await command(cwd, ...TRAIN.with(3, "plain"))).code).toBe(0);
        expect((await readdir(join(run, "logs"))).sort()).toEqual(["metrics.csv", "mlruns", "tensorboard", "wandb"]);
        expect(await logOf(run)).toEqual(["tensorboard", "csv", "wandb", "mlflow"]);
        expect(await stepsOf(run)).toEqual(all(STEPS));
        expect(await filesIn(join(cwd, "plain"))).toEqual(
          (await filesIn(run)).filter((path) => !path.startsWith("logs/")),
        );
        for (const path of ["checkpoints/step-40.safetensors", "samples/step-40.png"]) {
          const [mine, plain] = [await readFile(join(run, path)), await readFile(join(cwd, "plain", path))];
          expect(mine.equals(plain), path).toBe(true);
        }

        expect((await command(cwd, "resume", "r", "--steps", "60")).code).toBe(0);
        expect(await stepsOf(run)).toEqual(all([...STEPS, 50, 60]));
        expect((await command(cwd, "resume", "r", "--steps", "80", "--log", "csv")).code).toBe(0);
        expect(await logOf(run)).toEqual(["csv"]);
        expect(await stepsOf(run)).toEqual({ ...all([...STEPS, 50, 60]), csv: [...STEPS, 50, 60, 70, 80] });
        expect((await command(cwd, "resume", "r", "--steps", "100", "--log", "none")).code).toBe(0);
        expect(await logOf(run)).toBeUndefined();
        expect((await stepsOf(run)).csv).toEqual([...STEPS, 50, 60, 70, 80]);
      }),
    120_000,
  );

  it.each(["train ring --log csv,tensorbord", "train ring --dry-run --log tensorbord", "resume r --log tensorbord"])(
    "refuses a tool that it does not know: %s",
    (line) =>
      inFolder(async (cwd) => {
        if (line.startsWith("resume")) expect((await command(cwd, ...TRAIN)).code).toBe(0);
        const { code, stderr } = await command(cwd, ...line.split(" "));
        expect(code).toBe(2);
        expect(stderr).toContain("reading option --log: expected tensorboard, csv, wandb, mlflow");
        expect(stderr).toContain("got tensorbord. Did you mean tensorboard?");
      }),
    60_000,
  );

  // See kill-at.mjs: what is appended is written in two halves.
  it.each(["events.out.tfevents.N", "run-", "dLoss", "metrics.csv"])(
    "shows every step once where a run was killed in the middle of writing %s",
    (file) =>
      inFolder(async (cwd) => {
        const preload = `NODE_OPTIONS=--import=${resolve("test/cli/kill-at.mjs")}`;
        const log = join(cwd, "moments");
        const { code } = await start(cwd, TRAIN.with(3, "whole").concat(ALL), ["env", preload, `KILL_LOG=${log}`])
          .finished;
        expect(code).toBe(0);
        const moments = (await readFile(log, "utf8")).trim().split("\n");
        // After the checkpoint of step 20, and before that of step 40.
        const saved = moments.flatMap((moment, i) => (/^after rename .*\.safetensors/.test(moment) ? [i] : []));
        expect(saved.length).toBe(3);
        const isHalf = (moment: string): boolean =>
          moment.startsWith("after the first half of append") && moment.includes(file);
        const at = moments.findIndex((moment, i) => i > (saved[1] as number) && isHalf(moment));
        expect(at).toBeGreaterThan(0);
        expect(at).toBeLessThan(saved[2] as number);
        const { signal } = await start(cwd, [...TRAIN, ...ALL], ["env", preload, `KILL_AT=${at + 1}`]).finished;
        expect(signal).toBe("SIGKILL");
        expect((await command(cwd, "resume", "r")).code).toBe(0);
        expect(await stepsOf(join(cwd, "r"))).toEqual(all(STEPS));
      }),
    120_000,
  );
});
