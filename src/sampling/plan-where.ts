/**
 * Conditions on several columns at once, as cells that G is given and rows that are drawn again.
 *
 * G has learned rows of which one cell is given, so the rarest of what is asked for is given: G writes it, and the rest of the row is
 * what it makes beside it. The other conditions are left to G, and rows are drawn until they hold: values then come together as it
 * has learned them. Where too few rows fit, the column that rejects most is given too. If one cell alone has what is asked of it,
 * that is all there is to say. Of several cells it must be said how often each is given: as often as rows under the conditions
 * before have it, and with one condition alone as often as the training rows.
 */
import { type CellsColumn, gapCell } from "../data/columns/cells.ts";
import { areCells, type Column, isCells } from "../data/columns/columns.ts";
import { locatorOf } from "../data/columns/locate.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { both, contains, everyValue, type Span, setOf, type ValueSet } from "../data/conditions/value-set.ts";
import { type Asked, holdsFor } from "../data/conditions/where.ts";
import { besideOf, type KeptRules, type TableEntry } from "../data/rules/derived.ts";
import { type ColumnFacts, isNominal, type TypedTable } from "../data/typed-table.ts";
import { problem } from "../problem.ts";
import { type AdmissibleCell, admissibleCells, nothingAdmissible } from "./admissible.ts";
import type { RowNumbers } from "./chance.ts";
import { type DrawnRows, drawAttempts, type RowGenerator } from "./draw-rows.ts";
import { type GivenColumn, giving, type WeighedCell, type Wishes } from "./plan.ts";

/** Rows that are looked at before a column is given. */
const TRIAL_ROWS = 2048;
/** Trials, and rows as asked for in them, that say how often a column has each of its cells. */
const [MOST_TRIALS, ENOUGH_SEEN] = [16, 2000];
/** Rows must fit by themselves as often as this. */
const ENOUGH = 0.05;
/** Attempts that no row of a table makes. */
const TRIAL = 2 ** 20;
/** Rows by which what was seen in a trial is drawn towards what the training rows have. */
const BELIEF = 20;

/** A column that is learned, and what is asked of it. */
interface AskedColumn {
  readonly column: number;
  readonly name: string;
  readonly set: ValueSet;
  readonly cells: readonly AdmissibleCell[];
}

/**
 * What is asked of columns that are learned: of one that another tells, by that other; of one that is made of a distance, whether it
 * is missing, by the distance. The rest can be tested alone.
 */
export function askedColumns(
  columns: readonly Column[],
  rules: KeptRules | undefined,
  asked: Asked,
  doing: string,
): readonly AskedColumn[] {
  if (!areCells(columns)) return [];
  const all = new Map<string, Said & { readonly by: readonly string[] }>();
  for (const [name, set] of asked) {
    const said = saidOf(name, set, columns, rules);
    if (!said) continue;
    const known = all.get(said.source);
    all.set(said.source, { ...said, set: meet(known?.set, said.set), by: [...(known?.by ?? []), name] });
  }
  return columns.flatMap((column, index) => {
    const said = all.get(column.name);
    if (!said) return [];
    const { name, set, by } = said;
    const cells = admissibleCells(column, set);
    if (cells.length === 0 && by.length > 1) throw neverTogether(by, doing);
    if (cells.length === 0) throw nothingAdmissible({ ...column, name }, set, doing);
    return [{ column: index, name, set, cells }];
  });
}

/** What a condition says of a column that is learned. */
interface Said {
  /** The name of that column. */
  readonly source: string;
  /** The one that people know: they have not seen distances. */
  readonly name: string;
  readonly set: ValueSet;
}

/** What a condition on a column says of one that is learned; undefined where that is nothing. */
function saidOf(
  name: string,
  set: ValueSet,
  columns: readonly CellsColumn[],
  rules: KeptRules | undefined,
): Said | undefined {
  const made = rules?.derived.find(({ column }) => column.name === name);
  if (made?.by === "sum") return undefined;
  if (made?.by === "distance") {
    const distance = columns.find((column) => column.name === made.learned);
    if (!distance || !isFull(made.from, columns, rules)) return undefined;
    // Beside values that are all there, one is missing where its distance is.
    if (set.gap) return set.spans.length > 0 ? undefined : { source: distance.name, name, set };
    return gapCell(distance) < 0 ? undefined : { source: distance.name, name, set: everyValue };
  }
  const from = made && columns.find((column) => column.name === made.from);
  if (!made || !from) return { source: name, name, set };
  return { source: from.name, name: from.name, set: sourcesOf(made.entries, factsOf(from), set) };
}

/** Whether every generated row has a value in a column. */
function isFull(name: string, columns: readonly CellsColumn[], rules: KeptRules | undefined): boolean {
  const learned = columns.find((column) => column.name === name);
  if (learned) return gapCell(learned) < 0;
  const made = rules?.derived.find(({ column }) => column.name === name);
  const all = (names: readonly string[]): boolean => names.every((source) => isFull(source, columns, rules));
  if (made?.by === "sum") return all(made.sum.terms.map(({ column }) => column));
  // What another tells is missing beside values that the data did not have.
  return made?.by === "distance" && all([made.from, made.learned]);
}

const neverTogether = (names: readonly string[], doing: string): Error =>
  problem({
    doing,
    expected: `conditions on ${names.join(" and ")} that hold together`,
    came: "some of which no row of the data has both",
  });

