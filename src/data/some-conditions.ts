import { internal } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";

/**
 * y of some examples, one after the other: those of the first minibatches of this size that a run of the seed would read, or of the
 * first examples where there are not so many.
 */
export async function someConditions(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const { y } = data;
  if (!y) throw internal(`${data.name} has no y`);
  const batch = Math.min(count, data.count);
  const reader = await data.open({ seed, batch });
  const conditions = new Float32Array(batch * sizeOf(y.shape));
  await reader.next({ x: new Float32Array(batch * sizeOf(data.shape)), y: conditions });
  return conditions;
}
