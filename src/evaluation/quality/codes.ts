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
const binnings = ["own", "real"] as const;
export type Binning = (typeof binnings)[number];

const BINS = 10;

/** Edges of bins between two values, as numpy has them. */
function edgesOf({ low, high }: { readonly low: number; readonly high: number }): Float64Array {
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  const step = (to - from) / BINS;
  return Float64Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? to : from + i * step));
}

/** How many edges are not above a value; of a gap `gap`. */
function binned(values: Float64Array, edges: Float64Array, gap: number): Int32Array {
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!; // below length
    let at = 0;
    while (at < edges.length && edges[at]! <= value) at++;
    codes[row] = Number.isNaN(value) ? gap : at;
  }
  return codes;
}

function nominalCodes({ values, levels = [] }: TypedColumn): Codes {
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) codes[row] = Number.isNaN(values[row]) ? levels.length : values[row]!; // below length
  return { codes, count: levels.length + 1 };
}

/** Codes of a column in both tables. */
export function codesOf(real: TypedColumn, synthetic: TypedColumn, binning: Binning): readonly [Codes, Codes] {
  if (isNominal(real)) return [nominalCodes(real), nominalCodes(synthetic)];
  const edges = edgesOf(rangeOf(real.values));
  if (binning === "real") {
    const inner = edges.subarray(1, BINS);
    const coded = ({ values }: TypedColumn): Codes => ({ codes: binned(values, inner, BINS), count: BINS + 1 });
    return [coded(real), coded(synthetic)];
  }
  // numpy puts what is no number behind all edges, where the largest value is too.
  const coded = ({ values }: TypedColumn, own: Float64Array): Codes => ({
    codes: binned(values, own, BINS + 1),
    count: BINS + 2,
  });
  return [coded(real, edges), coded(synthetic, edgesOf(rangeOf(synthetic.values)))];
}
