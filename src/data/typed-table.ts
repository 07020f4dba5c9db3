/** A table as it was read, or as it was generated: every column with its kind, its values as numbers. */
import type { DateForm } from "./date-form.ts";
import type { NumberForm } from "./number-form.ts";

/** Kinds of columns whose values are learned. */
export const learnedKinds = ["number", "integer", "category", "boolean", "date"] as const;
/** Kinds of columns that are not: one value for all rows, names of rows, free text, and what is left out on request. */
const unlearnedKinds = ["constant", "identifier", "text", "ignored"] as const;
/** What a column of a table is taken for, and what a user may say that it is. */
export const tableColumnKinds = [...learnedKinds, ...unlearnedKinds] as const;
/** One of the kinds of columns whose values are learned. */
export type LearnedKind = (typeof learnedKinds)[number];
export type TableColumnKind = (typeof tableColumnKinds)[number];

/** A column of a table whose values are learned, or were generated. */
export interface TypedColumn {
  readonly name: string;
  readonly kind: LearnedKind;
  /**
   * One for every row, NaN where the row has a gap: a number as it is, a category or boolean as its place in `levels`, a date as
   * milliseconds since 1970 in UTC.
   */
  readonly values: Float64Array;
  /** Texts of a category's values; of a boolean's two values, the one that is false first. */
  readonly levels?: readonly string[];
  /** How numbers are written. */
  readonly form?: NumberForm;
  /** How dates are written. */
  readonly dateForm?: DateForm;
  /** How a gap is written, where there are some: the most frequent way. */
  readonly gap?: string;
}

/** What is known of a column without its values. */
export type ColumnFacts = Omit<TypedColumn, "values">;

/** Columns of the same rows. */
export interface TypedTable {
  readonly columns: readonly TypedColumn[];
  /** How many rows there are. */
  readonly rows: number;
}

/** Whether values of a kind are places in `levels`, which have no order. */
export const isNominal = ({ kind }: Pick<TypedColumn, "kind">): boolean => kind === "category" || kind === "boolean";
