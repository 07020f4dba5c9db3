import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestSplit, fillHistograms, layOutHistograms } from "./best-split.ts";
import { type BinnedColumn, binEdges, binned } from "./bins.ts";
import { type GrownTree, growTree, leafOf } from "./tree.ts";

const ALL = {
  mostLeaves: Number.POSITIVE_INFINITY,
  fewestRows: 1,
  leastHessian: 0,
  l2: 0,
  longestStep: Number.POSITIVE_INFINITY,
};
const GAP = Number.NaN;

const bin = (columns: readonly (readonly number[])[]): BinnedColumn[] =>
  columns.map((values) => {
    const column = Float64Array.from(values);
    return binned(column, binEdges(column));
  });

/** Derivatives of ½(output − target)² at output 0: a leaf's value is the mean of its targets. */
const squaredAt0 = (targets: readonly number[]) => ({
  gradients: Float32Array.from(targets, (target) => -target),
  hessians: new Float32Array(targets.length).fill(1),
});

const valuesOf = ({ tree }: GrownTree, columns: readonly BinnedColumn[], rows: number): number[] =>
  Array.from({ length: rows }, (_, row) => tree.values[leafOf(tree, columns, row)] as number);

describe("a tree", () => {
  it("divides where the squares fall most, then goes on in the halves", () => {
    // By hand: at x ≤ 2.5 the means are 0 and 9, which leaves 2; no other split of the four leaves less.
    const columns = bin([
      [1, 2, 3, 4],
      [0, 1, 0, 1],
    ]);
    const grown = growTree(columns, squaredAt0([0, 0, 8, 10]), { ...ALL, mostLeaves: 2 });
    expect([...grown.tree.columns]).toEqual([0, -1, -1]);
    expect(grown.tree.bins[0]).toBe(1);
    expect(valuesOf(grown, columns, 4)).toEqual([0, 0, 9, 9]);
    // One leaf more parts 8 and 10; two of equal targets are never parted.
    expect(valuesOf(growTree(columns, squaredAt0([0, 0, 8, 10]), { ...ALL, mostLeaves: 3 }), columns, 4)).toEqual([
      0, 0, 8, 10,
    ]);
    expect(growTree(columns, squaredAt0([0, 0, 8, 10]), ALL).leaves).toHaveLength(3);
  });

  it("divides the leaf first that gains most", () => {
    const columns = bin([[1, 2, 3, 4]]);
    // After x ≤ 2.5: parting 20 and 30 gains 50, parting 0 and 6 gains 18.
    expect(valuesOf(growTree(columns, squaredAt0([0, 6, 20, 30]), { ...ALL, mostLeaves: 3 }), columns, 4)).toEqual([
      3, 3, 20, 30,
    ]);
  });

  it("sends gaps to the side where they belong, or parts them from all else", () => {
    const columns = bin([[1, 2, GAP, 3, 4, GAP]]);
    const low = growTree(columns, squaredAt0([0, 0, 0, 5, 5, 0]), { ...ALL, mostLeaves: 2 });
    expect(valuesOf(low, columns, 6)).toEqual([0, 0, 0, 5, 5, 0]);
    const high = growTree(columns, squaredAt0([0, 0, 5, 5, 5, 5]), { ...ALL, mostLeaves: 2 });
    expect(valuesOf(high, columns, 6)).toEqual([0, 0, 5, 5, 5, 5]);
    const apart = growTree(columns, squaredAt0([1, 1, 7, 1, 1, 7]), { ...ALL, mostLeaves: 2 });
    expect(valuesOf(apart, columns, 6)).toEqual([1, 1, 7, 1, 1, 7]);
  });

  it("sends a gap that it has never seen to where most rows went", () => {
    const columns = bin([[1, 2, 3]]);
    const { tree } = growTree(columns, squaredAt0([0, 0, 6]), { ...ALL, mostLeaves: 2 });
    const edges = columns[0]?.edges as Float64Array;
    expect(tree.values[leafOf(tree, [binned(Float64Array.of(GAP), edges)], 0)]).toBe(0);
    const mirrored = growTree(columns, squaredAt0([6, 0, 0]), { ...ALL, mostLeaves: 2 }).tree;
    expect(mirrored.values[leafOf(mirrored, [binned(Float64Array.of(GAP), edges)], 0)]).toBe(0);
  });

  it("keeps as many rows in a leaf as it must, and shrinks and bounds its values", () => {
    const columns = bin([[1, 2, 3, 4]]);
    const targets = squaredAt0([0, 0, 0, 8]);
    expect(valuesOf(growTree(columns, targets, { ...ALL, fewestRows: 2 }), columns, 4)).toEqual([0, 0, 4, 4]);
    expect(valuesOf(growTree(columns, targets, { ...ALL, fewestRows: 3 }), columns, 4)).toEqual([2, 2, 2, 2]);
    expect(valuesOf(growTree(columns, targets, { ...ALL, l2: 1 }), columns, 4)).toEqual([0, 0, 0, 4]);
    expect(valuesOf(growTree(columns, targets, { ...ALL, longestStep: 3 }), columns, 4)).toEqual([0, 0, 0, 3]);
  });
});

