/**
 * Random halves of some examples, 64 of them, a bit each: how much a figure differs from half to half tells how much it would
 * differ from one set of examples to the next. Halves drawn without replacement from n examples have about the variance, about the
 * figure of all, that n fresh examples have (a jackknife that leaves out half: Shao & Wu 1989). A bootstrap would draw examples
 * twice, and each would be its own nearest neighbour.
 */
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";

/** Halves. Their deviation is known to one part in 11. */
export const HALVES = 64;
/** Numbers of 32 bits that hold a bit for each half. */
export const WORDS = HALVES / 32;

/** In which halves each example is: {@link WORDS} numbers for each; a half has ⌊count/2⌋ of them. */
export async function drawHalves(count: number, seed: number, index: number): Promise<Uint32Array> {
  const kernels = await createKernels(bytesFor([count]));
  const random = kernels.allocate(count);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, count);
  const stream = openStream(kernels, seed, "subsets", index);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const chosen = new Uint32Array(count * WORDS);
  for (let half = 0; half < HALVES; half++) {
    stream.bits(random);
    for (let i = 0; i < count >> 1; i++) {
      // The first steps of a shuffle (Fisher & Yates).
      const other = i + Math.floor((words[i]! * (count - i)) / 2 ** 32); // i, other < count
      const example = order[other]!;
      order[other] = order[i]!;
      order[i] = example;
      chosen[example * WORDS + (half >> 5)]! |= 1 << (half & 31);
    }
  }
  return chosen;
}

export interface HalfCounts {
  /** Adds 1 to the count of every half whose bit is set. */
  readonly add: (bits: number, word: number) => void;
  readonly counts: () => Float64Array;
}

/** Counts for all halves at once: plane p of a word holds digit p of 32 binary numbers, to which ones are added with their carries. */
export function createHalfCounts(): HalfCounts {
  const planes = new Uint32Array(32 * WORDS);
  return {
    add: (bits, word) => {
      let carry = bits;
      for (let at = word; carry !== 0; at += WORDS) {
        const before = planes[at]!; // 2³² ones fit
        planes[at] = before ^ carry;
        carry &= before;
      }
    },
    counts: () =>
      Float64Array.from({ length: HALVES }, (_, half) => {
        let count = 0;
        for (let at = 31 * WORDS + (half >> 5); at >= 0; at -= WORDS)
          count = 2 * count + ((planes[at]! >>> (half & 31)) & 1); // a plane
        return count;
      }),
  };
}

/** Variance of a figure over the halves. */
export function varianceOver(figures: Float64Array): number {
  const mean = figures.reduce((sum, value) => sum + value, 0) / figures.length;
  return figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (figures.length - 1);
}
