import type { Kernels, Vector } from "./kernels.ts";

/** What random numbers are drawn for. Each purpose has a stream of its own, so that none disturbs another. */
export const streamIds = {
  init: 0,
  data: 1,
  order: 2,
  prior: 3,
  dropout: 4,
  penalty: 5,
  samples: 6,
  calibration: 7,
  evaluation: 8,
  fresh: 9,
  bootstrap: 10,
  shifts: 11,
  stacks: 12,
  subsets: 13,
  baselines: 14,
  folds: 15,
  conditions: 16,
  rows: 17,
  choices: 20,
  clusters: 21,
  augmentation: 22,
  projection: 23,
  settings: 24,
} as const;

/** The name of a stream of random numbers: streams of one seed are independent of each other. */
export type StreamName = keyof typeof streamIds;

/**
 * A stream of random numbers: a pure function of (seed, name, substream, position). The position is its whole state; it is
 * counted in blocks of four numbers, and every fill begins at a new block.
 */
export interface Stream {
  position: number;
  readonly uniform: (to: Vector, from: number, width: number, selection?: Selection) => void;
  readonly normal: (to: Vector, mean: number, deviation: number, selection?: Selection) => void;
  /** 1 with probability `keep`, else 0. */
  readonly mask: (to: Vector, keep: number, selection?: Selection) => void;
  readonly bits: (to: Vector, selection?: Selection) => void;
}

/**
 * Parts of a longer fill, for a vector that shall hold no more: the stream moves on as if all had been drawn. The vector must
 * have four elements of its own before it, which may be written to.
 */
export interface Selection {
  /** Length of the whole. */
  readonly of: number;
  /** In the order in which they are to lie. */
  readonly pieces: readonly { readonly from: number; readonly count: number }[];
}

/** Numbers come in blocks of four, so up to three before the first one wanted are written too. */
export const LEAD = 4;

/** Opens a stream of the seed (an integer from 0 to 2⁵³ − 1). Substreams separate, say, one parameter's start values from another's. */
export function openStream(kernels: Kernels, seed: number, name: StreamName, substream = 0, position = 0): Stream {
  const seek = (at: number): void =>
    kernels.seek(seed, Math.floor(seed / 2 ** 32), at, Math.floor(at / 2 ** 32), streamIds[name], substream);
  const fill = (to: Vector, draw: (pointer: number, count: number) => void, selection?: Selection): void => {
    const { of, pieces } = selection ?? { of: to.data.length, pieces: [{ from: 0, count: to.data.length }] };
    let end = to.pointer + 4 * to.data.length;
    // From the last to the first: what a piece writes before its beginning is the end of the one before, which is still to come.
    for (const { from, count } of pieces.toReversed()) {
      const before = from % 4;
      seek(stream.position + (from - before) / 4);
      end -= 4 * count;
      draw(end - 4 * before, before + count);
    }
    stream.position += Math.ceil(of / 4);
  };
  const stream: Stream = {
    position,
    uniform: (to, from, width, selection) =>
      fill(to, (pointer, count) => kernels.uniform(pointer, count, from, width), selection),
    normal: (to, mean, deviation, selection) =>
      fill(to, (pointer, count) => kernels.normal(pointer, count, mean, deviation), selection),
    mask: (to, keep, selection) => fill(to, (pointer, count) => kernels.mask(pointer, count, keep), selection),
    bits: (to, selection) => fill(to, (pointer, count) => kernels.bits(pointer, count), selection),
  };
  return stream;
}
