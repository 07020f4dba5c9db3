import { describe, expect, it } from "vitest";
import type { MetricsLine } from "#inner";
import { en } from "../words/en.ts";
import { ko } from "../words/ko.ts";
import { chartsOf, dataOf, rangeOf, summaryOf } from "./run-charts.ts";

const report = (step: number, more: Partial<MetricsLine> = {}): MetricsLine => ({
  step,
  seconds: step,
  stepsPerSecond: 1,
  dLoss: 1.25,
  gLoss: 0.5,
  meanDReal: 0.75,
  meanDFake: 0.25,
  dGradientNorm: 1,
  gGradientNorm: 1,
  dLearningRate: 1,
  gLearningRate: 1,
  ...more,
});
const keysOf = (lines: readonly MetricsLine[]): string[] => chartsOf(lines, en.run).map(({ key }) => key);

describe("the charts of a run", () => {
  it("are those for which something was measured", () => {
    expect(keysOf([])).toEqual([]);
    expect(keysOf([report(1)])).toEqual(["losses", "answers"]);
    expect(
      keysOf([report(1, { value: -1.4, energyDistance: 0.1, sampleDistance: 1, realDistance: 1, modes: 3, of: 8 })]),
    ).toEqual(["losses", "answers", "value", "energy", "variety", "modes"]);
  });

  it("have the line 1/2 where D's answers are probabilities, and not where they are scores", () => {
    const answers = (lines: readonly MetricsLine[]) => chartsOf(lines, en.run).find(({ key }) => key === "answers");
    expect(answers([report(1, { value: -1 })])?.marks).toEqual([{ value: 0.5, label: "1/2" }]);
    expect(answers([report(1)])).toMatchObject({ marks: [], unit: "score" });
  });

  it("have −log 4 in the picture of V", () => {
    const value = chartsOf([report(1, { value: -0.2 })], en.run).find(({ key }) => key === "value");
    expect(value?.marks[0]?.value).toBeCloseTo(-1.386294, 6);
    if (value) expect(rangeOf(value, -0.2, -0.2)[0]).toBeLessThan(-1.3863);
  });

  it("leave out steps at which nothing of theirs was measured, and gaps stay gaps", () => {
    const lines = [
      report(1),
      report(2, { energyDistance: 0.5, energyDistanceLow: 0.4, energyDistanceHigh: 0.6 }),
      report(3, { dLoss: Number.NaN }),
    ];
    const [losses, , energy] = chartsOf(lines, en.run);
    expect(losses && dataOf(losses)).toEqual([
      [1, 2, 3],
      [1.25, 1.25, null],
      [0.5, 0.5, 0.5],
    ]);
    expect(energy && dataOf(energy)).toEqual([[2], [0.5], [0.4], [0.6]]);
  });

  it("say their last values in both languages", () => {
    const [losses] = chartsOf([report(1), report(2000, { dLoss: -2 })], en.run);
    if (!losses) throw new Error("no chart");
    expect(summaryOf(losses, en.run)).toBe(
      "Losses (what each player minimises) over the steps. At step 2,000: D −2; G 0.5.",
    );
    expect(summaryOf(losses, ko.run)).toContain("D −2; G 0.5");
  });
});
