import { describe, expect, it } from "vitest";
import { type Metric, type MetricsLine, metricNames } from "../../inner.ts";
import { bestLines, bestSection, formatBest, type MetricSeries, seriesOfRun, seriesOfScores } from "./best.ts";

const series = (name: string, values: readonly number[], more: Partial<MetricSeries> = {}): MetricSeries => ({
  name,
  unit: "nats",
  better: "higher",
  readings: values.map((value, i) => ({ step: 1000 * (i + 1), value, low: value - 0.25, high: value + 0.25 })),
  ...more,
});

const OF_POINTS = { data: { shape: [2] }, run: { samples: 2500 } };
const report = {
  seconds: 1,
  stepsPerSecond: 1,
  dLoss: 1,
  gLoss: 1,
  meanDReal: 0.5,
  meanDFake: 0.5,
  dGradientNorm: 1,
  gGradientNorm: 1,
  dLearningRate: 1,
  gLearningRate: 1,
};

describe("the best so far", () => {
  it("is a line per metric with value, interval, unit, step, and whether more training helps", () => {
    const lines = bestLines(
      [
        series("Log-likelihood", [-9, -5, -1]),
        series("FID", [9, 4, 4.1, 3.9, 4, 4.1, 4], { unit: "", better: "lower", format: (value) => `~${value}` }),
        series("KID", [1, 1]),
        series("nothing", []),
      ],
      [],
    );
    expect(formatBest(lines)).toBe(
      [
        "Best so far: Log-likelihood −1.00 nats (95\u00a0% interval −1.25 to −0.75) at step 3,000. Still improving.",
        "Best so far: FID ~3.9 (95\u00a0% interval ~3.65 to ~4.15) at step 4,000. More training has stopped helping: nothing is better than that of step 2,000 by more than noise, in 5 readings since.",
        "Best so far: KID 1.00 nats (95\u00a0% interval 0.75 to 1.25) at step 1,000. Too few readings to say whether more training helps.",
        "",
      ].join("\n"),
    );
    expect(lines[1]).toMatchObject({ name: "FID", better: "lower", step: 4000, value: 3.9, trend: "stopped" });
  });

  it("names the kept checkpoint nearest to the best where the metric has become worse", () => {
    const fallen = [series("Score", [1, 5, 9, 9, 8.9, 4, 3, 2])];
    expect(bestLines(fallen, [8000, 7000, 5000, 0])[0]?.says).toBe(
      "More training has stopped helping: since step 3,000 it has become worse. The kept checkpoint nearest to the best is that of step 5,000.",
    );
    expect(bestLines(fallen, [])[0]?.says).toBe(
      "More training has stopped helping: since step 3,000 it has become worse.",
    );
  });

  it("does not call training useless by a metric that has no room left to show a gain", () => {
    const values = [3, 1, 0.1, 0.05, 0.1, 0, 0.1, 0.05];
    const says = (ideal: object) => bestLines([series("Distance", values, { better: "lower", ...ideal })], [])[0]?.says;
    expect(says({ ideal: 0 })).toBe(
      "As good as so many samples can tell since step 3,000: the interval holds 0. Whether more training helps, this metric cannot show.",
    );
    // Nor does it call it useful: a fall to within the interval of the best there can be may be noise.
    const falling = bestLines([series("Distance", [9, 5, 3, 1, 0.1], { better: "lower", ideal: 0 })], [])[0];
    expect(falling).toMatchObject({ trend: "unclear", says: expect.stringContaining("the interval holds 0.") });
    expect(bestLines([series("Distance", [9, 7, 5, 3, 1], { better: "lower", ideal: 0 })], [])[0]?.says).toBe(
      "Still improving.",
    );
    expect(says({})).toMatch(/^More training has stopped helping: nothing is better than that of step 3,000/);
    expect(says({ ideal: -1 })).toMatch(/^More training has stopped helping/);
  });

  it.each<[Metric, number[]]>([
    ["fid", [9, 5, 3, 1, 0.1]],
    ["kid", [9, 5, 3, 1, -0.1]],
    ["precision", [0, 0.3, 0.5, 0.7, 0.9]],
    ["recall", [0, 0.3, 0.5, 0.7, 0.9]],
    ["density", [0, 0.3, 0.5, 0.7, 0.9]],
    ["coverage", [0, 0.3, 0.5, 0.7, 0.9]],
    ["memorisation", [0, 0.3, 0.5, 0.7, 0.9]],
    ["modes", [1, 3, 5, 7, 8]],
  ])("knows the best that %s can be, and says nothing of gains beside it", (metric, values) => {
    const saved = (of: readonly number[]) =>
      of.map((value, i) => ({
        ...{ metric, step: 1000 * (i + 1), value, low: value - 0.2, high: value + 0.2 },
        ...{ real: 100, generated: 100, seed: 1, details: metric === "modes" ? { of: 8 } : {} },
      }));
    const [line] = bestLines(seriesOfScores(saved(values)), []);
    expect(line).toMatchObject({ trend: "unclear", says: expect.stringMatching(/the interval holds [018]\. Whether/) });
    // Before that, gains are gains.
    expect(bestLines(seriesOfScores(saved(values.slice(0, 4))), [])[0]?.says).toBe("Still improving.");
  });

  it("does not take more than the ideal for better, nor a way back to it for worse", () => {
    const density = (values: readonly number[]) =>
      bestLines([series("Density", values, { ideal: 1 })], [])[0] ?? expect.fail("no line");
    expect(density([0.2, 1, 2, 3, 4])).toMatchObject({
      trend: "unclear",
      says: "As good as so many samples can tell since step 5,000: the interval lies beyond 1, which is no better than 1. Whether more training helps, this metric cannot show.",
    });
    expect(density([1, 5, 5, 5, 5, 1, 1, 1]).trend).toBe("unclear");
    expect(density([0, 0.9, 0.9, 0.9, 0.9, 0, 0, 0]).trend).toBe("worse");
  });

  it("has an ideal for every score but those whose best depends on the data", () => {
    const score = { step: 1, value: 5, low: 5, high: 5, real: 1, generated: 1, seed: 1, details: {} };
    const without = metricNames.filter((metric) =>
      seriesOfScores([1, 2].map((step) => ({ ...score, metric, step }))).some(({ ideal }) => ideal === undefined),
    );
    expect(without).toEqual(["parzen", "modes"]);
  });

  it("is safe to put into a page", () => {
    const html = bestSection([series("<b>A & B</b>", [1, 2, 3])], []);
    expect(html).toContain("&#60;b&#62;A &#38; B");
    expect(html).not.toContain("<b>");
    expect(bestSection([series("A", [])], [])).toBe("");
  });
});

