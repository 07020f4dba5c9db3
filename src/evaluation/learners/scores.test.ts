import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, classScores, explainedVariance } from "./scores.ts";

const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

describe("the area under the curve", () => {
  it("is the share of pairs in the right order, ties half, with the error of DeLong", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(rows, (made) => {
        const of = (side: boolean): number[] => made.filter(([, is]) => is === side).map(([score]) => score);
        const [positives, negatives] = [of(true), of(false)];
        fc.pre(positives.length > 1 && negatives.length > 1);
        const win = (p: number, n: number): number => (p > n ? 1 : p === n ? 0.5 : 0);
        const mean = (values: readonly number[]): number =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = (values: readonly number[]): number =>
          values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
        const ofPositives = positives.map((p) => mean(negatives.map((n) => win(p, n))));
        const ofNegatives = negatives.map((n) => mean(positives.map((p) => win(p, n))));
        const { auc, error } = areaUnderCurve(
          numbers(...made.map(([score]) => score)),
          made.map(([, is]) => (is ? 1 : 0)),
        );
        expect(auc).toBeCloseTo(mean(ofPositives), 12);
        expect(error).toBeCloseTo(
          Math.sqrt(variance(ofPositives) / positives.length + variance(ofNegatives) / negatives.length),
          12,
        );
      }),
    );
  });

  it("is 1, 0 and ½ where it must be, and unknown without both kinds", () => {
    expect(areaUnderCurve(numbers(1, 2, 3), [0, 1, 1]).auc).toBe(1);
    expect(areaUnderCurve(numbers(1, 2, 3), [1, 0, 0]).auc).toBe(0);
    expect(areaUnderCurve(numbers(7, 7, 7), [1, 0, 0])).toEqual({ auc: 0.5, error: 0 });
    expect(areaUnderCurve(numbers(1, 2), [1, 1]).auc).toBeNaN();
  });
});

describe("the scores of classes", () => {
  it("are those of a table counted by hand", () => {
    // Class 1 is predicted for rows 0, 1, 2, and true for rows 0, 1, 3: two hits of three and three.
    const chance = numbers(0.9, 0.8, 0.7, 0.4, 0.1, 0.5);
    const scores = classScores([chance.map((p) => 1 - p), chance], [1, 1, 0, 1, 0, 0], 1);
    expect(scores.f1).toBeCloseTo(2 / 3, 12);
    expect(scores.macroF1).toBeCloseTo(2 / 3, 12);
    expect(scores.accuracy).toBeCloseTo(4 / 6, 12);
    // Row 3 scores below rows 2 and 5.
    expect(scores.auc).toBeCloseTo(7 / 9, 12);
  });

  it("average over the classes that occur, and name no positive class by themselves", () => {
    const certain = [numbers(1, 0, 0), numbers(0, 1, 0), numbers(0, 0, 0), numbers(0, 0, 1)];
    expect(classScores(certain, [0, 1, 3], undefined)).toEqual({ auc: 1, f1: Number.NaN, macroF1: 1, accuracy: 1 });
    // Class 3 is never found: its F1 is 0, and the area under a constant is ½.
    const blind = classScores([numbers(1, 0, 0), numbers(0, 1, 1), numbers(0, 0, 0), numbers(0, 0, 0)], [0, 1, 3], 3);
    expect(blind).toMatchObject({ f1: 0, macroF1: (1 + 2 / 3 + 0) / 3 });
    expect(blind.auc).toBeCloseTo((1 + 0.75 + 0.5) / 3, 12);
  });
});

describe("the explained variance", () => {
  it("is 1 for what is right, 0 for the mean, and below 0 for what is worse", () => {
    const targets = numbers(1, 2, 6);
    expect(explainedVariance(targets, targets)).toBe(1);
    expect(explainedVariance(numbers(3, 3, 3), targets)).toBe(0);
    // 1 − 28/14
    expect(explainedVariance(numbers(-1, 2, 3), targets)).toBeCloseTo(1 - 13 / 14, 12);
    expect(explainedVariance(numbers(7, 7, 7), targets)).toBeLessThan(-2);
  });
});
