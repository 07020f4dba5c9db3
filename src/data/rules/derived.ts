/** Columns that are not learned, because others tell them: how they are made again from what is generated. */
import { internal } from "../../problem.ts";
import { possible } from "../possible.ts";
import { type ColumnFacts, isNominal, type TypedColumn, type TypedTable } from "../typed-table.ts";
import { type Sum, sumIn } from "./sum.ts";

/** What a derived column is made of. */
export type Derivation =
  /** Numbers: a sum of other columns, rounded to the decimals of this one. A gap where one of them has one. */
  | { readonly by: "sum"; readonly sum: Sum }
  /** This column is `from` plus `learned`, its distance from there. */
  | { readonly by: "distance"; readonly from: string; readonly learned: string }
  /** What stands beside each value of `from`: of a category its text, of a gap null. */
  | { readonly by: "table"; readonly from: string; readonly entries: readonly TableEntry[] };

/** A value of one column, and what stands beside it in another. */
export type TableEntry = readonly [key: string | number | null, value: number | null];

/** A column that is not learned, but made of others. */
export type DerivedColumn = {
  readonly column: ColumnFacts;
  /** The least and the greatest number of the data: generated ones stay between. Absent where it has none. */
  readonly range?: readonly [low: number, high: number];
} & Derivation;

/** What is kept of the rules of a run, so that rows are whole again. */
export interface KeptRules {
  /** Every rule as it was written: rows that would break one are drawn again. */
  readonly texts: readonly string[];
  /** Each may be made of those before it. */
  readonly derived: readonly DerivedColumn[];
  /** All columns of the table in their order, without those that were learned in the place of others. */
  readonly order: readonly string[];
}

/** The columns of a table of rows as they were read, from those that were learned. */
export function restoreTable(learned: TypedTable, { derived, order }: KeptRules): TypedTable {
  const columns = new Map<string, TypedColumn>(learned.columns.map((column) => [column.name, column]));
  const named = (name: string): TypedColumn => {
    const column = columns.get(name);
    if (!column) throw internal(`no column ${name} to derive another from`);
    return column;
  };
  for (const made of derived) {
    columns.set(made.column.name, { ...made.column, values: valuesOf(made, named, learned.rows) });
  }
  return { columns: order.map(named), rows: learned.rows };
}

function valuesOf(made: DerivedColumn, named: (name: string) => TypedColumn, rows: number): Float64Array {
  const values = new Float64Array(rows);
  const { column } = made;
  switch (made.by) {
    case "sum": {
      const parts = new Map(made.sum.terms.map((term) => [term.column, named(term.column).values]));
      for (let row = 0; row < rows; row++) {
        values[row] = possible(
          column,
          sumIn(made.sum, (name) => parts.get(name)?.[row] ?? Number.NaN),
        );
      }
      return values;
    }
    case "distance": {
      const [from, distance] = [named(made.from).values, named(made.learned).values];
      for (let row = 0; row < rows; row++) {
        const value = (from[row] ?? Number.NaN) + (distance[row] ?? Number.NaN);
        values[row] = column.kind === "date" ? value : possible(column, value);
      }
      return values;
    }
    case "table": {
      const from = named(made.from);
      const beside = besideOf(made.entries, from);
      for (let row = 0; row < rows; row++) values[row] = beside(from.values[row] ?? Number.NaN);
      return values;
    }
  }
}

/** The value beside a value of a column; a gap beside one that the data did not have. */
export function besideOf(entries: readonly TableEntry[], from: ColumnFacts): (value: number) => number {
  const beside = new Map(entries);
  const keyOf = (value: number): string | number | null =>
    Number.isNaN(value) ? null : isNominal(from) ? (from.levels?.[value] ?? null) : value;
  return (value) => beside.get(keyOf(value)) ?? Number.NaN;
}

/** Whether a derived value is within the range of the data. */
export const inRange = ({ range }: DerivedColumn, value: number): boolean =>
  range === undefined || Number.isNaN(value) || (range[0] <= value && value <= range[1]);
