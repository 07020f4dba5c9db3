/** How alike the relation of two columns is in two tables, for every pair of columns. */
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { type Binning, type Codes, codesOf } from "./codes.ts";
import { contingencyOf, contingencySimilarity, cramersV } from "./contingency.ts";
import { correlationSimilarity, createCorrelations } from "./correlation.ts";

/** Two columns, by their places in the tables. */
export interface PairQuality {
  readonly columns: readonly [number, number];
  /** Of two columns of numbers or dates their correlations are compared, of others the shares of their pairs of values. */
  readonly by: "correlation" | "contingency";
  /** From 0 to 1; NaN where a column of numbers is constant. */
  readonly similarity: number;
  /** How closely the columns go together in the real table: ρ from −1 to 1 (Pearson), or Cramér's V. NaN where it is not defined. */
  readonly real: number;
  /** The same in the synthetic table. */
  readonly synthetic: number;
}

/** How closely two real columns must go together to be a strong pair, as SDMetrics 0.32 has it. */
const STRONG = { correlation: 0.5, contingency: 0.3 } as const;

export const isStrong = ({ by, real }: PairQuality): boolean => Math.abs(real) > STRONG[by];

/** Rows of which contingencies are taken, at most; beyond, rows that are evenly chosen. */
const MOST_ROWS = 50_000;

/** Columns of which all pairs are compared: 4,950 pairs, a second of work. */
const MOST_COLUMNS = 100;

/** Places of the columns that are compared, evenly chosen where they are many. */
const pairedColumns = (count: number): number[] => {
  const most = Math.min(count, MOST_COLUMNS);
  return Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
};

/** How many columns no pair is compared of. */
export const columnsLeftOut = (count: number): number => count - pairedColumns(count).length;

/** Compares every pair of columns of two tables of the same columns and levels. */
export function pairQualities(real: TypedTable, synthetic: TypedTable, binning: Binning): PairQuality[] {
  const places = pairedColumns(real.columns.length);
  const coded = (table: TypedTable): readonly TypedColumn[] => table.columns.map((column) => thinned(column));
  const [ofReal, ofSynthetic] = [coded(real), coded(synthetic)];
  const codes = real.columns.map((_, i) => once(() => codesOf(ofReal[i]!, ofSynthetic[i]!, binning))); // i < columns
  const correlations = [real, synthetic].map(({ columns }) =>
    once(() => createCorrelations(columns.map((column) => (isNominal(column) ? new Float64Array() : column.values)))),
  );
  return places.flatMap((a, i) =>
    places.slice(i + 1).map((b): PairQuality => {
      if ([a, b].some((place) => isNominal(real.columns[place]!))) {
        return { columns: [a, b], ...compareContingencies(codes[a]!(), codes[b]!()) };
      }
      const [left, right] = correlations.map((correlation) => correlation()(a, b)) as [number, number];
      const similarity = correlationSimilarity(left, right);
      return { columns: [a, b], by: "correlation", similarity, real: left, synthetic: right };
    }),
  );
}

type CodesOfBoth = readonly [Codes, Codes];

function compareContingencies(a: CodesOfBoth, b: CodesOfBoth): Omit<PairQuality, "columns"> {
  const [real, synthetic] = [contingencyOf(a[0], b[0]), contingencyOf(a[1], b[1])];
  return {
    by: "contingency",
    similarity: contingencySimilarity(real, synthetic),
    real: cramersV(real, a[0].count, b[0].count),
    synthetic: cramersV(synthetic, a[1].count, b[1].count),
  };
}

function thinned(column: TypedColumn): TypedColumn {
  const { length } = column.values;
  if (length <= MOST_ROWS) return column;
  const values = Float64Array.from(
    { length: MOST_ROWS },
    (_, i) => column.values[Math.floor((i * length) / MOST_ROWS)]!,
  ); // i < MOST_ROWS
  return { ...column, values };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
