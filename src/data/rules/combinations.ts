/** Columns that go together: which of them are told by another, and tables of what stands beside what. */
import { problem } from "../../problem.ts";
import { valueText } from "../columns/column-text.ts";
import { formatNumber } from "../counted.ts";
import { dateText } from "../date-form.ts";
import { type ColumnFacts, isNominal, type TypedColumn, type TypedTable } from "../typed-table.ts";
import type { TableEntry } from "./derived.ts";

/** More combinations than this are no fixed ones. */
const MOST_COMBINATIONS = 10_000;

/** A value by which a table can be looked up: a category's text, a number, null for a gap. */
function keyOf(column: TypedColumn, row: number): string | number | null {
  const value = column.values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  return isNominal(column) ? (column.levels?.[value] ?? null) : value;
}

/** A value as text, for the name of a combination. */
function textOf(column: ColumnFacts, value: number): string {
  if (Number.isNaN(value)) return "";
  if (isNominal(column)) return column.levels?.[value] ?? "";
  if (column.dateForm) return dateText(column.dateForm, value);
  return valueText(column.form ? { form: column.form } : {}, value);
}

/** What stands beside each value of `from`; undefined where a value has two. */
export function entriesOf(from: TypedColumn, column: TypedColumn): readonly TableEntry[] | undefined {
  const entries = new Map<string | number | null, number | null>();
  for (let row = 0; row < from.values.length; row++) {
    const key = keyOf(from, row);
    const value = column.values[row] as number;
    const beside = Number.isNaN(value) ? null : value;
    const known = entries.get(key);
    if (known === undefined) entries.set(key, beside);
    else if (known !== beside) return undefined;
    if (entries.size > MOST_COMBINATIONS) return undefined;
  }
  return [...entries];
}

/** Several columns as one category, whose values are their combinations. */
export function combined(columns: readonly TypedColumn[], name: string, doing: string): TypedColumn {
  const rows = columns[0]?.values.length ?? 0;
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const key = JSON.stringify(columns.map((column) => keyOf(column, row)));
    let place = places.get(key);
    if (place === undefined) {
      place = firsts.length;
      places.set(key, place);
      firsts.push(row);
    }
    values[row] = place;
  }
  if (firsts.length > MOST_COMBINATIONS) {
    throw problem({
      doing,
      expected: `at most ${formatNumber(MOST_COMBINATIONS)} combinations`,
      came: formatNumber(firsts.length),
      next: "Leave the rule out: values that hardly ever come again are no fixed combinations.",
    });
  }
  const texts = firsts.map((row) => columns.map((column) => textOf(column, column.values[row] as number)).join(" / "));
  // "a / b" and "c" may read like "a" and "b / c".
  const levels = new Set(texts).size === texts.length ? texts : [...places.keys()];
  return { name, kind: "category", values, levels };
}

/** Columns told by another one, as a rule that keeps them so. */
export interface FoundCombination {
  readonly from: string;
  readonly told: readonly string[];
  /** Values of `from`. */
  readonly values: number;
  /** As `train` takes it. */
  readonly rule: string;
}

/** Values that come so seldom prove nothing. */
const FEWEST_ROWS_PER_VALUE = 3;
/** The probability that independent columns go together as well as these. */
const BY_CHANCE = 1e-6;

/** Columns that are told by others in every row, and not by chance: a code and its name. */
export function findCombinations({ columns, rows }: TypedTable): readonly FoundCombination[] {
  const told = new Set<string>();
  const found: FoundCombination[] = [];
  // From fine to coarse: a city tells its country, and not the other way round.
  const candidates = columns
    .map((column) => ({ column, counts: countsOf(column, rows) }))
    .filter(({ counts }) => counts.size > 1 && counts.size * FEWEST_ROWS_PER_VALUE <= rows)
    .sort((a, b) => b.counts.size - a.counts.size);
  for (const { column: from, counts } of candidates) {
    if (told.has(from.name)) continue;
    const others = candidates.filter(
      ({ column }) => column !== from && !told.has(column.name) && entriesOf(from, column) !== undefined,
    );
    const proven = others.filter(
      ({ counts: beside }) => chanceOf([...counts.values()], [...beside.values()], rows) < BY_CHANCE,
    );
    if (proven.length === 0) continue;
    const names = proven.map(({ column }) => column.name);
    for (const name of names) told.add(name);
    found.push({
      from: from.name,
      told: names,
      values: counts.size,
      rule: `fixed(${[from.name, ...names].map(quoted).join(",")})`,
    });
  }
  return found;
}

/** A name as rules have it. */
export const quoted = (name: string): string =>
  /[(),"'=<>!]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;

function countsOf(column: TypedColumn, rows: number): ReadonlyMap<string | number | null, number> {
  const counts = new Map<string | number | null, number>();
  for (let row = 0; row < rows && counts.size <= MOST_COMBINATIONS; row++) {
    const key = keyOf(column, row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The probability that all rows of each value have the same value beside it, if the two were independent. */
function chanceOf(values: readonly number[], beside: readonly number[], rows: number): number {
  return Math.exp(values.reduce((sum, count) => sum + logAgreement(count, beside, rows), 0));
}

/** The logarithm of the probability that `count` rows have one value, of values that so many rows of `all` have each. */
export const logAgreement = (count: number, each: readonly number[], all: number): number =>
  Math.log(each.reduce((sum, of) => sum + (of / all) ** count, 0) || Number.MIN_VALUE);
