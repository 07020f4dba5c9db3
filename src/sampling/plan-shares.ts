/** Rows as often as the data have them, and as often of each value of one column. */
import { areCells, type Column } from "../data/columns/columns.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { both, everyValue, setOf, type ValueSet } from "../data/conditions/value-set.ts";
import { counted } from "../data/counted.ts";
import { asEntry, listedNames } from "../data/listed.ts";
import { nearest } from "../data/nearest.ts";
import type { KeptRules } from "../data/rules/derived.ts";
import { isNominal } from "../data/typed-table.ts";
import { problem } from "../problem.ts";
import { type AdmissibleCell, admissibleCells } from "./admissible.ts";
import { type Chance, pick, type RowNumbers } from "./chance.ts";
import { choose, type Wishes, wishOf } from "./plan.ts";

/** Attempts by which the order of balanced values is drawn. */
const ORDER = 2 ** 21;

/** Gives a column that is drawn anew for each row one of its cells, as often as the training rows have it. */
export function sharesOf(columns: readonly Column[]): Wishes {
  if (!areCells(columns)) return () => ({ given: [], written: [] });
  return (_row, _attempt, chance) => {
    const column = Math.min(columns.length - 1, Math.floor(chance() * columns.length));
    return { given: [{ column, cell: pick(columns[column]?.counts ?? [], chance) }], written: [] };
  };
}

export interface Balance {
  readonly wishes: Wishes;
  /** Values or ranges that have equal shares. */
  readonly parts: number;
  readonly column: string;
  /** Training rows without a value there, of which none is made. */
  readonly gaps: number;
}

/**
 * Gives every row a value of one column, each of them equally often: of a category its levels, of numbers and dates the values that
 * have a cell and the ranges of the others. `within`: those that a condition lets through. In as many rows as there are parts, each
 * comes once.
 */
export function balanced(
  columns: readonly Column[],
  rules: KeptRules | undefined,
  name: string,
  numbers: RowNumbers,
  within: ValueSet = everyValue,
): Balance {
  const index = columnIndex(columns, rules, name);
  const column = areCells(columns) ? columns[index] : undefined;
  if (!column) {
    throw problem({
      doing: `balancing ${name}`,
      expected: "a run whose columns have cells",
      came: "one that learned numbers by their size alone",
      next: "Train it anew as cells.",
    });
  }
  const facts = factsOf(column);
  const parts: readonly AdmissibleCell[] = isNominal(facts)
    ? (facts.levels ?? []).flatMap((_, level) =>
        admissibleCells(column, both(within, setOf([{ from: level, to: level }]))).slice(0, 1),
      )
    : admissibleCells(column, both(within, everyValue));
  if (parts.length < 2) {
    throw problem({ doing: `balancing ${name}`, expected: "two values or more", came: counted(parts.length, "value") });
  }
  const orderOf = shuffledBlocks(parts.length, (block) => numbers.chance(block, ORDER));
  return {
    parts: parts.length,
    column: name,
    gaps: column.gap === undefined ? 0 : (column.counts[column.values.length] ?? 0),
    wishes: (row, _attempt, chance) => {
      const part = parts[orderOf(Math.floor(row / parts.length))[row % parts.length] as number] as AdmissibleCell;
      return wishOf([choose(index, [{ ...part, weight: 1 }], chance)]);
    },
  };
}

/** The place of a column that is learned, or of the one that tells it value by value. */
function columnIndex(columns: readonly Column[], rules: KeptRules | undefined, name: string): number {
  const index = columns.findIndex((column) => column.name === name && (rules?.order.includes(name) ?? true));
  if (index >= 0) return index;
  const made = rules?.derived.find(({ column }) => column.name === name);
  const names = rules?.order ?? columns.map((column) => column.name);
  const close = nearest(name, names);
  throw problem({
    doing: `balancing ${name}`,
    expected: made ? "a column that is learned" : "a column of the table",
    came: made ? `one that is told by others` : name,
    next: made
      ? `Balance ${made.by === "sum" ? made.sum.terms.map((term) => term.column).join(" or ") : made.from}.`
      : close === undefined
        ? `Columns are ${listedNames(names)}.`
        : `Did you mean ${asEntry(close)}?`,
  });
}

/** Permutations of 0 … size − 1, one for each block; the last one is remembered, as rows come in order. */
function shuffledBlocks(size: number, chanceOf: (block: number) => Chance): (block: number) => readonly number[] {
  let known: { readonly block: number; readonly order: readonly number[] } | undefined;
  return (block) => {
    if (known?.block === block) return known.order;
    const order = Array.from({ length: size }, (_, i) => i);
    const chance = chanceOf(block);
    for (let i = size - 1; i > 0; i--) {
      const other = Math.floor(chance() * (i + 1));
      [order[i], order[other]] = [order[other] as number, order[i] as number];
    }
    known = { block, order };
    return order;
  };
}
