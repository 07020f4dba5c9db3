/** Rows that no real row is like. */
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { onSameLevels } from "./levels.ts";

/** Numbers within this part of the synthetic one are taken for equal. */
const TOLERANCE = 0.01;

/**
 * SDMetrics' NewRowSynthesis: the share of synthetic rows for which no real row has all categories equal and all numbers within
 * 1 % of the synthetic one. It says little where numbers have few values.
 */
export function newRowSynthesis(realTable: TypedTable, syntheticTable: TypedTable, most = 10_000): number {
  const [real, synthetic] = onSameLevels(realTable, syntheticTable);
  const rows = Math.min(synthetic.rows, most);
  // Real rows by their categories, which must be equal.
  const nominal = real.columns.flatMap((column, i) => (isNominal(column) ? [i] : []));
  const keyOf = ({ columns }: TypedTable, row: number): string => nominal.map((i) => columns[i]!.values[row]).join();
  const byKey = new Map<string, number[]>();
  for (let row = 0; row < real.rows; row++) {
    const key = keyOf(real, row);
    const found = byKey.get(key);
    if (found) found.push(row);
    else byKey.set(key, [row]);
  }
  const ordered = real.columns.flatMap((column, i): [TypedColumn, TypedColumn][] =>
    isNominal(column) ? [] : [[column, synthetic.columns[i]!]],
  );
  let fresh = 0;
  for (let row = 0; row < rows; row++) {
    const known = byKey
      .get(keyOf(synthetic, row))
      ?.some((other) => ordered.every(([a, b]) => isNear(a.values[other]!, b.values[row]!)));
    if (!known) fresh++;
  }
  return fresh / rows;
}

const isNear = (real: number, synthetic: number): boolean =>
  Number.isNaN(synthetic) ? Number.isNaN(real) : Math.abs(real - synthetic) <= Math.abs(TOLERANCE * synthetic);
