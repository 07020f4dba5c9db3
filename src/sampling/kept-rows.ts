/** Which generated rows keep the rules of their run: the others are drawn again, and are no samples of it. */

import type { KeptRules } from "../data/rules/derived.ts";
import { readRule } from "../data/rules/rule.ts";
import { takenRows } from "../data/some-rows.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { passing } from "./draw-rows.ts";
import { testOf } from "./row-sampler.ts";

/** Whether each row of a whole table keeps the rules. */
export const keepingRows = (table: TypedTable, rules: KeptRules): ((row: number) => boolean) =>
  passing(
    table,
    rules,
    testOf(
      new Map(),
      rules.texts.map((text) => readRule(text, table)),
    ),
  );

/** Rows of a whole table that keep the rules. */
export function keptRows(table: TypedTable, rules: KeptRules | undefined): TypedTable {
  if (!rules) return table;
  const keeps = keepingRows(table, rules);
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).filter(keeps);
  return rows.length === table.rows ? table : takenRows(table, rows);
}
