/** A regression tree on binned columns, grown best leaf first. */
import {
  bestSplit,
  fillHistograms,
  layOutHistograms,
  type Split,
  type SplitRules,
  type Sums,
  subtractHistograms,
} from "./best-split.ts";
import type { BinnedColumn } from "./bins.ts";

/** Nodes by number; 0 is the root. */
export interface Tree {
  /** Which column divides the node; −1 for a leaf. */
  readonly columns: Int32Array;
  /** Rows whose bin is at most this go left. */
  readonly bins: Uint8Array;
  /** 1 where rows with a gap go left. */
  readonly gapsLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** −G / (H + λ): the step that lowers the loss of the node's rows most. */
  readonly values: Float64Array;
}

/** A leaf's node, and its rows: `rows[from]` to `rows[to − 1]` of the grown tree. */
interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

/** A tree, and where the rows are that it was grown on. */
export interface GrownTree {
  readonly tree: Tree;
  /** Rows of the table, leaf after leaf. */
  readonly rows: Uint32Array;
  readonly leaves: readonly Leaf[];
}

/** How far a tree grows. */
export interface TreeOptions extends SplitRules {
  /** How many leaves it may have; `Infinity` for all that the rules allow. */
  readonly mostLeaves: number;
  /** No leaf has a value further from 0. */
  readonly longestStep: number;
}

