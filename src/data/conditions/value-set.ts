/** Sets of a column's values, as conditions ask for them: ranges of numbers, and whether a gap belongs. Pure set algebra. */

/** All numbers from `from` to `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Values of a column as a table has them (`TypedColumn.values`): a category is its place in `levels`, a date its milliseconds.
 * Spans rise and do not touch.
 */
export interface ValueSet {
  readonly gap: boolean;
  readonly spans: readonly Span[];
}

const [LOWEST, HIGHEST] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Every value; not the gap. */
export const everyValue: ValueSet = { gap: false, spans: [{ from: LOWEST, to: HIGHEST }] };

/** The set of these numbers. */
export const setOf = (spans: readonly Span[], gap = false): ValueSet => ({ gap, spans: united(spans) });

export const contains = ({ gap, spans }: ValueSet, value: number): boolean =>
  Number.isNaN(value) ? gap : spans.some(({ from, to }) => from <= value && value <= to);

/** What both sets have. */
export const both = (a: ValueSet, b: ValueSet): ValueSet => ({
  gap: a.gap && b.gap,
  spans: a.spans.flatMap(({ from, to }) =>
    b.spans.flatMap((other) => {
      const [low, high] = [Math.max(from, other.from), Math.min(to, other.to)];
      return low <= high ? [{ from: low, to: high }] : [];
    }),
  ),
});

/** Every value that the set lacks; never the gap, as a gap is in no order and unlike nothing. */
export function others({ spans }: ValueSet): ValueSet {
  const free: Span[] = [];
  let next = LOWEST;
  for (const { from, to } of spans) {
    if (next < from) free.push({ from: next, to: nextBelow(from) });
    next = nextAbove(to);
  }
  if (next < HIGHEST) free.push({ from: next, to: HIGHEST });
  return { gap: false, spans: free };
}

/** Spans in rising order, those that overlap as one. */
function united(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}

const bits = new DataView(new ArrayBuffer(8));

/** The next float64 above: what lies beyond an end that does not belong. */
export function nextAbove(value: number): number {
  if (value === HIGHEST || Number.isNaN(value)) return value;
  if (value === 0) return Number.MIN_VALUE;
  if (value === LOWEST) return -Number.MAX_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

export const nextBelow = (value: number): number => -nextAbove(-value);
