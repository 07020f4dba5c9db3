import { problem } from "../problem.ts";
import type { Column, DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { exampleData, trainingCount } from "./held-out.ts";

/** A table of numbers. */
export interface Table {
  readonly columns: readonly string[];
  /** Row after row. */
  readonly values: Float64Array;
}

/**
 * The rows of a table as data: [columns] numbers per example, each column scaled to mean 0 and deviation 1 for training
 * (over the rows that are trained on; the last `holdout` are not).
 * `columns` of the data set scale generated numbers back. Throws if a number is not finite or a column constant.
 */
export async function tableData(name: string, { columns, values }: Table, { holdout = 0 } = {}): Promise<DataSet> {
  const width = columns.length;
  const count = values.length / width;
  const doing = `reading ${name}`;
  if (width === 0 || count < 2 || !Number.isInteger(count)) {
    throw problem({ doing, expected: "at least two rows of numbers", came: width === 0 ? "no columns" : `${count}` });
  }
  const trained = trainingCount(name, count, holdout);
  const scaled = new Float32Array(values.length);
  const scales = columns.map((column, c): Column => {
    const { mean, deviation } = moments(values, c, width, trained);
    if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
      throw problem({
        doing: `${doing}, column ${column}`,
        expected: "finite numbers of moderate size",
        came: "others",
      });
    }
    // Relative to the values: a constant column may differ from itself by rounding.
    if (deviation <= 1e-12 * Math.abs(mean)) {
      throw problem({
        doing: `${doing}, column ${column}`,
        expected: "values that differ",
        came: `${mean} in every row`,
        next: "Leave the column out: --columns names those to take.",
      });
    }
    for (let row = 0; row < count; row++) {
      const at = row * width + c;
      scaled[at] = ((values[at] ?? 0) - mean) / deviation;
    }
    return { name: column, center: mean, scale: deviation };
  });
  const digest = await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const source = {
    name,
    shape: [width],
    columns: scales,
    count,
    fingerprint: `${count} rows of ${columns.join(", ")} sha256:${digest}`,
    write: (index: number, to: Float32Array, at: number): void =>
      to.set(scaled.subarray(index * width, (index + 1) * width), at),
  };
  return exampleData(source, { holdout });
}

/** Mean and deviation of a column, over the first `count` rows. */
function moments(values: Float64Array, column: number, width: number, count: number) {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += values[row * width + column] ?? 0;
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += ((values[row * width + column] ?? 0) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}

/** Numbers of training in the data's units: `center + scale·x` per column. What has no columns stays as it is. */
export function inUnits(columns: readonly Column[] | undefined, values: Float32Array): Float32Array {
  if (!columns) return values;
  return values.map((value, i) => {
    const { center, scale } = columns[i % columns.length] as Column;
    return center + scale * value;
  });
}
