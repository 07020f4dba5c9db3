/** Sums of columns in rules. */

/** A column that is added, so many times. */
export interface Term {
  readonly column: string;
  readonly times: number;
}

/** Σ times·column + plus. */
export interface Sum {
  readonly terms: readonly Term[];
  readonly plus: number;
}

/** A column that stands alone; undefined for anything else. */
export function alone({ terms, plus }: Sum): string | undefined {
  const [term, another] = terms;
  return term && !another && term.times === 1 && plus === 0 ? term.column : undefined;
}

/** The value of a sum in a row; NaN where one of its columns has a gap. */
export function sumIn({ terms, plus }: Sum, valueIn: (column: string) => number): number {
  let total = plus;
  for (const { column, times } of terms) total += times * valueIn(column);
  return total;
}

/** How far rounding in double precision can move the sum of a row. */
export function slackIn({ terms, plus }: Sum, valueIn: (column: string) => number): number {
  let size = Math.abs(plus);
  for (const { column, times } of terms) size += Math.abs(times * valueIn(column));
  return terms.length === 1 && plus === 0 && terms[0]?.times === 1 ? 0 : 1e-12 * size;
}
