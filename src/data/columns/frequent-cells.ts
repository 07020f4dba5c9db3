/** Cells as often as the training rows are in them, without the rows. */
import type { CellsColumn } from "./cells.ts";
import { NOT_GIVEN } from "./given-graph.ts";
import { type ConditionPlaces, conditionWidth, writeCondition } from "./table-condition.ts";

/** Multiples of it, without their whole parts, lie as evenly between 0 and 1 as any (the golden ratio). */
const EVEN = (Math.sqrt(5) - 1) / 2;

/**
 * For each of `count` rows the number of a cell in one column and {@link NOT_GIVEN} in the others [count × columns]: the columns take
 * turns, and the cells of each come as often as they count. The same ones every time.
 */
export function frequentCells(columns: readonly CellsColumn[], count: number): Float32Array<ArrayBuffer> {
  const given = new Float32Array(count * columns.length).fill(NOT_GIVEN);
  for (let row = 0; row < count; row++) {
    const c = row % columns.length;
    const turn = Math.floor(row / columns.length) + 1;
    given[row * columns.length + c] = cellAt(columns[c] as CellsColumn, (turn * EVEN) % 1);
  }
  return given;
}

/** The cell in which a share of the training rows ends, if rows are sorted by cell. */
function cellAt({ counts }: CellsColumn, share: number): number {
  let left = share * counts.reduce((sum, count) => sum + count, 0);
  const cell = counts.findIndex((count) => {
    left -= count;
    return left < 0;
  });
  return Math.max(0, cell);
}

/** Cells given by number [rows × columns] as conditions [rows × (size + columns)], as G is told them. */
export function conditionsOf(places: ConditionPlaces, given: Float32Array): Float32Array<ArrayBuffer> {
  const { length } = places.columns;
  const width = conditionWidth(places);
  const y = new Float32Array((given.length / length) * width);
  for (let row = 0; row * length < given.length; row++) {
    const cells = [...given.subarray(row * length, (row + 1) * length)]
      .map((cell, column) => ({ column, cell }))
      .filter(({ cell }) => cell >= 0);
    writeCondition(places, cells, y, row * width);
  }
  return y;
}
