/** Rows of a table from a run: what was asked for is read, planned and drawn. */
import { areCells, type Column, unrounded } from "../data/columns/columns.ts";
import { factsOf } from "../data/columns/typed-table-of.ts";
import { type AskableTable, type Asked, holdsFor, readWhere, type Where } from "../data/conditions/where.ts";
import { formatNumber } from "../data/counted.ts";
import { significantDigits } from "../data/number-form.ts";
import type { Prior } from "../data/prior.ts";
import type { KeptRules } from "../data/rules/derived.ts";
import { keeps, type Rule, readRule } from "../data/rules/rule.ts";
import type { ColumnFacts, TypedTable } from "../data/typed-table.ts";
import { type BesideColumns, type WrittenSource, writtenColumns } from "../data/written/written-columns.ts";
import type { Device } from "../onnx/device.ts";
import { problem } from "../problem.ts";
import { type Checkpoint, parametersOf } from "../training/checkpoint.ts";
import type { Config } from "../training/config.ts";
import { frequentConditions } from "../training/frequent-conditions.ts";
import { gameOf } from "../training/game-of-config.ts";
import { createSampler } from "../training/sampler.ts";
import { createRowNumbers, type RowNumbers } from "./chance.ts";
import {
  CHUNK,
  drawRows,
  type NumberedRows,
  type RowGenerator,
  type RowRequest,
  type Tally,
  type Test,
} from "./draw-rows.ts";
import { giving, together } from "./plan.ts";
import { planLike } from "./plan-like.ts";
import { balanced, sharesOf } from "./plan-shares.ts";
import { askedColumns, planWhere } from "./plan-where.ts";

/** A state of a run of a table. */
export interface TrainedTable {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
}

/** Which rows. */
export interface RowWishes {
  /** How many. Default: 1,000; with `like` as many as are given. */
  readonly count?: number;
  /** Default: the run's. */
  readonly seed?: number;
  /** Conditions that every row obeys. */
  readonly where?: Where;
  /** Rows of which gaps are filled, one after the other, over and over. */
  readonly like?: TypedTable;
  /** A column whose values come equally often. */
  readonly balance?: string;
  /** Rules beside those of the run: rows that break one are drawn again. */
  readonly rules?: readonly string[];
}

export interface RowsOnRequest {
  readonly count: number;
  readonly seed: number;
  /** The rows, table after table, of columns as {@link RowSampler.written} has them; returns what became of them. */
  readonly tables: AsyncGenerator<NumberedRows, Tally, undefined>;
  /** What is to be said before. */
  readonly notices: readonly string[];
}

/** G of a table, ready to draw rows. */
export interface RowSampler {
  /** Columns of the table that can be asked for, and why others cannot. */
  readonly table: AskableTable;
  /** All columns in the order of the data. */
  readonly written: readonly WrittenSource[];
  readonly rows: (wishes: RowWishes, doing: string) => Promise<RowsOnRequest>;
  readonly release: () => Promise<void>;
}

/**
 * Prepares G of a table for drawing; throws where the run is of no table. `round`: whether numbers have the decimals of the data; `device`:
 * where G is computed, the processor if left out. Call `release` when done.
 */
export async function createRowSampler(
  { config, checkpoint }: TrainedTable,
  { round = true, device = "cpu" }: { readonly round?: boolean; readonly device?: Device } = {},
): Promise<RowSampler> {
  const { data, seed, average, run } = config;
  const columns = data.columns && (round ? data.columns : unrounded(data.columns));
  if (!columns) {
    throw problem({
      doing: `drawing rows of ${data.name}`,
      expected: "a run of a table",
      came: "one of other examples",
    });
  }
  const { generator: network, prior, batch } = gameOf(config);
  const conditions = await frequentConditions(config, network);
  const sampler = await createSampler({
    generator: network,
    prior,
    seed,
    batch,
    threads: run.threads,
    device,
    ...(conditions ? { conditions } : {}),
  });
  const parameters = parametersOf(checkpoint, network, average > 0 ? "average" : undefined);
  const statistics = await sampler.calibrate(parameters);
  const { rules } = data;
  const generator: RowGenerator = {
    columns,
    ...(rules ? { rules } : {}),
    conditional: conditions !== undefined,
    draw: (z, y) => sampler.sample(parameters, statistics, z, y),
  };
  return rowSamplerOf({ generator, prior, seed, data, release: sampler.release });
}

