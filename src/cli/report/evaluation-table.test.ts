import { describe, expect, it } from "vitest";
import type { KeptEvaluation } from "../run/evaluation-record.ts";
import { seriesOfRun } from "./best.ts";
import { evaluationSection, formatEvaluation } from "./evaluation-table.ts";

const found = { modes: 8, modesOf: 8, highQuality: 0.9, reverseKl: 0.01, jsd: 0.23, jsdSamples: 1000, samples: 2500 };
const of = (more: object) =>
  ({
    step: 5,
    meanDReal: 0.5,
    meanDFake: 0.5,
    discriminatorOutput: "probability",
    ...found,
    ...more,
  }) as unknown as KeptEvaluation;

describe("the result of a run", () => {
  it("says why a divergence is large although all modes are found, and only then", () => {
    for (const text of [formatEvaluation(of({})), evaluationSection(of({}))]) {
      expect(text).toContain("All 8 modes are found, yet the divergence is 0.23");
      expect(text).toContain("10.0 % of them are in none");
    }
    for (const other of [{ modes: 7 }, { jsd: 0.01 }, { jsd: null }]) {
      expect(formatEvaluation(of(other))).not.toContain("yet the divergence");
    }
  });

  it("takes for the best share of high quality what the data's own samples reach", () => {
    const ideal = (dimension: number) =>
      seriesOfRun([], { data: { shape: [dimension] }, run: { samples: 9 } }).find(({ unit }) => unit === "%")?.ideal;
    // P(|x| < 3σ), normal in one dimension and in two.
    expect(ideal(1)).toBeCloseTo(0.9973, 4);
    expect(ideal(2)).toBeCloseTo(0.9889, 4);
  });
});
