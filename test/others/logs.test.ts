/** What a run is logged as is read by the tools it is logged for: TensorBoard, Weights & Biases and MLflow, where Python has them. */
import { execFile } from "node:child_process";
import { appendFile, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { command, inFolder, TINY } from "../cli/command.ts";
import { findPython } from "./python.ts";
import { openWandbServer, type Sent } from "./wandb-server.ts";

const python = await findPython("tensorboard, mlflow, wandb");

/** What `wandb sync` sends of an offline run; nothing leaves this machine. */
async function synced(folder: string, home: string): Promise<Sent> {
  const { url, sent, close } = await openWandbServer();
  const env = {
    ...process.env,
    HOME: home,
    WANDB_BASE_URL: url,
    WANDB_API_KEY: "0".repeat(40),
    WANDB_ERROR_REPORTING: "false",
  };
  await promisify(execFile)(python ?? "", ["-m", "wandb", "sync", folder], { env, cwd: home }).finally(close);
  return sent;
}

type Pairs = readonly (readonly [number, number])[];

describe.skipIf(!python)("logs by the tools' own readers", () => {
  it(
    "are read whole, and once, of a run that was cut off and went on",
    () =>
      inFolder(async (cwd) => {
        const steps = (count: number): string[] => ["--steps", String(count), "--log", "tensorboard,csv,wandb,mlflow"];
        const often = ["--sample-every", "20", "--checkpoint-every", "40"];
        expect((await command(cwd, "train", "ring", "--out", "r", ...TINY, ...often, ...steps(60))).code).toBe(0);
        // As though it had been killed after the checkpoint of step 40, in the middle of what it wrote.
        const logs = join(cwd, "r/logs");
        await promisify(execFile)("rm", [join(cwd, "r/checkpoints/step-60.safetensors")]);
        const [offline = ""] = await readdir(join(logs, "wandb"));
        const [file = ""] = (await readdir(join(logs, "wandb", offline))).filter((name) => name.endsWith(".wandb"));
        for (const path of ["tensorboard/events.out.tfevents.000001", `wandb/${offline}/${file}`, "metrics.csv"]) {
          await appendFile(join(logs, path), new Uint8Array(9).fill(7));
        }
        expect((await command(cwd, "resume", "r", "--steps", "80")).code).toBe(0);

        const { stdout } = await promisify(execFile)(python ?? "", [resolve("test/others/logs.py"), logs]);
        const { tensorboard, mlflow, csv } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
        const lines = (await readFile(join(cwd, "r/metrics.jsonl"), "utf8"))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as { step: number; dLoss: number });
        const dLoss: Pairs = lines.map((line) => [line.step, line.dLoss]);
        expect(dLoss.map(([step]) => step)).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
        const sheets = [0, 20, 40, 60, 80];

        expect(csv.dLoss).toEqual(dLoss);

        expect(tensorboard.scalars["losses/dLoss"]).toEqual(dLoss.map(([step, value]) => [step, Math.fround(value)]));
        expect(tensorboard.images["samples/sheet"]).toEqual(sheets.map((step) => [step, 560, 560, "PNG"]));
        expect(tensorboard.histograms["parameters G/dense 1/weight"]).toEqual([0, 40, 80].map((step) => [step, 16]));
        expect(tensorboard).toMatchObject({ batch: 16, loss: "non-saturating", text: ["configuration"] });

        const { rows, files: sentFiles, run, exit } = await synced(join(logs, "wandb", offline), cwd);
        const all = [...new Set([...sheets, ...dLoss.map(([step]) => step)])].sort((a, b) => a - b);
        expect(rows.map((row) => row._step)).toEqual(all);
        const losses = rows.filter((row) => "losses/dLoss" in row).map((row) => [row._step, row["losses/dLoss"]]);
        expect(losses).toEqual(dLoss);
        const pictures = rows.flatMap(
          (row) => (row["samples/sheet"] as { path: string; size: number } | undefined) ?? [],
        );
        expect(pictures.length).toBe(sheets.length);
        for (const { path, size } of pictures) expect(sentFiles.get(path)).toBe(size);
        expect([run.project, run.displayName, exit]).toEqual(["saddlepoint", "r", 0]);
        expect(JSON.parse(String(run.config))).toMatchObject({ batch: { value: 16 }, run: { value: { steps: 80 } } });

        expect(mlflow).toMatchObject({ experiment: "saddlepoint", name: "r", status: "FINISHED", dLoss, batch: "16" });
        expect(mlflow.pictures).toEqual(
          ["samples/real.png", ...sheets.map((step) => `samples/step-${step}.png`)].sort(),
        );
      }),
    300_000,
  );
});