/** First and second derivatives of the loss, by row. */
export interface Derivatives {
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

/** A leaf that can be divided. */
interface OpenLeaf extends Leaf {
  readonly split: Split;
  readonly histogram: Float64Array;
}

interface Node {
  readonly value: number;
  readonly divided?: { readonly split: Split; readonly left: number; readonly right: number };
}

/** Grows a tree on all rows. Of leaves that would gain, the one that gains most is divided first. */
export function growTree(columns: readonly BinnedColumn[], derivatives: Derivatives, options: TreeOptions): GrownTree {
  const layout = layOutHistograms(columns);
  const rows = Uint32Array.from(derivatives.gradients, (_, row) => row);
  const spare = new Uint32Array(rows.length);
  const nodes: Node[] = [];
  const leaves: Leaf[] = [];
  const open: OpenLeaf[] = [];
  const unused: Float64Array[] = [];
  const isBounded = Number.isFinite(options.mostLeaves);

  const histogramOf = ({ from, to }: Leaf): Float64Array => {
    const histogram = unused.pop() ?? new Float64Array(layout.length);
    fillHistograms(layout, { ...derivatives, rows: rows.subarray(from, to) }, histogram);
    return histogram;
  };
  const mayDivide = ({ count, hessian }: Sums): boolean =>
    leaves.length + open.length + 1 < options.mostLeaves &&
    count >= 2 * options.fewestRows &&
    hessian >= 2 * options.leastHessian;
  const settle = (leaf: Leaf, sums: Sums, histogram: Float64Array | undefined): void => {
    nodes[leaf.node] = { value: stepOf(sums, options) };
    const split = histogram && bestSplit(layout, histogram, sums, options);
    if (split) open.push({ ...leaf, split, histogram });
    else {
      leaves.push(leaf);
      if (histogram) unused.push(histogram);
    }
  };
  const divide = ({ node, from, to, split, histogram }: OpenLeaf): void => {
    const between = from + partition(columns[split.column]!, split, rows.subarray(from, to), spare);
    const left: Leaf = { node: nodes.length, from, to: between };
    const right: Leaf = { node: nodes.length + 1, from: between, to };
    nodes[node] = { ...nodes[node]!, divided: { split, left: left.node, right: right.node } };
    // The smaller half is added up; the other is what remains of the whole.
    const [small, large] = split.left.count <= split.right.count ? [left, right] : [right, left];
    const [ofSmall, ofLarge] = small === left ? [split.left, split.right] : [split.right, split.left];
    const [smallMay, largeMay] = [mayDivide(ofSmall), mayDivide(ofLarge)];
    const half = smallMay || largeMay ? histogramOf(small) : undefined;
    if (half && largeMay) subtractHistograms(histogram, half);
    settle(small, ofSmall, smallMay ? half : undefined);
    settle(large, ofLarge, largeMay ? histogram : undefined);
    if (half && !smallMay) unused.push(half);
    if (!largeMay) unused.push(histogram);
  };

  const root = { node: 0, from: 0, to: rows.length };
  const sums = sumsOf(derivatives);
  settle(root, sums, mayDivide(sums) ? histogramOf(root) : undefined);
  while (open.length > 0 && leaves.length + open.length < options.mostLeaves) {
    // Where all are divided in the end, the last one first: few histograms are kept at a time.
    divide(takeOut(open, isBounded ? indexOfHighestGain(open) : open.length - 1));
  }
  return { tree: asArrays(nodes), rows, leaves: [...leaves, ...open] };
}

/** −G / (H + λ), within bounds. */
function stepOf({ gradient, hessian }: Sums, { l2, longestStep }: TreeOptions): number {
  const curvature = hessian + l2;
  const step = curvature > 0 ? (0 - gradient) / curvature : 0;
  return Math.min(Math.max(step, -longestStep), longestStep);
}

function sumsOf({ gradients, hessians }: Derivatives): Sums {
  let [gradient, hessian] = [0, 0];
  for (let i = 0; i < gradients.length; i++) {
    gradient += gradients[i]!; // i < length
    hessian += hessians[i]!;
  }
  return { gradient, hessian, count: gradients.length };
}

const indexOfHighestGain = (open: readonly OpenLeaf[]): number =>
  open.reduce((best, { split }, i) => (split.gain > open[best]!.split.gain ? i : best), 0);

/** Takes one out; the last one takes its place. */
function takeOut<T>(list: T[], index: number): T {
  const taken = list[index]!; // an index of the list
  const last = list.pop()!;
  if (index < list.length) list[index] = last;
  return taken;
}

/** Brings the rows that go left before those that go right, each in the order in which they were; returns how many go left. */
function partition(column: BinnedColumn, split: Split, rows: Uint32Array, spare: Uint32Array): number {
  const goesLeft = sidesOf(column, split);
  let [left, right] = [0, 0];
  for (const row of rows) {
    if (goesLeft[column.bins[row]!])
      rows[left++] = row; // never beyond the row that is read
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}

/** 1 for every bin that goes left. */
function sidesOf({ edges }: BinnedColumn, { bin, gapLeft }: Split): Uint8Array {
  const sides = new Uint8Array(edges.length + 2).fill(1, 0, bin + 1);
  sides[edges.length + 1] = gapLeft ? 1 : 0;
  return sides;
}

function asArrays(nodes: readonly Node[]): Tree {
  const splitOf = ({ divided }: Node): Split | undefined => divided?.split;
  return {
    columns: Int32Array.from(nodes, (node) => splitOf(node)?.column ?? -1),
    bins: Uint8Array.from(nodes, (node) => splitOf(node)?.bin ?? 0),
    gapsLeft: Uint8Array.from(nodes, (node) => (splitOf(node)?.gapLeft ? 1 : 0)),
    left: Int32Array.from(nodes, ({ divided }) => divided?.left ?? -1),
    right: Int32Array.from(nodes, ({ divided }) => divided?.right ?? -1),
    values: Float64Array.from(nodes, ({ value }) => value),
  };
}

/** The leaf of a row of columns that were binned at the same edges as those the tree was grown on. */
export function leafOf(tree: Tree, columns: readonly BinnedColumn[], row: number): number {
  let node = 0;
  for (let column = tree.columns[0]!; column >= 0; column = tree.columns[node]!) {
    const { edges, bins } = columns[column]!; // a column of the table
    const bin = bins[row]!;
    const goesLeft = bin > edges.length ? tree.gapsLeft[node] === 1 : bin <= tree.bins[node]!;
    node = goesLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
}
