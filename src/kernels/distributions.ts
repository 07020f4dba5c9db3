/** What random numbers can be drawn as. */
import type { Vector } from "./kernels.ts";
import type { Selection, Stream } from "./streams.ts";

/** What random numbers are drawn from. */
export type Distribution =
  | { readonly kind: "normal"; readonly mean: number; readonly deviation: number }
  /** From `from` on, below `from + width`. */
  | { readonly kind: "uniform"; readonly from: number; readonly width: number }
  /** 1 with probability `keep`, else 0. */
  | { readonly kind: "mask"; readonly keep: number }
  /** Whole numbers from 0 to below − 1, equally likely to within below / 2³²; `below` is at most 2²⁴, which float32 holds exactly. */
  | { readonly kind: "integers"; readonly below: number };

/** Fills a vector with independent draws, or with some of more draws. */
export function draw(distribution: Distribution, stream: Stream, to: Vector, selection?: Selection): void {
  switch (distribution.kind) {
    case "normal":
      stream.normal(to, distribution.mean, distribution.deviation, selection);
      break;
    case "uniform":
      stream.uniform(to, distribution.from, distribution.width, selection);
      break;
    case "mask":
      stream.mask(to, distribution.keep, selection);
      break;
    case "integers": {
      stream.bits(to, selection);
      const words = new Uint32Array(to.data.buffer, to.data.byteOffset, to.data.length);
      for (let i = 0; i < words.length; i++) to.data[i] = Math.floor((words[i]! * distribution.below) / 2 ** 32); // i < length
    }
  }
}
