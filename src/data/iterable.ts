/** Whatever yields typed arrays, as data: a stream from disk or network, a simulation, another program. */
import { problem } from "../problem.ts";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { DataSet, LabelsDescription, Minibatch } from "./dataset.ts";
import { type DataKind, kindOf } from "./kinds.ts";

/** One example or several, one after the other. Bytes of images are mapped from 0…255 to [−1, 1]; numbers stay as they are. */
export type Examples = Float32Array | Float64Array | Uint8Array | Uint8ClampedArray;

/** The same with y of each: what every example is, as many numbers as the option `y` says. */
export interface LabelledExamples {
  readonly x: Examples;
  readonly y: ArrayLike<number>;
}

/** Typed arrays, all at once or one after the other in time. */
export type ExampleStream = AsyncIterable<Examples | LabelledExamples> | Iterable<Examples | LabelledExamples>;

/** What the examples of a stream are. */
export interface IterableOptions {
  /** Shape of one example: `[2]`, `[channels, height, width]`. */
  readonly shape: Shape;
  /** What an example is, where the shape does not tell: three axes are images, unless they are said to be `arrays`. */
  readonly kind?: DataKind;
  /** What y is, where the iterable yields one with its examples. */
  readonly y?: LabelsDescription;
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
  const frame: Frame = {
    doing: `reading ${name}`,
    shape: of.shape,
    size: sizeOf(of.shape),
    sizeOfY: of.y && sizeOf(of.y.shape),
    image: kindOf(of) === "images",
  };
  return {
    name,
    ...of,
    count: Number.POSITIVE_INFINITY,
    fingerprint,
    open: async ({ batch, position = 0 }) => {
      const take = taker(wholeExamples(source, frame), frame);
      let read = position;
      await take(position * batch);
      return {
        next: async (to) => {
          await take(batch, to);
          read++;
        },
        get position() {
          return read;
        },
      };
    },
  };
}

/** What is known of the examples before they come. */
interface Frame {
  readonly doing: string;
  readonly shape: Shape;
  /** Numbers of x, and of y where there is one. */
  readonly size: number;
  readonly sizeOfY: number | undefined;
  readonly image: boolean;
}

/** What the iterable yields at a time. */
interface Part {
  readonly x: Examples;
  readonly y: ArrayLike<number> | undefined;
}

/** What the iterable yields, checked, pass after pass without end. */
async function* wholeExamples(source: ExampleStream | (() => ExampleStream), frame: Frame): AsyncGenerator<Part> {
  for (let pass = 1; ; pass++) {
    let count = 0;
    for await (const given of typeof source === "function" ? source() : source) {
      const part = partOf(given, frame);
      count += countOf(part, frame);
      yield part;
    }
    if (count === 0) {
      throw problem({
        doing: frame.doing,
        expected: pass === 1 ? "examples" : "the iterable to begin anew when it has ended",
        came: "none",
        next: pass === 1 ? "Check the iterable." : "Give a function that makes the iterable, instead of a generator.",
      });
    }
  }
}

/** What came, as x and y; refused where x is no typed array. */
function partOf(given: Examples | LabelledExamples, { doing }: Frame): Part {
  const part = typeof given === "object" && given !== null && "x" in given ? given : { x: given, y: undefined };
  if (ArrayBuffer.isView(part.x) && "length" in part.x) return part;
  const came = Array.isArray(part.x) ? "a plain array" : part.x === null ? "null" : typeof part.x;
  throw problem({ doing, expected: "typed arrays of examples, such as Float32Array", came });
}

/** How many examples a part has; refused if they are not whole, or have no y beside them where there is to be one. */
function countOf({ x, y }: Part, { doing, shape, size, sizeOfY }: Frame): number {
  if (x.length === 0 || x.length % size !== 0) {
    throw problem({
      doing,
      expected: `arrays of whole examples, ${size} numbers each (${formatShape(shape)})`,
      came: `one of ${x.length}`,
    });
  }
  const wanted = sizeOfY && (x.length / size) * sizeOfY;
  if (y?.length !== wanted) {
    throw problem({
      doing,
      expected: wanted === undefined ? "arrays of examples alone" : `${wanted} numbers of y beside ${x.length} of x`,
      came: y ? `${y.length} numbers of y` : "none",
      next: "Yield { x, y } and say in the option y what shape it has, or neither.",
    });
  }
  return x.length / size;
}

/** Takes the next examples, over as many parts as it needs: writes them, or passes over them. */
function taker(parts: AsyncGenerator<Part>, { size, sizeOfY = 0, image }: Frame) {
  let part: Part = { x: new Float32Array(), y: undefined };
  /** Examples of the part that are taken. */
  let at = 0;
  return async (count: number, to?: Minibatch): Promise<void> => {
    for (let taken = 0; taken < count; ) {
      if (at * size === part.x.length) {
        const { value } = await parts.next();
        part = value as Part; // it never ends
        at = 0;
      }
      const length = Math.min(count - taken, part.x.length / size - at);
      to?.x.set(numbersOf(part.x.subarray(at * size, (at + length) * size), image), taken * size);
      if (to?.y && part.y) {
        for (let i = 0; i < length * sizeOfY; i++) to.y[taken * sizeOfY + i] = part.y[at * sizeOfY + i]!; // checked
      }
      at += length;
      taken += length;
    }
  };
}

/** Bytes of images as numbers from −1 to 1, other numbers as they are. */
const numbersOf = (x: Examples, image: boolean): ArrayLike<number> =>
  image && (x instanceof Uint8Array || x instanceof Uint8ClampedArray)
    ? Float32Array.from(x, (value) => value / 127.5 - 1)
    : x;
