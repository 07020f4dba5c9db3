/** Examples by their class. */
import { sizeOf } from "../../tensor/shape.ts";
import type { DataSet } from "../dataset.ts";
import { classOf, codeWidth } from "./class-code.ts";

/** Up to `count` different examples of a class, evenly from all over the data. */
export type ExamplesOfClass = (number: number, count: number) => Float32Array;

/** Finds the examples of each class; `undefined` where y is no code of a class, or examples cannot be had by number. */
export function examplesOfClasses({ y, write, count: all, shape }: DataSet): ExamplesOfClass | undefined {
  const code = y?.code;
  if (!code || !y.write || !write || !Number.isFinite(all)) return undefined;
  const members: number[][] = code.counts.map(() => []);
  const one = new Float32Array(codeWidth(code));
  for (let i = 0; i < all; i++) {
    y.write(i, one, 0);
    members[classOf(code, one)]?.push(i);
  }
  const size = sizeOf(shape);
  return (number, most) => {
    const own = members[number] ?? [];
    const count = Math.min(most, own.length);
    const examples = new Float32Array(count * size);
    for (let i = 0; i < count; i++) write(own[Math.floor((i * own.length) / count)] ?? 0, examples, i * size);
    return examples;
  };
}
