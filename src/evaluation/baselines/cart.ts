/**
 * Classification and regression trees (Breiman, Friedman, Olshen & Stone 1984), grown to small leaves and not pruned: what is
 * asked of them is which training rows are like a given one. Every predictor's rows are sorted once and stay so in every node,
 * so that a split costs one pass over the node's rows for each predictor.
 */

/** A column that rows are split by: those of low codes from those of high ones. */
export interface Predictor {
  /** One for each training row. */
  readonly codes: Int32Array;
  /** The rows, those with the lowest codes first. */
  readonly order: Int32Array;
}

/** What the rows of a leaf shall have alike: numbers by their squared distances from the mean, classes by Gini's impurity. */
export type Target =
  | { readonly numbers: Float64Array }
  | {
      readonly classes: Int32Array;
      /** How many there are. */
      readonly count: number;
    };

export interface Tree {
  /** The training rows of the leaf that a row falls into whose code for a predictor is `code(predictor)`. */
  readonly leafOf: (code: (predictor: number) => number) => Int32Array;
}

interface Split {
  readonly predictor: number;
  /** The highest code of the rows that go left. */
  readonly code: number;
}

/** A node holds the places from `start` to `end` of every list of rows. */
interface Node {
  readonly start: number;
  readonly end: number;
  split?: Split & { readonly left: Node; readonly right: Node };
}

/** The best split of the rows that stand from `start` to `end` in each of the lists, or none where none gains anything. */
type Search = (lists: readonly Int32Array[], start: number, end: number) => Split | undefined;

/** Parts of the target's scatter below which a gain is rounding. */
const ROUNDING = 1e-10;

/** A tree of some of the training rows; its leaves have `least` rows or more, if there are so many. */
export function growTree(rows: Int32Array, predictors: readonly Predictor[], target: Target, least: number): Tree {
  const search =
    "numbers" in target
      ? searchNumbers(rows, predictors, target.numbers, least)
      : searchClasses(predictors, target.classes, target.count, least);
  const within = new Uint8Array(Math.max(rows.length, ...predictors.map(({ codes }) => codes.length)));
  for (const row of rows) within[row] = 1;
  const lists = predictors.map(({ order }) => order.filter((row) => within[row] === 1));
  // A list of its own: a tree without predictors has a leaf all the same.
  const members = rows.slice();
  const divide = divider([members, ...lists], within);
  const root: Node = { start: 0, end: rows.length };
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.end - node.start < 2 * least) continue;
    const split = search(lists, node.start, node.end);
    if (!split) continue;
    const middle = divide(node, predictors[split.predictor]!.codes, split.code); // a predictor's place
    const [left, right]: [Node, Node] = [
      { start: node.start, end: middle },
      { start: middle, end: node.end },
    ];
    node.split = { ...split, left, right };
    open.push(left, right);
  }
  return { leafOf: (code) => leafOf(root, members, code) };
}

function leafOf(root: Node, members: Int32Array, code: (predictor: number) => number): Int32Array {
  let node = root;
  while (node.split) node = code(node.split.predictor) <= node.split.code ? node.split.left : node.split.right;
  return members.subarray(node.start, node.end);
}

/** Moves the rows of a node that go left to its beginning, in every list and without changing their order; returns their end. */
function divider(lists: readonly Int32Array[], goesLeft: Uint8Array) {
  const right = new Int32Array(lists[0]?.length ?? 0);
  return ({ start, end }: Node, codes: Int32Array, code: number): number => {
    // Indices of this loop are places of a list, and what stands there are rows.
    for (let i = start; i < end; i++) goesLeft[lists[0]![i]!] = codes[lists[0]![i]!]! <= code ? 1 : 0;
    let middle = start;
    for (const list of lists) {
      let [to, kept] = [start, 0];
      for (let i = start; i < end; i++) {
        const row = list[i]!;
        if (goesLeft[row] === 1) list[to++] = row;
        else right[kept++] = row;
      }
      list.set(right.subarray(0, kept), to);
      middle = to;
    }
    return middle;
  };
}

/** By how much the squared distances from the mean fall: the greatest sum of (Σ of a side)² / its rows. */
function searchNumbers(
  rows: Int32Array,
  predictors: readonly Predictor[],
  numbers: Float64Array,
  least: number,
): Search {
  // About their mean: squares of numbers far from 0 would lose what is looked for.
  const mean = rows.reduce((sum, row) => sum + numbers[row]! / rows.length, 0);
  const values = numbers.map((value) => value - mean);
  const scatter = rows.reduce((sum, row) => sum + values[row]! ** 2, 0);
  return (lists, start, end) => {
    const [size, members] = [end - start, lists[0]];
    if (!members) return undefined;
    let total = 0;
    // What stands in a list is a row, and a row has a value.
    for (let i = start; i < end; i++) total += values[members[i]!]!;
    let best = (total * total) / size + ROUNDING * scatter;
    let split: Split | undefined;
    for (const [predictor, { codes }] of predictors.entries()) {
      const list = lists[predictor]!; // a list for each predictor
      let sum = 0;
      for (let i = start; i < end - least; i++) {
        const row = list[i]!; // below the list's end, like i + 1
        sum += values[row]!;
        const count = i - start + 1;
        if (count < least || codes[row] === codes[list[i + 1]!]) continue;
        const score = (sum * sum) / count + (total - sum) ** 2 / (size - count);
        if (score > best) [best, split] = [score, { predictor, code: codes[row]! }];
      }
    }
    return split;
  };
}

/** By how much Gini's impurity falls: the greatest sum of Σ(rows of a class on a side)² / rows of the side. */
function searchClasses(predictors: readonly Predictor[], classes: Int32Array, count: number, least: number): Search {
  const all = new Int32Array(count);
  const left = new Int32Array(count);
  return (lists, start, end) => {
    const [size, members] = [end - start, lists[0]];
    if (!members) return undefined;
    let squares = 0;
    // What stands in a list is a row, and a row has a class below `count`.
    for (let i = start; i < end; i++) squares += 2 * all[classes[members[i]!]!]!++ + 1;
    let best = squares / size + ROUNDING * size;
    let split: Split | undefined;
    // Nothing is gained where all rows are of one class.
    for (const [predictor, { codes }] of squares < size * size ? predictors.entries() : []) {
      const list = lists[predictor]!; // a list for each predictor
      if (codes[list[start]!] === codes[list[end - 1]!]) continue;
      let [onLeft, onRight] = [0, squares];
      for (let i = start; i < end - least; i++) {
        const row = list[i]!;
        const found = classes[row]!;
        const before = left[found]!++;
        onLeft += 2 * before + 1;
        onRight -= 2 * (all[found]! - before) - 1;
        const moved = i - start + 1;
        if (moved < least || codes[row] === codes[list[i + 1]!]) continue;
        const score = onLeft / moved + onRight / (size - moved);
        if (score > best) [best, split] = [score, { predictor, code: codes[row]! }];
      }
      for (let i = start; i < end; i++) left[classes[list[i]!]!] = 0;
    }
    for (let i = start; i < end; i++) all[classes[members[i]!]!] = 0;
    return split;
  };
}
