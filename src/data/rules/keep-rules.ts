/** A table under rules: what is learned of it, and what is kept so that generated rows obey. */
import { internal, problem } from "../../problem.ts";
import { counted, formatNumber } from "../counted.ts";
import { takenRows } from "../some-rows.ts";
import { type ColumnFacts, isNominal, type TypedColumn, type TypedTable } from "../typed-table.ts";
import { combined, entriesOf } from "./combinations.ts";
import type { DerivedColumn, KeptRules } from "./derived.ts";
import { keeps, type Rule, readRule } from "./rule.ts";
import { alone, type Sum } from "./sum.ts";

export interface RuledTable {
  /** Columns that are learned, of the rows that keep all rules. */
  readonly learned: TypedTable;
  readonly kept: KeptRules;
  /** Rows of the table that was given, by number, that are learned from. */
  readonly rows: readonly number[];
  /** How each rule is kept, and how many rows broke it. */
  readonly notices: readonly string[];
}

/** A rule that more rows break than this is none. */
const MOST_BROKEN = 0.5;

/**
 * Puts a table under rules. Rows that break one are left out, and counted. A column that equals a sum of others, and one that is
 * told by another, are not learned; of two that are compared by size, the distance is learned. Other rules are kept by drawing again.
 * `heldOut`: how many rows, the last ones, say nothing of the range of what is derived.
 */
export function keepRules(
  table: TypedTable,
  texts: readonly string[],
  { heldOut = 0 }: { readonly heldOut?: number } = {},
): RuledTable {
  const rules = texts.map((text) => readRule(text, table));
  const notices: string[] = [];
  const rows = rowsThatKeep(table, rules, notices);
  const keeping = rows.length === table.rows ? table : takenRows(table, rows);
  const draft: Draft = { table: keeping, trained: rows.length - heldOut, learned: keeping.columns, derived: [] };
  for (const rule of rules) notices.push(keepRule(draft, rule));
  const order = table.columns.map(({ name }) => name);
  return {
    learned: { columns: draft.learned, rows: rows.length },
    kept: { texts, derived: draft.derived, order },
    rows,
    notices,
  };
}

function rowsThatKeep(table: TypedTable, rules: readonly Rule[], notices: string[]): readonly number[] {
  const columns = new Map(table.columns.map(({ name, values }) => [name, values]));
  const broken = rules.map(() => 0);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const valueIn = (name: string): number => columns.get(name)?.[row] ?? Number.NaN;
    let all = true;
    rules.forEach((rule, r) => {
      if (keeps(rule, valueIn)) return;
      all = false;
      broken[r] = (broken[r] ?? 0) + 1;
    });
    if (all) rows.push(row);
  }
  rules.forEach(({ text }, r) => {
    const count = broken[r] ?? 0;
    if (count > MOST_BROKEN * table.rows) {
      throw problem({
        doing: `keeping rule ${text}`,
        expected: "rows that keep it",
        came: `${formatNumber(count)} of ${counted(table.rows, "row")} that break it`,
        next: "Leave the rule out, or correct it.",
      });
    }
    if (count > 0)
      notices.push(`Rule ${text}: ${counted(count, "row")} of ${formatNumber(table.rows)} break it and are left out.`);
  });
  if (rows.length === 0)
    throw problem({ doing: "keeping rules", expected: "rows that keep all of them", came: "none" });
  return rows;
}

/** What becomes of a table, rule after rule. */
interface Draft {
  readonly table: TypedTable;
  /** Rows, the first ones, whose ranges generated rows keep to. */
  readonly trained: number;
  /** In the order of the table; those learned in the place of others stand where these did. */
  learned: readonly TypedColumn[];
  /** Every column that another is made of comes before it. */
  readonly derived: DerivedColumn[];
}

/** Finds a way to keep a rule; says which. */
function keepRule(draft: Draft, rule: Rule): string {
  if (rule.kind === "fixed") return keepFixed(draft, rule, rule.columns);
  if (rule.kind !== "compare") return again(rule, "it is about values");
  const { comparison, left, right } = rule;
  const [one, other] = [alone(left), alone(right)];
  if (comparison === "=") {
    const way =
      (one !== undefined && keepSum(draft, rule, one, right)) ||
      (other !== undefined && keepSum(draft, rule, other, left));
    if (way) return way;
    throw problem({
      doing: `keeping rule ${rule.text}`,
      expected: "one column alone on one side, that no other rule tells",
      came: rule.text,
      next: "Write it as total=net+tax.",
    });
  }
  if (comparison === "!=" || one === undefined || other === undefined) return again(rule, "no distance tells it");
  return comparison.startsWith("<") ? keepDistance(draft, rule, one, other) : keepDistance(draft, rule, other, one);
}

const again = (rule: Rule, why: string): string => `Rule ${rule.text}: rows that break it are drawn again (${why}).`;

/** A column that equals a sum of others is not learned. Undefined where it cannot be so. */
function keepSum(draft: Draft, rule: Rule, name: string, sum: Sum): string | undefined {
  const circle = sum.terms.some((term) => term.column === name || sourcesOf(draft, term.column).includes(name));
  if (!isLearned(draft, name) || circle) return undefined;
  const column = columnOf(draft, name);
  const parts = sum.terms.map((term) => columnOf(draft, term.column));
  let unlike = 0;
  for (let row = 0; row < draft.table.rows; row++) {
    const gap = parts.some(({ values }) => Number.isNaN(values[row]));
    if (gap !== Number.isNaN(column.values[row])) unlike++;
  }
  derive(draft, { column: factsOf(column), ...rangeOf(draft, column), by: "sum", sum });
  replace(draft, name);
  const gaps =
    unlike === 0
      ? ""
      : ` ${counted(unlike, "row")} had a gap on one side alone; generated rows have one on both, or none.`;
  return `Rule ${rule.text}: ${name} is not learned, but computed.${gaps}`;
}

