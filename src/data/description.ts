import type { Column } from "./columns/columns.ts";
import type { LabelsDescription } from "./dataset.ts";
import type { KindOfData } from "./kinds.ts";
import type { MadeColumn } from "./made-values.ts";
import type { KeptRules } from "./rules/derived.ts";
import type { ConstantColumn } from "./table-text.ts";

/** What the data is, without the data. */
export interface DataDescription extends KindOfData {
  readonly name: string;
  /** How many examples there are; absent if they are drawn afresh. */
  readonly count?: number;
  readonly fingerprint: string;
  /** What each example's y is, where the data have one. */
  readonly y?: LabelsDescription;
  /** For rows of a table: name and scale of each number. */
  readonly columns?: readonly Column[];
  /** Columns that are the same in every row: written, and not learned. */
  readonly constants?: readonly ConstantColumn[];
  /** Columns of identifiers and text: not learned, and made anew on request. */
  readonly made?: readonly MadeColumn[];
  /** Rules between columns: columns that are derived from others, and what is kept by drawing again. */
  readonly rules?: KeptRules;
}