/** Tables of up to three columns with ties and gaps, and derivatives that are eighths, so that sums are exact. */
const tables = fc.integer({ min: 2, max: 40 }).chain((rows) =>
  fc.record({
    columns: fc.array(
      fc.array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.constant(GAP)), {
        minLength: rows,
        maxLength: rows,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    gradients: fc.array(fc.integer({ min: -16, max: 16 }), { minLength: rows, maxLength: rows }),
    hessians: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: rows, maxLength: rows }),
    fewestRows: fc.integer({ min: 1, max: 5 }),
    l2: fc.constantFrom(0, 1),
  }),
);

const eighths = (numbers: readonly number[]): Float32Array => Float32Array.from(numbers, (number) => number / 8);

describe("any tree", () => {
  it("finds the split that a search through all of them finds", () => {
    fc.assert(
      fc.property(tables, ({ columns, gradients, hessians, fewestRows, l2 }) => {
        const table = bin(columns);
        const [g, h] = [eighths(gradients), eighths(hessians)];
        const rows = Uint32Array.from(g, (_, row) => row);
        const sumOf = (of: Float32Array, side: (row: number) => boolean): number =>
          rows.filter(side).reduce((sum, row) => sum + (of[row] as number), 0);
        const worth = (side: (row: number) => boolean): number => sumOf(g, side) ** 2 / (sumOf(h, side) + l2);
        let best = 0;
        columns.forEach((values) => {
          for (let most = -1; most <= 6; most++) {
            for (const gapLeft of [false, true]) {
              const goesLeft = (row: number): boolean =>
                Number.isNaN(values[row]) ? gapLeft : (values[row] as number) <= most;
              const count = rows.filter(goesLeft).length;
              if (count < fewestRows || rows.length - count < fewestRows) continue;
              best = Math.max(best, worth(goesLeft) + worth((row) => !goesLeft(row)) - worth(() => true));
            }
          }
        });
        const layout = layOutHistograms(table);
        const histogram = new Float64Array(layout.length);
        fillHistograms(layout, { rows, gradients: g, hessians: h }, histogram);
        const whole = { gradient: sumOf(g, () => true), hessian: sumOf(h, () => true), count: rows.length };
        const split = bestSplit(layout, histogram, whole, { fewestRows, leastHessian: 0, l2 });
        expect(split?.gain ?? 0).toBeCloseTo(best, 9);
      }),
    );
  });

  it("puts every row into one leaf, whose value is −G / (H + λ) of its rows", () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(2, 5, Number.POSITIVE_INFINITY),
        ({ columns, gradients, hessians, fewestRows, l2 }, mostLeaves) => {
          const table = bin(columns);
          const derivatives = { gradients: eighths(gradients), hessians: eighths(hessians) };
          const { tree, rows, leaves } = growTree(table, derivatives, { ...ALL, mostLeaves, fewestRows, l2 });
          expect([...rows].sort((a, b) => a - b)).toEqual([...rows.keys()]);
          expect(leaves.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(rows.length);
          expect(leaves.length).toBeLessThanOrEqual(mostLeaves);
          for (const { node, from, to } of leaves) {
            const inside = [...rows.subarray(from, to)];
            if (leaves.length > 1) expect(inside.length).toBeGreaterThanOrEqual(fewestRows);
            for (const row of inside) expect(leafOf(tree, table, row)).toBe(node);
            const sum = (of: Float32Array): number => inside.reduce((total, row) => total + (of[row] as number), 0);
            expect(tree.values[node]).toBeCloseTo(-sum(derivatives.gradients) / (sum(derivatives.hessians) + l2), 9);
          }
        },
      ),
    );
  });
});
