/**
 * The kinds of columns of a table. Add one here; what it has to say stands in {@link ColumnKind}, how its values are written in
 * `column-text.ts`.
 */
import type { CellsColumn } from "./cells.ts";
import { booleanColumns, categoryColumns, dateColumns, quantileColumns } from "./cells-kinds.ts";
import { createCodec } from "./codec.ts";
import type { ColumnKind, Place } from "./column-kind.ts";
import { type NumberColumn, numberColumns } from "./number.ts";

/** A column of a table, of one of the kinds. */
export type Column = NumberColumn | CellsColumn;
export type ColumnKindName = NonNullable<Column["kind"]>;

const columnKinds: { readonly [K in ColumnKindName]: ColumnKind<Extract<Column, { readonly kind?: K }>> } = {
  number: numberColumns,
  category: categoryColumns,
  boolean: booleanColumns,
  quantiles: quantileColumns,
  date: dateColumns,
};

/** The row of a column's kind. Columns that do not say theirs are numbers. */
const kindOf = ({ kind = "number" }: Pick<Column, "kind">): ColumnKind<Column> =>
  columnKinds[kind] as ColumnKind<Column>;

/** Whether a column is one of cells, with values and gaps that are told apart. */
export const isCells = (column: Column): column is CellsColumn => column.kind !== undefined && column.kind !== "number";

/** Whether these are the columns of a mixed table. */
export const areCells = (columns: readonly Column[]): columns is readonly CellsColumn[] =>
  columns.length > 0 && columns.every(isCells);

/** Whether these are the columns of a table of numbers, as they were scaled. */
export const areNumbers = (columns: readonly Column[]): columns is readonly NumberColumn[] => !columns.some(isCells);

const codec = createCodec<Column>(kindOf);

/** Numbers that an example has for these columns. */
export const widthOf = (columns: readonly Column[]): number => codec.width(columns);

/** What each number of an example means: one or more for every column. */
export const placesOf = (columns: readonly Column[]): readonly Place[] => codec.places(columns);

/** Rows in units of the data [rows×columns] as the numbers of examples [rows×{@link widthOf}]. */
export const encodeRows = (columns: readonly Column[], values: Float64Array): Float32Array<ArrayBuffer> =>
  codec.encode(columns, values);

/**
 * Numbers of training in the data's units, in float64, to the resolution of the column where it has one unless `round` is false:
 * [rows×{@link widthOf}] becomes [rows×columns]. What has no columns stays as it is.
 */
export const inUnits = (
  columns: readonly Column[] | undefined,
  numbers: Float32Array | Float64Array,
  { round = true } = {},
): Float32Array | Float64Array => (columns ? codec.decode(columns, numbers, round) : numbers);

/** The values of one column in the data's units, of all rows, as {@link inUnits} has them. */
export const columnInUnits = (columns: readonly Column[], index: number, numbers: Float32Array): Float64Array =>
  codec.decodeColumn(columns, index, numbers, true);

/** What of the columns decides about what is computed: how their values are written does not. */
export const computingOf = (columns: readonly Column[]): readonly (readonly unknown[])[] =>
  columns.map((column) => kindOf(column).computing(column));

/** Columns whose values are written with all digits. */
export const unrounded = (columns: readonly Column[]): readonly Column[] =>
  columns.map((column) => kindOf(column).unrounded(column));
