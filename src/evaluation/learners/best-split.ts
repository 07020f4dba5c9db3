/** Where a node of a tree is best divided: its histograms, and a walk along the bins of each column. */
import type { BinnedColumn } from "./bins.ts";

/** Numbers that a histogram holds for each bin: sums of the gradients and of the hessians of its rows, and their count. */
const PARTS = 3;

/** Histograms of all columns, one after the other. */
export interface HistogramLayout {
  readonly columns: readonly BinnedColumn[];
  /** Where each column's histogram begins. */
  readonly starts: Int32Array;
  readonly length: number;
}

export function layOutHistograms(columns: readonly BinnedColumn[]): HistogramLayout {
  const starts = new Int32Array(columns.length);
  let length = 0;
  columns.forEach(({ edges }, c) => {
    starts[c] = length;
    length += PARTS * (edges.length + 2);
  });
  return { columns, starts, length };
}

/** The rows of a node, and their derivatives of the loss. */
export interface NodeRows {
  readonly rows: Uint32Array;
  /** By row of the table. */
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

/** Adds a node's rows up, column after column. */
export function fillHistograms(
  { columns, starts }: HistogramLayout,
  { rows, gradients, hessians }: NodeRows,
  to: Float64Array,
): void {
  to.fill(0);
  // In the order of the rows, so that they are fetched once for all columns.
  const count = rows.length;
  const [g, h] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i++) {
    const row = rows[i]!; // i < count
    g[i] = gradients[row]!;
    h[i] = hessians[row]!;
  }
  for (let c = 0; c < columns.length; c++) {
    const { bins } = columns[c]!; // c < length
    const start = starts[c]!;
    for (let i = 0; i < count; i++) {
      const at = start + PARTS * bins[rows[i]!]!; // i < count
      to[at]! += g[i]!;
      to[at + 1]! += h[i]!;
      to[at + 2]! += 1;
    }
  }
}

/** What a node's other half has: that of the node less that of one half. It takes the node's place. */
export function subtractHistograms(whole: Float64Array, half: Float64Array): void {
  for (let i = 0; i < whole.length; i++) whole[i]! -= half[i]!; // of one layout
}

/** Sums over the rows of a node. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** Rows whose bin is at most `bin` go left; those with a gap where `gapLeft` says. */
export interface Split {
  readonly column: number;
  readonly bin: number;
  readonly gapLeft: boolean;
  /** What the loss falls by, twice. */
  readonly gain: number;
  readonly left: Sums;
  readonly right: Sums;
}

/** What a split must leave on both sides, and what large values of leaves cost. */
export interface SplitRules {
  readonly fewestRows: number;
  readonly leastHessian: number;
  /** λ of λ/2·value², summed over leaves. */
  readonly l2: number;
}

/** What a node lowers the loss by with its best value, twice: G² / (H + λ). */
const worth = (gradient: number, hessian: number, l2: number): number =>
  hessian + l2 > 0 ? gradient ** 2 / (hessian + l2) : 0;

/**
 * The split with the highest gain G²ₗ/(Hₗ + λ) + G²ᵣ/(Hᵣ + λ) − G²/(H + λ) (Chen & Guestrin 2016, equation 7), if one has any:
 * a threshold among the bins, with the gaps on either side, or gaps against all else.
 */
export function bestSplit(
  { columns, starts }: HistogramLayout,
  histogram: Float64Array,
  whole: Sums,
  { fewestRows, leastHessian, l2 }: SplitRules,
): Split | undefined {
  let best = { column: -1, bin: 0, gapLeft: false, gain: worth(whole.gradient, whole.hessian, l2) };
  let left: Sums = whole;
  for (let column = 0; column < columns.length; column++) {
    const last = columns[column]!.edges.length;
    const start = starts[column]!;
    const gap = start + PARTS * (last + 1);
    const gaps = histogram[gap + 2]!;
    for (let gapsLeft = 0; gapsLeft <= (gaps > 0 ? 1 : 0); gapsLeft++) {
      let gradient = gapsLeft ? histogram[gap]! : 0;
      let hessian = gapsLeft ? histogram[gap + 1]! : 0;
      let count = gapsLeft ? gaps : 0;
      // The last bin has only gaps beyond it.
      const end = gaps > 0 && !gapsLeft ? last : last - 1;
      for (let bin = 0; bin <= end; bin++) {
        const at = start + PARTS * bin;
        gradient += histogram[at]!;
        hessian += histogram[at + 1]!;
        count += histogram[at + 2]!;
        if (count < fewestRows || hessian < leastHessian) continue;
        if (whole.count - count < fewestRows || whole.hessian - hessian < leastHessian) break;
        const gain = worth(gradient, hessian, l2) + worth(whole.gradient - gradient, whole.hessian - hessian, l2);
        if (gain <= best.gain) continue;
        best = { column, bin, gapLeft: gapsLeft === 1, gain };
        left = { gradient, hessian, count };
      }
    }
  }
  if (best.column < 0) return undefined;
  const right = {
    gradient: whole.gradient - left.gradient,
    hessian: whole.hessian - left.hessian,
    count: whole.count - left.count,
  };
  // A gap that no row of this node has goes where most rows go.
  const gaps = starts[best.column]! + PARTS * (columns[best.column]!.edges.length + 1);
  const unseen = histogram[gaps + 2] === 0;
  const gapLeft = unseen ? left.count > right.count : best.gapLeft;
  return { ...best, gapLeft, gain: best.gain - worth(whole.gradient, whole.hessian, l2), left, right };
}
