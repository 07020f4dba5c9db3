import type { NumberForm } from "./number-form.ts";
import type { ConstantColumn } from "./table-text.ts";

/** A table of numbers. */
export interface Table {
  readonly columns: readonly string[];
  /** Row after row. */
  readonly values: Float64Array;
  /** How each column's numbers are written. Left out: whole numbers as such, others with as many digits as it takes. */
  readonly forms?: readonly NumberForm[];
  /** Columns of one text, which are written and not learned. */
  readonly constants?: readonly ConstantColumn[];
  /** The line of each row in its file. */
  readonly lines?: readonly number[];
}
