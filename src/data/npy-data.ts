/** NumPy arrays as data: images or rows of numbers. */
import { problem } from "../problem.ts";
import { formatShape } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { type ExampleOptions, exampleData } from "./held-out.ts";
import type { NumpyArray } from "./npy.ts";
import { tableData } from "./rows.ts";

export interface NpyData {
  readonly data: DataSet;
  /** What the array was taken for, e.g. `images N×H×W×C, bytes`. */
  readonly meaning: string;
}

/**
 * An array as data. N and N×D are rows (scaled like those of a table); N×H×W, N×H×W×C and N×C×H×W with C = 1 or 3 are images,
 * as bytes 0…255 or as numbers in [0, 1] or [−1, 1].
 */
export async function npyData(name: string, array: NumpyArray, options: ExampleOptions = {}): Promise<NpyData> {
  const { shape } = array;
  const { mirror = false, holdout = 0 } = options;
  const doing = `reading ${name}`;
  if (array.values.length === 0) throw problem({ doing, expected: "at least one example", came: formatShape(shape) });
  if (shape.length === 1 || shape.length === 2) {
    if (mirror) throw problem({ doing, expected: "images, to mirror them", came: "rows", next: "Leave out --mirror." });
    const width = shape[1] ?? 1;
    const columns = Array.from({ length: width }, (_, i) => `x${i}`);
    const data = await tableData(name, { columns, values: Float64Array.from(array.values) }, { holdout });
    return { data, meaning: `rows of ${width}` };
  }
  const layout = imageLayout(doing, shape);
  const [count = 0] = shape;
  const { channels, height, width } = layout;
  const { scale, shift, range } = rangeOf(doing, array);
  const size = channels * height * width;
  const { values } = array;
  const source = {
    name,
    shape: [channels, height, width],
    count,
    fingerprint: `${formatShape(shape)} ${array.type} sha256:${await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}`,
    write: (index: number, to: Float32Array, at: number): void => {
      for (let i = 0; i < size; i++) {
        // From C×H×W to its place in the file's order.
        const from = layout.last ? (i % (height * width)) * channels + Math.floor(i / (height * width)) : i;
        to[at + i] = (values[index * size + from] ?? 0) * scale + shift;
      }
    },
  };
  return {
    data: exampleData(source, options),
    meaning: `images ${layout.name}, ${range}`,
  };
}

interface ImageLayout {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Channels are the last axis. */
  readonly last: boolean;
}

function imageLayout(doing: string, shape: readonly number[]): ImageLayout {
  const [, a = 0, b = 0, c = 0] = shape;
  const isDepth = (length: number): boolean => length === 1 || length === 3;
  if (shape.length === 3) return { name: "N×H×W", channels: 1, height: a, width: b, last: false };
  // Of N×3×H×3 and the like one cannot tell; pictures three pixels wide are rarer than either.
  if (shape.length === 4 && isDepth(c)) return { name: "N×H×W×C", channels: c, height: a, width: b, last: true };
  if (shape.length === 4 && isDepth(a)) return { name: "N×C×H×W", channels: a, height: b, width: c, last: false };
  throw problem({
    doing,
    expected: "rows (N, N×D) or images with one or three channels (N×H×W, N×H×W×C, N×C×H×W)",
    came: formatShape(shape),
  });
}

/** How the values become numbers in [−1, 1]. */
function rangeOf(doing: string, { type, values }: NumpyArray): { scale: number; shift: number; range: string } {
  if (type === "uint8") return { scale: 1 / 127.5, shift: -1, range: "bytes" };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) throw problem({ doing, expected: "finite numbers", came: String(value) });
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low >= 0 && high <= 1) return { scale: 2, shift: -1, range: "numbers from 0 to 1" };
  if (low >= -1 && high <= 1) return { scale: 1, shift: 0, range: "numbers from −1 to 1" };
  if (low >= 0 && high <= 255) return { scale: 1 / 127.5, shift: -1, range: "numbers from 0 to 255" };
  throw problem({
    doing,
    expected: "values from 0 to 1, from −1 to 1, or from 0 to 255",
    came: `${low} to ${high}`,
    next: "Scale the array before it is saved.",
  });
}
