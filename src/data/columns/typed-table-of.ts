/** Rows as in training, as a table of typed columns. */
import type { ColumnFacts, LearnedKind, TypedColumn, TypedTable } from "../typed-table.ts";
import { type Column, columnInUnits, widthOf } from "./columns.ts";

const kindOf = (column: Column): LearnedKind => {
  if (column.kind === "quantiles") return column.integer ? "integer" : "number";
  if (column.kind === undefined || column.kind === "number") return column.form?.decimals === 0 ? "integer" : "number";
  return column.kind;
};

/** What a column says of how its values are written. */
function writingOf(column: Column): Pick<TypedColumn, "levels" | "form" | "dateForm" | "gap"> {
  const gap = "gap" in column && column.gap !== undefined ? { gap: column.gap } : {};
  if ("levels" in column) return { levels: column.levels, ...gap };
  if (column.kind === "date") return { dateForm: column.form, ...gap };
  return { ...(column.form ? { form: column.form } : {}), ...gap };
}

/** What a column says of itself without its values. */
export const factsOf = (column: Column): ColumnFacts => ({
  name: column.name,
  kind: kindOf(column),
  ...writingOf(column),
});

/** Numbers of examples [rows×width of the columns] as values in units of the data, to the resolution of each column. */
export function typedTableOf(columns: readonly Column[], numbers: Float32Array): TypedTable {
  return {
    columns: columns.map((column, i) => ({ ...factsOf(column), values: columnInUnits(columns, i, numbers) })),
    rows: numbers.length / widthOf(columns),
  };
}
