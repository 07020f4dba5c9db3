/** Conditions for a generator that is told cells of a table, or classes, where nobody has given any. */
import { codesOf } from "../data/classes/class-code.ts";
import { drawClasses } from "../data/classes/draw-classes.ts";
import { areCells } from "../data/columns/columns.ts";
import { layoutOf, type TableLayout } from "../data/columns/layout.ts";
import { conditionWidth } from "../data/columns/table-condition.ts";
import { drawConditions } from "../data/draw-conditions.ts";
import type { Network } from "../networks/network.ts";
import type { Config } from "./config.ts";

/** Where the cells stand that G is told; `undefined` where it is told none. A G of one's own may be told something else. */
export function askedCells({ columns }: Config["data"], { condition }: Network): TableLayout | undefined {
  if (!condition || !columns || !areCells(columns)) return undefined;
  const layout = layoutOf(columns);
  return condition.length === 1 && condition[0] === conditionWidth(layout) ? layout : undefined;
}

/** Conditions that others are repeats of: so many rows, and so many numbers, at most. */
const [MOST_ROWS, MOST_NUMBERS] = [10_000, 4_000_000];

/** y of some examples, in the shares of the data; `undefined` where G is told none that are known. */
export async function frequentConditions(
  { data, seed }: Config,
  generator: Network,
  most = MOST_ROWS,
): Promise<Float32Array | undefined> {
  const code = data.y?.code;
  if (code && generator.condition) return codesOf(code, await drawClasses(code, seed, most));
  const layout = askedCells(data, generator);
  if (!layout) return undefined;
  const rows = Math.min(most, Math.ceil(MOST_NUMBERS / conditionWidth(layout)));
  return drawConditions(layout.columns, seed, rows);
}
