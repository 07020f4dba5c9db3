/** What is written of a table: every column in its place, those that are not learned too. */
import { dateText } from "../date-form.ts";
import { type MadeColumn, madeValue } from "../made-values.ts";
import { numberText } from "../number-form.ts";
import type { ConstantColumn } from "../table-text.ts";
import { type ColumnFacts, isNominal, type TypedTable } from "../typed-table.ts";

/** A column that is written, and where its values come from. */
export type WrittenSource = { readonly name: string } & (
  | { readonly from: "table"; readonly index: number; readonly facts: ColumnFacts }
  | { readonly from: "constant"; readonly constant: ConstantColumn }
  | { readonly from: "made"; readonly made: MadeColumn }
);

/** Columns beside those that are learned or derived. */
export interface BesideColumns {
  readonly constants?: readonly ConstantColumn[];
  readonly made?: readonly MadeColumn[];
}

/** All columns in the order in which they are written: constants have places among those of the table, made ones among all. */
export function writtenColumns(
  columns: readonly ColumnFacts[],
  { constants = [], made = [] }: BesideColumns,
): readonly WrittenSource[] {
  const order: WrittenSource[] = columns.map((facts, index) => ({ name: facts.name, from: "table", index, facts }));
  const byPlace = <C extends { readonly place: number }>(all: readonly C[]): C[] =>
    [...all].sort((a, b) => a.place - b.place);
  for (const constant of byPlace(constants)) {
    order.splice(constant.place, 0, { name: constant.name, from: "constant", constant });
  }
  for (const column of byPlace(made)) order.splice(column.place, 0, { name: column.name, from: "made", made: column });
  return order;
}

/** Rows that are to be written. */
export interface WrittenRows {
  readonly table: TypedTable;
  /** The number of each row among those that were asked for: what is made anew follows from it. */
  readonly numbers: ArrayLike<number>;
  readonly seed: number;
  /** Text that stands in a made column in place of what would be made; undefined where there is none. */
  readonly kept?: (column: string, number: number) => string | undefined;
}

/** A value of a row: of a gap null, of dates an instant, of text that names a row what was made. */
export type RowValue = number | string | boolean | Date | null;

const madeText = ({ name, form }: MadeColumn, { numbers, seed, kept }: WrittenRows, row: number): string => {
  const number = numbers[row] as number;
  return kept?.(name, number) ?? madeValue(form, number, seed);
};

/** Digits that a float64 can hold. */
const SAFE = /^-?(?:0|[1-9]\d{0,14})$/;

export function rowValue(source: WrittenSource, rows: WrittenRows, row: number): RowValue {
  switch (source.from) {
    case "constant":
      return source.constant.value ?? source.constant.text;
    case "made": {
      const { form } = source.made;
      const text = madeText(source.made, rows, row);
      const counts = form.kind === "count" && form.before === undefined && form.after === undefined && !form.digits;
      return counts && SAFE.test(text) ? Number(text) : text;
    }
    case "table": {
      const value = rows.table.columns[source.index]?.values[row] as number;
      if (Number.isNaN(value)) return null;
      const { kind, levels } = source.facts;
      if (kind === "boolean") return value === 1;
      if (kind === "category") return levels?.[value] ?? null;
      return kind === "date" ? new Date(value) : value;
    }
  }
}

/** The same as text, in the form of the data. */
export function rowText(source: WrittenSource, rows: WrittenRows, row: number): string {
  switch (source.from) {
    case "constant":
      return source.constant.text;
    case "made":
      return madeText(source.made, rows, row);
    case "table":
      return typedText(source.facts, rows.table.columns[source.index]?.values[row] as number);
  }
}

/** So many digits are all that a float64 has. */
const ALL_DIGITS = 17;

/** A value of a column as the data write it. */
export function typedText(facts: ColumnFacts, value: number): string {
  const { gap = "", levels, dateForm, form } = facts;
  if (Number.isNaN(value)) return gap;
  if (isNominal(facts)) return levels?.[value] ?? gap;
  if (dateForm) return dateText(dateForm, value);
  return numberText(form ? { form } : {}, value, ALL_DIGITS);
}
