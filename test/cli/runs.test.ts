import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeTensors } from "../../src/inner.ts";
import { command, filesIn, inFolder, start, TINY, until } from "./command.ts";

const checkpoint = (folder: string, step: number): Promise<Buffer> =>
  readFile(join(folder, "checkpoints", `step-${step}.safetensors`));

/** Whether a run has a checkpoint of this step or a later one: earlier ones are removed as it goes on. */
const reached = async (folder: string, step: number): Promise<boolean> => {
  const names = await readdir(join(folder, "checkpoints")).catch(() => []);
  return names.some((name) => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? -1) >= step);
};

describe.concurrent("train", () => {
  it("leaves a run folder with configuration, metrics, checkpoints, samples and report, and says what it found", () =>
    inFolder(async (cwd) => {
      const { code, stdout } = await command(
        cwd,
        "train",
        "ring",
        "--steps",
        "40",
        "--sample-every",
        "20",
        "--checkpoint-every",
        "20",
        ...TINY,
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(/Modes found +\d of 8/);
      expect(stdout).toMatch(/Jensen–Shannon divergence +0\.\d+ ± 0\.\d+ nats/);
      expect(stdout).toMatch(/Mean D on real data +0\.\d+/);
      expect(stdout).toMatch(/40 steps in [\d.]+ s, [\d,.]+ steps\/s/);
      expect(await filesIn(cwd)).toEqual(
        [
          "checkpoints/step-0.safetensors",
          "checkpoints/step-20.safetensors",
          "checkpoints/step-40.safetensors",
          "config.json",
          "evaluation.json",
          "metrics.jsonl",
          "report.html",
          "samples/progress.webp",
          "samples/real.png",
          ...[0, 20, 40].flatMap((step) => [`samples/step-${step}.csv`, `samples/step-${step}.png`]),
        ]
          .map((file) => `runs/ring/${file}`)
          .sort(),
      );
      const metrics = (await readFile(join(cwd, "runs/ring/metrics.jsonl"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(metrics.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
      expect(metrics[1]).toHaveProperty("modes");
      const report = await readFile(join(cwd, "runs/ring/report.html"), "utf8");
      expect(report).toContain("−log 4");
      // Nothing is loaded from elsewhere; the one link is to a file beside it.
      expect(report.match(/(src|href)="(?!data:)[^"]*"/g)).toEqual(['href="samples/progress.webp"']);
    }));

  it("with --json prints one object on standard output and everything else on standard error", () =>
    inFolder(async (cwd) => {
      const { code, stdout, stderr } = await command(
        cwd,
        "train",
        "two-normals",
        "--steps",
        "10",
        "--json",
        "--out",
        "my run",
        ...TINY,
      );
      expect(code).toBe(0);
      const result = JSON.parse(stdout);
      expect(result).toMatchObject({ run: "my run", step: 10, steps: 10, reason: "finished" });
      expect(Object.keys(result.evaluation)).toEqual(
        expect.arrayContaining(["modes", "highQuality", "reverseKl", "jsd", "meanDReal", "meanDFake", "samples"]),
      );
      expect(stderr).toContain("Training: two-normals");
    }));

  it("never writes into a folder with files in it, and finds a new name by itself", () =>
    inFolder(async (cwd) => {
      await mkdir(join(cwd, "runs/ring"), { recursive: true });
      await writeFile(join(cwd, "runs/ring/precious"), "mine");
      const first = await command(cwd, "train", "ring", "--steps", "1", "--json", ...TINY);
      expect(JSON.parse(first.stdout).run).toBe("runs/ring-2");
      const before = await filesIn(cwd);
      const second = await command(cwd, "train", "ring", "--steps", "1", "--out", "runs/ring-2");
      expect(second.code).toBe(2);
      expect(second.stderr).toBe(
        "saddlepoint: choosing runs/ring-2 as run folder: expected a new or empty folder, but got one with files in it; a run is never overwritten. Go on with it by saddlepoint resume runs/ring-2, or choose another --out.\n",
      );
      expect(await filesIn(cwd)).toEqual(before);
    }));

  it("gives each player its own options by prefix", () =>
    inFolder(async (cwd) => {
      await command(
        cwd,
        "train",
        "ring",
        "--steps",
        "1",
        "--out",
        "r",
        "--widths",
        "8",
        "--d-widths",
        "6,5",
        "--g-learning-rate",
        "0.5",
        "--optimizer",
        "momentum",
        "--nesterov",
        "--d-nesterov",
        "false",
        "--d-activation",
        "maxout",
        "--d-pieces",
        "3",
      );
      const { config } = JSON.parse(await readFile(join(cwd, "r/config.json"), "utf8"));
      expect(config.generator).toMatchObject({ widths: [8], learningRate: 0.5, nesterov: true, activation: "relu" });
      expect(config.discriminator).toMatchObject({ widths: [6, 5], nesterov: false, activation: "maxout", pieces: 3 });
    }));

  it("keeps as many checkpoints as asked for", () =>
    inFolder(async (cwd) => {
      await command(
        cwd,
        "train",
        "ring",
        "--steps",
        "50",
        "--checkpoint-every",
        "10",
        "--keep",
        "2",
        "--out",
        "r",
        ...TINY,
      );
      expect((await filesIn(join(cwd, "r/checkpoints"))).sort()).toEqual([
        "step-40.safetensors",
        "step-50.safetensors",
      ]);
    }));

  it("shows label smoothing in the report", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "1", "--label-smoothing", "0.1", "--out", "r", ...TINY);
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).toContain("target on real examples is 0.9");
    }));

  it("leaves nothing in the home folder or the folder for temporary files", () =>
    inFolder(async (home) => {
      await mkdir(join(home, "work"));
      // The runtime's telemetry holds still where CI is set, and this process has switched it off already.
      const unset = ["CI", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"].flatMap((name) => ["-u", name]);
      const clean = ["env", ...unset, `HOME=${home}`, `TMPDIR=${home}`];
      const { finished } = start(join(home, "work"), ["train", "ring", "--steps", "20", ...TINY], clean);
      expect((await finished).code).toBe(0);
      expect(await readdir(home)).toEqual(["work"]);
      expect(await readdir(join(home, "work"))).toEqual(["runs"]);
    }));
});

describe.concurrent("resume", () => {
  it("of 200 steps to 400 ends in the bytes of 400 steps at once", () =>
    inFolder(async (cwd) => {
      await Promise.all([
        command(cwd, "train", "ring", "--steps", "400", "--out", "whole"),
        command(cwd, "train", "ring", "--steps", "200", "--out", "half"),
      ]);
      const { code } = await command(cwd, "resume", "half", "--steps", "400");
      expect(code).toBe(0);
      expect(await checkpoint(join(cwd, "half"), 400)).toEqual(await checkpoint(join(cwd, "whole"), 400));
      const metrics = (await readFile(join(cwd, "half/metrics.jsonl"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(metrics.map(({ step }) => step)).toEqual([200, 400]);
      expect(metrics[1].seconds).toBeGreaterThan(metrics[0].seconds);
    }));

  it("after a kill at any moment ends in the same bytes", () =>
    inFolder(async (cwd) => {
      const options = ["--steps", "12000", "--checkpoint-every", "250", ...TINY];
      const whole = command(cwd, "train", "ring", "--out", "whole", ...options);
      // Killed several times: in training, perhaps in the middle of writing a file.
      let { child, finished } = start(cwd, ["train", "ring", "--out", "killed", ...options]);
      for (const step of [250, 1000, 1750]) {
        await until(() => reached(join(cwd, "killed"), step));
        child.kill("SIGKILL");
        expect((await finished).signal).toBe("SIGKILL");
        ({ child, finished } = start(cwd, ["resume", "killed"]));
      }
      expect((await finished).code).toBe(0);
      await whole;
      expect(await checkpoint(join(cwd, "killed"), 12000)).toEqual(await checkpoint(join(cwd, "whole"), 12000));
      // Every report once, in order, whatever was cut off.
      const steps = (await readFile(join(cwd, "killed/metrics.jsonl"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).step);
      expect(steps).toEqual(Array.from({ length: 1200 }, (_, i) => 10 * (i + 1)));
    }));

  it("uses the checkpoint before a damaged one, and says so", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "20", "--checkpoint-every", "10", "--out", "r", ...TINY);
      const path = join(cwd, "r/checkpoints/step-20.safetensors");
      const bytes = await readFile(path);
      const intact = Buffer.from(bytes);
      bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
      await writeFile(path, bytes);
      const { code, stderr, stdout } = await command(cwd, "resume", "r", "--json");
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /reading checkpoint step-20\.safetensors: expected checksum \w+…, but got \w+…: the file was altered or damaged\. Using the checkpoint before it\./,
      );
      expect(stderr).toContain("Resuming from step 10");
      expect(JSON.parse(stdout).step).toBe(20);
      expect(await readFile(path)).toEqual(intact);
    }));

  it("of a run whose checkpoints are all damaged is refused", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "1", "--out", "r", ...TINY);
      for (const step of [0, 1]) await writeFile(join(cwd, `r/checkpoints/step-${step}.safetensors`), "short");
      const { code, stderr } = await command(cwd, "resume", "r");
      expect(code).toBe(2);
      expect(stderr).toContain("resuming r: expected a checkpoint that is whole, but got only damaged ones.");
    }));

  it("of a run that was killed before its first checkpoint begins anew", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "whole", ...TINY);
      await mkdir(join(cwd, "bare"));
      await copyFile(join(cwd, "whole/config.json"), join(cwd, "bare/config.json"));
      await mkdir(join(cwd, "bare/checkpoints"));
      await mkdir(join(cwd, "bare/samples"));
      expect((await command(cwd, "resume", "bare")).code).toBe(0);
      expect(await checkpoint(join(cwd, "bare"), 10)).toEqual(await checkpoint(join(cwd, "whole"), 10));
    }));

  it("refuses options that change the mathematics, and takes those that do not", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "10", "--out", "r", ...TINY);
      const before = await filesIn(cwd);
      const refused = await command(cwd, "resume", "r", "--steps", "20", "--d-learning-rate", "0.5");
      expect(refused.code).toBe(2);
      expect(refused.stderr).toBe(
        "saddlepoint: resuming: expected only options that leave the mathematics as it is (--steps, --checkpoint-every, --keep, --report-every, --sample-every, --samples, --keep-samples, --threads, --device), but got --d-learning-rate 0.5 where the run has 0.002. Leave it out, or start a new run with train.\n",
      );
      expect((await command(cwd, "resume", "r", "--loss", "hinge")).stderr).toContain(
        "--loss hinge where the run has non-saturating",
      );
      expect(await filesIn(cwd)).toEqual(before);
      const taken = await command(
        cwd,
        "resume",
        "r",
        "--steps",
        "20",
        "--threads",
        "2",
        "--widths",
        "8",
        "--loss",
        "non-saturating",
        "--json",
      );
      expect(JSON.parse(taken.stdout).step).toBe(20);
    }));

  it("of a finished run says that nothing is left to do", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "5", "--out", "r", ...TINY);
      const { code, stdout } = await command(cwd, "resume", "r");
      expect(code).toBe(0);
      expect(stdout).toContain("Nothing left to do: the run is at step 5, which is as far as --steps asks.");
      expect((await command(cwd, "resume", "r", "--steps", "3")).stderr).toContain(
        "expected a number of steps from 5 on, as that is how far it is, but got 3.",
      );
    }));

  it("is refused while another process trains in the folder", () =>
    inFolder(async (cwd) => {
      const { child, finished } = start(cwd, ["train", "ring", "--steps", "1000000", "--out", "r", ...TINY]);
      await until(() => reached(join(cwd, "r"), 0));
      const { code, stderr } = await command(cwd, "resume", "r");
      child.kill("SIGKILL");
      await finished;
      expect(code).toBe(2);
      expect(stderr).toContain(
        `training in r: expected no other process to do so, but got process ${child.pid}, which is still running.`,
      );
    }));
});

