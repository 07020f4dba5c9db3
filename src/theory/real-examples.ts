import type { DataSet } from "../data/dataset.ts";
import { sizeOf } from "../tensor/shape.ts";

/** Different examples: within an epoch none comes twice. */
export async function realExamples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const batch = Math.min(count, 1000);
  const reader = await data.open({ seed: (seed + 2 ** 33) % Number.MAX_SAFE_INTEGER, batch });
  const size = sizeOf(data.shape);
  const values = new Float32Array(count * size);
  let from = 0;
  for (; from + batch <= count; from += batch) await reader.next(values.subarray(from * size, (from + batch) * size));
  if (from < count) {
    // A minibatch goes on into the next epoch: only what is left of this one is taken.
    const last = new Float32Array(batch * size);
    await reader.next(last);
    values.set(last.subarray(0, (count - from) * size), from * size);
  }
  return values;
}
