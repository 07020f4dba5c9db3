/** Rows are drawn until they are what was asked for, each with random numbers of its own: chunk after chunk, in bounded memory. */

import { areCells, type Column, widthOf } from "../data/columns/columns.ts";
import { layoutOf } from "../data/columns/layout.ts";
import { conditionWidth, writeCondition } from "../data/columns/table-condition.ts";
import { typedTableOf } from "../data/columns/typed-table-of.ts";
import { counted, formatNumber } from "../data/counted.ts";
import { inRange, type KeptRules, restoreTable } from "../data/rules/derived.ts";
import type { TypedTable } from "../data/typed-table.ts";
import { internal, problem } from "../problem.ts";
import type { Attempt, RowNumbers } from "./chance.ts";
import type { RowWish, Wishes } from "./plan.ts";

/** A generator of rows. */
export interface RowGenerator {
  /** The columns that it has learned. */
  readonly columns: readonly Column[];
  readonly rules?: KeptRules;
  /** Whether it takes conditions on cells. */
  readonly conditional: boolean;
  /** G(z, y): numbers of examples, one after the other; or the rows, where what draws them has decoded them. */
  readonly draw: (z: Float32Array, y?: Float32Array) => Promise<Float32Array | TypedTable>;
}

/** Whether a row is let through: `valueIn` gives its value of a column. */
export type Test = (valueIn: (column: string) => number) => boolean;

export interface RowRequest {
  readonly generator: RowGenerator;
  readonly numbers: RowNumbers;
  readonly wishes: Wishes;
  /** For so many attempts a row's wish stays the same. Absent: it is made anew for each. */
  readonly hold?: number;
  /** Absent: every row is let through. */
  readonly test?: Test;
  readonly count: number;
  /** Rows that are drawn together and come in one table: which rows come does not depend on it. Default: {@link CHUNK}. */
  readonly chunk?: number;
}

/** What became of the rows that were asked for. */
export interface Tally {
  /** Rows that were drawn. */
  readonly drawn: number;
  /** Those that were let through. */
  readonly made: number;
  /** Rows of which none was let through. */
  readonly missing: number;
}

/** Rows of a chunk, and of one call of G at most. */
export const CHUNK = 2048;
/** A row is drawn so often and no more. */
const MOST_ATTEMPTS = 1000;

/** Rows, and which of those that were asked for they are. */
export interface NumberedRows {
  readonly table: TypedTable;
  readonly numbers: readonly number[];
}

/** The rows, table after table; returns the tally. Ends early where most rows would be drawn in vain. */
export async function* drawRows(request: RowRequest): AsyncGenerator<NumberedRows, Tally, undefined> {
  const tally = { drawn: 0, made: 0, missing: 0 };
  const { chunk: size = CHUNK } = request;
  for (let from = 0; from < request.count; from += size) {
    const count = Math.min(size, request.count - from);
    const chunk = await drawChunk(request, from, count);
    tally.drawn += chunk.drawn;
    tally.made += chunk.table.rows;
    tally.missing += count - chunk.table.rows;
    if (chunk.table.rows > 0) yield { table: chunk.table, numbers: chunk.numbers };
    if (chunk.table.rows < count / 2) {
      tally.missing = request.count - tally.made;
      break;
    }
  }
  return tally;
}

interface Pending {
  readonly row: number;
  /** Its place in the chunk. */
  readonly at: number;
}

async function drawChunk(
  request: RowRequest,
  from: number,
  count: number,
): Promise<NumberedRows & { readonly drawn: number }> {
  const { generator, test } = request;
  let pending: readonly Pending[] = Array.from({ length: count }, (_, at) => ({ row: from + at, at }));
  let [attempt, drawn, made] = [0, 0, 0];
  let kept: Kept | undefined;
  while (pending.length > 0 && attempt < MOST_ATTEMPTS) {
    // As many attempts of each row at once as it will take by what was seen: which of them is the first to pass does not change.
    const likely = made > 0 ? Math.ceil(drawn / made) : 8;
    const most = Math.max(1, Math.floor(CHUNK / pending.length));
    const times = attempt === 0 ? 1 : Math.min(likely, most, MOST_ATTEMPTS - attempt);
    const attempts = Array.from({ length: times }, (_, i) =>
      pending.map(({ row }) => ({ row, attempt: attempt + i })),
    ).flat();
    const { whole: table } = await drawAttempts(request, attempts);
    drawn += attempts.length;
    kept ??= createKept(table, count);
    const passes = passing(table, generator.rules, test);
    const { length } = pending;
    pending = pending.filter(({ at }, i) => {
      for (let time = 0; time < times; time++) {
        if (!passes(time * length + i)) continue;
        kept?.put(table, time * length + i, at);
        made++;
        return false;
      }
      return true;
    });
    attempt += times;
  }
  if (!kept) throw internal("a chunk without rows");
  const missing = new Set(pending.map(({ at }) => at));
  const numbers = Array.from({ length: count }, (_, at) => from + at).filter((_, at) => !missing.has(at));
  return { table: kept.table(missing), numbers, drawn };
}

