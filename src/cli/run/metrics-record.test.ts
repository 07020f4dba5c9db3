import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder } from "../../../test/cli/command.ts";
import type { MetricsLine } from "../../inner.ts";
import { appendMetrics, readMetrics, saveMetrics } from "./metrics-record.ts";

const line = (step: number): MetricsLine => ({
  step,
  seconds: 0.5,
  stepsPerSecond: 100,
  dLoss: 1.25,
  gLoss: 0.75,
  meanDReal: 0.5,
  meanDFake: 0.25,
  dGradientNorm: 1,
  gGradientNorm: 2,
  dLearningRate: 1e-3,
  gLearningRate: 1e-3,
});
const keys = Object.keys(line(0));

/** What is read of these lines, and what is said. */
async function read(...lines: readonly string[]): Promise<{ steps: readonly number[]; said: readonly string[] }> {
  return inFolder(async (cwd) => {
    await writeFile(join(cwd, "metrics.jsonl"), lines.join("\n"));
    const said: string[] = [];
    const found = await readMetrics(cwd, (text) => said.push(text.replace(cwd, "r")));
    return { steps: found.map(({ step }) => step), said };
  });
}

describe("the lines of metrics", () => {
  it("are read as they were written, at once or one by one", () =>
    inFolder(async (cwd) => {
      expect(await readMetrics(cwd)).toEqual([]);
      await saveMetrics(cwd, [line(5)]);
      await appendMetrics(cwd, { ...line(10), modes: 7, of: 8 });
      expect(await readMetrics(cwd)).toEqual([line(5), { ...line(10), modes: 7, of: 8 }]);
    }));

  it.each([
    ...["null", "7", "[]", '"x"', "{}", "{", "", "\u0000"].map((text) => [text, text]),
    ...keys.map((key) => [`a line without ${key}`, JSON.stringify({ ...line(7), [key]: undefined })]),
    ...keys.map((key) => [`a line with text as ${key}`, JSON.stringify({ ...line(7), [key]: "1" })]),
    ["a line of a step before the first", JSON.stringify(line(-1))],
    ["a line of half a step", JSON.stringify(line(0.5))],
    ["a line with NaN", JSON.stringify(line(7)).replace("1.25", "NaN")],
    ["a line with a list as modes", JSON.stringify({ ...line(7), modes: [1] })],
  ])("that are none are left out and counted: %s", async (_, text) => {
    const [before, after] = [JSON.stringify(line(5)), JSON.stringify(line(10))];
    expect(await read(before, text, after, "")).toEqual({
      steps: [5, 10],
      said: ["1 line of r/metrics.jsonl cannot be read and is left out."],
    });
    expect((await read(text, text, after, "")).said).toEqual([
      "2 lines of r/metrics.jsonl cannot be read and are left out.",
    ]);
  });

  it("may end in one that a kill cut off, of which nothing is said", async () => {
    const whole = JSON.stringify(line(5));
    for (const length of [1, 20, whole.length - 1]) {
      expect(await read(whole, whole.slice(0, length))).toEqual({ steps: [5], said: [] });
    }
  });

  it("may lack a figure that has no value", async () => {
    expect(await read(JSON.stringify({ ...line(5), value: null, modes: null }), "")).toEqual({ steps: [5], said: [] });
  });
});
