/**
 * Rows of cells in units of the data, by the model itself and in float64: the arithmetic of `data/columns/`, step for step, so that a
 * file puts out what `sample` writes.
 */
import { type CellsColumn, cellCount, firstBin, type QuantileColumn } from "../data/columns/cells.ts";
import type { ColumnBlock, TableLayout } from "../data/columns/layout.ts";
import type { Computation, Doubles } from "../onnx/doubles.ts";
import { calendarDate } from "./decoded-dates.ts";
import { firstLargest, rounded, roundedTo } from "./double-steps.ts";

/** Numbers of examples [N×size] as values [N×columns]: numbers, places in `levels`, milliseconds since 1970, NaN at gaps; rounded. */
export const decodedRows = ({ columns, blocks }: TableLayout): Computation => ({
  width: columns.length,
  compute: (x, doubles) => doubles.sideBySide(columns.map((column, c) => decoded(column, blocks[c]!, x, doubles))), // as many as columns
});

function decoded(column: CellsColumn, block: ColumnBlock, x: string, doubles: Doubles): string {
  const cell = firstLargest(doubles.columns(x, block.start, block.start + block.cells), block.cells, doubles);
  if (block.place === undefined) return doubles.entries(listsOf(column).values, cell);
  const value = valueAt(column, cell, placeOf(block.place, x, doubles), doubles);
  if (column.kind === "date") {
    // A gap is no instant: it has no day to look for.
    const first = doubles.row(column.bins[0]?.values[0] ?? 0);
    const instant = inBins(column, cell, value, first, doubles);
    return inBins(column, cell, calendarDate(column, block, x, { value: instant, cell }, doubles), value, doubles);
  }
  if (column.kind !== "quantiles") return value;
  return inBins(column, cell, roundedNumber(column, value, doubles), value, doubles);
}

/** u, 0 to 1: where in the bin a value is. */
function placeOf(at: number, x: string, { row, ...doubles }: Doubles): string {
  const place = doubles.div(doubles.add(doubles.columns(x, at, at + 1), row(1)), row(2));
  return doubles.minimum(doubles.maximum(place, row(0)), row(1));
}

/** The values of every cell, one list after the other: what has a cell of its own, and a gap, are lists of one. */
interface Lists {
  readonly values: Float64Array;
  /** Where the list of each cell begins, and its last place. */
  readonly starts: Float64Array;
  readonly lasts: Float64Array;
  /** Steps of bins that have some: up to which u a value holds, and whose they are. */
  readonly upTo: readonly { readonly cell: number; readonly u: number }[];
  /** Whether some bin is linear between its values. */
  readonly linear: boolean;
}

function listsOf(column: CellsColumn): Lists {
  const { values, gap, bins } = column;
  const lists = [
    ...values.map((value) => [value]),
    ...(gap === undefined ? [] : [[Number.NaN]]),
    ...bins.map((bin) => bin.values),
  ];
  const lengths = lists.map(({ length }) => length);
  return {
    values: Float64Array.from(lists.flat()),
    starts: Float64Array.from(runningSum(lengths), (end, cell) => end - lengths[cell]!), // as many as lists
    lasts: Float64Array.from(lengths, (length) => length - 1),
    upTo: bins.flatMap(({ upTo = [] }, bin) => upTo.map((u) => ({ cell: firstBin(column) + bin, u }))),
    linear: bins.some(({ upTo }) => upTo === undefined),
  };
}

const runningSum = (numbers: readonly number[]): number[] => {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
};

/** The value at a place of a bin, or of what has a cell of its own. */
function valueAt(column: CellsColumn, cell: string, u: string, doubles: Doubles): string {
  const { add, sub, mul, entries } = doubles;
  const { values, starts, lasts, upTo, linear } = listsOf(column);
  const [start, last] = [entries(starts, cell), entries(lasts, cell)];
  const step = upTo.length > 0 ? doubles.minimum(stepsBelow(upTo, cell, u, doubles), last) : doubles.row(0);
  if (!linear) return entries(values, add(start, step));
  // A list of one, or of steps, has no knots.
  const knots = upTo.length > 0 ? mul(last, entries(linearCells(column), cell)) : last;
  const at = mul(u, knots);
  const knot = doubles.maximum(doubles.minimum(doubles.floor(at), sub(knots, doubles.row(1))), doubles.row(0));
  const low = add(start, add(knot, step));
  const high = doubles.minimum(add(low, doubles.row(1)), add(start, last));
  const [from, to] = [entries(values, low), entries(values, high)];
  return add(from, mul(sub(to, from), sub(at, knot)));
}

/** 1 at the cells of bins that are linear between their values. */
function linearCells(column: CellsColumn): Float64Array {
  const cells = new Float64Array(cellCount(column));
  column.bins.forEach(({ upTo }, bin) => {
    if (!upTo) cells[firstBin(column) + bin] = 1;
  });
  return cells;
}

/** Steps of the bin that end below u. */
function stepsBelow(upTo: Lists["upTo"], cell: string, u: string, { row, ...doubles }: Doubles): string {
  const below = doubles.indicator(doubles.atLeast(row(...upTo.map((step) => step.u)), u));
  const own = doubles.indicator(doubles.equal(cell, row(...upTo.map((step) => step.cell))));
  return doubles.total(doubles.mul(own, doubles.sub(row(1), below)));
}

/** `value` where the cell is a bin's, else what has a cell of its own, as it is. */
const inBins = (column: CellsColumn, cell: string, value: string, own: string, doubles: Doubles): string =>
  firstBin(column) === 0 ? value : doubles.where(doubles.atLeast(cell, doubles.row(firstBin(column))), value, own);

/** As `roundedNumber` of `data/columns/resolution.ts` but for numbers that have neither steps nor decimals: they keep all digits. */
function roundedNumber({ step, form, integer }: QuantileColumn, value: string, doubles: Doubles): string {
  const stepped = step ? roundedTo(step, value, doubles) : value;
  const decimals = form?.decimals ?? (integer ? 0 : undefined);
  if (decimals === undefined) return stepped;
  const { row, mul, div } = doubles;
  // A quotient is rounded once: it is the number that the decimals write.
  return div(rounded(mul(stepped, row(10 ** decimals)), doubles), row(10 ** decimals));
}