/** A generator of rows from wherever, and what is written beside the columns that it has learned. */
interface RowSource {
  readonly generator: RowGenerator;
  readonly prior: Prior;
  /** Where none is asked for. */
  readonly seed: number;
  readonly data: BesideColumns;
  readonly release: () => Promise<void>;
}

export function rowSamplerOf({ generator, prior, seed, data, release }: RowSource): RowSampler {
  const facts = wholeColumns(generator.columns, generator.rules);
  const table = { columns: facts, refused: refusedColumns(data) };
  return {
    table,
    written: writtenColumns(facts, data),
    rows: async (wishes, doing) => {
      const seedOfRows = wishes.seed ?? seed;
      const numbers = await createRowNumbers(prior, seedOfRows, CHUNK);
      return requestOf({ generator, table, numbers, seed: seedOfRows }, wishes, doing);
    },
    release,
  };
}

/** Columns of the table as the data have them. */
export function wholeColumns(columns: readonly Column[], rules: KeptRules | undefined): readonly ColumnFacts[] {
  const known = new Map(columns.map((column) => [column.name, factsOf(column)]));
  for (const { column } of rules?.derived ?? []) known.set(column.name, column);
  return rules ? rules.order.flatMap((name) => known.get(name) ?? []) : [...known.values()];
}

const refusedColumns = ({ constants = [], made = [] }: BesideColumns): ReadonlyMap<string, string> =>
  new Map([
    ...constants.map(({ name, text }) => [name, `is ${text} in every row`] as const),
    ...made.map(
      ({ name, kind }) =>
        [name, kind === "text" ? "is free text, which is not learned" : "names rows, and is made anew"] as const,
    ),
  ]);

interface Surroundings {
  readonly generator: RowGenerator;
  readonly table: AskableTable;
  readonly numbers: RowNumbers;
  readonly seed: number;
}

async function requestOf(around: Surroundings, wishes: RowWishes, doing: string): Promise<RowsOnRequest> {
  const { generator, table, numbers, seed } = around;
  const { columns } = generator;
  requireWhole(wishes, doing);
  const rules = [...(generator.rules?.texts ?? []), ...(wishes.rules ?? [])].map((text) => readRule(text, table));
  for (const rule of rules) requireKnown(rule, generator.rules);
  const asked = wishes.where === undefined ? new Map() : readWhere(wishes.where, table, doing);
  const { request, notices } = await planOf(around, wishes, asked, doing);
  const count = wishes.count ?? wishes.like?.rows ?? 1000;
  const test = testOf(asked, rules);
  const drawn: RowRequest = { generator, numbers, count, ...request, ...(test ? { test } : {}) };
  return { count, seed, notices, tables: areCells(columns) ? drawRows(drawn) : roundedRows(drawRows(drawn), columns) };
}

/** A count may be endless. */
function requireWhole({ count = 1, seed = 0, balance = "" }: RowWishes, doing: string): void {
  const refused = (expected: string, came: unknown): Error => problem({ doing, expected, came: String(came) });
  if (!(Number.isSafeInteger(count) && count > 0) && count !== Number.POSITIVE_INFINITY) {
    throw refused("a whole number of rows, 1 or more", count);
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) throw refused("a whole number of 0 or more as the seed", seed);
  if (typeof balance !== "string") throw refused("the name of one column to balance", balance);
}

