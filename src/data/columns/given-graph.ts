/** y of rows of a table as a graph of what people can write down: for each column the number of the cell that it shall be in. */
import { concat, equal, pad, slice, sum, toFloat } from "../../tensor/operations.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { cellCount } from "./cells.ts";
import { type ConditionPlaces, conditionWidth } from "./table-condition.ts";

/** What stands for a column that is not given. Every other number that is no cell's means the same, and so does NaN. */
const NOT_GIVEN = -1;

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

/** The same of conditions as they are [N×(size + columns)]: what {@link givenGraph} makes them of [N×columns]. */
export function givenOf(places: ConditionPlaces, y: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const { starts, columns } = places;
  const width = conditionWidth(places);
  const given = new Float32Array((y.length / width) * columns.length).fill(NOT_GIVEN);
  return given.map((_, i) => {
    const [row, c] = [Math.floor(i / columns.length), i % columns.length];
    const start = row * width + (starts[c] as number); // as many as columns
    for (let cell = 0; cell < cellCount(columns[c]!); cell++) if (y[start + cell] === 1) return cell;
    return NOT_GIVEN;
  });
}
