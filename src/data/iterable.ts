/** Whatever yields typed arrays, as data: a stream from disk or network, a simulation, another program. */
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { DataSet } from "./dataset.ts";
import { type DataKind, kindOf } from "./kinds.ts";

/** One example or several, one after the other. Bytes of images are mapped from 0…255 to [−1, 1]; numbers stay as they are. */
export type Examples = Float32Array | Float64Array | Uint8Array | Uint8ClampedArray;

/** Typed arrays, all at once or one after the other in time. */
export type ExampleStream = AsyncIterable<Examples> | Iterable<Examples>;

export interface IterableOptions {
  /** Shape of one example: `[2]`, `[channels, height, width]`. */
  readonly shape: Shape;
  /** What an example is, where the shape does not tell: three axes are images, unless they are said to be `arrays`. */
  readonly kind?: DataKind;
  readonly name?: string;
  /** Says which examples come, and in which order; by default the name. A run is only resumed on data of the same fingerprint. */
  readonly fingerprint?: string;
}

/**
 * An iterable of typed arrays as data, read in its own order: shuffle it yourself if it has one. When it ends it is iterated
 * anew, for which a generator has to be given as a function. A run is resumed exactly if the iterable yields the same
 * examples every time; those that were seen before are then passed over.
 */
export function iterableData(
  source: ExampleStream | (() => ExampleStream),
  { name = "iterable", fingerprint = name, ...of }: IterableOptions,
): DataSet {
  const { shape } = of;
  const size = sizeOf(shape);
  const image = kindOf(of) === "images";
  const doing = `reading ${name}`;

  async function* examples(): AsyncGenerator<Examples> {
    for (let pass = 1; ; pass++) {
      let count = 0;
      for await (const array of typeof source === "function" ? source() : source) {
        if (array.length === 0 || array.length % size !== 0) {
          throw problem({
            doing,
            expected: `arrays of whole examples, ${size} numbers each (${formatShape(shape)})`,
            came: `one of ${array.length}`,
          });
        }
        count += array.length / size;
        yield array;
      }
      if (count === 0) {
        throw problem({
          doing,
          expected: pass === 1 ? "examples" : "the iterable to begin anew when it has ended",
          came: "none",
          next: pass === 1 ? "Check the iterable." : "Give a function that makes the iterable, instead of a generator.",
        });
      }
    }
  }

  return {
    name,
    ...of,
    count: Number.POSITIVE_INFINITY,
    fingerprint,
    open: async ({ batch, position = 0 }) => {
      const stream = examples();
      let array: Examples = new Float32Array();
      let at = 0;
      let read = position;
      /** Takes the next `count` examples: writes them, or passes over them. */
      const take = async (count: number, to?: Float32Array): Promise<void> => {
        for (let taken = 0; taken < count; ) {
          if (at === array.length) {
            const { value } = await stream.next();
            array = value as Examples; // it never ends
            at = 0;
          }
          const length = Math.min((count - taken) * size, array.length - at);
          if (to) {
            const bytes = image && (array instanceof Uint8Array || array instanceof Uint8ClampedArray);
            const part = array.subarray(at, at + length);
            to.set(bytes ? Float32Array.from(part, (value) => value / 127.5 - 1) : part, taken * size);
          }
          at += length;
          taken += length / size;
        }
      };
      await take(position * batch);
      return {
        next: async ({ x }) => {
          await take(batch, x);
          read++;
        },
        get position() {
          return read;
        },
      };
    },
  };
}
