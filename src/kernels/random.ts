/** Random numbers one at a time, for code whose next draw depends on the last: a stream, read through a small pool. */
import { bytesFor, createKernels } from "./kernels.ts";
import { openStream, type StreamName } from "./streams.ts";

const POOL = 4096;

export interface Random {
  /** Between 0 and 1, both excluded: an odd multiple of 2⁻³³. */
  readonly uniform: () => number;
  /** A whole number from 0 to `count` − 1. */
  readonly below: (count: number) => number;
  /** Of mean 0 and deviation 1. */
  readonly normal: () => number;
}

/** Draws from the seed's stream of this name: the same ones for the same (seed, name, substream). */
export async function openRandom(seed: number, name: StreamName, substream = 0): Promise<Random> {
  const kernels = await createKernels(bytesFor([POOL, POOL]));
  const [words, normals] = [kernels.allocate(POOL), kernels.allocate(POOL)];
  const whole = new Uint32Array(words.data.buffer, words.data.byteOffset, POOL);
  // A substream each, so that neither moves the other.
  const bits = openStream(kernels, seed, name, 2 * substream);
  const bell = openStream(kernels, seed, name, 2 * substream + 1);
  let [word, value] = [POOL, POOL];
  const uniform = (): number => {
    if (word === POOL) {
      bits.bits(words);
      word = 0;
    }
    return (whole[word++]! + 0.5) / 2 ** 32; // below POOL
  };
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal: () => {
      if (value === POOL) {
        bell.normal(normals, 0, 1);
        value = 0;
      }
      return normals.data[value++]!; // below POOL
    },
  };
}
