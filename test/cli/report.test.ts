import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, inFolder, TINY } from "./command.ts";

const SHEETS = ["--steps", "40", "--sample-every", "10", "--checkpoint-every", "20"];

const metricsOf = async (folder: string): Promise<Record<string, number>[]> =>
  (await readFile(join(folder, "metrics.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const sectionOf = async (folder: string): Promise<string> =>
  /<section><h2>Best so far<\/h2>.*?<\/section>/s.exec(await readFile(join(folder, "report.html"), "utf8"))?.[0] ?? "";

/** Value and interval, as the report writes them. */
const FIGURE = /−?[\d.]+( %)? \(95\u00a0% interval −?[\d.]+ to −?[\d.]+\) at step \d+; (higher|lower) is better\./;
const SAYS =
  /(Still improving|As good as so many samples can tell|More training has stopped helping|Too few readings to say whether more training helps)/;

describe.concurrent("the report", () => {
  it("of points says the best so far by both metrics, as the end of the session does", () =>
    inFolder(async (cwd) => {
      const { stdout } = await command(cwd, "train", "ring", "--out", "r", ...TINY, ...SHEETS);
      const section = await sectionOf(join(cwd, "r"));
      const items = section.match(/<li.*?<\/li>/g) ?? [];
      expect(items.map((item) => /<strong>(.*?)<\/strong>/.exec(item)?.[1])).toEqual([
        "High-quality samples",
        "Energy distance to the data",
      ]);
      for (const item of items) {
        expect(item).toMatch(FIGURE);
        expect(item).toMatch(SAYS);
      }
      expect(stdout.match(/^Best so far: High-quality samples [\d.]+ % .*$/gm)).toHaveLength(1);
      expect(stdout.match(/^Best so far: Energy distance to the data .*$/gm)).toHaveLength(1);
      const distances = (await metricsOf(join(cwd, "r"))).map((line) => [
        line.energyDistanceLow,
        line.energyDistance,
        line.energyDistanceHigh,
      ]);
      expect(distances).toHaveLength(4);
      for (const bounds of distances) expect(bounds.toSorted((a = 0, b = 0) => a - b)).toEqual(bounds);
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).toContain('"Distance to the data"');
    }));

  it("of images says the best so far by energy distance, the one in the record and in --json", () =>
    inFolder(async (cwd) => {
      const { stdout } = await command(
        cwd,
        ...["train", "glyphs", "--out", "g", "--channels", "2", "--batch", "8", "--samples", "12", "--json"],
        ...["--steps", "9", "--sample-every", "3", "--report-every", "3", "--checkpoint-every", "9"],
      );
      const metrics = await metricsOf(join(cwd, "g"));
      const best = metrics.toSorted((a, b) => (a.energyDistance ?? 0) - (b.energyDistance ?? 0))[0];
      expect(JSON.parse(stdout).best).toEqual([
        expect.objectContaining({
          name: "Energy distance to the data",
          better: "lower",
          step: best?.step,
          value: best?.energyDistance,
          low: best?.energyDistanceLow,
          high: best?.energyDistanceHigh,
        }),
      ]);
      const section = await sectionOf(join(cwd, "g"));
      expect(section).toMatch(FIGURE);
      expect(section).toMatch(SAYS);
    }));

  it("of a run whose record is older than the energy distance has the metrics that there are", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--out", "r", ...TINY, ...SHEETS);
      const early = (await metricsOf(join(cwd, "r"))).map(
        ({ energyDistance: _, energyDistanceLow: __, energyDistanceHigh: ___, samples: ____, ...line }) => line,
      );
      await writeFile(join(cwd, "r/metrics.jsonl"), early.map((line) => `${JSON.stringify(line)}\n`).join(""));
      expect((await command(cwd, "resume", "r")).stdout).not.toContain("Energy distance");
      expect(await sectionOf(join(cwd, "r"))).toContain("High-quality samples");
      expect(await sectionOf(join(cwd, "r"))).not.toContain("Energy distance");
      expect((await command(cwd, "resume", "r", "--steps", "50")).stdout).toContain("Best so far: Energy distance");
    }));
});