const byName = (series: readonly MetricSeries[]) => {
  const of = (name: string) => series.find((one) => one.name === name);
  return {
    quality: of("High-quality samples"),
    distance: of("Energy distance to the data"),
    rows: of("Quality of rows"),
  };
};

describe("the metrics of a run", () => {
  it("are the share of high-quality samples by Wilson's interval, and the energy distance", () => {
    const metrics: MetricsLine[] = [
      { ...report, step: 1 },
      {
        ...report,
        step: 2,
        highQuality: 0.5,
        samples: 100,
        energyDistance: 0.3,
        energyDistanceLow: 0.2,
        energyDistanceHigh: 0.4,
      },
    ];
    const { quality, distance } = byName(seriesOfRun(metrics, OF_POINTS));
    expect(quality?.readings).toEqual([
      { step: 2, value: 0.5, low: expect.closeTo(0.404, 3), high: expect.closeTo(0.596, 3) },
    ]);
    expect(distance?.readings).toEqual([{ step: 2, value: 0.3, low: 0.2, high: 0.4 }]);
  });

  it("of a run from before they were measured are those that there were, on sheets of today's size", () => {
    const { quality, distance } = byName(seriesOfRun([{ ...report, step: 2, highQuality: 0.5 }], OF_POINTS));
    expect(quality?.readings[0]?.low).toBeCloseTo(0.4804, 4);
    expect(distance?.readings).toEqual([]);
  });

  it("are the quality of rows, where rows of a table are measured", () => {
    const measured = { ...report, step: 4, quality: 0.9, qualityLow: 0.88, qualityHigh: 0.92 };
    const { rows } = byName(seriesOfRun([{ ...report, step: 2 }, measured], OF_POINTS));
    expect(rows).toMatchObject({ better: "higher", readings: [{ step: 4, value: 0.9, low: 0.88, high: 0.92 }] });
  });
});