const meet = (known: ValueSet | undefined, set: ValueSet): ValueSet => (known ? both(known, set) : set);

/** The values of a column beside which a table has values of a set. */
export function sourcesOf(entries: readonly TableEntry[], from: ColumnFacts, set: ValueSet): ValueSet {
  const beside = besideOf(entries, from);
  const values = isNominal(from)
    ? (from.levels ?? []).map((_, place) => place)
    : entries.flatMap(([key]) => (typeof key === "number" ? [key] : []));
  const spans = values
    .filter((value) => contains(set, beside(value)))
    .map((value): Span => ({ from: value, to: value }));
  const gap = entries.some(([key]) => key === null) && contains(set, beside(Number.NaN));
  return setOf(spans, gap);
}

const weighed = ({ cell, count, share, write }: AdmissibleCell): WeighedCell => ({
  cell,
  // A value that is written is always as asked for. Others are drawn again, which makes them as rare as their share.
  weight: write ? count * Math.max(share, 1 / count) : count,
  ...(write ? { write } : {}),
});

export interface WherePlan {
  readonly wishes: Wishes;
  /** Names of columns of which one of several cells is given. */
  readonly drawn: readonly string[];
}

/** Decides which columns are given, by looking at some rows where that has to be known. */
export async function planWhere(
  generator: RowGenerator,
  numbers: RowNumbers,
  asked: Asked,
  columns: readonly AskedColumn[],
): Promise<WherePlan> {
  const isCell = ({ cells }: AskedColumn): boolean => cells.length === 1;
  // Of a cell that is asked for in part, the value is written: no other row would have it.
  const isWhole = (one: AskedColumn): boolean =>
    isCell(one) && one.cells.every(({ share, write }) => share === 1 && !write);
  const given: GivenColumn[] = [];
  const drawn: string[] = [];
  let open = columns;
  const give = (asked: AskedColumn, cells: readonly WeighedCell[] = asked.cells.map(weighed)): void => {
    given.push({ column: asked.column, cells });
    if (!isCell(asked)) drawn.push(asked.name);
    open = open.filter(({ column }) => column !== asked.column);
  };
  for (const one of columns) if (isCell(one) && !isWhole(one)) give(one);
  const first = open.some(isCell) ? open.filter(isCell) : open;
  if (given.length === 0 && first.length > 0)
    give(first.reduce((a, b) => (shareOf(generator, b) < shareOf(generator, a) ? b : a)));
  let trials = 0;
  const trial = (): Promise<DrawnRows> => {
    const attempt = TRIAL + trials++;
    const attempts = Array.from({ length: TRIAL_ROWS }, (_, row) => ({ row, attempt }));
    return drawAttempts({ generator, numbers, wishes: giving(given) }, attempts);
  };
  while (open.length > 0) {
    const { learned, whole } = await trial();
    if (fitting(whole, asked) >= ENOUGH * TRIAL_ROWS) break;
    const cells = open.filter(isCell);
    const [worst] = [...(cells.length > 0 ? cells : open)].sort((a, b) => hits(learned, a) - hits(learned, b));
    if (!worst) break;
    if (isCell(worst)) {
      give(worst);
      continue;
    }
    const seen = [learned];
    let found = hits(learned, worst);
    while (found < ENOUGH_SEEN && seen.length < MOST_TRIALS) {
      const more = (await trial()).learned;
      seen.push(more);
      found += hits(more, worst);
    }
    give(worst, seenCells(generator, seen, worst));
  }
  return { wishes: giving(given), drawn };
}

/** Of the training rows those that have what is asked of a column. */
function shareOf({ columns }: RowGenerator, { column, cells }: AskedColumn): number {
  const counts = areCells(columns) ? (columns[column]?.counts ?? []) : [];
  return (
    cells.reduce((sum, { count, share }) => sum + count * share, 0) / counts.reduce((sum, count) => sum + count, 0)
  );
}

function fitting({ columns, rows }: TypedTable, asked: Asked): number {
  const values = new Map(columns.map((column) => [column.name, column.values]));
  let fit = 0;
  for (let row = 0; row < rows; row++) if (holdsFor(asked, (name) => values.get(name)?.[row] ?? Number.NaN)) fit++;
  return fit;
}

const valuesOf = ({ columns }: TypedTable, { column }: AskedColumn): readonly number[] => [
  ...(columns[column]?.values ?? []),
];

const hits = (learned: TypedTable, asked: AskedColumn): number =>
  valuesOf(learned, asked).filter((value) => contains(asked.set, value)).length;

/** The cells of a column as often as rows have them that were drawn under the conditions before it. */
function seenCells(
  { columns }: RowGenerator,
  tables: readonly TypedTable[],
  asked: AskedColumn,
): readonly WeighedCell[] {
  const column = columns[asked.column];
  if (!column || !isCells(column)) return asked.cells.map(weighed);
  const locate = locatorOf(column);
  const seen = new Map<number, number>();
  for (const value of tables.flatMap((learned) => valuesOf(learned, asked))) {
    const { cell } = locate(value);
    seen.set(cell, (seen.get(cell) ?? 0) + 1);
  }
  const all = column.counts.reduce((sum, count) => sum + count, 0);
  return asked.cells.map((cell) => {
    const believed = (seen.get(cell.cell) ?? 0) + (BELIEF * cell.count) / all;
    const { weight, ...rest } = weighed(cell);
    return { ...rest, weight: (weight / cell.count) * believed };
  });
}
