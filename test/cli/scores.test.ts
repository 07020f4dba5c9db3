/** `evaluate --metric` on the command line. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, start, TINY, until } from "./command.ts";

/** Grey 28×28 images with a bar each, at a place and of a brightness of their own. */
function bars(count: number): Buffer {
  const header = Buffer.alloc(16);
  Buffer.from([0, 0, 8, 3]).copy(header);
  [count, 28, 28].forEach((n, axis) => header.writeUInt32BE(n, 4 + 4 * axis));
  const pixels = Buffer.alloc(count * 784);
  for (let i = 0; i < count; i++) {
    for (let y = 4; y < 24; y++)
      pixels.fill(
        100 + ((7 * i) % 150),
        i * 784 + y * 28 + ((5 * i) % 20),
        i * 784 + y * 28 + ((5 * i) % 20) + 4 + (i % 4),
      );
  }
  return Buffer.concat([header, pixels]);
}

/** A run on 240 of 300 such images, with states of steps 0, 2 and 4. */
async function run(cwd: string, ...args: string[]): Promise<void> {
  await writeFile(join(cwd, "bars"), bars(300));
  const { code, stderr } = await command(
    cwd,
    "train",
    "bars",
    "--network",
    "mlp",
    "--holdout",
    "60",
    "--steps",
    "4",
    "--checkpoint-every",
    "2",
    "--keep",
    "9",
    "--out",
    "r",
    ...TINY,
    ...args,
  );
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
}

