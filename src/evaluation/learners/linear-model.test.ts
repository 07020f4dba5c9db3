import { Matrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { columns, many, number, three, two } from "../../../test/small-table.ts";
import { type Design, fitLinear } from "./linear-model.ts";
import { type Loss, logistic, softmax, squared } from "./losses.ts";

/** Far beyond what scores need: other programs' digits are compared with. */
const EXACT = { tolerance: 1e-9 };
const [a, b, c] = columns as [Float64Array, Float64Array, Float64Array];
const isThree = c.map((value) => (value === 3 ? 1 : 0));
const filled = b.map((value) => (Number.isNaN(value) ? 0 : value));
const plain: Design = { rows: many, width: 3, numbers: [a, isThree, filled], cells: [] };
/** The same, with the third value of c as a cell that most rows do not have. */
const withCell: Design = {
  rows: many,
  width: 3,
  numbers: [a, filled],
  cells: [Int32Array.from(isThree, (is) => (is ? 2 : -1))],
};

const expectClose = (found: ArrayLike<number>, expected: readonly number[], digits = 6): void =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));

describe("a linear model", () => {
  it("has the weights of scikit-learn's LogisticRegression", () => {
    expectClose(
      fitLinear(plain, two, logistic, EXACT).weights[0] as Float64Array,
      [-0.02813308, -1.44159541, 0.11462139, -0.39286905],
    );
  });

  it("has the probabilities of scikit-learn's LogisticRegression with C = 0.3 for three classes", () => {
    const found = fitLinear(plain, three, softmax(3), { ...EXACT, c: 0.3 }).predict(plain);
    const of = (row: number): number[] => found.map((probabilities) => probabilities[row] as number);
    expectClose(of(0), [0.47992168, 0.22040089, 0.29967743]);
    expectClose(of(17), [0.73677737, 0.16625088, 0.09697175]);
    expectClose(of(50), [0.04987935, 0.24670589, 0.70341476]);
  });

  it("solves the normal equations of ridge regression", () => {
    // (XᵀX + penalty on all but the intercept)·w = Xᵀy
    const x = new Matrix(
      Array.from({ length: many }, (_, row) => [a, isThree, filled].map((of) => of[row] as number).concat(1)),
    );
    const penalty = Matrix.diag([1, 1, 1, 0]);
    const w = solve(x.transpose().mmul(x).add(penalty), x.transpose().mmul(Matrix.columnVector([...number])));
    expectClose(fitLinear(plain, number, squared, EXACT).weights[0] as Float64Array, w.to1DArray());
  });

  it("treats a cell as a column of zeros and ones", () => {
    const [x, y, z, intercept] = fitLinear(plain, two, logistic, EXACT).weights[0] as Float64Array;
    expectClose(fitLinear(withCell, two, logistic, EXACT).weights[0] as Float64Array, [x, z, y, intercept] as number[]);
    const same = fitLinear(withCell, two, logistic, EXACT).predict(withCell)[1] as Float64Array;
    expectClose(same, [...(fitLinear(plain, two, logistic, EXACT).predict(plain)[1] as Float64Array)]);
  });

  it("stops where the penalised loss has no slope, by differences of its values", () => {
    const cases: readonly (readonly [Loss, Float64Array])[] = [
      [logistic, two],
      [softmax(3), three],
      [squared, number],
    ];
    for (const [loss, targets] of cases) {
      const { weights } = fitLinear(withCell, targets, loss, { ...EXACT, c: 2 });
      const penalised = (w: readonly Float64Array[]): number => {
        const raw = w.map((of) =>
          a.map((value, row) => value * of[0]! + filled[row]! * of[1]! + isThree[row]! * of[2]! + of[3]!),
        );
        const squares = w.reduce(
          (sum, of) => sum + of.subarray(0, 3).reduce((total, weight) => total + weight ** 2, 0),
          0,
        );
        return loss.value(raw, targets) + squares / 4;
      };
      const moved = (k: number, j: number, by: number): number =>
        penalised(weights.map((of, o) => of.map((weight, i) => (o === k && i === j ? weight + by : weight))));
      weights.forEach((of, k) =>
        of.forEach((_, j) => expect(Math.abs(moved(k, j, 1e-4) - moved(k, j, -1e-4)) / 2e-4).toBeLessThan(1e-4)),
      );
    }
  });
});