describe.concurrent("an interrupt", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s writes a checkpoint, says how to go on, and the run goes on exactly",
    (signal) =>
      inFolder(async (cwd) => {
        const { child, finished } = start(cwd, [
          "train",
          "ring",
          "--out",
          "r",
          "--steps",
          "1000000",
          "--checkpoint-every",
          "100",
          ...TINY,
        ]);
        await until(() => reached(join(cwd, "r"), 100));
        child.kill(signal);
        const { code, stdout, stderr } = await finished;
        expect(code).toBe(130);
        expect(stderr).toContain("Stopping after this step; once more to stop at once.");
        const step = Number(
          /Stopped after step ([\d,]+); checkpoint written\.\nGo on with: saddlepoint resume r/
            .exec(stdout)?.[1]
            ?.replaceAll(",", ""),
        );
        await expect(checkpoint(join(cwd, "r"), step)).resolves.toBeDefined();
        const steps = String(step + 50);
        await Promise.all([
          command(cwd, "resume", "r", "--steps", steps),
          command(cwd, "train", "ring", "--out", "whole", "--steps", steps, ...TINY),
        ]);
        expect(await checkpoint(join(cwd, "r"), step + 50)).toEqual(await checkpoint(join(cwd, "whole"), step + 50));
      }),
  );

  it("that npm passes on, and so comes twice within moments, is one", () =>
    inFolder(async (cwd) => {
      const { child, finished } = start(cwd, ["train", "ring", "--out", "r", "--steps", "1000000", ...TINY]);
      await until(() => reached(join(cwd, "r"), 0));
      child.kill("SIGINT");
      child.kill("SIGTERM");
      const { code, stdout } = await finished;
      expect(code).toBe(130);
      expect(stdout).toContain("checkpoint written");
      expect((await command(cwd, "evaluate", "r")).code).toBe(0);
    }));
});

