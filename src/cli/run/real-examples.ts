import { type DataSet, sizeOf } from "../../inner.ts";

/** Real examples to look at beside generated ones: as many as asked for, or as there are. */
export async function realExamples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const batch = Math.min(count, data.count);
  const reader = await data.open({ seed, batch });
  const values = new Float32Array(batch * sizeOf(data.shape));
  await reader.next({ x: values });
  return values;
}
