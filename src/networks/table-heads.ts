/**
 * The numbers of a row from G's logits. Columns of about the same width are computed together, so that a table of a thousand columns
 * has some dozens of nodes, and not some dozens for each. Examples stand on the last axis meanwhile: there the runtime reduces and
 * moves whole vectors of them.
 */
import type { CellBlock, ColumnBlock, TableLayout } from "../data/columns/layout.ts";
import { softmax } from "../tensor/composed.ts";
import {
  add,
  concat,
  equal,
  max,
  mul,
  reshape,
  stopGradient,
  sub,
  sum,
  take,
  tanh,
  toFloat,
  transpose,
} from "../tensor/operations.ts";
import { at } from "../tensor/present.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";

/** One-hot by the largest logit [blocks×cells×m], with the gradient of softmax(logits / τ). */
function oneHot(logits: Tensor, temperature: number): Tensor {
  const soft = softmax(mul(1 / temperature, logits), 1);
  const hard = toFloat(equal(logits, max(logits, { axes: [1], keep: true })));
  // soft − soft is 0 exactly: real rows have ones, and so have these.
  return add(stopGradient(hard), sub(soft, stopGradient(soft)));
}

/** A logit that is never the largest, and of which nothing is left by the softmax. */
const NEVER = -1e30;

/** Blocks that are computed together, each filled up to the cells of the widest. */
interface Group<B extends CellBlock> {
  readonly blocks: readonly B[];
  readonly cells: number;
}

/** A block may be filled up to this many times its cells: more is computed in vain, less makes more groups. */
const MOST_FILLED = 1.5;

/** The widest blocks first. */
function grouped<B extends CellBlock>(blocks: readonly B[]): readonly Group<B>[] {
  const groups: { blocks: B[]; cells: number }[] = [];
  for (const block of blocks.toSorted((a, b) => b.cells - a.cells)) {
    const last = groups.at(-1);
    if (last && block.cells * MOST_FILLED >= last.cells) last.blocks.push(block);
    else groups.push({ blocks: [block], cells: block.cells });
  }
  return groups;
}

/** For every cell of a group what `of` says of it, `otherwise` where a block has none. */
const ofCells = <B extends CellBlock>(
  { blocks, cells }: Group<B>,
  of: (block: B, cell: number) => number,
  otherwise: number,
): number[] =>
  blocks.flatMap((block) =>
    Array.from({ length: cells }, (_, cell) => (cell < block.cells ? of(block, cell) : otherwise)),
  );

const isFilled = ({ blocks, cells }: Group<CellBlock>): boolean => blocks.some((block) => block.cells < cells);

/** What of an example (x [numbers×m]) are the cells of a group [blocks×cells×m]. */
const cellsOf = (x: Tensor, group: Group<CellBlock>): Tensor =>
  reshape(
    take(
      x,
      ofCells(group, ({ start }, cell) => start + cell, -1),
    ),
    [group.blocks.length, group.cells, at(x.shape, 1)],
  );

/** Of each block one cell, as its logits say. */
function chosenBy(logits: Tensor, group: Group<CellBlock>, temperature: number): Tensor {
  const own = cellsOf(logits, group);
  if (!isFilled(group)) return oneHot(own, temperature);
  const shape = [group.blocks.length, group.cells, 1];
  return oneHot(
    add(
      own,
      constant(
        ofCells(group, () => 0, NEVER),
        shape,
      ),
    ),
    temperature,
  );
}

/** Numbers of a row that were computed together. */
interface Part {
  /** [numbers×m]. */
  readonly made: Tensor;
  /** Which of the row's each is; −1 for what only fills up. */
  readonly numbers: readonly number[];
}

const partOf = (group: Group<CellBlock>, made: Tensor): Part => ({
  made: reshape(made, [group.blocks.length * group.cells, at(made.shape, 2)]),
  numbers: ofCells(group, ({ start }, cell) => start + cell, -1),
});

/**
 * The numbers of a row [m×size] from logits [m×size] and y [m×(size + columns)]: cells as they are given or else as G chooses, the
 * place within a bin, 0 at cells that are no bin, and parts of the calendar, 0 beside a gap.
 */
export function rowOf(logits: Tensor, y: Tensor, layout: TableLayout, temperature: number): Tensor {
  const [from, given] = [transpose(logits), transpose(y)];
  const columns = grouped(layout.blocks).map((group) => ({
    group,
    chosen: columnsOf(from, given, group, layout, temperature),
  }));
  const parts = [
    ...columns.map(({ group, chosen }) => partOf(group, chosen)),
    ...besides(from, columns, layout, temperature),
  ];
  const where = new Map(parts.flatMap(({ numbers }) => numbers).map((number, i) => [number, i]));
  const numbers = Array.from({ length: layout.size }, (_, number) => where.get(number) as number); // every one is in a part
  const all = concat(
    parts.map(({ made }) => made),
    0,
  );
  return transpose(take(all, numbers));
}

/** The cells of columns: those that are given, or of each the one that G chooses. */
function columnsOf(
  logits: Tensor,
  given: Tensor,
  group: Group<ColumnBlock>,
  { size }: TableLayout,
  temperature: number,
): Tensor {
  const flags = take(
    given,
    group.blocks.map(({ column }) => size + column),
  );
  const free = sub(1, reshape(flags, [group.blocks.length, 1, at(given.shape, 1)]));
  return add(cellsOf(given, group), mul(free, chosenBy(logits, group, temperature)));
}

/** What stands behind the cells of columns with bins. */
function besides(
  logits: Tensor,
  columns: readonly { readonly group: Group<ColumnBlock>; readonly chosen: Tensor }[],
  { blocks }: TableLayout,
  temperature: number,
): readonly Part[] {
  const places = blocks.flatMap(({ column, place }) => (place === undefined ? [] : [{ column, place }]));
  const calendar = blocks.flatMap(({ column, parts }) => parts.map((part) => ({ ...part, column })));
  if (places.length + calendar.length === 0) return [];
  const order = columns.flatMap(({ group }) => group.blocks.map(({ column }) => column));
  const inBins = concat(
    columns.map(({ group, chosen }) => inBin(group, chosen)),
    0,
  );
  /** Whether the value of each column is in a bin [columns×m]. */
  const binned = (of: readonly { readonly column: number }[]): Tensor =>
    take(
      inBins,
      of.map(({ column }) => order.indexOf(column)),
    );
  const numbers = places.map(({ place }) => place);
  return [
    ...(places.length === 0 ? [] : [{ made: mul(tanh(take(logits, numbers)), binned(places)), numbers }]),
    ...grouped(calendar).map((group) => {
      const factor = reshape(binned(group.blocks), [group.blocks.length, 1, at(logits.shape, 1)]);
      return partOf(group, mul(chosenBy(logits, group, temperature), factor));
    }),
  ];
}

/** 1 where the chosen cell of a column is a bin, else 0 [blocks×m]. */
function inBin(group: Group<ColumnBlock>, chosen: Tensor): Tensor {
  const bins = ofCells(group, ({ firstBin }, cell) => (cell >= firstBin ? 1 : 0), 0);
  return sum(mul(chosen, constant(bins, [group.blocks.length, group.cells, 1])), { axes: [1] });
}
