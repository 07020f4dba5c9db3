import type { Column } from "./columns/columns.ts";
import { typedTableOf } from "./columns/typed-table-of.ts";
import { type KeptRules, restoreTable } from "./rules/derived.ts";
import type { TypedTable } from "./typed-table.ts";

/** Examples of a table, as they are in training, as rows with all columns: those that are not learned but told by others too. */
export function wholeTableOf(
  { columns = [], rules }: { readonly columns?: readonly Column[]; readonly rules?: KeptRules },
  examples: Float32Array,
): TypedTable {
  const learned = typedTableOf(columns, examples);
  return rules ? restoreTable(learned, rules) : learned;
}
