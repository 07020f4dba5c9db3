import { internal } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { codesOf } from "./classes/class-code.ts";
import { drawClasses } from "./classes/draw-classes.ts";
import { areCells } from "./columns/columns.ts";
import type { DataSet } from "./dataset.ts";
import type { DataDescription } from "./description.ts";
import { drawConditions } from "./draw-conditions.ts";

/**
 * y of some examples, one after the other. Of a mixed table, and of classes: as often as the data have it, which needs no more than
 * their description.
 * Of other data: those of the first minibatches of this size that a run of the seed would read, or of the first examples where there
 * are not so many.
 */
export async function someConditions(
  data: DataSet | DataDescription,
  seed: number,
  count: number,
): Promise<Float32Array> {
  const { y, columns } = data;
  if (y?.code) return codesOf(y.code, await drawClasses(y.code, seed, count));
  if (columns && areCells(columns)) return drawConditions(columns, seed, count);
  if (!y || !("open" in data)) throw internal(`${data.name} has no y that can be read`);
  const batch = Math.min(count, data.count);
  const reader = await data.open({ seed, batch });
  const conditions = new Float32Array(batch * sizeOf(y.shape));
  await reader.next({ x: new Float32Array(batch * sizeOf(data.shape)), y: conditions });
  return conditions;
}
