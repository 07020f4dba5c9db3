import { describe, expect, it } from "vitest";
import { columns, many, number, three, two } from "../../../test/small-table.ts";
import { fitBoosting } from "./histogram-boosting.ts";
import { logistic, softmax, squared } from "./losses.ts";

const AT = [0, 4, 17, 50, 119];
const at = (predictions: Float64Array | undefined): number[] => AT.map((row) => predictions?.[row] as number);
const FEW = { rounds: 5, mostLeaves: 6, fewestRows: 5 };

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));
}

// What HistGradientBoostingRegressor and -Classifier of scikit-learn 1.9.1 predict after training on the same table.
describe("boosting predicts what scikit-learn does", () => {
  it("of numbers, with gaps", () => {
    const expected = [0.8002984618, 0.8210909458, 0.8002984618, 0.9409029077, 0.5656181003];
    expectClose(at(fitBoosting(columns, number, squared, FEW).predict(columns)[0]), expected);
  });

  it("of numbers, with a penalty", () => {
    const expected = [0.8157412505, 0.8263916532, 0.8157412505, 0.9875771922, 0.5854794602];
    expectClose(at(fitBoosting(columns, number, squared, { ...FEW, l2: 1.5 }).predict(columns)[0]), expected);
  });

  it("of two classes", () => {
    const expected = [0.4902013042, 0.3958098374, 0.5439300902, 0.6724339934, 0.3332600052];
    expectClose(at(fitBoosting(columns, two, logistic, FEW).predict(columns)[1]), expected);
  });

  it("of two classes, by its defaults", () => {
    const expected = [0.4830479775, 0.463642717, 0.4830479775, 0.6323550888, 0.3310618903];
    expectClose(at(fitBoosting(columns, two, logistic, { rounds: 5 }).predict(columns)[1]), expected);
  });

  it("of three classes", () => {
    const expected = [
      [0.5095905054, 0.348811066, 0.5602097745, 0.2049845815, 0.567087057],
      [0.2727063745, 0.3567742771, 0.2004619521, 0.2845423282, 0.2868415988],
      [0.2177031201, 0.294414657, 0.2393282734, 0.5104730903, 0.1460713442],
    ];
    const found = fitBoosting(columns, three, softmax(3), FEW).predict(columns);
    expected.forEach((values, k) => expectClose(at(found[k]), values));
  });
});

describe("boosting", () => {
  it("has a loss that falls with every round", () => {
    for (const [targets, loss] of [
      [number, squared],
      [two, logistic],
      [three, softmax(3)],
    ] as const) {
      const { losses } = fitBoosting(columns, targets, loss, { rounds: 30 });
      expect(losses).toHaveLength(31);
      losses.slice(1).forEach((value, round) => expect(value).toBeLessThan(losses[round] as number));
    }
  });

  it("finds an exclusive or, of which each column alone tells nothing", () => {
    const x = [0, 1].map((digit) => Float64Array.from({ length: 203 }, (_, row) => (row >> digit) & 1));
    const targets = Float64Array.from({ length: 203 }, (_, row) => ((row >> 1) ^ row) & 1);
    const [, found] = fitBoosting(x, targets, logistic, { rounds: 50 }).predict(x) as [Float64Array, Float64Array];
    targets.forEach((target, row) => expect(Math.abs((found[row] as number) - target)).toBeLessThan(0.05));
  });

  it("does not run away where a class is rare", () => {
    // Ten of 4,000 rows, half of the twenty with the lowest x. There Newton's first step is 200: it would call all twenty positive.
    const x = [Float64Array.from({ length: 4000 }, (_, row) => row % 200)];
    const targets = Float64Array.from({ length: 4000 }, (_, row) => (row % 400 === 0 ? 1 : 0));
    const { losses, predict } = fitBoosting(x, targets, logistic, { rounds: 100 });
    losses.slice(1).forEach((value, round) => expect(value).toBeLessThan(losses[round] as number));
    expect(predict(x)[1]?.[0]).toBeCloseTo(0.5, 2);
  });

  it("predicts the share or the mean where it cannot divide", () => {
    const x = [Float64Array.of(1, 2, 3, 4)];
    expect(fitBoosting(x, Float64Array.of(0, 1, 1, 1), logistic).predict(x)[1]?.[0]).toBeCloseTo(0.75, 12);
    expect(fitBoosting([], Float64Array.of(1, 2, 6), squared).losses.at(-1)).toBeCloseTo(14 / 6, 12);
  });

  it("gives probabilities that sum to 1, for rows it has not seen and for gaps that it did not expect", () => {
    const found = fitBoosting(columns, three, softmax(3)).predict(
      columns.map((values) => values.map((value, row) => (row % 5 === 0 ? Number.NaN : value + 3))),
    );
    for (let row = 0; row < many; row++) {
      expect(found.reduce((sum, of) => sum + (of[row] as number), 0)).toBeCloseTo(1, 12);
    }
  });
});
