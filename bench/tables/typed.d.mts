import type { LearnedKind, TypedColumn, TypedTable } from "../../src/data/typed-table.ts";

export const readTyped: (
  file: string,
  definition: { readonly columns: Readonly<Record<string, LearnedKind>> },
) => TypedTable;
export const textOf: (column: TypedColumn, value: number) => string;
export const writeTyped: (file: string, table: TypedTable) => void;
