import { internal, problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { type ExampleOptions, exampleData } from "./held-out.ts";
import { readIdx } from "./idx.ts";

/** Images of an IDX file (gzipped or not) as data: [1×height×width], bytes 0…255 mapped to [−1, 1]. */
export async function idxImages(name: string, file: Uint8Array, options: ExampleOptions = {}): Promise<DataSet> {
  const { shape, values } = await readIdx(name, file);
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3) {
    const what = shape.length === 1 ? `${count} labels (one axis)` : `${shape.length} axes`;
    throw problem({
      doing: `reading ${name} as images`,
      expected: "three axes: count, height, width",
      came: what,
      next:
        shape.length === 1
          ? "Give the file of images; it usually has idx3 in its name."
          : "Give a file of grey images.",
    });
  }
  if (values.length === 0) {
    throw problem({ doing: `reading ${name} as images`, expected: "at least one image", came: shape.join("×") });
  }
  const fingerprint = `${shape.join("×")} sha256:${await sha256(values)}`;
  return byteImages(name, values, [1, height, width], fingerprint, count, options);
}

/** Images held in memory as bytes 0…255, example after example, each channels × height × width. */
export function byteImages(
  name: string,
  bytes: Uint8Array,
  shape: readonly [channels: number, height: number, width: number],
  fingerprint: string,
  count: number,
  options: ExampleOptions = {},
): DataSet {
  const size = sizeOf(shape);
  if (bytes.length !== count * size) throw internal(`${name}: ${bytes.length} bytes for ${count} images of ${size}`);
  const source = {
    name,
    shape,
    count,
    fingerprint,
    write: (index: number, to: Float32Array, at: number): void => {
      const from = index * size;
      for (let j = 0; j < size; j++) to[at + j] = bytes[from + j]! / 127.5 - 1; // within the array by construction
    },
  };
  return exampleData(source, options);
}
