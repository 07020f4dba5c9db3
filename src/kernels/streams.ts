import type { Kernels, Vector } from "./kernels.ts";

/** What random numbers are drawn for. Each purpose has a stream of its own, so that none disturbs another. */
const streamIds = {
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
} as const;

export type StreamName = keyof typeof streamIds;

/**
 * A stream of random numbers: a pure function of (seed, name, substream, position). The position is its whole state; it is
 * counted in blocks of four numbers, and every fill begins at a new block.
 */
export interface Stream {
  position: number;
  readonly uniform: (to: Vector, from: number, width: number) => void;
  readonly normal: (to: Vector, mean: number, deviation: number) => void;
  /** 1 with probability `keep`, else 0. */
  readonly mask: (to: Vector, keep: number) => void;
  readonly bits: (to: Vector) => void;
}

/** Opens a stream of the seed (an integer from 0 to 2⁵³ − 1). Substreams separate, say, one parameter's start values from another's. */
export function openStream(kernels: Kernels, seed: number, name: StreamName, substream = 0, position = 0): Stream {
  const fill = (to: Vector, draw: (pointer: number, count: number) => void): void => {
    const at = stream.position;
    kernels.seek(seed, Math.floor(seed / 2 ** 32), at, Math.floor(at / 2 ** 32), streamIds[name], substream);
    draw(to.pointer, to.data.length);
    stream.position = at + Math.ceil(to.data.length / 4);
  };
  const stream: Stream = {
    position,
    uniform: (to, from, width) => fill(to, (pointer, count) => kernels.uniform(pointer, count, from, width)),
    normal: (to, mean, deviation) => fill(to, (pointer, count) => kernels.normal(pointer, count, mean, deviation)),
    mask: (to, keep) => fill(to, (pointer, count) => kernels.mask(pointer, count, keep)),
    bits: (to) => fill(to, (pointer, count) => kernels.bits(pointer, count)),
  };
  return stream;
}
