/** Sweeps as they are typed: several processes, which may be killed at any moment. */
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, start } from "./command.ts";

const TINY = [
  ...["--widths", "8", "--g-widths", "8", "--batch", "16", "--samples", "50"],
  ...["--report-every", "10", "--sample-every", "20", "--checkpoint-every", "10", "--metric", "energy-distance"],
];
const GRID = ["sweep", "ring", "--grid", "r1=0,1", "--seeds", "2", "--steps", "20", "--out", "s", ...TINY];

/** What a sweep came to, as its files say it. */
const resultsOf = async (cwd: string) => ({
  results: await readFile(join(cwd, "s/results.json"), "utf8"),
  table: await readFile(join(cwd, "s/table.csv"), "utf8"),
});

describe("saddlepoint sweep", () => {
  it("gives the same table whatever the number of jobs, and wherever it was killed", () =>
    inFolder(async (cwd) => {
      const { code, stdout, stderr } = await command(cwd, ...GRID, "--jobs", "2");
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("4 of 4: ") });
      expect(stdout).toMatch(/^setting +seed 1 +seed 2 +mean +95 % interval +p\n/);
      expect(stdout).toContain("has the lowest energy distance to the data: ");
      expect(stdout).toMatch(/It cannot be told from [01] \(p = /);
      const whole = await resultsOf(cwd);
      expect(whole.table.split("\n")[0]).toBe(
        "setting,r1,steps,seed 1,seed 2,mean,low,high,less the best,p,p of signs,more seeds,failed",
      );
      expect((await readdir(join(cwd, "s/runs"))).sort()).toEqual([
        "1-r1=0-seed=1",
        "1-r1=0-seed=2",
        "2-r1=1-seed=1",
        "2-r1=1-seed=2",
      ]);
      const page = await readFile(join(cwd, "s/report.html"), "utf8");
      expect(page).toContain('href="runs/1-r1%3D0-seed%3D1/report.html"');
      expect(page.match(/src="(?!data:)|<link/g)).toBeNull();

      // Every process is killed at a step of one of its writes: the sweep itself where it keeps a result, runs where they write.
      await inFolder(async (place) => {
        const preload = `NODE_OPTIONS=--import=${resolve("test/cli/kill-at.mjs")}`;
        const killed: (string | null)[] = [];
        for (const at of [40, 70]) {
          const met = await start(place, [...GRID, "--jobs", "1"], ["env", preload, `KILL_AT=${at}`]).finished;
          killed.push(met.signal);
          if (met.signal === null)
            expect(met).toMatchObject({ code: 2, stderr: expect.stringContaining("ended by SIGKILL") });
        }
        expect(killed.length).toBe(2);
        const again = await command(place, ...GRID, "--jobs", "1");
        expect(again).toMatchObject({ code: 0 });
        expect(await resultsOf(place)).toEqual(whole);
      });

      // The folder alone goes on too, with more seeds; runs that are done stay as they are.
      const more = await command(cwd, "sweep", "s", "--seeds", "3", "--jobs", "2", "--log", "csv", "--json");
      expect(more).toMatchObject({ code: 0, stderr: expect.not.stringContaining("seed=1: ") });
      // Those that are played now are logged.
      expect(await filesIn(join(cwd, "s/runs/1-r1=0-seed=3/logs"))).toEqual(["metrics.csv"]);
      expect(await filesIn(join(cwd, "s/runs/1-r1=0-seed=1"))).not.toContain("logs");
      const { rows, seeds } = JSON.parse(more.stdout) as {
        rows: { setting: number; scores: number[] }[];
        seeds: number[];
      };
      expect(seeds).toEqual([1, 2, 3]);
      const before = (JSON.parse(whole.results) as { rows: typeof rows }).rows;
      for (const { setting, scores } of before) {
        expect(rows.find((row) => row.setting === setting)?.scores.slice(0, 2)).toEqual(scores);
      }
      for (const [args, says] of [
        [["s", "--seeds", "2"], "going on with s: expected 3 seeds or more, but got 2."],
        [["s", "--steps", "9"], "as a sweep has its own, but got --steps."],
        [
          ["ring", "--grid", "r1=5", "--out", "s"],
          "expected a new or empty folder, or this sweep, but got another sweep.",
        ],
      ] as const) {
        expect(await command(cwd, "sweep", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
      }
    }));

  it("has a row for what cannot be played and for what fails, and plays the others", () =>
    inFolder(async (cwd) => {
      await writeFile(
        join(cwd, "sweep.json"),
        JSON.stringify({
          data: "ring",
          options: {
            steps: 20,
            gWidths: 8,
            dWidths: 8,
            samples: 50,
            sampleEvery: 20,
            reportEvery: 10,
            optimizer: "momentum",
          },
          grid: { "learning-rate": [0.001, 1e5], batch: [1, 16], normalisation: ["none", "batch"] },
          metric: "energy-distance",
        }),
      );
      const { code, stdout, stderr } = await command(cwd, "sweep", "sweep.json", "--out", "s", "--jobs", "2", "--json");
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { rows } = JSON.parse(stdout) as {
        rows: {
          values: Record<string, string>;
          scores: (number | null)[];
          failed: { seed: number | null; says: string }[];
        }[];
      };
      expect(rows).toHaveLength(8);
      const row = (rate: string, batch: string, normalisation: string) =>
        rows.find(
          ({ values }) =>
            values["learning-rate"] === rate && values.batch === batch && values.normalisation === normalisation,
        );
      expect(row("0.001", "16", "none")).toMatchObject({ scores: [expect.any(Number)], failed: [] });
      expect(row("0.001", "1", "batch")?.failed).toEqual([
        { seed: null, says: expect.stringContaining("as batch normalisation needs") },
      ]);
      const diverged = row("100000", "16", "none");
      expect(diverged).toMatchObject({
        scores: [null],
        failed: [{ seed: 1, says: expect.stringMatching(/^training, [DG] step of step \d+: expected finite numbers/) }],
      });
      // What would fail again is not tried again.
      const again = await command(cwd, "sweep", "s", "--jobs", "2", "--json");
      expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining("failed: ") });
    }));

  it("promotes by halving runs that are, bit for bit, the runs that were never stopped", () =>
    inFolder(async (cwd) => {
      const args = ["--steps", "40", "--out", "s", "--halving", "2", "--jobs", "2", ...TINY];
      const { code, stdout } = await command(cwd, "sweep", "ring", "--grid", "r1=0,0.5,1,2", ...args, "--json");
      expect(code).toBe(0);
      const { rows, beside } = JSON.parse(stdout) as {
        rows: { setting: number; values: { r1: string }; steps: number }[];
        beside: { steps: number }[];
      };
      expect(rows.map(({ steps }) => steps)).toEqual([40, 20, 10, 10]);
      expect(beside.map(({ steps }) => steps)).toEqual([20, 10, 10]);
      const [best = expect.fail("no rows")] = rows;
      const whole = ["train", "ring", "--r1", best.values.r1, "--steps", "40", "--out", "w", ...TINY.slice(0, -2)];
      expect(await command(cwd, ...whole)).toMatchObject({ code: 0 });
      const run = `s/runs/${best.setting}-r1=${best.values.r1}-seed=1`;
      const state = "checkpoints/step-40.safetensors";
      expect((await readFile(join(cwd, run, state))).equals(await readFile(join(cwd, "w", state)))).toBe(true);
    }));

  it("ends its runs with it when it is interrupted, and goes on later", () =>
    inFolder(async (cwd) => {
      const long = ["sweep", "ring", "--steps", "100000000", "--out", "s", "--jobs", "1", ...TINY];
      const { child, finished } = start(cwd, long);
      const runs = join(cwd, "s/runs/1-seed=1");
      // The run itself says that it trains: its lock is there when its first line is.
      while (!(await filesIn(join(cwd, "s")).catch((): string[] => [])).includes("runs/1-seed=1/metrics.jsonl")) {
        await new Promise((done) => setImmediate(done));
      }
      child.kill("SIGINT");
      const { code, stderr } = await finished;
      expect({ code, stderr }).toMatchObject({
        code: 130,
        stderr: expect.stringContaining("Go on with: saddlepoint sweep s"),
      });
      expect(await filesIn(runs)).not.toContain("training.lock");
      expect((await filesIn(runs)).filter((file) => file.startsWith("checkpoints/")).length).toBeGreaterThan(0);
    }));

  it("gives no scores of runs to settings that sweep.json was changed to afterwards, in a folder that was moved too", () =>
    inFolder(async (cwd) => {
      const args = ["--steps", "20", "--out", "s", "--jobs", "2", ...TINY];
      expect(await command(cwd, "sweep", "ring", "--grid", "r1=0,1", ...args)).toMatchObject({ code: 0 });
      const plan = await readFile(join(cwd, "s/sweep.json"), "utf8");
      for (const changed of [plan.replace('"0"', '"5"'), plan.replace('"batch": "16"', '"batch": "32"')]) {
        expect(changed).not.toBe(plan);
        await writeFile(join(cwd, "s/sweep.json"), changed);
        expect(await command(cwd, "sweep", "s")).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("expected the sweep.json beside it to say what its runs were played by"),
        });
      }
      await writeFile(join(cwd, "s/sweep.json"), plan);
      await rename(join(cwd, "s"), join(cwd, "moved"));
      const again = await command(cwd, "sweep", "moved");
      expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining("1 of ") });
    }));

  it("refuses before anything starts what no run can be measured by", () =>
    inFolder(async (cwd) => {
      expect(await command(cwd, "sweep", "ring", "--metric", "quality")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("reading option --metric quality: expected a table, but got ring."),
      });
      for (const [args, says] of [
        [
          ["fid", "--features", "none-such"],
          "reading option --features: expected a file, or a name that is remembered",
        ],
        [["fid", "--features-range", "unit"], "reading option --features-range: expected --features with it"],
        [["fid", "--metric-samples", "9"], "reading option --metric-samples: expected an integer from 10 to"],
        [
          ["energy-distance", "--metric-samples", "500"],
          "reading option --metric-samples: expected a metric of evaluate with it",
        ],
        [["high-quality", "--features", "pixels"], "reading option --features: expected a metric of evaluate with it"],
      ] as const) {
        expect(await command(cwd, "sweep", "ring", "--metric", ...args)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining(says),
        });
      }
      expect(await command(cwd, "sweep", "rign")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("Did you mean ring?"),
      });
      expect(await filesIn(cwd)).toEqual([]);
    }));
});
