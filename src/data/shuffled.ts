import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";

/** Examples that can be had by number. */
export interface ExampleSource extends Omit<DataSet, "open"> {
  write(index: number, to: Float32Array, at: number): void;
}

/** Examples that can be had by number, as data: read in an order that is shuffled anew each epoch. */
export function shuffled(source: ExampleSource): DataSet {
  const { name, count } = source;
  const size = sizeOf(source.shape);
  const sizeOfY = sizeOf(source.y?.shape ?? []);
  return {
    ...source,
    open: async ({ seed, batch, position = 0, rows = { from: 0, count: batch } }) => {
      if (count < batch) {
        throw problem({
          doing: `training on ${name}`,
          expected: `at least as many examples as a minibatch has (${batch})`,
          came: String(count),
          next: `Use ${option("batch", Math.max(1, count))} or less.`,
        });
      }
      const permutation = await shuffler(seed, count);
      let read = position;
      let epoch = -1;
      let order = new Uint32Array();
      return {
        next: ({ x, y }) => {
          // An epoch is not cut short: a minibatch may take its first examples from one and the rest from the next.
          for (let i = rows.from; i < rows.from + rows.count; i++) {
            const index = read * batch + i;
            if (Math.floor(index / count) !== epoch) {
              epoch = Math.floor(index / count);
              order = permutation(epoch);
            }
            const example = order[index % count]!; // below count
            source.write(example, x, i * size);
            if (y) source.y?.write?.(example, y, i * sizeOfY);
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

/**
 * The same data with minibatches in which every example has equal chances, where examples can be had by number: those of the data
 * itself may weigh them.
 */
export function evenly(data: DataSet): DataSet {
  const { write } = data;
  return write ? shuffled({ ...data, write: (index, to, at) => write(index, to, at) }) : data;
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