describe.concurrent("sample", () => {
  it("writes pictures and tables; the same seed gives the same samples, another seed others", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "5", "--out", "r", ...TINY);
      const draw = async (out: string, ...args: string[]): Promise<Buffer> => {
        const { code } = await command(cwd, "sample", "r", "--out", out, ...args);
        expect(code).toBe(0);
        return readFile(join(cwd, out));
      };
      const csv = (await draw("a.csv", "--count", "20")).toString();
      expect(csv.split("\n")).toHaveLength(22);
      expect(csv.split("\n")[0]).toBe("x,y");
      // The same z as on the run's own sheets.
      expect(csv).toBe(await readFile(join(cwd, "r/samples/step-5.csv"), "utf8"));
      expect(await draw("b.csv", "--count", "20", "--seed", "1")).toEqual(Buffer.from(csv));
      expect(await draw("c.csv", "--count", "20", "--seed", "2")).not.toEqual(Buffer.from(csv));
      expect((await draw("d.PNG", "--count", "30")).subarray(1, 4).toString()).toBe("PNG");
    }));
});

describe.concurrent("runs", () => {
  it("lists runs with their figures, and leaves out what is no run", () =>
    inFolder(async (cwd) => {
      expect((await command(cwd, "runs")).stdout).toBe("No runs in runs. saddlepoint train ring makes one.\n");
      await command(cwd, "train", "ring", "--steps", "5", ...TINY);
      await command(cwd, "train", "uniform", "--steps", "5", "--loss", "hinge", ...TINY);
      await mkdir(join(cwd, "runs/other"));
      const { stdout } = await command(cwd, "runs");
      expect(stdout).toMatch(/^run +data +loss +seed +step/);
      expect(stdout).toMatch(/runs\/ring +ring +non-saturating +1 +5 +5/);
      const { runs } = JSON.parse((await command(cwd, "runs", "--json")).stdout);
      expect(runs).toHaveLength(2);
      expect(runs[0]).toMatchObject({ run: "runs/ring", step: 5, modesOf: 8 });
      expect(runs[1]).toMatchObject({ data: "uniform", loss: "hinge", modes: null });
    }));
});

describe.concurrent("evaluate", () => {
  it("measures a run, and an earlier checkpoint if asked", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "20", "--checkpoint-every", "10", "--out", "r", ...TINY);
      const { stdout } = await command(cwd, "evaluate", "r", "--json", "--samples", "500");
      expect(JSON.parse(stdout)).toMatchObject({
        run: "r",
        step: 20,
        samples: 500,
        modesOf: 8,
        discriminatorOutput: "probability",
      });
      expect(JSON.parse((await command(cwd, "evaluate", "r", "--json", "--step", "10")).stdout).step).toBe(10);
      const missing = await command(cwd, "evaluate", "r", "--step", "7");
      expect(missing.code).toBe(2);
      expect(missing.stderr).toContain("evaluating r: expected a checkpoint of step 7, but got none.");
    }));
});

it("a checkpoint is a plain safetensors file", () =>
  inFolder(async (cwd) => {
    await command(cwd, "train", "ring", "--steps", "1", "--out", "r", ...TINY);
    const { tensors, metadata } = decodeTensors("c", await checkpoint(join(cwd, "r"), 1));
    expect(tensors.get("D/dense 1/weight")?.shape).toEqual([2, 8]);
    expect(metadata.step).toBe("1");
  }));
