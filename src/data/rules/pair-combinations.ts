/** Columns that two others tell together, and neither of them alone: the distance of a route from where to where. */
import type { TypedColumn, TypedTable } from "../typed-table.ts";
import { logAgreement, quoted } from "./combinations.ts";

/** Values of a column that tells with another, and of both together, at most: their combinations are learned as one column. */
const [MOST_VALUES, MOST_PAIRS] = [200, 500];
/** Rows of each pair of values on average: fewer prove nothing. */
const ROWS_PER_PAIR = 10;
/** Share of rows that may have another value than the rest of their pair: combinations are learned as one column, these too. */
const MOST_OTHERS = 0.002;
/** Values of what is told: of few, rows agree by chance, or nearly so. */
const FEWEST_TOLD = 8;
/** Columns of few values that are looked through: their number is cubed. */
const MOST_COLUMNS = 20;
/** The probability that rows with equal pairs agree as well as these where one of the two says all there is to say. */
const BY_CHANCE = 1e-6;

/** A column by numbers from 0, gaps among them. */
interface Coded {
  readonly name: string;
  readonly codes: Int32Array;
  readonly count: number;
}

/** Rules as `train` takes them. Each column takes part in one at most; `taken`: columns that other relations speak of. */
export function findPairCombinations({ columns, rows }: TypedTable, taken: ReadonlySet<string>): readonly string[] {
  const free = columns.filter(({ name }) => !taken.has(name)).map((column) => coded(column, rows));
  const few = free
    .filter(({ count }) => count > 1 && count <= MOST_VALUES)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_COLUMNS);
  const used = new Set<Coded>();
  const found: string[] = [];
  for (const told of free) {
    if (told.count < FEWEST_TOLD || used.has(told)) continue;
    const tellers = few.filter((teller) => teller !== told && !used.has(teller));
    const pair = tellersOf(told, tellers, rows);
    if (!pair) continue;
    for (const column of [told, ...pair]) used.add(column);
    // In the order of the table.
    const names = columns.map(({ name }) => name).filter((name) => [told, ...pair].some((one) => one.name === name));
    found.push(`fixed(${names.map(quoted).join(",")})`);
  }
  return found;
}

function coded({ name, values }: TypedColumn, rows: number): Coded {
  const places = new Map<number, number>();
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    const code = places.get(value) ?? places.size;
    places.set(value, code);
    codes[row] = code;
  }
  return { name, codes, count: places.size };
}

/** Of all pairs that tell a column the one with the fewest exceptions, and of these that with the fewest combinations. */
function tellersOf(told: Coded, tellers: readonly Coded[], rows: number): readonly [Coded, Coded] | undefined {
  let best: { readonly pair: readonly [Coded, Coded]; readonly others: number; readonly size: number } | undefined;
  for (const [i, a] of tellers.entries()) {
    for (const b of tellers.slice(i + 1)) {
      const found = pairCounts(told, a, b, rows);
      if (!found) continue;
      const { counts, others } = found;
      const isWorse = best && (others > best.others || (others === best.others && counts.size >= best.size));
      if (isWorse || counts.size > MOST_PAIRS || rows < ROWS_PER_PAIR * counts.size) continue;
      if (chanceGiven(told, a, counts, (pair) => Math.floor(pair / b.count)) > BY_CHANCE) continue;
      if (chanceGiven(told, b, counts, (pair) => pair % b.count) > BY_CHANCE) continue;
      best = { pair: [a, b], others, size: counts.size };
    }
  }
  return best?.pair;
}

/**
 * How many rows each pair of values has, and how many have another value of `told` than the first of their pair; undefined where
 * these are too many.
 */
function pairCounts(told: Coded, a: Coded, b: Coded, rows: number) {
  const beside = new Map<number, number>();
  const counts = new Map<number, number>();
  let others = 0;
  for (let row = 0; row < rows; row++) {
    const pair = (a.codes[row] as number) * b.count + (b.codes[row] as number);
    const value = told.codes[row] as number;
    const known = beside.get(pair);
    if (known === undefined) beside.set(pair, value);
    else if (known !== value && ++others > MOST_OTHERS * rows) return undefined;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, others };
}

/**
 * The probability that all rows of each pair have the same value of `told` where that depends on `one` alone: the product over pairs
 * of Σ p(value | one)^rows. `codeIn`: the value of `one` in a pair.
 */
function chanceGiven(
  told: Coded,
  one: Coded,
  pairs: ReadonlyMap<number, number>,
  codeIn: (pair: number) => number,
): number {
  const shares = Array.from({ length: one.count }, () => new Map<number, number>());
  one.codes.forEach((code, row) => {
    const of = shares[code] as Map<number, number>;
    const value = told.codes[row] as number;
    of.set(value, (of.get(value) ?? 0) + 1);
  });
  let logarithm = 0;
  for (const [pair, count] of pairs) {
    const each = [...(shares[codeIn(pair)] as Map<number, number>).values()];
    const all = each.reduce((sum, of) => sum + of, 0);
    logarithm += logAgreement(count, each, all);
  }
  return Math.exp(logarithm);
}