export interface DrawnRows {
  /** Columns as they are learned. */
  readonly learned: TypedTable;
  /** Columns as the data have them. */
  readonly whole: TypedTable;
}

/** The rows of some attempts. */
export async function drawAttempts(
  { generator, numbers, wishes, hold = 1 }: Omit<RowRequest, "count" | "test">,
  attempts: readonly Attempt[],
): Promise<DrawnRows> {
  const { columns, rules } = generator;
  const asked = attempts.map(({ row, attempt }) => {
    const held = attempt - (attempt % hold);
    return wishes(row, held, numbers.chance(row, held));
  });
  const z = numbers.noise(attempts);
  const drawn = await generator.draw(z, generator.conditional ? conditionsOf(columns, asked) : undefined);
  const learned = drawn instanceof Float32Array ? decoded(columns, drawn) : drawn;
  if (learned.rows !== attempts.length) throw internal(`${learned.rows} rows for ${attempts.length} attempts`);
  asked.forEach(({ written }, row) => {
    for (const { column, value } of written) (learned.columns[column]?.values as Float64Array)[row] = value;
  });
  return { learned, whole: rules ? restoreTable(learned, rules) : learned };
}

function decoded(columns: readonly Column[], x: Float32Array): TypedTable {
  if (x.length % widthOf(columns) !== 0) throw internal(`${x.length} numbers for rows of ${widthOf(columns)}`);
  return typedTableOf(columns, x);
}

/** y of rows. */
function conditionsOf(columns: readonly Column[], wishes: readonly RowWish[]): Float32Array {
  if (!areCells(columns)) throw internal("a condition on columns without cells");
  const layout = layoutOf(columns);
  const width = conditionWidth(layout);
  const y = new Float32Array(wishes.length * width);
  wishes.forEach(({ given }, row) => writeCondition(layout, given, y, row * width));
  return y;
}

/** Which rows of a table are let through; what is derived in them is within the range of the data. */
export function passing(
  table: TypedTable,
  rules: KeptRules | undefined,
  test: Test | undefined,
): (row: number) => boolean {
  const values = new Map(table.columns.map((column) => [column.name, column.values]));
  return (row) => {
    const valueIn = (name: string): number => values.get(name)?.[row] ?? Number.NaN;
    return (
      (rules?.derived ?? []).every((made) => inRange(made, valueIn(made.column.name))) &&
      (test === undefined || test(valueIn))
    );
  };
}

interface Kept {
  readonly put: (table: TypedTable, row: number, at: number) => void;
  /** All rows but some, which were not found. */
  readonly table: (missing: ReadonlySet<number>) => TypedTable;
}

function createKept(like: TypedTable, count: number): Kept {
  const columns = like.columns.map((column) => ({ ...column, values: new Float64Array(count) }));
  return {
    put: (table, row, at) => {
      columns.forEach(({ values }, c) => {
        values[at] = table.columns[c]?.values[row] as number;
      });
    },
    table: (missing) => {
      if (missing.size === 0) return { columns, rows: count };
      const stays = (_: number, at: number): boolean => !missing.has(at);
      return {
        columns: columns.map((column) => ({ ...column, values: column.values.filter(stays) })),
        rows: count - missing.size,
      };
    },
  };
}

/** What to say of rows that were drawn more than once; undefined where each passed at once. */
export function tallyText({ drawn, made, missing }: Tally): string | undefined {
  if (missing === 0 && drawn === made) return undefined;
  const share = `${Number(((100 * made) / drawn).toPrecision(3))} %`;
  const kept = `${counted(made, "row")} of ${formatNumber(drawn)} that were drawn are as asked for (${share}).`;
  if (missing === 0) return kept;
  return `${kept} ${counted(missing, "row")} of ${formatNumber(made + missing)} are missing: ${formatNumber(MOST_ATTEMPTS)} draws of each were in vain. Ask for less at once, or train longer.`;
}

/** Where not one row was as it was asked for. */
export const nothingMade = (doing: string, { drawn }: Tally): Error =>
  problem({
    doing,
    expected: "some rows as they were asked for",
    came: `none of ${formatNumber(drawn)} that were drawn`,
    next: "Ask for less at once: the data may have hardly any such row.",
  });
