import { describe, expect, it } from "vitest";
import { openRandom } from "../../kernels/random.ts";
import { growTree, type Predictor, type Target } from "./cart.ts";

const ROWS = 90;
const LEAST = 6;
const random = await openRandom(7, "evaluation");
const integers = (below: number): Int32Array => Int32Array.from({ length: ROWS }, () => random.below(below));

const predictors: Predictor[] = [integers(40), integers(3), integers(12)].map((codes) => ({
  codes,
  order: Int32Array.from(codes.keys()).toSorted((a, b) => codes[a]! - codes[b]! || a - b),
}));
const classes = integers(4).map((value, row) => (predictors[1]!.codes[row]! > 0 ? value : 3));
const numbers = Float64Array.from(
  classes,
  (value, row) => 1000 + value + predictors[0]!.codes[row]! / 7 + random.normal(),
);

const groups = (rows: readonly number[]): number[] =>
  [0, 1, 2, 3].map((of) => rows.filter((row) => classes[row] === of).length);
/** What a split makes greater, from its definition; of numbers without their mean, which no split changes. */
const worth = {
  classes: (rows: readonly number[]) => groups(rows).reduce((sum, count) => sum + count * count, 0) / rows.length,
  numbers: (rows: readonly number[]) => rows.reduce((sum, row) => sum + numbers[row]! - 1000, 0) ** 2 / rows.length,
};

/** The leaf of each row, by trying every split of every node. */
function leavesOf(rows: readonly number[], score: (rows: readonly number[]) => number): Map<number, string> {
  let [best, sides]: [number, [number[], number[]] | undefined] = [score(rows) + 1e-7, undefined];
  for (const { codes } of predictors) {
    for (const code of [...new Set(rows.map((row) => codes[row]!))].sort((a, b) => a - b)) {
      const left = rows.filter((row) => codes[row]! <= code);
      const right = rows.filter((row) => codes[row]! > code);
      if (left.length < LEAST || right.length < LEAST) continue;
      const found = score(left) + score(right);
      if (found > best + 1e-9) [best, sides] = [found, [left, right]];
    }
  }
  const leaf = rows.toSorted((a, b) => a - b).join();
  if (!sides) return new Map(rows.map((row) => [row, leaf]));
  return new Map(sides.flatMap((side) => [...leavesOf(side, score)]));
}

describe("a tree", () => {
  it.each<[keyof typeof worth, Target]>([
    ["classes", { classes, count: 4 }],
    ["numbers", { numbers }],
  ])("of %s has the leaves that trying every split finds", (kind, target) => {
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 10 !== 0);
    const tree = growTree(rows, predictors, target, LEAST);
    const expected = leavesOf([...rows], worth[kind]);
    expect(new Set(expected.values()).size).toBeGreaterThan(4);
    for (const row of rows) {
      const leaf = tree.leafOf((predictor) => predictors[predictor]!.codes[row]!);
      expect(leaf.toSorted().join()).toBe(expected.get(row));
    }
  });

  it("is one leaf where there is nothing to gain, or nothing to split by", () => {
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
    const same = { classes: new Int32Array(ROWS).fill(2), count: 4 };
    expect(growTree(rows, predictors, same, LEAST).leafOf(() => 0)).toHaveLength(ROWS);
    expect(growTree(rows, [], { numbers }, LEAST).leafOf(() => 0)).toHaveLength(ROWS);
  });
});
