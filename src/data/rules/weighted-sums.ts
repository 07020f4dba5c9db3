/**
 * Columns of numbers that are so many times another one, and perhaps another: 1.8 times the degrees and 32, 100 times the hour and the
 * minute.
 */
import type { TypedColumn, TypedTable } from "../typed-table.ts";
import { quoted } from "./combinations.ts";

/** Different values, or pairs of values, that a relation must hold for; of fewer, some weights always fit. */
const FEWEST_POINTS = 10;
/** Columns that are looked through: their number is cubed. */
const MOST_COLUMNS = 40;
/** Digits of a weight at most: of more, the numbers fit by chance. */
const DIGITS = 4;
/** Rounding of what is multiplied and added, relative to the largest part. */
const ROUNDING = 1e-9;

/** A column that others make, and the rule that says how. */
export interface FoundSum {
  readonly total: string;
  readonly rule: string;
}

/** a = p·b + q·c + r in all rows, with q = 0 where there is no c. */
export interface Weights {
  readonly p: number;
  readonly q: number;
  readonly r: number;
}

/**
 * Relations that every row keeps, gaps beside gaps: of one column with a constant, else of two. Those with whole weights
 * above 0 are looked for first: the time is computed from hour and minute, and not a part of it from the rest. `taken`: columns that
 * other relations speak of.
 */
export function findWeightedSums({ columns, rows }: TypedTable, taken: ReadonlySet<string>): readonly FoundSum[] {
  const numbers = columns
    .filter(({ name, kind }) => (kind === "number" || kind === "integer") && !taken.has(name))
    .slice(0, MOST_COLUMNS);
  const found: FoundSum[] = [];
  const used = new Set<TypedColumn>();
  const parts = new Set<TypedColumn>();
  for (const isFit of [isCount, isWhole, isShort]) {
    for (const total of numbers) {
      if (used.has(total) || parts.has(total)) continue;
      const free = numbers.filter((part) => part !== total && !used.has(part));
      const terms = termsOf(total, free, rows, isFit);
      if (!terms) continue;
      const { of, weights } = terms;
      used.add(total);
      for (const part of of) parts.add(part);
      found.push({ total: total.name, rule: ruleText(total, of, weights) });
    }
  }
  return found;
}

function termsOf(total: TypedColumn, free: readonly TypedColumn[], rows: number, isFit: (weight: number) => boolean) {
  for (const b of free) {
    const weights = lineThrough(total.values, b.values, rows);
    if (weights && isFit(weights.p) && isShort(weights.r) && holds(total, [b], weights, rows))
      return { of: [b], weights };
  }
  for (const [i, b] of free.entries()) {
    for (const c of free.slice(i + 1)) {
      const weights = planeThrough(total.values, b.values, c.values, rows);
      if (!weights || !isFit(weights.p) || !isFit(weights.q)) continue;
      if (holds(total, [b, c], weights, rows)) return { of: [b, c], weights };
    }
  }
  return undefined;
}

const isShort = (weight: number): boolean => Number(weight.toPrecision(DIGITS)) === weight;
/** Parts that are added make a whole; a part is what is left of it otherwise. */
const isCount = (weight: number): boolean => weight > 0 && isWhole(weight);
const isWhole = (weight: number): boolean => Number.isInteger(weight) && isShort(weight);

/** Twelve digits are as many as two roundings leave. */
const rounded = (weight: number): number => Number(weight.toPrecision(12)) + 0;

/** Quotients of huge and tiny numbers leave float64. */
function usable(weights: Weights, ofColumns: readonly number[]): Weights | undefined {
  const finite = [weights.p, weights.q, weights.r].every(Number.isFinite);
  return finite && !ofColumns.includes(0) ? weights : undefined;
}

const isFull = (values: readonly number[]): boolean => !values.some(Number.isNaN);

/** a = p·b + r through the first two rows that differ in b; undefined where there are none, or p is 0. */
function lineThrough(a: Float64Array, b: Float64Array, rows: number): Weights | undefined {
  let first: number | undefined;
  for (let row = 0; row < rows; row++) {
    const [x, y] = [b[row] as number, a[row] as number];
    if (!isFull([x, y])) continue;
    if (first === undefined) first = row;
    const [x0, y0] = [b[first] as number, a[first] as number];
    if (x === x0) continue;
    const p = rounded((y - y0) / (x - x0));
    return usable({ p, q: 0, r: rounded(y - p * x) }, [p]);
  }
  return undefined;
}

/** a = p·b + q·c through the first two rows that tell p and q; undefined where there are none, or one of them is 0. */
function planeThrough(a: Float64Array, b: Float64Array, c: Float64Array, rows: number): Weights | undefined {
  let first: number | undefined;
  for (let row = 0; row < rows; row++) {
    const [x, y, z] = [b[row] as number, c[row] as number, a[row] as number];
    if (!isFull([x, y, z]) || (x === 0 && y === 0)) continue;
    if (first === undefined) first = row;
    const [x0, y0, z0] = [b[first] as number, c[first] as number, a[first] as number];
    const determinant = x0 * y - x * y0;
    if (Math.abs(determinant) <= ROUNDING * Math.abs(x0 * y)) continue;
    const [p, q] = [rounded((z0 * y - z * y0) / determinant), rounded((x0 * z - x * z0) / determinant)];
    return usable({ p, q, r: 0 }, [p, q]);
  }
  return undefined;
}

function holds(total: TypedColumn, of: readonly TypedColumn[], weights: Weights, rows: number): boolean {
  const points = new Set<string>();
  const seen = (x: number, y: number): void => {
    if (points.size < FEWEST_POINTS) points.add(`${x} ${y}`);
  };
  return keepsSum(total, of, weights, rows, seen) && points.size === FEWEST_POINTS;
}

/** Whether a = p·b + q·c + r in every row, gaps beside gaps; `seen` is told b and c of each row without a gap. */
export function keepsSum(
  { values: total }: TypedColumn,
  of: readonly TypedColumn[],
  { p, q, r }: Weights,
  rows: number,
  seen: (b: number, c: number) => void,
): boolean {
  const [b, c] = of.map(({ values }) => values);
  for (let row = 0; row < rows; row++) {
    const [whole = 0, x = 0, y = 0] = [total[row], b?.[row], c?.[row]];
    const [one, other] = [p * x, q * y];
    const isGap = Number.isNaN(one) || Number.isNaN(other);
    if (isGap || Number.isNaN(whole)) {
      if (isGap !== Number.isNaN(whole)) return false;
      continue;
    }
    const size = Math.max(Math.abs(whole), Math.abs(one), Math.abs(other), Math.abs(r));
    if (Math.abs(whole - (one + other + r)) > ROUNDING * size) return false;
    seen(x, y);
  }
  return true;
}

function ruleText(total: TypedColumn, of: readonly TypedColumn[], { p, q, r }: Weights): string {
  const weighted = [p, q].slice(0, of.length).map((weight, i) => {
    const sign = weight < 0 ? "-" : i === 0 ? "" : "+";
    const times = Math.abs(weight) === 1 ? "" : `${Math.abs(weight)}*`;
    return `${sign}${times}${quoted(of[i]?.name ?? "")}`;
  });
  const constant = r === 0 ? "" : `${r < 0 ? "-" : "+"}${Math.abs(r)}`;
  return `${quoted(total.name)}=${weighted.join("")}${constant}`;
}
