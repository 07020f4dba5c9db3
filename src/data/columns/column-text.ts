/** A value of a column as text. Apart from the rest of what a kind says, for pages that write rows and compute no graphs. */
import { type DateForm, dateText } from "../date-form.ts";
import { type NumberForm, numberText, type WrittenNumber } from "../number-form.ts";

/** How a gap is written, where there are some. */
interface WithGaps {
  readonly gap?: string;
}

interface WrittenLevels extends WithGaps {
  readonly levels: readonly string[];
}

interface WrittenCategory extends WrittenLevels {
  readonly kind: "category";
}

interface WrittenBoolean extends WrittenLevels {
  readonly kind: "boolean";
}

interface WrittenQuantiles extends WithGaps {
  readonly kind: "quantiles";
  readonly form?: NumberForm;
}

interface WrittenDate extends WithGaps {
  readonly kind: "date";
  readonly form: DateForm;
}

/** What must be known of a column to write its values. */
export type WrittenColumn = WrittenNumber | WrittenCategory | WrittenBoolean | WrittenQuantiles | WrittenDate;
type WrittenKind = NonNullable<WrittenColumn["kind"]>;
type WrittenOf<K extends WrittenKind> = Extract<WrittenColumn, { readonly kind?: K }>;
type ColumnText<C> = (column: C, value: number, digits?: number) => string;

/** So many digits are all that a float64 has. */
const ALL_DIGITS = 17;

const levelText: ColumnText<WrittenLevels> = ({ levels, gap = "" }, value) => levels[value] ?? gap;

const columnTexts: { readonly [K in WrittenKind]: ColumnText<WrittenOf<K>> } = {
  number: numberText,
  category: levelText,
  boolean: levelText,
  // Numbers that the data have are written as they are: the others have been rounded to what the column tells apart.
  quantiles: ({ form, gap = "" }, value, digits = ALL_DIGITS) =>
    Number.isNaN(value) ? gap : numberText(form ? { form } : {}, value, digits),
  date: ({ form, gap = "" }, value) => (Number.isNaN(value) ? gap : dateText(form, value)),
};

/** A value in units of the data. `digits`: of numbers that have no decimals of their own. */
export const valueText = (column: WrittenColumn, value: number, digits?: number): string =>
  (columnTexts[column.kind ?? "number"] as ColumnText<WrittenColumn>)(column, value, digits);

const isPlain = (column: WrittenColumn): column is WrittenNumber =>
  column.kind === undefined || column.kind === "number";

/** What is needed to write a column's values, of all that is known of it. */
export function writtenColumn(column: WrittenColumn): WrittenColumn {
  if (isPlain(column)) {
    const { scale, form } = column;
    return { ...(scale === undefined ? {} : { scale }), ...(form ? { form } : {}) };
  }
  const gap = column.gap === undefined ? {} : { gap: column.gap };
  switch (column.kind) {
    case "category":
    case "boolean":
      return { kind: column.kind, levels: column.levels, ...gap };
    case "date":
      return { kind: column.kind, form: column.form, ...gap };
    case "quantiles":
      return { kind: column.kind, ...(column.form ? { form: column.form } : {}), ...gap };
  }
}

/** Whether values are written as numbers; a gap among them is text all the same. */
export const isNumeric = ({ kind = "number" }: WrittenColumn): boolean => kind === "number" || kind === "quantiles";

/** Whether its numbers have decimal commas. */
export const hasDecimalComma = (column: WrittenColumn): boolean =>
  (isPlain(column) || column.kind === "quantiles") && column.form?.mark === ",";
