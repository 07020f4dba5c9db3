import type { DataSet } from "../data/dataset.ts";
import { evenly } from "../data/shuffled.ts";
import { sizeOf } from "../tensor/shape.ts";

/**
 * Different examples: within an epoch none comes twice. Examples that can be had by number are drawn with equal chances, however the
 * data's own minibatches weigh them.
 */
export async function realExamples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  if (count === 0) return new Float32Array();
  // Whole minibatches, so that nothing is read of the next epoch.
  let batch = Math.min(count, 1000);
  while (count % batch !== 0) batch--;
  const reader = await evenly(data).open({ seed: (seed + 2 ** 33) % Number.MAX_SAFE_INTEGER, batch });
  const size = sizeOf(data.shape);
  const values = new Float32Array(count * size);
  for (let from = 0; from < count; from += batch)
    await reader.next({ x: values.subarray(from * size, (from + batch) * size) });
  return values;
}
