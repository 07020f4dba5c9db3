/** Scores in words: figures of single classes below that of all. */
import { describe, expect, it } from "vitest";
import type { SavedScore } from "../run/scores-record.ts";
import { classLines, formatScores } from "./score-table.ts";
import { scoresSection } from "./scores.ts";

const byClass = (count: number): SavedScore => ({
  metric: "agreement",
  ...{ value: 0.9, low: 0.8, high: 0.95, step: 5, seed: 1, real: 30, generated: 20 },
  details: {
    ofReal: 0.99,
    classes: Array.from({ length: count }, (_, i) => ({
      name: `<${i}>`,
      ...{ value: i / count, low: 0, high: 1, real: 3, generated: 2 },
    })),
  },
});

describe("figures of classes", () => {
  it("stand below that of all, in the terminal and the report, with their names as text", () => {
    const text = formatScores([byClass(2)], []);
    expect(text).toContain("99.0 % of real ones");
    expect(text).toMatch(/– <0>\s+0 \(95 %: 0 to 1\)\s+2 samples, 3 real\n– <1>\s+0\.5 /);
    const html = scoresSection([byClass(2)], [], [], undefined);
    expect(html).toContain(`<th scope="row">– &#60;1&#62;</th><td data-label="figure">0.5 (95 %: 0 to 1)</td>`);
  });

  it("are the worst alone where there are many, which is said", () => {
    const lines = classLines(byClass(100));
    expect(lines).toHaveLength(24);
    expect(lines.map(({ name }) => name).slice(0, 2)).toEqual(["– <0>", "– <1>"]);
    expect(lines[0]?.of).toContain("the worst 24 of 100 classes");
    const [distance] = classLines({ ...byClass(100), metric: "fid-by-class" });
    expect(distance?.name).toBe("– <99>");
  });
});
