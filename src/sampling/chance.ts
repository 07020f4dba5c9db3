/**
 * The random numbers of rows. Those of a row are a function of the seed, its number and how often it was drawn before, so that it
 * does not matter which rows are drawn together.
 */
import { drawNoise, type Prior } from "../data/prior.ts";
import { bytesFor, createKernels } from "../kernels/kernels.ts";
import { LEAD, openStream, type StreamName } from "../kernels/streams.ts";

/** Uniform numbers from 0 to below 1, one after the other. */
export type Chance = () => number;

/** A row that is drawn, and how often it was drawn before. */
export interface Attempt {
  readonly row: number;
  readonly attempt: number;
}

export interface RowNumbers {
  /** z of each attempt, at most `capacity`, one after the other; valid until the next call. */
  readonly noise: (attempts: readonly Attempt[]) => Float32Array;
  /** For the choices of an attempt. */
  readonly chance: (row: number, attempt: number) => Chance;
}

/** Of first attempts z is what `noise` draws for the same seed and stream. */
export async function createRowNumbers(
  prior: Prior,
  seed: number,
  capacity: number,
  stream: StreamName = "samples",
): Promise<RowNumbers> {
  const { latent } = prior;
  const length = capacity * latent;
  const kernels = await createKernels(bytesFor([LEAD + length, 4]));
  const room = kernels.allocate(LEAD + length);
  const words = kernels.allocate(4);
  const bits = new Uint32Array(words.data.buffer, words.data.byteOffset, 4);
  return {
    noise: (attempts) => {
      for (let from = 0; from < attempts.length; ) {
        // Rows of the same attempt are drawn together.
        const { attempt } = attempts[from] as Attempt;
        let to = from;
        while (attempts[to]?.attempt === attempt) to++;
        const [first, last] = [LEAD + from * latent, LEAD + to * latent];
        const vector = { pointer: room.pointer + 4 * first, data: room.data.subarray(first, last) };
        // What lies before a vector may be written to: the numbers of the rows before it.
        const before = room.data.slice(first - LEAD, first);
        const pieces = piecesOf(attempts.slice(from, to), latent);
        drawNoise(prior, openStream(kernels, seed, stream, attempt), vector, { of: 0, pieces });
        room.data.set(before, first - LEAD);
        from = to;
      }
      return room.data.subarray(LEAD, LEAD + attempts.length * latent);
    },
    chance: (row, attempt) => {
      openStream(kernels, seed, "choices", attempt, row).bits(words);
      return smallFast(bits);
    },
  };
}

/** Rows that follow each other are one piece. */
function piecesOf(attempts: readonly Attempt[], latent: number): { from: number; count: number }[] {
  const pieces: { from: number; count: number }[] = [];
  for (const { row } of attempts) {
    const last = pieces.at(-1);
    if (last && last.from + last.count === row * latent) last.count += latent;
    else pieces.push({ from: row * latent, count: latent });
  }
  return pieces;
}

/** sfc32 of PractRand (Doty-Humphrey), which begins with words that are random already. */
function smallFast(words: Uint32Array): Chance {
  let [a = 0, b = 0, c = 0, counter = 0] = words;
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}

/** A place among weights, with probabilities as they are. */
export function pick(weights: readonly number[], chance: Chance): number {
  let rest = chance() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] as number;
    if (rest < 0) return i;
  }
  // By rounding alone.
  return weights.findLastIndex((weight) => weight > 0);
}
