/** Numbers with an order, as special values and quantile bins. */
import { sharesUpTo } from "./bins.ts";
import type { Bin, Step } from "./cells.ts";

export interface QuantileOptions {
  readonly bins: number;
  /** What all values are multiples of; 0 where that is not known. */
  readonly resolution: number;
}

export interface FittedQuantiles {
  /** Values with a cell of their own, rising. */
  readonly values: readonly number[];
  readonly valueCounts: readonly number[];
  readonly bins: readonly Bin[];
  readonly binCounts: readonly number[];
  readonly step?: Step;
}

/** So few different values have a cell each. */
const FEW_VALUES = 32;
/** … where there are so many rows for each of them, and always if there are no more than a handful. */
const ROWS_EACH = 5;
const HANDFUL = 10;
/** A special value has this share of the rows, this many rows, and this many times the rows of its neighbours. */
const SPECIAL_SHARE = 0.003;
const SPECIAL_ROWS = 5;
const SPECIAL_TIMES = 3;
/** Neighbours on each side. */
const NEIGHBOURS = 5;
/** A bin of so many values knows each of them. */
const MOST_STEPS = 200;
/** Otherwise it has this many knots. */
const KNOTS = 101;

interface Counted {
  readonly value: number;
  readonly count: number;
}

/** Fits numbers, of which some may be NaN: those are left out. */
export function fitQuantiles(numbers: Float64Array, { bins, resolution }: QuantileOptions): FittedQuantiles {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const counted = countedValues(sorted);
  const few =
    counted.length <= HANDFUL || (counted.length <= FEW_VALUES && sorted.length >= ROWS_EACH * counted.length);
  const isSpecial = few ? counted.map(() => true) : specialValues(counted, numbers.length);
  const groups = quantileGroups(
    counted.filter((_, i) => !isSpecial[i]),
    bins,
  );
  // A place within a bin of one value would say nothing.
  const single = new Set(groups.flatMap((group) => (group.length === 1 ? group : [])));
  const alone = counted.filter((one, i) => isSpecial[i] || single.has(one));
  const shared = groups.filter((group) => group.length > 1);
  const step = shared.some(({ length }) => length > MOST_STEPS) ? coarseStep(counted, resolution) : undefined;
  return {
    values: alone.map(({ value }) => value),
    valueCounts: alone.map(({ count }) => count),
    bins: shared.map((group) => binOf(group, resolution)),
    binCounts: shared.map(rowsOf),
    ...(step ? { step } : {}),
  };
}

const rowsOf = (group: readonly Counted[]): number => group.reduce((sum, { count }) => sum + count, 0);

function countedValues(sorted: Float64Array): Counted[] {
  const found: Counted[] = [];
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from] as number;
    let to = from + 1;
    while (to < sorted.length && sorted[to] === value) to++;
    found.push({ value: value === 0 ? 0 : value, count: to - from });
    from = to;
  }
  return found;
}

/** Which values are repeated out of all proportion to those beside them. */
function specialValues(counted: readonly Counted[], rows: number): boolean[] {
  const least = Math.max(SPECIAL_ROWS, SPECIAL_SHARE * rows);
  return counted.map(({ count }, i) => {
    if (count < least) return false;
    const beside = [...counted.slice(Math.max(0, i - NEIGHBOURS), i), ...counted.slice(i + 1, i + 1 + NEIGHBOURS)];
    const counts = beside.map((one) => one.count).sort((a, b) => a - b);
    const middle = counts.length / 2;
    const median = ((counts[Math.ceil(middle) - 1] ?? 0) + (counts[Math.floor(middle)] ?? 0)) / 2;
    return count >= SPECIAL_TIMES * median;
  });
}

/** Values by their mid-rank, in as many groups as there shall be bins: equal ones are never apart, and no group is empty. */
function quantileGroups(counted: readonly Counted[], bins: number): readonly (readonly Counted[])[] {
  const rows = rowsOf(counted);
  const groups = Array.from({ length: bins }, (): Counted[] => []);
  let below = 0;
  for (const one of counted) {
    groups[Math.floor((bins * (below + one.count / 2)) / rows)]?.push(one);
    below += one.count;
  }
  return groups.filter(({ length }) => length > 0);
}

function binOf(group: readonly Counted[], resolution: number): Bin {
  const values = group.map(({ value }) => value);
  if (group.length <= MOST_STEPS) {
    return { values, upTo: sharesUpTo(group.map(({ count }) => count)) };
  }
  const all = Float64Array.from(group.flatMap(({ value, count }) => Array<number>(count).fill(value)));
  const knots = Array.from({ length: KNOTS }, (_, i) => {
    const at = (i / (KNOTS - 1)) * (all.length - 1);
    const [low, high] = [all[Math.floor(at)] as number, all[Math.ceil(at)] as number];
    return nearestMultiple(low + (high - low) * (at - Math.floor(at)), resolution);
  });
  return { values: knots };
}

/** A fraction is turned into whole numbers before it divides: 0.3 is three tenths. */
function nearestMultiple(value: number, resolution: number): number {
  if (resolution === 0) return value;
  if (resolution >= 1) return Math.round(value / resolution) * resolution;
  const perUnit = Math.round(1 / resolution);
  return Math.round(value * perUnit) / perUnit;
}

/** The largest number that all values are multiples of, counted from the smallest, where it is coarser than their resolution. */
function coarseStep(counted: readonly Counted[], resolution: number): Step | undefined {
  if (resolution === 0) return undefined;
  const from = counted[0]?.value ?? 0;
  const perUnit = resolution < 1 ? Math.round(1 / resolution) : 1 / resolution;
  let common = 0;
  for (const { value } of counted) {
    common = divisor(common, Math.round((value - from) * perUnit));
    if (common === 1) return undefined;
  }
  const by = resolution < 1 ? common / perUnit : common * resolution;
  return common > 1 && Number.isSafeInteger(common) ? { by, from } : undefined;
}

function divisor(a: number, b: number): number {
  let [first, second] = [Math.abs(a), Math.abs(b)];
  while (second > 0) [first, second] = [second, first % second];
  return first;
}
