import type { TypedTable } from "../../src/data/typed-table.ts";

/** Values of a row by column name: texts of categories, numbers of all else. */
type RowValues = (name: string) => string | number;

interface Rule {
  readonly says: string;
  readonly holds?: (of: RowValues) => boolean;
  /** Columns, and one that follows from them. */
  readonly pair?: readonly [readonly string[], string];
}
type Condition = Readonly<Record<string, string>>;

export const rulesKept: (
  table: TypedTable,
  training: TypedTable,
  rules: readonly Rule[],
) => { readonly says: string; readonly kept: number }[];
export const zeroShares: (table: TypedTable, names: readonly string[]) => { name: string; share: number }[];
export const gapShares: (table: TypedTable, names: readonly string[]) => { name: string; share: number }[];
export const rowsUnder: (table: TypedTable, condition: Condition) => number[];
export const underCondition: (
  table: TypedTable,
  training: TypedTable,
  condition: Condition,
  block: number,
) => { readonly obey: number; readonly rest: number };
export const heldOutUnder: (
  heldOut: TypedTable,
  training: TypedTable,
  condition: Condition,
) => { readonly rows: number; readonly share: number; readonly rest: number; readonly ignoring: number };
