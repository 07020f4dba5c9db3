import { type DataSet, evenly, sizeOf } from "../../inner.ts";

/** Real examples to look at beside generated ones: as many as asked for, or as there are; each has equal chances. */
export async function realExamples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const batch = Math.min(count, data.count);
  const reader = await evenly(data).open({ seed, batch });
  const values = new Float32Array(batch * sizeOf(data.shape));
  await reader.next({ x: values });
  return values;
}