/** Fixed combinations are those of the data: without these, none are known. */
function requireKnown(rule: Rule, kept: KeptRules | undefined): void {
  if (rule.kind !== "fixed" || kept?.texts.includes(rule.text)) return;
  throw problem({
    doing: `keeping rule ${rule.text}`,
    expected: "a rule that the run was trained with, as combinations are those of its data",
    came: "a new one",
    next: "Train with the rule.",
  });
}

interface Plan {
  readonly request: Pick<RowRequest, "wishes" | "hold">;
  readonly notices: readonly string[];
}

/** A row's wish stays for so many attempts: rows that are drawn again do not change the shares of what is given. */
export const HOLD = 50;

async function planOf(
  { generator, numbers }: Surroundings,
  wishes: RowWishes,
  asked: Asked,
  doing: string,
): Promise<Plan> {
  const { columns, rules } = generator;
  const { like, balance } = wishes;
  const blind = !generator.conditional && (like !== undefined || balance !== undefined);
  if (blind || (like && (asked.size > 0 || balance !== undefined))) {
    throw problem({
      doing,
      expected: blind ? "a run whose generator takes conditions" : "given rows alone",
      came: blind ? "one that takes none" : "conditions beside them",
      next: blind ? "Train the table as cells." : "Write what is asked for into the given rows.",
    });
  }
  if (like) {
    const { wishes: plan, notices } = planLike(columns, rules, like);
    return { request: { wishes: plan }, notices };
  }
  const here = askedColumns(columns, rules, asked, doing);
  if (balance !== undefined) {
    const index = columns.findIndex(({ name }) => name === balance);
    const within = here.find(({ column }) => column === index)?.set;
    const { wishes: plan, parts, gaps } = balanced(columns, rules, balance, numbers, within);
    const fixed = here
      .filter(({ column, cells }) => column !== index && cells.length === 1)
      .map(({ column, cells }) => ({ column, cells: cells.map((cell) => ({ ...cell, weight: 1 })) }));
    const gapText = gaps > 0 ? ` Rows without a value there (${formatNumber(gaps)} of the data) are not made.` : "";
    return {
      request: { wishes: together(plan, giving(fixed)), hold: HOLD },
      notices: [`${balance}: ${formatNumber(parts)} values or ranges have equal shares.${gapText}`],
    };
  }
  if (here.length === 0 || !generator.conditional) {
    return { request: { wishes: generator.conditional ? sharesOf(columns) : giving([]), hold: HOLD }, notices: [] };
  }
  const { wishes: plan, drawn } = await planWhere(generator, numbers, asked, here);
  return {
    request: { wishes: plan },
    // Of the first nothing has to be guessed: its cells come as often as the data have them.
    notices: drawn
      .slice(1)
      .map(
        (name) =>
          `${name}: too few rows fit by themselves, so one of its cells is given, as often as was seen in rows under the other conditions.`,
      ),
  };
}

/** What a row is tested for; undefined where there is nothing to test. */
export function testOf(asked: Asked, rules: readonly Rule[]): Test | undefined {
  const tested = rules.filter(({ kind }) => kind !== "fixed");
  if (asked.size === 0 && tested.length === 0) return undefined;
  return (valueIn) => holdsFor(asked, valueIn) && tested.every((rule) => keeps(rule, valueIn));
}

/** Numbers that were scaled for training have the digits of float32: no others are shown. */
async function* roundedRows(
  tables: AsyncGenerator<NumberedRows, Tally, undefined>,
  columns: readonly Column[],
): AsyncGenerator<NumberedRows, Tally, undefined> {
  for (;;) {
    const next = await tables.next();
    if (next.done) return next.value;
    for (const column of columns) {
      const values = next.value.table.columns.find(({ name }) => name === column.name)?.values;
      if (!values || !("scale" in column) || column.form?.decimals !== undefined) continue;
      for (let row = 0; row < values.length; row++) {
        const value = values[row] as number;
        values[row] = Number(value.toPrecision(significantDigits(value, column.scale)));
      }
    }
    yield next.value;
  }
}
