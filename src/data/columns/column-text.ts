/** A value of a column as text. Apart from the rest of what a kind says, for pages that write rows and compute no graphs. */
import { numberText, type WrittenNumber } from "../number-form.ts";

/** What must be known of a column to write its values. */
export type WrittenColumn = WrittenNumber;
type WrittenKind = NonNullable<WrittenColumn["kind"]>;

const columnTexts = { number: numberText } satisfies {
  readonly [K in WrittenKind]: (
    column: Extract<WrittenColumn, { readonly kind?: K }>,
    value: number,
    digits?: number,
  ) => string;
};

/** A value in units of the data. `digits`: of numbers that have no decimals of their own. */
export const valueText = (column: WrittenColumn, value: number, digits?: number): string =>
  columnTexts[column.kind ?? "number"](column, value, digits);
