/** What every kind of column has to say: how its values become numbers of an example, and back. */

/** What one number of an example means: in the data's units it is `center + scale·x`. */
export interface Place {
  readonly name: string;
  readonly center: number;
  readonly scale: number;
}

/** A kind of column. A value of a table is a number in units of the data; it takes `width` numbers of an example, side by side. */
export interface ColumnKind<C> {
  readonly width: (column: C) => number;
  /** A place for each of these numbers. */
  readonly places: (column: C) => readonly Place[];
  /**
   * Writes a value as numbers of an example, from `at` on. Where many numbers stand for the same value, `u` (0 … 1, the middle by
   * default) says which.
   */
  readonly encode: (column: C, value: number, to: Float32Array, at: number, u?: number) => void;
  /** The value of the numbers from `at` on, to the resolution of the column if `round`. */
  readonly decode: (column: C, from: ArrayLike<number>, at: number, round: boolean) => number;
  /** What of a column decides about what is computed: equal lists, equal numbers. */
  readonly computing: (column: C) => readonly unknown[];
  /** The column without the resolution that values are rounded to. */
  readonly unrounded: (column: C) => C;
}
