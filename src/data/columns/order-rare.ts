/**
 * In which order the rare values of a category stand in their bin. A place within it then says something of the row: those that go with
 * the same value of another column (the aircraft of an airline) lie side by side.
 */
import { isNominal, type TypedColumn } from "../typed-table.ts";

export interface RareOrder {
  /** The rare levels, in order. */
  readonly levels: readonly number[];
  /** The column that they are ordered by; undefined where none goes with them: then the most frequent come first. */
  readonly by?: string;
}

/** Values of a column of numbers to order by, at most. */
const MOST_CLASSES = 100;
/** Columns that are looked through. */
const MOST_COLUMNS = 100;
/** Pairs of rows of one level that must be there to tell. */
const FEWEST_PAIRS = 30;
/** How much more often two rows of one level agree than any two rows, of what is possible: from here on a column goes with the levels. */
const AGREE = 0.2;

/** Orders rare levels of a column, the most frequent first, by one of the others. */
export type RareSearch = (column: TypedColumn, rare: readonly number[]) => RareOrder;

/** Looks through the columns of a table, of which the first `trained` rows say what goes together. */
export function rareSearch(columns: readonly TypedColumn[], trained: number): RareSearch {
  let candidates: readonly TypedColumn[] | undefined;
  return (column, rare) => {
    candidates ??= columns
      .filter((other) => isNominal(other) || new Set(other.values.subarray(0, trained)).size <= MOST_CLASSES)
      .slice(0, MOST_COLUMNS);
    const rows = rowsOfLevels(column.values.subarray(0, trained), rare);
    let best: { readonly column: TypedColumn; readonly agreement: number } | undefined;
    for (const other of candidates) {
      if (other === column) continue;
      const found = agreement(rows, other.values);
      if (found >= AGREE && found > (best?.agreement ?? 0)) best = { column: other, agreement: found };
    }
    return best ? orderedBy(best.column, rare, rows) : { levels: rare };
  };
}

function orderedBy({ name, values }: TypedColumn, rare: readonly number[], rows: RowsOfLevels): RareOrder {
  const classes = new Map(rare.map((level) => [level, mostFrequent(rows.get(level) ?? [], values)]));
  const order = byFrequency([...rows.values()].flat(), values);
  const rank = (level: number): number => order.get(classes.get(level) ?? Number.NaN) ?? 0;
  // Stable: within a class the most frequent stay first.
  return { levels: [...rare].sort((a, b) => rank(a) - rank(b)), by: name };
}

type RowsOfLevels = ReadonlyMap<number, readonly number[]>;

function rowsOfLevels(trained: Float64Array, rare: readonly number[]): RowsOfLevels {
  const rows = new Map<number, number[]>(rare.map((level) => [level, []]));
  for (const [row, level] of trained.entries()) rows.get(level)?.push(row);
  return rows;
}

function countsOf(rows: readonly number[], values: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const value = values[row] as number;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/**
 * How often two different rows of one level have the same value, beside how often any two rows have: 0 where the level says nothing, 1
 * where it tells the value. Pairs of different rows: a level of one row would always agree with itself.
 */
function agreement(rows: RowsOfLevels, values: Float64Array): number {
  const agreeing = (of: readonly number[]): number =>
    [...countsOf(of, values).values()].reduce((sum, count) => sum + count * (count - 1), 0);
  const pairsIn = (of: readonly number[]): number => of.length * (of.length - 1);
  const levels = [...rows.values()];
  const pairs = levels.reduce((sum, of) => sum + pairsIn(of), 0);
  if (pairs < 2 * FEWEST_PAIRS) return 0;
  const all = levels.flat();
  const byChance = agreeing(all) / pairsIn(all);
  const found = levels.reduce((sum, of) => sum + agreeing(of), 0) / pairs;
  return byChance < 1 ? (found - byChance) / (1 - byChance) : 0;
}

function mostFrequent(rows: readonly number[], values: Float64Array): number {
  let [best, most] = [Number.NaN, 0];
  for (const [value, count] of countsOf(rows, values)) if (count > most) [best, most] = [value, count];
  return best;
}

/** The place of every value among all, the most frequent first. */
function byFrequency(rows: readonly number[], values: Float64Array): ReadonlyMap<number, number> {
  const counts = [...countsOf(rows, values)].sort(([a, m], [b, n]) => n - m || a - b);
  return new Map(counts.map(([value], place) => [value, place]));
}
