/**
 * The bars of a column of a mixed table: a bar for each value of columns that have few, for frequent values and gaps of others, and
 * for equal parts of the range. The same bars for real and generated rows.
 */
import { type ColumnFacts, nearestIndex, typedText, valueText } from "#inner";

export type Bar =
  | { readonly kind: "value"; readonly text: string }
  /** From the first to the last, both included. */
  | { readonly kind: "range"; readonly from: string; readonly to: string }
  /** Rare categories, so many of them. */
  | { readonly kind: "others"; readonly count: number }
  | { readonly kind: "gap" };

export interface Bars {
  readonly bars: readonly Bar[];
  /** The bar that a value belongs to. */
  readonly barOf: (value: number) => number;
}

/** Categories with a bar of their own, distinct numbers that have one each, parts of a range. */
const [MOST_LEVELS, MOST_VALUES, PARTS] = [7, 12, 12];
/** A value of a column of many that so many rows have is a bar beside the parts of the range; three such at most. */
const FREQUENT = 0.03;
const MOST_FREQUENT = 3;
/** The range is parted between these quantiles: the first and the last part reach to its ends. */
const TAIL = 0.01;
/** Of the ends of ranges that are not whole numbers or dates. */
const DIGITS = 6;

/** The bars for a column, from the values that real rows have. */
export function barsOf(column: ColumnFacts, real: Float64Array): Bars {
  const nominal = column.kind === "category" || column.kind === "boolean";
  const { bars, barOf } = nominal ? ofLevels(column, real) : ofNumbers(column, real);
  if (column.gap === undefined && !real.some(Number.isNaN)) return { bars, barOf };
  return {
    bars: [...bars, { kind: "gap" }],
    barOf: (value) => (Number.isNaN(value) ? bars.length : barOf(value)),
  };
}

const countsOf = (values: Float64Array): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const valueBar = (column: ColumnFacts, value: number): Bar => ({
  kind: "value",
  text: typedText(column, value),
});

/** The most frequent first; of a boolean the one that is false. */
function ofLevels(column: ColumnFacts, real: Float64Array): Bars {
  const counts = countsOf(real);
  const all = (column.levels ?? []).map((_, level) => level);
  const order =
    column.kind === "boolean" ? all : all.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
  const shown = order.length > MOST_LEVELS + 1 ? order.slice(0, MOST_LEVELS) : order;
  const rest = order.length - shown.length;
  const places = new Map(shown.map((level, place) => [level, place]));
  return {
    bars: [
      ...shown.map((level) => valueBar(column, level)),
      ...(rest > 0 ? [{ kind: "others", count: rest } as const] : []),
    ],
    barOf: (value) => places.get(value) ?? shown.length,
  };
}

function ofNumbers(column: ColumnFacts, real: Float64Array): Bars {
  const counts = countsOf(real);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  if (distinct.length <= MOST_VALUES) {
    return {
      bars: distinct.map((value) => valueBar(column, value)),
      barOf: (value) => nearestIndex(distinct, value),
    };
  }
  const frequent = [...counts]
    .filter(([, count]) => count >= FREQUENT * real.length)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_FREQUENT)
    .map(([value]) => value)
    .sort((a, b) => a - b);
  const others = real.filter((value) => !Number.isNaN(value) && !frequent.includes(value)).sort();
  const edges = edgesOf(column, others);
  const [low, high] = [others[0] ?? 0, others.at(-1) ?? 0];
  const whole = column.kind === "integer";
  const text = edgeText(column);
  const ranges = edges.slice(0, -1).map((edge, part): Bar => {
    const last = part === edges.length - 2;
    const from = part === 0 ? low : edge;
    const to = last ? high : (edges[part + 1] as number) - (whole ? 1 : 0);
    return { kind: "range", from: text(from), to: text(to) };
  });
  const places = new Map(frequent.map((value, place) => [value, place]));
  return {
    bars: [...frequent.map((value) => valueBar(column, value)), ...ranges],
    barOf: (value) => places.get(value) ?? frequent.length + partOf(edges, value),
  };
}

/** Ends of ranges: of numbers with decimals rounded, as they need not be values of the data. */
function edgeText(column: ColumnFacts): (value: number) => string {
  if (column.kind !== "number") return (value) => typedText(column, value);
  const { decimals: _, padded: __, ...form } = column.form ?? {};
  return (value) => valueText({ kind: "quantiles", form }, value, DIGITS);
}

/** Edges of equal parts; of whole numbers, parts of as many numbers each. */
function edgesOf(column: ColumnFacts, sorted: Float64Array): number[] {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(TAIL), at(1 - TAIL)];
  if (column.kind === "integer") {
    const wide = Math.max(1, Math.ceil((high - low + 1) / PARTS));
    const parts = Math.max(1, Math.ceil((high - low + 1) / wide));
    return Array.from({ length: parts + 1 }, (_, i) => low + i * wide);
  }
  // Where nearly all are alike the range has one part.
  const parts = high > low ? PARTS : 1;
  return Array.from({ length: parts + 1 }, (_, i) => low + (i * (high - low)) / parts);
}

/** The part that a value is in: what lies beyond the edges is in the first or the last. */
function partOf(edges: readonly number[], value: number): number {
  let part = 0;
  while (part < edges.length - 2 && value >= (edges[part + 1] as number)) part++;
  return part;
}
