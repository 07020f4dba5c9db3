/** Rows of which some values are given: the others are generated beside them. */
import { areCells, type Column } from "../data/columns/columns.ts";
import { locatorOf } from "../data/columns/locate.ts";
import { rangeOf } from "../data/columns/resolution.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { setOf } from "../data/conditions/value-set.ts";
import { counted } from "../data/counted.ts";
import type { DerivedColumn, KeptRules } from "../data/rules/derived.ts";
import { sumIn } from "../data/rules/sum.ts";
import { isNominal, type TypedTable } from "../data/typed-table.ts";
import { problem } from "../problem.ts";
import { admissibleCells } from "./admissible.ts";
import { choose, type GivenColumn, type Wishes, wishOf } from "./plan.ts";
import { sourcesOf } from "./plan-where.ts";

export interface LikePlan {
  readonly wishes: Wishes;
  /** What is to be said of the given values. */
  readonly notices: readonly string[];
}

const DOING = "filling the gaps of given rows";

/**
 * Row i is like row i mod n of the n given ones: values that are there stay as they are, gaps are filled. `given` has columns of the
 * table as the data have them, in any order; columns that it lacks are generated.
 */
export function planLike(columns: readonly Column[], rules: KeptRules | undefined, given: TypedTable): LikePlan {
  if (!areCells(columns)) {
    throw problem({
      doing: DOING,
      expected: "a run whose columns have cells",
      came: "one that learned numbers by their size alone",
      next: "Train it anew as cells.",
    });
  }
  if (given.rows === 0) throw problem({ doing: DOING, expected: "rows", came: "none" });
  const values = new Map(given.columns.map((column) => [column.name, column.values]));
  const rows = Array.from({ length: given.rows }, (_, row) => wholeRow(row, values, rules));
  const notices: string[] = [];
  const parts = columns.flatMap((column, index) => {
    const { low, high } = rangeOf(column);
    const locate = locatorOf(column);
    let outside = 0;
    const cells = rows.map((row): GivenColumn | undefined => {
      const asked = row.get(column.name);
      if (typeof asked === "object") {
        const found = admissibleCells(
          column,
          sourcesOf(asked.entries, factsOf(column), setOf([{ from: asked.value, to: asked.value }])),
        );
        if (found.length > 0) return { column: index, cells: found.map((cell) => ({ ...cell, weight: cell.count })) };
        throw problem({ doing: DOING, expected: `a value of ${asked.name} that the data have`, came: "another one" });
      }
      if (asked === undefined) return undefined;
      if (!isNominal(factsOf(column)) && (asked < low || asked > high)) outside++;
      return { column: index, cells: [{ cell: locate(asked).cell, weight: 1, write: () => asked }] };
    });
    if (outside > 0) {
      notices.push(
        `${column.name}: ${counted(outside, "given value")} outside of what the data have; their rows are made as for the nearest.`,
      );
    }
    return [cells];
  });
  return {
    notices,
    wishes: (row, _attempt, chance) => {
      const place = row % given.rows;
      return wishOf(
        parts.flatMap((cells) => {
          const cell = cells[place];
          return cell ? [choose(cell.column, cell.cells, chance)] : [];
        }),
      );
    },
  };
}

/** A value of a column that another one tells: any value of that one beside which it stands. */
interface Told {
  readonly name: string;
  readonly value: number;
  readonly entries: Extract<DerivedColumn, { readonly by: "table" }>["entries"];
}

/** The given values of a row, by columns that are learned: what is derived from others says something of these. */
function wholeRow(
  row: number,
  values: ReadonlyMap<string, Float64Array>,
  rules: KeptRules | undefined,
): ReadonlyMap<string, number | Told> {
  const known = new Map<string, number | Told>();
  for (const [name, column] of values) {
    const value = column[row] as number;
    if (!Number.isNaN(value)) known.set(name, value);
  }
  // From the last to the first: a column may be made of derived ones.
  for (const made of [...(rules?.derived ?? [])].reverse()) solve(made, known);
  return known;
}

function solve(made: DerivedColumn, known: Map<string, number | Told>): void {
  const { name } = made.column;
  const value = known.get(name);
  if (typeof value !== "number") return;
  known.delete(name);
  const numberOf = (column: string): number => {
    const number = known.get(column);
    return typeof number === "number" ? number : Number.NaN;
  };
  const refuse = (needed: string): Error =>
    problem({
      doing: DOING,
      expected: `${needed} where ${name} is given, as a rule makes one of the others`,
      came: "a gap",
      next: `Leave ${name} empty, or give ${needed}.`,
    });
  switch (made.by) {
    case "table":
      if (!known.has(made.from)) known.set(made.from, { name, value, entries: made.entries });
      return;
    case "distance": {
      const from = numberOf(made.from);
      if (Number.isNaN(from)) throw refuse(made.from);
      known.set(made.learned, Number((value - from).toPrecision(12)));
      return;
    }
    case "sum": {
      const unknown = made.sum.terms.filter(({ column }) => Number.isNaN(numberOf(column)));
      const [open, another] = unknown;
      if (another)
        throw refuse(
          unknown
            .map(({ column }) => column)
            .slice(1)
            .join(" and "),
        );
      const rest = sumIn(made.sum, (column) => (column === open?.column ? 0 : numberOf(column)));
      // 0.3 − 0.1 has 17 digits in double precision.
      if (open) known.set(open.column, Number(((value - rest) / open.times).toPrecision(12)));
      else if (Math.abs(rest - value) > 1e-6 * Math.max(1, Math.abs(value))) {
        throw problem({ doing: DOING, expected: `${name} to be ${rest}, as a rule has it`, came: String(value) });
      }
      return;
    }
  }
}