/** Of two columns the distance is learned in the place of the greater. */
function keepDistance(draft: Draft, rule: Rule, low: string, high: string): string {
  const [from, column] = [columnOf(draft, low), columnOf(draft, high)];
  if (!isLearned(draft, high) || sourcesOf(draft, low).includes(high))
    return again(rule, `${high} is under another rule`);
  for (let row = 0; row < draft.table.rows; row++) {
    if (Number.isNaN(from.values[row]) && !Number.isNaN(column.values[row])) {
      return again(rule, `${low} has gaps where ${high} has none`);
    }
  }
  const distance = distanceColumn(unique(draft, `${high} − ${low}`), from, column);
  derive(draft, {
    column: factsOf(column),
    ...rangeOf(draft, column),
    by: "distance",
    from: low,
    learned: distance.name,
  });
  replace(draft, high, distance);
  return `Rule ${rule.text}: the distance of ${high} from ${low} is learned.`;
}

/** Columns that one of them tells, or else their combinations as one column. */
function keepFixed(draft: Draft, rule: Rule, names: readonly string[]): string {
  const taken = names.find((name) => !isLearned(draft, name));
  if (taken !== undefined) {
    throw problem({
      doing: `keeping rule ${rule.text}`,
      expected: "columns under no other such rule",
      came: taken,
      next: "Put all that go together into one rule.",
    });
  }
  const all = names.map((name) => columnOf(draft, name));
  const source = all.find((from) => all.every((column) => column === from || entriesOf(from, column)));
  if (source) {
    const told = all.filter((column) => column !== source);
    for (const column of told) {
      derive(draft, {
        column: factsOf(column),
        by: "table",
        from: source.name,
        entries: entriesOf(source, column) ?? [],
      });
      replace(draft, column.name);
    }
    return `Rule ${rule.text}: ${source.name} is learned, and tells ${told.map(({ name }) => name).join(", ")}.`;
  }
  const together = combined(all, unique(draft, names.join(" + ")), `keeping rule ${rule.text}`);
  const [first, ...rest] = names;
  replace(draft, first as string, together);
  for (const name of rest) replace(draft, name);
  for (const column of all) {
    derive(draft, {
      column: factsOf(column),
      by: "table",
      from: together.name,
      entries: entriesOf(together, column) ?? [],
    });
  }
  return `Rule ${rule.text}: the ${counted(together.levels?.length ?? 0, "combination")} of the data are learned as one column.`;
}

function columnOf({ table }: Draft, name: string): TypedColumn {
  const column = table.columns.find((known) => known.name === name);
  if (!column) throw internal(`no column ${name} under a rule`);
  return column;
}

const isLearned = ({ learned }: Draft, name: string): boolean => learned.some((column) => column.name === name);

/** All that a derived column is made of, through others too. */
function sourcesOf(draft: Draft, name: string): readonly string[] {
  const made = draft.derived.find(({ column }) => column.name === name);
  if (!made) return [];
  const sources = made.by === "sum" ? made.sum.terms.map((term) => term.column) : [made.from];
  return sources.flatMap((source) => [source, ...sourcesOf(draft, source)]);
}

function replace(draft: Draft, name: string, by?: TypedColumn): void {
  draft.learned = draft.learned.flatMap((column) => (column.name === name ? (by ? [by] : []) : [column]));
}

function derive(draft: Draft, made: DerivedColumn): void {
  const first = draft.derived.findIndex(({ column }) => sourcesOf(draft, column.name).includes(made.column.name));
  draft.derived.splice(first < 0 ? draft.derived.length : first, 0, made);
}

/** A name that no column has. */
function unique({ table, learned }: Draft, name: string): string {
  const taken = new Set([...table.columns, ...learned].map((column) => column.name));
  let free = name;
  while (taken.has(free)) free = `${free}′`;
  return free;
}

const factsOf = ({ values: _, ...facts }: TypedColumn): ColumnFacts => facts;

/** The least and the greatest of a column of numbers. */
function rangeOf({ trained }: Draft, column: TypedColumn): Pick<DerivedColumn, "range"> {
  if (isNominal(column)) return {};
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values.subarray(0, trained)) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { range: [low, high] } : {};
}

/** How far a column lies above another one: numbers with the decimals of the finer, milliseconds between dates. */
function distanceColumn(name: string, from: TypedColumn, to: TypedColumn): TypedColumn {
  const values = to.values.map((value, row) => value - (from.values[row] as number));
  const gap = values.some(Number.isNaN) ? { gap: to.gap ?? "" } : {};
  const whole = from.kind === "date" || (from.kind === "integer" && to.kind === "integer");
  if (whole) return { name, kind: "integer", values, form: { decimals: 0 }, ...gap };
  const decimals = [from, to].map(({ kind, form }) => (kind === "integer" ? 0 : form?.decimals));
  const [a, b] = decimals;
  if (a === undefined || b === undefined) return { name, kind: "number", values, ...gap };
  // 0.3 − 0.1 has 17 digits in double precision.
  const most = Math.max(a, b);
  return {
    name,
    kind: "number",
    values: values.map((value) => Number(value.toFixed(most))),
    form: { decimals: most },
    ...gap,
  };
}
