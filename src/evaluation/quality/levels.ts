/** Two tables of the same columns, whose categories are told by the same places. */

import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { problem } from "../../problem.ts";

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((level, i) => level === b[i]);

/**
 * Both tables with the columns and levels of the first; levels that only the second has come behind. Throws where a column is
 * missing, or of another kind.
 */
export function onSameLevels(real: TypedTable, synthetic: TypedTable): readonly [TypedTable, TypedTable] {
  const byName = new Map(synthetic.columns.map((column) => [column.name, column]));
  const pairs = real.columns.map((column) => pairOf(column, byName.get(column.name)));
  return [
    { columns: pairs.map(([column]) => column), rows: real.rows },
    { columns: pairs.map(([, column]) => column), rows: synthetic.rows },
  ];
}

function pairOf(real: TypedColumn, other: TypedColumn | undefined): readonly [TypedColumn, TypedColumn] {
  if (!other || isNominal(real) !== isNominal(other)) {
    throw problem({
      doing: "comparing two tables",
      expected: `a column ${JSON.stringify(real.name)} of the kind ${real.kind} in both`,
      came: other ? `the kind ${other.kind} in the second` : "none of that name in the second",
      next: "Compare tables of the same columns and kinds.",
    });
  }
  if (!isNominal(real) || same(real.levels ?? [], other.levels ?? [])) return [real, other];
  const levels = [...new Set([...(real.levels ?? []), ...(other.levels ?? [])])];
  const places = new Map(levels.map((level, i) => [level, i]));
  const moved = (column: TypedColumn): TypedColumn => ({
    ...column,
    levels,
    values: column.values.map((value) => (Number.isNaN(value) ? value : places.get(column.levels![value]!)!)), // one of them
  });
  return [moved(real), moved(other)];
}
