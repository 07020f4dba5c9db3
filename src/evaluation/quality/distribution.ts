/** A column's values in two tables as bars: bins of numbers and dates, values of their own, categories, and the gap. */
import { barsOver } from "../../data/bars.ts";
import { isNominal, type TypedColumn } from "../../data/typed-table.ts";
import { sortedValues } from "./columns.ts";

/** A bar, as shares of all rows. */
export interface Bar {
  readonly of: "bin" | "value" | "others" | "gap";
  /** The value, in units of the data or as a place among levels; of a bin its ends. */
  readonly from?: number;
  readonly to?: number;
  readonly real: number;
  readonly synthetic: number;
}

/** How the values of a column are distributed, in two tables: bars side by side. */
export interface Distribution {
  readonly bars: readonly Bar[];
  /** Of categories, how many values share the bar of others. */
  readonly others: number;
}

/** Bins between the values of their own. */
const BINS = 24;
/** Numbers with so few values have a bar for each. */
const FEW_VALUES = 16;
/** A value of so large a share of the rows has a bar of its own; so many at most. */
const SPECIAL_SHARE = 0.1;
const MOST_SPECIAL = 3;
/** Bars of a category. */
const MOST_LEVELS = 14;
/** The share of the rows at either end that lies within the outermost bins, whatever their width. */
const TAIL = 0.005;

/** Bars of a column in both tables; categories must have the same levels. */
export const distributionOf = (real: TypedColumn, synthetic: TypedColumn): Distribution =>
  isNominal(real) ? nominalBars(real, synthetic) : orderedBars(real, synthetic);

const shareOf = (values: Float64Array, fits: (value: number) => boolean): number => {
  let count = 0;
  for (const value of values) if (fits(value)) count++;
  return count / Math.max(1, values.length);
};

function gapBars(real: Float64Array, synthetic: Float64Array): Bar[] {
  const [a, b] = [shareOf(real, Number.isNaN), shareOf(synthetic, Number.isNaN)];
  return a + b > 0 ? [{ of: "gap", real: a, synthetic: b }] : [];
}

/** Most frequent real values first. */
function frequentValues(values: Float64Array): [number, number][] {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

const valueBar = (value: number, real: Float64Array, synthetic: Float64Array): Bar => ({
  of: "value",
  from: value,
  real: shareOf(real, (one) => one === value),
  synthetic: shareOf(synthetic, (one) => one === value),
});

function nominalBars(real: TypedColumn, synthetic: TypedColumn): Distribution {
  const [a, b] = [real.values, synthetic.values];
  const known = frequentValues(a).map(([value]) => value);
  const invented = frequentValues(b.filter((value) => !known.includes(value))).map(([value]) => value);
  const all = [...known, ...invented];
  const shown = all.length <= MOST_LEVELS ? all : all.slice(0, MOST_LEVELS - 1);
  const rest = new Set(all.slice(shown.length));
  const inRest = (value: number): boolean => rest.has(value);
  const others: Bar[] =
    rest.size === 0 ? [] : [{ of: "others", real: shareOf(a, inRest), synthetic: shareOf(b, inRest) }];
  return {
    bars: [...shown.map((value) => valueBar(value, a, b)), ...others, ...gapBars(a, b)],
    others: rest.size,
  };
}

function orderedBars(real: TypedColumn, synthetic: TypedColumn): Distribution {
  const [a, b] = [real.values, synthetic.values];
  const counted = frequentValues(a);
  if (counted.length <= FEW_VALUES) {
    const values = counted.map(([value]) => value).sort((x, y) => x - y);
    const elsewhere: Bar[] = [
      { of: "others", real: 0, synthetic: shareOf(b, (value) => !Number.isNaN(value) && !values.includes(value)) },
    ];
    return {
      bars: [
        ...values.map((value) => valueBar(value, a, b)),
        ...elsewhere.filter(({ synthetic: share }) => share > 0),
        ...gapBars(a, b),
      ],
      others: 0,
    };
  }
  const special = counted
    .slice(0, MOST_SPECIAL)
    .filter(([, count]) => count >= SPECIAL_SHARE * a.length)
    .map(([value]) => value)
    .sort((x, y) => x - y);
  return {
    bars: [
      ...special.map((value) => valueBar(value, a, b)),
      ...binBars(a, b, special, real.kind === "integer"),
      ...gapBars(a, b),
    ],
    others: 0,
  };
}

/** Bins of equal width for all values but the special ones; the outermost ones take what lies beyond. */
function binBars(a: Float64Array, b: Float64Array, special: readonly number[], whole: boolean): Bar[] {
  const inBins = (value: number): boolean => !Number.isNaN(value) && !special.includes(value);
  const sorted = sortedValues(a.filter(inBins));
  const last = sorted.length - 1;
  const [low, high] = [sorted[Math.floor(TAIL * last)] ?? 0, sorted[Math.ceil((1 - TAIL) * last)] ?? 0];
  const { count: bins, span } = barsOver({ low, high, whole }, BINS);
  const width = span / bins;
  const counts = (values: Float64Array): Float64Array => {
    const found = new Float64Array(bins);
    for (const value of values) {
      if (inBins(value)) found[Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))]! += 1; // a bin
    }
    return found.map((count) => count / Math.max(1, values.length));
  };
  const [real, synthetic] = [counts(a), counts(b)];
  return Array.from({ length: bins }, (_, i) => ({
    of: "bin",
    from: low + i * width,
    to: low + (i + 1) * width,
    real: real[i]!, // one for each bin
    synthetic: synthetic[i]!,
  }));
}
