/** Rows of which some values are given: the others are generated beside them. */
import { areCells, type Column } from "../data/columns/columns.ts";
import { locatorOf } from "../data/columns/locate.ts";
import { rangeOf } from "../data/columns/resolution.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { both, contains, setOf, type ValueSet } from "../data/conditions/value-set.ts";
import { counted } from "../data/counted.ts";
import type { DerivedColumn, KeptRules } from "../data/rules/derived.ts";
import { sumIn } from "../data/rules/sum.ts";
import { type ColumnFacts, isNominal, type TypedTable } from "../data/typed-table.ts";
import { option } from "../option-text.ts";
import { internal, problem } from "../problem.ts";
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
  const facts = new Map(
    [...columns.map(factsOf), ...(rules?.derived ?? []).map(({ column }) => column)].map((column) => [
      column.name,
      column,
    ]),
  );
  const rows = Array.from({ length: given.rows }, (_, row) => wholeRow(row, values, rules, facts));
  const notices = [...leftEmpty(rows, rules, facts)];
  const parts = columns.flatMap((column, index) => {
    const { low, high } = rangeOf(column);
    const locate = locatorOf(column);
    let outside = 0;
    const cells = rows.map((row, number): GivenColumn | undefined => {
      const asked = row.get(column.name);
      if (typeof asked === "object") {
        // The value is written: what is given has to come back, whatever G makes of the cell.
        const found = admissibleCells(column, asked.set, true);
        if (found.length > 0) return { column: index, cells: found.map((cell) => ({ ...cell, weight: cell.count })) };
        throw strangers(asked.names, `${DOING}, row ${number + 1}`);
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

/** What given values of columns that it tells say of a column: any value beside which they all stand. */
interface Told {
  readonly names: readonly string[];
  readonly set: ValueSet;
}

type Known = Map<string, number | Told>;

/** Where no row of the data has what is given of some columns. */
const strangers = (names: readonly string[], doing: string): Error =>
  problem({
    doing,
    expected:
      names.length > 1
        ? `values of ${names.join(" and ")} that a row of the data has together`
        : `a value of ${names.join("")} that the data have`,
    came: names.length > 1 ? "some that none has" : "another one",
    ...(names.length > 1 ? { next: `Leave one of them empty, or train with ${option("relations", "ignore")}.` } : {}),
  });

/** The given values of a row, by columns that are learned: what is derived from others says something of these. */
function wholeRow(
  row: number,
  values: ReadonlyMap<string, Float64Array>,
  rules: KeptRules | undefined,
  facts: ReadonlyMap<string, ColumnFacts>,
): Known {
  const known: Known = new Map();
  for (const [name, column] of values) {
    const value = column[row] as number;
    if (!Number.isNaN(value)) known.set(name, value);
  }
  // From the last to the first: a column may be made of derived ones.
  for (const made of [...(rules?.derived ?? [])].reverse()) solve(made, known, facts, `${DOING}, row ${row + 1}`);
  return known;
}

/** What is to be said of given numbers that tell other columns, and that no row of the data has. */
function leftEmpty(
  rows: readonly ReadonlyMap<string, number | Told>[],
  rules: KeptRules | undefined,
  facts: ReadonlyMap<string, ColumnFacts>,
): readonly string[] {
  return (rules?.derived ?? []).flatMap((made) => {
    const from = made.by === "table" ? facts.get(made.from) : undefined;
    if (made.by !== "table" || !from || isNominal(from)) return [];
    const keys = new Set(made.entries.map(([key]) => key));
    const unknown = rows.filter((row) => {
      const value = row.get(from.name);
      return typeof value === "number" && !keys.has(value);
    });
    return unknown.length === 0
      ? []
      : [
          `${made.column.name} is told by ${from.name}, and is empty beside ${counted(unknown.length, "given value")} that the data do not have.`,
        ];
  });
}

function solve(made: DerivedColumn, known: Known, facts: ReadonlyMap<string, ColumnFacts>, doing: string): void {
  const { name } = made.column;
  const value = known.get(name);
  if (value === undefined) return;
  known.delete(name);
  if (made.by === "table") {
    tell(made, value, known, facts, doing);
    return;
  }
  if (typeof value === "object") {
    throw problem({
      doing,
      expected: `${name} where ${value.names.join(" and ")} is given, as it tells the other`,
      came: "a gap",
    });
  }
  const numberOf = (column: string): number => {
    const number = known.get(column);
    return typeof number === "number" ? number : Number.NaN;
  };
  const refuse = (needed: string): Error =>
    problem({
      doing,
      expected: `${needed} where ${name} is given, as a rule makes one of the others`,
      came: "a gap",
      next: `Leave ${name} empty, or give ${needed}.`,
    });
  switch (made.by) {
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
        throw problem({ doing, expected: `${name} to be ${rest}, as a rule has it`, came: String(value) });
      }
      return;
    }
  }
}

/** What a column tells says which values that one may have: those that are given must be among them, or have some in common. */
function tell(
  { column, from, entries }: Extract<DerivedColumn, { readonly by: "table" }>,
  value: number | Told,
  known: Known,
  facts: ReadonlyMap<string, ColumnFacts>,
  doing: string,
): void {
  const source = facts.get(from);
  if (!source) throw internal(`no column ${from} that tells ${column.name}`);
  const said = typeof value === "number" ? { names: [column.name], set: setOf([{ from: value, to: value }]) } : value;
  const sources = sourcesOf(entries, source, said.set);
  const other = known.get(from);
  if (typeof other === "number") {
    if (!contains(sources, other)) throw strangers([from, ...said.names], doing);
  } else {
    known.set(from, {
      names: [...said.names, ...(other?.names ?? [])],
      set: other ? both(other.set, sources) : sources,
    });
  }
}