interface Saved {
  readonly metric: string;
  readonly step: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly real: number;
  readonly generated: number;
  readonly seed: number;
  readonly extractor?: { readonly checksum: string };
  readonly resizer?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const saved = async (cwd: string): Promise<{ scores: Saved[]; baselines: { of: string; value: number }[] }> =>
  JSON.parse(await readFile(join(cwd, "r/scores.json"), "utf8"));

const ALL = "parzen,fid,kid,precision,recall,density,coverage,memorisation";

describe.concurrent("evaluate --metric", () => {
  it("measures every metric, says what each depends on, writes pictures, and the report shows them", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      const { code, stdout } = await command(cwd, "evaluate", "r", "--metric", ALL, "--samples", "200", "--json");
      expect(code).toBe(0);
      const found = JSON.parse(stdout);
      const { scores, baselines } = await saved(cwd);
      expect(scores.map(({ metric }) => metric).toSorted()).toEqual(ALL.split(",").toSorted());
      for (const { metric, low, value, high, generated, seed, step } of scores) {
        expect([metric, step, seed, generated]).toEqual([metric, 4, 1, 200]);
        expect(low, metric).toBeLessThanOrEqual(value);
        expect(high, metric).toBeGreaterThanOrEqual(value);
      }
      expect(found.scores).toHaveLength(scores.length);
      // 200 examples of 64 features are few.
      expect(found.limits.join("\n")).toMatch(
        /\(FID\): About .* comes of the number of examples alone \(200 for 64 features\)/,
      );
      expect(found.limits.join("\n")).toContain("Recall does not see how many samples are bad besides");
      const of = (metric: string): Saved | undefined => scores.find((score) => score.metric === metric);
      expect(of("fid")).toMatchObject({
        real: 200,
        resizer: "none",
        extractor: { checksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      // Noise of four steps is no bar: nothing of it lies among the real images, and the distance is far from 0.
      expect(of("precision")?.value).toBe(0);
      expect(of("fid")?.low).toBeGreaterThan(1);
      // Held out: 60, of which a fifth chooses σ.
      expect(of("parzen")).toMatchObject({
        real: 48,
        details: { validation: expect.any(Array), sigma: expect.any(Number) },
      });
      expect(of("memorisation")).toMatchObject({ real: 240 });
      expect(baselines.map(({ of: what }) => what)).toEqual(["training examples", "k-means centroids"]);
      // Real images are likelier than noise.
      expect(baselines[0]?.value).toBeGreaterThan(of("parzen")?.high ?? Number.NaN);
      expect(await filesIn(join(cwd, "r/evaluation"))).toEqual(["memorisation.png", "parzen-sigma.svg"]);
      const report = await readFile(join(cwd, "r/report.html"), "utf8");
      for (const text of [
        "<h2>Scores</h2>",
        "Fréchet distance (FID)",
        "the same of k-means centroids",
        "digit classifier (trained on MNIST)",
        "Precision does not see what is never made",
        "Fréchet distance (FID): About ",
      ])
        expect(report).toContain(text);
    }));

  it("measures windows and the components of pixels without a model, apart from figures of the classifier", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      const args = ["evaluate", "r", "--metric", "crops,coverage", "--samples", "100", "--json"];
      const { code, stdout } = await command(cwd, ...args, "--features", "pixels");
      expect(code).toBe(0);
      const { scores, limits } = JSON.parse(stdout);
      expect(scores.map(({ metric }: Saved) => metric)).toEqual(["crops", "coverage"]);
      expect(scores[0]).toMatchObject({ generated: 100, details: { side: 8, stride: 4, windowsOfEach: 36 } });
      expect(scores[1]).toMatchObject({ extractor: { name: "principal components of the pixels" } });
      expect(limits.join("\n")).toContain("Half of the real images against the other half reads");
      const [crops, coverage] = JSON.parse((await command(cwd, ...args)).stdout).scores;
      expect(crops).toEqual(scores[0]);
      expect(coverage.extractor.name).toBe("digit classifier (trained on MNIST)");
      const stray = await command(cwd, ...args, "--features", "pixels", "--features-range", "unit");
      expect(stray.stderr).toContain(
        "reading option --features-range: expected a model with it, but got --features pixels",
      );
    }));

  it("measures truncated samples apart from whole ones, and says ψ", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      const args = ["evaluate", "r", "--metric", "coverage", "--features", "pixels", "--samples", "50"];
      await command(cwd, ...args);
      const { stdout } = await command(cwd, ...args, "--truncation", "0.25");
      expect(stdout).toContain("50 samples, 50 real; truncation ψ = 0.25; k = 5");
      // At 1 it is the figure without it, which is on record already.
      await command(cwd, ...args, "--truncation", "1");
      const { scores } = await saved(cwd);
      expect(scores.map((score) => "truncation" in score && score.truncation)).toEqual([0.25, false]);
      const alone = await command(cwd, "evaluate", "r", "--truncation", "0.5");
      expect([alone.code, alone.stderr]).toEqual([
        2,
        expect.stringContaining("reading option --truncation: expected --metric with it"),
      ]);
    }));

  it("measures all kept states, draws the course, and goes on with what is missing", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      const args = ["evaluate", "r", "--metric", "kid", "--samples", "100", "--step", "all"];
      const { code, stdout, stderr } = await command(cwd, ...args);
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/step 0, Kernel distance.*\n.*step 2, Kernel distance.*\n.*step 4, /);
      expect((await saved(cwd)).scores.map(({ step }) => step)).toEqual([0, 2, 4]);
      const svg = await readFile(join(cwd, "r/evaluation/kid.svg"), "utf8");
      expect((await sharp(Buffer.from(svg)).metadata()).width).toBe(640);
      expect(svg).not.toContain("NaN");
      const again = await command(cwd, ...args);
      expect(again.stderr).toContain("3 scores were on record");
      expect((await saved(cwd)).scores).toHaveLength(3);
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).toContain("Kernel distance (KID)");
    }));

  it("that is interrupted keeps what it has", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      const { child, finished } = start(cwd, [
        "evaluate",
        "r",
        "--metric",
        "kid,memorisation,coverage",
        "--samples",
        "240",
        "--step",
        "all",
      ]);
      await until(async () => (await saved(cwd).catch(() => undefined)) !== undefined);
      child.kill("SIGINT");
      const { code, stderr } = await finished;
      const { scores } = await saved(cwd);
      expect(scores.length).toBeGreaterThan(0);
      // Quick machines may be done before the signal arrives.
      if (scores.length < 9) {
        expect(code).toBe(130);
        expect(stderr).toContain("Interrupted");
      }
    }));

  it("of points takes the points for features, and counts their modes", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "2", "--out", "r", ...TINY);
      const { code, stdout } = await command(cwd, "evaluate", "r", "--metric", "modes,fid,parzen", "--samples", "500");
      expect(code).toBe(0);
      expect(stdout).toMatch(/Modes found +\d .*500 samples; of 8; reverse KL/);
      expect(stdout).toMatch(/Fréchet distance \(FID\) +\d/);
      expect(stdout).toContain("the same of training examples");
      // A figure that cannot be had does not keep the others.
      const some = await command(cwd, "evaluate", "r", "--metric", "memorisation,kid", "--samples", "100", "--json");
      expect(some.code).toBe(2);
      expect(some.stderr).toContain("but got data that are drawn afresh");
      const found = JSON.parse(some.stdout);
      expect(found.scores.map(({ metric }: Saved) => metric)).toEqual(["kid"]);
      expect(found.refused).toMatchObject([{ metric: "memorisation", step: 2 }]);
    }));

  it("says what rows of a table are worth beside baselines, records it, and shows it in the report", () =>
    inFolder(async (cwd) => {
      const rows = Array.from({ length: 500 }, (_, i) => {
        const x = (i * 7919) % 500;
        return `${x},${x % 3 === 0 ? "" : 2 * x + (i % 5)},${x < 250 ? "low" : "high"}`;
      });
      await writeFile(join(cwd, "t.csv"), ["x,twice,half", ...rows].join("\n"));
      const flags = ["--steps", "6", "--batch", "32", "--holdout", "150", "--samples", "200", "--out", "r"];
      const { stdout: trained } = await command(cwd, "train", "t.csv", ...flags, "--json");
      const end = JSON.parse(trained.trim().split("\n").at(-1) ?? "");
      expect(end.quality).toMatchObject({ light: true, unseen: true, generated: { validity: 1, apart: null } });
      const line = (await readFile(join(cwd, "r/metrics.jsonl"), "utf8")).trim().split("\n").at(-1) ?? "";
      expect(JSON.parse(line)).toMatchObject({ quality: expect.any(Number), shapes: expect.any(Number) });

      const args = ["evaluate", "r", "--metric", "quality", "--target", "half", "--json"];
      const { code, stdout } = await command(cwd, ...args);
      expect(code).toBe(0);
      const { quality, scores } = JSON.parse(stdout);
      expect(scores).toMatchObject([
        { metric: "quality", real: 150, details: { comparedWith: "rows that were held out" } },
      ]);
      expect(quality.target).toBe("half");
      expect(quality.others.map(({ name }: { name: string }) => name)).toEqual([
        "real",
        "independent",
        "copula",
        "bootstrap",
        "trees",
      ]);
      expect(quality.conclusion).toMatch(/half/);
      expect(JSON.parse(await readFile(join(cwd, "r/quality.json"), "utf8"))).toMatchObject({ step: 6, light: false });
      const page = await readFile(join(cwd, "r/report.html"), "utf8");
      expect(page).toContain("<h2>Quality of rows</h2>");
      expect(page.match(/role="img"/g)).toHaveLength(3 + 3);
    }));

  it.each<[string, string[], string]>([
    [
      "an unknown metric",
      ["--metric", "fdi"],
      "expected one or more of parzen, modes, fid, kid, precision, recall, density, coverage, crops, memorisation, quality, fid-by-class, agreement, with commas between, but got fdi. Did you mean fid?",
    ],
    [
      "features without a metric",
      ["--features", "f.onnx"],
      "reading option --features: expected --metric with it, but got none.",
    ],
    [
      "threads without a metric",
      ["--threads", "2"],
      "reading option --threads: expected --metric with it, but got none.",
    ],
    [
      "a target that nothing asks for",
      ["--metric", "fid", "--target", "sex"],
      "reading option --target: expected quality among the metrics, but got fid. Leave it out, or add --metric quality.",
    ],
    [
      "features that are not there",
      ["--metric", "fid", "--features", "f.onnx"],
      "reading f.onnx: expected a file that can be read, but got no such file or folder",
    ],
    [
      "features that are no model",
      ["--metric", "fid", "--features", "bars"],
      "reading bars as a feature extractor: expected an ONNX model that ONNX Runtime can open, but got none: bytes that begin with",
    ],
    [
      "a range that nobody knows",
      ["--metric", "fid", "--features", "bars", "--features-range", "x"],
      "expected one of unit, symmetric, bytes, imagenet, but got x.",
    ],
    [
      "too few samples",
      ["--metric", "fid", "--samples", "60"],
      "at least 65 real and generated ones, but got 60 real and 60 generated ones: their covariance would have no full rank. Take more examples, or measure kid, which has no such bound.",
    ],
    [
      "modes of data without modes",
      ["--metric", "modes"],
      "counting modes of bars: expected data with known modes (ring, grid, …) or stacked digits",
    ],
    ["a step that was not kept", ["--metric", "kid", "--step", "3"], "expected a checkpoint of step 3, but got none."],
  ])("of %s is refused in words", (_, args, says) =>
    inFolder(async (cwd) => {
      await run(cwd);
      const { code, stderr } = await command(cwd, "evaluate", "r", ...args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
      expect(stderr).not.toContain("    at ");
    }),
  );

  it("of all steps leaves out a state that cannot be read, says so, and measures the others", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      await writeFile(join(cwd, "r/checkpoints/step-2.safetensors"), "none");
      const { code, stdout, stderr } = await command(
        cwd,
        ...["evaluate", "r", "--metric", "kid", "--samples", "100", "--step", "all"],
      );
      expect(code).toBe(2);
      expect(stdout).toMatch(/step 0, .*step 4, /s);
      expect(stdout).not.toContain("step 2, ");
      expect(stderr).toContain("step-2.safetensors");
      expect(stderr).toContain("1 of 3 states could not be read and have no score.");
    }));

  it("of a run without checkpoints, or without its data, says what to do", () =>
    inFolder(async (cwd) => {
      await run(cwd);
      await rm(join(cwd, "bars"));
      const gone = await command(cwd, "evaluate", "r", "--metric", "kid");
      expect(gone).toMatchObject({ code: 2, stderr: expect.stringMatching(/bars: expected .* Check the path\./) });
      await writeFile(join(cwd, "bars"), bars(300));
      await rm(join(cwd, "r/checkpoints"), { recursive: true });
      for (const step of [[], ["--step", "all"]]) {
        const none = await command(cwd, "evaluate", "r", "--metric", "kid", ...step);
        expect(none).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("Go on with the run first: saddlepoint resume r."),
        });
      }
    }));

  it("of likelihood is refused where every example was trained on", () =>
    inFolder(async (cwd) => {
      await writeFile(join(cwd, "bars"), bars(300));
      await command(cwd, "train", "bars", "--network", "mlp", "--steps", "2", "--out", "r", ...TINY);
      const { code, stderr } = await command(cwd, "evaluate", "r", "--metric", "parzen");
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("Train with --holdout 1000") });
    }));
});
