import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";

/** The mean of all examples, number by number, in double precision and in the order in which they lie. */
export function meanExample({ name, shape, count, write }: DataSet): Float64Array {
  if (!write) {
    throw problem({
      doing: `taking the mean of ${name}`,
      expected: "examples that can be counted",
      came: "data that are drawn afresh",
      next: `Use ${option("outputBias", "zero")}.`,
    });
  }
  const size = sizeOf(shape);
  const example = new Float32Array(size);
  const mean = new Float64Array(size);
  for (let index = 0; index < count; index++) {
    write(index, example, 0);
    for (let i = 0; i < size; i++) mean[i]! += example[i]!; // i < size
  }
  return mean.map((sum) => sum / count);
}
