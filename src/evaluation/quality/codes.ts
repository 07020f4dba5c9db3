/** Columns as whole numbers, so that rows that have the same values of two columns can be counted. */
import { isNominal, type TypedColumn } from "../../data/typed-table.ts";
import { rangeOf } from "./columns.ts";

/** A column of `count` different codes. */
export interface Codes {
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * How numbers and dates become codes. `own`: as the report of SDMetrics does it, by ten bins of equal width between the least and
 * the largest value of each table, the largest itself and gaps in an eleventh. `real`: by the bins of the real table in both, open at
 * both ends, and gaps apart. By the first an outlier among the synthetic values moves all their bins.
 */
export const binnings = ["own", "real"] as const;
export type Binning = (typeof binnings)[number];

const BINS = 10;

/** Edges of bins between two values, as numpy has them. */
function edgesOf({ low, high }: { readonly low: number; readonly high: number }): Float64Array {
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  const step = (to - from) / BINS;
  return Float64Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? to : from + i * step));
}

/** How many edges are not above a value. */
function edgesBelow(edges: Float64Array, value: number): number {
  let at = 0;
  while (at < edges.length && edges[at]! <= value) at++;
  return at;
}

const nominalCodes = ({ values, levels = [] }: TypedColumn): Codes => ({
  codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? levels.length : value)),
  count: levels.length + 1,
});

/** Codes of a column in both tables. */
export function codesOf(real: TypedColumn, synthetic: TypedColumn, binning: Binning): readonly [Codes, Codes] {
  if (isNominal(real)) return [nominalCodes(real), nominalCodes(synthetic)];
  const edges = edgesOf(rangeOf(real.values));
  if (binning === "real") {
    const inner = edges.subarray(1, BINS);
    const binned = ({ values }: TypedColumn): Codes => ({
      codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? BINS : edgesBelow(inner, value))),
      count: BINS + 1,
    });
    return [binned(real), binned(synthetic)];
  }
  const binned = ({ values }: TypedColumn, own: Float64Array): Codes => ({
    // numpy sorts what is no number behind all edges.
    codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? BINS + 1 : edgesBelow(own, value))),
    count: BINS + 2,
  });
  return [binned(real, edges), binned(synthetic, edgesOf(rangeOf(synthetic.values)))];
}
