/** Numbers that a column of a table can have. */
import { atResolution } from "./number-form.ts";
import type { ColumnFacts } from "./typed-table.ts";

/** Whether a number is one that the column can have: whole, or with its decimals. The nearest, where it is none. */
export function possible({ kind, form }: ColumnFacts, value: number): number {
  const rounded = kind === "integer" ? Math.round(value) : atResolution({ ...(form ? { form } : {}) }, value);
  return rounded === value ? value : rounded;
}
