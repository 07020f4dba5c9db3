import type { Shape } from "../tensor/shape.ts";
import type { ClassCode } from "./classes/class-code.ts";
import type { Column } from "./columns/columns.ts";
import type { Density } from "./density.ts";
import type { DataKind } from "./kinds.ts";
import type { MadeColumn } from "./made-values.ts";
import type { MomentsOfRows, NumberRun } from "./pair-moments.ts";
import type { KeptRules } from "./rules/derived.ts";
import type { ConstantColumn } from "./table-text.ts";
import type { TypedTable } from "./typed-table.ts";

/** Vectors of a minibatch by the names of an example's parts: each holds example after example. */
export interface Minibatch {
  readonly x: Float32Array;
  /** Filled where the data have a y; may be left out where nobody looks at it. */
  readonly y?: Float32Array;
}

/** What y is. */
export interface LabelsDescription {
  /** Of one example's y: `[1]` for the number of a class. */
  readonly shape: Shape;
  /** Names of the classes by number, where y is one. */
  readonly classes?: readonly string[];
  /** Where y is not the number of a class but its code, as networks are given it. */
  readonly code?: ClassCode;
}

/** y: what each example is, as numbers that networks can be given: a class as one number, a condition as several. */
export interface Labels extends LabelsDescription {
  /** Where classes were found in the data: the class of each example. */
  readonly numbers?: ArrayLike<number>;
  /** Writes y of example `index` (0 … count − 1) into `to` from place `at` on. Absent where examples are drawn afresh. */
  write?(index: number, to: Float32Array, at: number): void;
}

/** The real x: where minibatches come from. */
export interface DataSet {
  readonly name: string;
  /** What an example is. Left out where the shape and the columns tell it. */
  readonly kind?: DataKind;
  /** Shape of one example: `[2]`, `[1, 28, 28]` (channels × height × width, values in [−1, 1]). */
  readonly shape: Shape;
  /** For rows of a table: how its numbers were scaled for training, to scale generated ones back. */
  readonly columns?: readonly Column[];
  /** For rows of a table: columns that are the same in every row. They are no part of an example, and written with it. */
  readonly constants?: readonly ConstantColumn[];
  /** For rows of a table: columns of identifiers and text, which are no part of an example and can be made anew. */
  readonly made?: readonly MadeColumn[];
  /** For rows of a table under rules: what is derived from the columns, and what is kept by drawing again. */
  readonly rules?: KeptRules;
  /** For rows of a mixed table: the examples as they were read, in their order. */
  readonly typed?: TypedTable;
  /** How many examples there are; `Infinity` for data that is drawn afresh. */
  readonly count: number;
  /** Equal fingerprints, equal examples: a run is only resumed on the data it began with. */
  readonly fingerprint: string;
  /** p_data, where it is known. */
  readonly density?: Density;
  /** Every channel of an image is a digit of its own, so that there are 10 to the power of channels modes. */
  readonly stacked?: boolean;
  /** What each example is, where the data say so. */
  readonly y?: Labels;
  /** Writes x of example `index` (0 … count − 1) into `to` from place `at` on. Absent where examples are drawn afresh. */
  write?(index: number, to: Float32Array, at: number): void;
  /** For rows of cells: how often some of their numbers meet. */
  pairMoments?(runs: readonly NumberRun[], subsets?: number): MomentsOfRows;
  /** Examples that were set aside: they are never trained on. */
  readonly heldOut?: DataSet;
  /** Minibatches from `position` on, in an order that follows from the seed. */
  open(options: ReaderOptions): Promise<Reader>;
}

/** Where a reader begins, and how much it gives at once. */
export interface ReaderOptions {
  readonly seed: number;
  /** Examples per minibatch. */
  readonly batch: number;
  /** Minibatches that were read before. */
  readonly position?: number;
  /** Only these examples of each minibatch will be looked at: the others need not be written. */
  readonly rows?: { readonly from: number; readonly count: number };
  /** For rows of cells: the share of them in which half of the other columns are given too; none by default. */
  readonly subsets?: number;
}

/** An endless sequence of minibatches. */
export interface Reader {
  /** Writes the next minibatch, batch × shape numbers of each part. Not called again before it is done. */
  next(to: Minibatch): void | Promise<void>;
  /** Minibatches read so far: the whole state, since everything else follows from the seed. */
  readonly position: number;
}

/** The y of examples that have other numbers in `labels`. */
export const labelsFrom = ({ write, ...labels }: Labels, numberOf: (index: number) => number): Labels => ({
  ...labels,
  ...(write ? { write: (index, to, at) => write(numberOf(index), to, at) } : {}),
});
