import { classesOnSheet, type DataSet, evenly, examplesOfClasses, sizeOf } from "../../inner.ts";

/** Real examples to look at beside generated ones: as many as asked for, or as there are; each has equal chances. */
export async function realExamples(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const batch = Math.min(count, data.count);
  const reader = await evenly(data).open({ seed, batch });
  const values = new Float32Array(batch * sizeOf(data.shape));
  await reader.next({ x: values });
  return values;
}

/**
 * Real examples beside the sheets of a run: those of the labels that the sheets show, as many of each, so that both can be compared;
 * without labels any.
 */
export async function realOnSheet(data: DataSet, seed: number, count: number): Promise<Float32Array> {
  const code = data.y?.code;
  const { numbers, inRow } = code ? await classesOnSheet(code, seed, count) : {};
  const examplesOf = inRow === undefined ? undefined : examplesOfClasses(data);
  if (!code || !numbers || inRow === undefined || !examplesOf) return realExamples(data, seed, count);
  const size = sizeOf(data.shape);
  const values = new Float32Array(numbers.length * size);
  let at = 0;
  for (let label = 0; label < code.counts.length; label++) {
    const own = examplesOf(label, inRow);
    values.set(own, at);
    at += own.length;
  }
  return values.subarray(0, at);
}
