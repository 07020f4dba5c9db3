/** y of rows of a table as a graph of what people can write down: for each column the number of the cell that it shall be in. */
import { concat, equal, pad, slice, sum, toFloat } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { cellCount } from "./cells.ts";
import type { ConditionPlaces } from "./table-condition.ts";

/** What stands for a column that is not given. Every other number that is no cell's means the same, and so does NaN. */
export const NOT_GIVEN = -1;

/**
 * `given` [N×columns], a cell's number or {@link NOT_GIVEN} for each column, as the conditions of `writeCondition`
 * [N×(size + columns)].
 */
export function givenGraph({ starts, size, columns }: ConditionPlaces, given: Tensor): Tensor {
  const cells = columns.map((column, c) => {
    const numbers = Float32Array.from({ length: cellCount(column) }, (_, cell) => cell);
    return toFloat(equal(slice(given, 1, c, c + 1), constant(numbers, [1, numbers.length])));
  });
  // Behind the cells of a column stand its place and its parts of the calendar: they are not given.
  const blocks = cells.map((block, c) => {
    const end = starts[c + 1] ?? size;
    const behind = end - (starts[c] as number) - cellCount(columns[c]!); // as many as columns
    return behind === 0 ? block : pad(block, [0, 0], [0, behind]);
  });
  const flags = cells.map((block) => sum(block, { axes: [1], keep: true }));
  return concat([...blocks, ...flags], 1);
}
