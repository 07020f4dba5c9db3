import type { Shape } from "../tensor/shape.ts";
import type { Density } from "./density.ts";

/** The real x: where minibatches come from. */
export interface DataSet {
  readonly name: string;
  /** Shape of one example: `[2]`, `[1, 28, 28]` (channels × height × width, values in [−1, 1]). */
  readonly shape: Shape;
  /** How many examples there are; `Infinity` for data that is drawn afresh. */
  readonly count: number;
  /** Equal fingerprints, equal examples: a run is only resumed on the data it began with. */
  readonly fingerprint: string;
  /** p_data, where it is known. */
  readonly density?: Density;
  /** Minibatches from `position` on, in an order that follows from the seed. */
  open(options: ReaderOptions): Promise<Reader>;
}

export interface ReaderOptions {
  readonly seed: number;
  /** Examples per minibatch. */
  readonly batch: number;
  /** Minibatches that were read before. */
  readonly position?: number;
}

/** An endless sequence of minibatches. */
export interface Reader {
  /** Writes the next minibatch, example after example, into `to`: batch × shape numbers. */
  next(to: Float32Array): void;
  /** Minibatches read so far: the whole state, since everything else follows from the seed. */
  readonly position: number;
}
