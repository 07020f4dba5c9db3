import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { internal, problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { readIdx } from "./idx.ts";

/** Images of an IDX file (gzipped or not) as data: [1×height×width], bytes 0…255 mapped to [−1, 1]. */
export async function idxImages(name: string, file: Uint8Array): Promise<DataSet> {
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
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", values as Uint8Array<ArrayBuffer>));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return byteImages(name, values, [1, height, width], `${shape.join("×")} sha256:${hash}`, count);
}

/** Images held in memory as bytes, read in an order that is shuffled anew each epoch. */
export function byteImages(
  name: string,
  bytes: Uint8Array,
  shape: readonly [channels: number, height: number, width: number],
  fingerprint: string,
  count: number,
): DataSet {
  const size = sizeOf(shape);
  if (bytes.length !== count * size) throw internal(`${name}: ${bytes.length} bytes for ${count} images of ${size}`);
  return {
    name,
    shape,
    count,
    fingerprint,
    open: async ({ seed, batch, position = 0 }) => {
      if (count < batch) {
        throw problem({
          doing: `training on ${name}`,
          expected: `at least as many examples as a minibatch has (${batch})`,
          came: String(count),
          next: `Use --batch ${Math.max(1, count)} or less.`,
        });
      }
      const permutation = await shuffler(seed, count);
      let read = position;
      let epoch = -1;
      let order = new Uint32Array();
      return {
        next: (to) => {
          // An epoch is not cut short: a minibatch may take its first examples from one and the rest from the next.
          for (let i = 0; i < batch; i++) {
            const index = read * batch + i;
            if (Math.floor(index / count) !== epoch) {
              epoch = Math.floor(index / count);
              order = permutation(epoch);
            }
            const from = (order[index % count] ?? 0) * size;
            const at = i * size;
            for (let j = 0; j < size; j++) to[at + j] = bytes[from + j]! / 127.5 - 1; // within the array by construction
          }
          read++;
        },
        get position() {
          return read;
        },
      };
    },
  };
}

/** The order of an epoch: a Fisher-Yates shuffle whose random numbers follow from seed and epoch alone. */
async function shuffler(seed: number, count: number): Promise<(epoch: number) => Uint32Array<ArrayBuffer>> {
  const kernels = await createKernels(bytesFor([count]));
  const random = kernels.allocate(count);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, count);
  return (epoch) => {
    openStream(kernels, seed, "order", epoch).bits(random);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      // ⌊word·(i + 1) / 2³²⌋; its bias, below (i + 1) / 2³², does not matter for an order.
      const j = Math.floor((words[i]! * (i + 1)) / 2 ** 32); // i < count
      const kept = order[i]!; // i < count
      order[i] = order[j]!; // j ≤ i
      order[j] = kept;
    }
    return order;
  };
}
