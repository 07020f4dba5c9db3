/** Conditions as the data would have them, without the data. */
import { openRandom } from "../kernels/random.ts";
import type { CellsColumn } from "./columns/cells.ts";
import { layoutOf } from "./columns/layout.ts";
import { conditionWidth, writeCondition } from "./columns/table-condition.ts";

/**
 * y of `count` rows [count×(size + columns)]: each has one column given, any of them, and its cell by how often training rows have
 * it. The same for the same seed and substream.
 */
export async function drawConditions(
  columns: readonly CellsColumn[],
  seed: number,
  count: number,
  substream = 0,
): Promise<Float32Array<ArrayBuffer>> {
  const random = await openRandom(seed, "conditions", substream);
  const layout = layoutOf(columns);
  const width = conditionWidth(layout);
  const upTo = columns.map(({ counts }) => {
    let rows = 0;
    return counts.map((cell) => {
      rows += cell;
      return rows;
    });
  });
  const y = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const column = random.below(columns.length);
    const ends = upTo[column] as readonly number[];
    const row = random.below(ends.at(-1) as number);
    const cell = ends.findIndex((end) => row < end);
    writeCondition(layout, [{ column, cell }], y, i * width);
  }
  return y;
}
