/** Columns of cells decoded by a graph: the arithmetic of `cells-kinds.ts` with one-hot vectors and sums. */
import {
  add,
  concat,
  equal,
  greater,
  greaterEqual,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  slice,
  sub,
  sum,
  toFloat,
  where,
} from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { type Bin, type CellsColumn, cellCount, firstBin, gapCell } from "./cells.ts";
import { cellsWidth } from "./layout.ts";

type Row = readonly number[];

const row = (values: Row): Tensor => constant([...values], [1, values.length]);

/**
 * From numbers of columns side by side [N×(sum of widths)] to values [N×columns], `scaled` each; NaN is a gap. Parts of the calendar
 * are left out: a date is the one of its quantile.
 */
export function cellsGraph<C extends CellsColumn>(
  columns: readonly C[],
  x: Tensor,
  scaled: (column: C, value: number) => number,
): Tensor {
  let start = 0;
  const values = columns.map((column) => {
    const numbers = slice(x, 1, start, start + cellsWidth(column));
    start += cellsWidth(column);
    return columnGraph(column, numbers, (value) => scaled(column, value));
  });
  return concat(values, 1);
}

function columnGraph(column: CellsColumn, x: Tensor, scaled: (value: number) => number): Tensor {
  const cells = cellCount(column);
  const chosen = firstLargest(slice(x, 1, 0, cells), cells);
  const gap = gapCell(column);
  const bins = firstBin(column);
  const ofCells = Array.from({ length: bins }, (_, cell) => (cell === gap ? 0 : scaled(column.values[cell] as number)));
  const place = (): Tensor => maximum(0, minimum(1, mul(add(slice(x, 1, cells, cells + 1), 1), 0.5)));
  const u = column.bins.length > 0 ? place() : undefined;
  const parts = [
    ...(bins > 0 ? [sum(mul(slice(chosen, 1, 0, bins), row(ofCells)), { axes: [1], keep: true })] : []),
    ...(u
      ? column.bins.map((bin, b) => mul(slice(chosen, 1, bins + b, bins + b + 1), valueGraph(bin, u, scaled)))
      : []),
  ];
  const value = parts.reduce((total, part) => add(total, part));
  return gap < 0 ? value : where(equal(slice(chosen, 1, gap, gap + 1), 1), Number.NaN, value);
}

/** 1 at the first of the largest cells, 0 elsewhere. */
function firstLargest(block: Tensor, cells: number): Tensor {
  const largest = toFloat(greaterEqual(block, max(block, { axes: [1], keep: true })));
  const before = new Float32Array(cells * cells);
  for (let from = 0; from < cells; from++) before.fill(1, from * cells + from + 1, (from + 1) * cells);
  return toFloat(greater(largest, matmul(largest, constant(before, [cells, cells]))));
}

/** The value of a bin at places u [N×1]: its first value, and every difference between neighbours as far as u has passed it. */
function valueGraph({ values, upTo }: Bin, u: Tensor, scaled: (value: number) => number): Tensor {
  const all = values.map(scaled);
  const first = all[0] as number;
  if (all.length === 1) return add(mul(u, 0), first);
  const rises = all.slice(1).map((value, i) => value - (all[i] as number));
  const passed = upTo
    ? toFloat(greater(u, row(upTo.slice(0, -1))))
    : maximum(0, minimum(1, sub(mul(u, rises.length), row(rises.map((_, i) => i)))));
  return add(sum(mul(passed, row(rises)), { axes: [1], keep: true }), first);
}
