/** What a metric finds, with its error and what it depends on. */
import type { Shape } from "../tensor/shape.ts";
import type { WithInterval } from "../theory/intervals.ts";

/** What a metric finds. */
export interface Figure extends WithInterval {
  /** What else the figure depends on: `k`, `subsets`, … */
  readonly details: Readonly<Record<string, unknown>>;
  /** What this very figure cannot tell, or what its examples show besides: a sentence each. */
  readonly cautions: readonly string[];
}

/** What the features of a figure came from. */
export interface FeatureSource {
  readonly extractor?: { readonly name: string; readonly checksum: string; readonly output: string };
  readonly resizer?: string;
}

/** What a metric of a whole state finds. */
export interface StateFigure extends Figure, FeatureSource {
  /** Real and generated examples that were measured. */
  readonly real: number;
  readonly generated: number;
  /** What a picture of it shows; not part of the record. */
  readonly shown?: Shown;
}

/** Samples, nearest to a training example first, each with it: for a picture. */
export interface Shown {
  readonly shape: Shape;
  readonly generated: Float32Array;
  readonly nearest: Float32Array;
}
