import { internal, problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type ClassLabels, labelsOf, type NoLabels, numberedClasses } from "./class-labels.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { type ExampleOptions, exampleData } from "./held-out.ts";
import { readIdx } from "./idx.ts";

/** How images are read that may have labels beside them. */
export interface LabelledOptions extends ExampleOptions {
  /** The class of each image, or that of so many as there turn out to be. */
  readonly labels?: ClassLabels | ((count: number) => ClassLabels | undefined);
}

/**
 * Images of an IDX file (gzipped or not) as data: [1×height×width], bytes 0…255 mapped to [−1, 1]; with labels, y is the number of
 * an image's class.
 */
export async function idxImages(name: string, file: Uint8Array, options: LabelledOptions = {}): Promise<DataSet> {
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

/** The classes of an IDX file of labels (gzipped or not), named by their numbers or by `names`. */
export async function idxLabels(
  name: string,
  file: Uint8Array,
  names?: readonly string[],
): Promise<ClassLabels | NoLabels> {
  const { shape, values } = await readIdx(name, file);
  return shape.length === 1 ? numberedClasses(values, names) : { why: `it has ${shape.length} axes` };
}

/** Images held in memory as bytes 0…255, example after example, each channels × height × width. */
export function byteImages(
  name: string,
  bytes: Uint8Array,
  shape: readonly [channels: number, height: number, width: number],
  fingerprint: string,
  count: number,
  { labels: given, ...options }: LabelledOptions = {},
): DataSet {
  const size = sizeOf(shape);
  if (bytes.length !== count * size) throw internal(`${name}: ${bytes.length} bytes for ${count} images of ${size}`);
  const labels = typeof given === "function" ? given(count) : given;
  if (labels && labels.numbers.length !== count) {
    throw problem({
      doing: `reading labels of ${name}`,
      expected: `one for each of ${count} images`,
      came: String(labels.numbers.length),
    });
  }
  const source = {
    name,
    shape,
    count,
    fingerprint,
    ...(labels ? { y: labelsOf(labels) } : {}),
    write: (index: number, to: Float32Array, at: number): void => {
      const from = index * size;
      for (let j = 0; j < size; j++) to[at + j] = bytes[from + j]! / 127.5 - 1; // within the array by construction
    },
  };
  return exampleData(source, options);
}
