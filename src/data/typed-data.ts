/** A mixed table as data: rows of cells, drawn by their frequencies, one column of each given as a condition. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type CellRows, cellRows, writeRow } from "./cell-rows.ts";
import { cellNotices } from "./columns/cell-notices.ts";
import { type CellsColumn, cellCount } from "./columns/cells.ts";
import { calendarSearch } from "./columns/fit-calendar.ts";
import { fitCells } from "./columns/fit-cells.ts";
import { layoutOf } from "./columns/layout.ts";
import { rareSearch } from "./columns/order-rare.ts";
import { conditionWidth, writeCondition } from "./columns/table-condition.ts";
import { counted, formatNumber } from "./counted.ts";
import type { DataSet, Labels } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { trainingCount } from "./held-out.ts";
import { heldOutLast } from "./held-out-rows.ts";
import { listed } from "./listed.ts";
import type { MadeColumn } from "./made-values.ts";
import { momentsOfRows } from "./pair-moments.ts";
import { rowSampler } from "./row-sampler.ts";
import type { DerivedColumn } from "./rules/derived.ts";
import { keepRules } from "./rules/keep-rules.ts";
import { findOrders } from "./rules/orders.ts";
import { columnsIn, findRelations } from "./rules/relations.ts";
import { readRule } from "./rules/rule.ts";
import { shuffled } from "./shuffled.ts";
import { rowsBetween, takenRows } from "./some-rows.ts";
import type { ConstantColumn } from "./table-text.ts";
import type { TypedTable } from "./typed-table.ts";

/** How rows of a mixed table become examples. */
export interface TypedDataOptions {
  /** How many rows, spread over the table (`held-out-rows.ts`), are never trained on. */
  readonly holdout?: number;
  /** Quantile bins of numbers and dates with many values. Left out: 10, or 1 for few rows, and where rows would be very wide. */
  readonly bins?: number;
  /** Columns that never change. */
  readonly constants?: readonly ConstantColumn[];
  /** Columns that are not learned and can be made anew. */
  readonly made?: readonly MadeColumn[];
  /** Rules between columns: `start<=end`, `total=net+tax`, `fixed(code,name)`. Rows that break one are left out. */
  readonly rules?: readonly string[];
  /** Whether relations that every row keeps are found and kept (`rules/relations.ts`); they are by default. */
  readonly relations?: "keep" | "ignore";
}

/** Rows of a mixed table as data, and what is to be said of them. */
export interface TypedData extends DataSet {
  readonly columns: readonly CellsColumn[];
  /** A sentence each. */
  readonly notices: readonly string[];
}

/** Of fewer rows, bins would have too few each: the place alone tells values apart. */
const ROWS_FOR_BINS = 1000;
/** Numbers of a row, from which on it is made narrower. */
const WIDE = 1500;
/** So many bins of numbers, and cells of categories at most: what is tried until rows are narrow enough. */
const NARROWER = [
  { bins: 10, cells: 100 },
  { bins: 1, cells: 100 },
  { bins: 1, cells: 30 },
  { bins: 1, cells: 10 },
] as const;

/**
 * The rows of a table as data: an example is [cells, place, parts of the calendar] of every column (`columns/layout.ts`). Its
 * minibatches are drawn by frequency, and their y has one column given, or more (`row-sampler.ts`); an example by number is the middle of all
 * that stand for its row, with one column given, another for every row.
 * Throws where there are no columns, or fewer than two rows to train on.
 */
export async function typedData(name: string, all: TypedTable, options: TypedDataOptions = {}): Promise<TypedData> {
  const { holdout = 0, constants = [], made = [], relations = "keep" } = options;
  const read = heldOutLast(all, holdout);
  const found = relations === "keep" ? findRelations(read, options.rules) : [];
  const rules = [...(options.rules ?? []), ...found];
  const ruled = rules.length > 0 ? keepRules(read, rules, { heldOut: holdout }) : undefined;
  const table = ruled?.learned ?? read;
  const trained = trainingCount(name, table.rows, holdout);
  if (table.columns.length === 0 || trained < 2) {
    const came = table.columns.length === 0 ? "no columns" : counted(trained, "row");
    throw problem({ doing: `reading ${name}`, expected: "columns, and at least two rows to train on", came });
  }
  const { columns, notices } = fittedColumns(
    table,
    trained,
    options.bins,
    new Set(read.columns.map((column) => column.name)),
  );
  const rows = cellRows(columns, table.columns, table.rows);
  const offered = relations === "keep" ? ordersNotice(read, rules, ruled?.kept.derived ?? [], options.rules) : [];
  const shared = {
    name,
    shape: [rows.layout.size],
    columns,
    ...(constants.length > 0 ? { constants } : {}),
    ...(made.length > 0 ? { made } : {}),
    ...(ruled ? { rules: ruled.kept } : {}),
  };
  const whole = ruled && ruled.rows.length < read.rows ? takenRows(read, ruled.rows) : read;
  const fingerprint = [await fingerprintOf(whole, constants), ...rules].join(", ");
  const held = {
    ...shared,
    ...byNumber(rows, trained),
    name: `${name} held out`,
    typed: rowsBetween(whole, trained, whole.rows),
    count: holdout,
    fingerprint: `${fingerprint}, ${holdout} held out`,
  };
  return {
    ...shared,
    ...byNumber(rows, 0),
    typed: rowsBetween(whole, 0, trained),
    count: trained,
    fingerprint: holdout === 0 ? fingerprint : `${fingerprint}, all but ${holdout}`,
    open: rowSampler(rows, trained),
    pairMoments: (runs, subsets = 0) => momentsOfRows(rows, trained, subsets, runs),
    ...(holdout === 0 ? {} : { heldOut: shuffled(held) }),
    notices: [...(ruled?.notices ?? []), ...foundNotice(found), ...offered, ...notices, widthNotice(columns)],
  };
}

/** What was found and is kept without being asked for. */
const foundNotice = (found: readonly string[]): readonly string[] =>
  found.length === 0
    ? []
    : [
        `${counted(found.length, "relation")} that every row keeps ${found.length === 1 ? "was" : "were"} found, and generated rows keep ${found.length === 1 ? "it" : "them"} too: ${listed(found, 6)}; ${option("relations", "ignore")} learns all columns by themselves.`,
      ];

/** What every row keeps and may do so by chance: said, and kept if somebody says so. `own`: rules of the user's. */
function ordersNotice(
  read: TypedTable,
  rules: readonly string[],
  derived: readonly DerivedColumn[],
  own: readonly string[] = [],
): readonly string[] {
  const taken = new Set(rules.flatMap((rule) => columnsIn(readRule(rule, read))));
  const orders = findOrders(read, taken, new Set(derived.map(({ column }) => column.name)));
  const [first] = orders;
  if (first === undefined) return [];
  return [
    `Every row keeps ${listed(orders, 6)}, maybe by chance: generated rows need not; ${option("rule", [...own, first])} makes them.`,
  ];
}

/** The cells of all columns, as many as fit. */
function fittedColumns(table: TypedTable, trained: number, bins: number | undefined, known: ReadonlySet<string>) {
  const tried = NARROWER.map((one) => ({ ...one, bins: bins ?? (trained < ROWS_FOR_BINS ? 1 : one.bins) }));
  const calendar = calendarSearch(table.columns, trained);
  const ordered = rareSearch(table.columns, trained);
  for (const [i, one] of tried.entries()) {
    const fitted = table.columns.map((column) =>
      fitCells(column, { ...one, trained, calendar, ordered, combined: !known.has(column.name) }),
    );
    const columns = fitted.map(({ column }) => column);
    if (i < tried.length - 1 && layoutOf(columns).size > WIDE) continue;
    return { columns, notices: cellNotices(fitted) };
  }
  return { columns: [], notices: [] };
}

/** x and y of single rows, from the row `first` on. */
function byNumber(
  rows: CellRows,
  first: number,
): { readonly write: NonNullable<DataSet["write"]>; readonly y: Labels } {
  const { layout, cells } = rows;
  const count = layout.blocks.length;
  return {
    write: (index, to, at) => writeRow(rows, first + index, to, at, () => 0.5),
    y: {
      shape: [conditionWidth(layout)],
      write: (index, to, at) => {
        const row = first + index;
        // By a hash of the row's number, so that columns do not take turns with whatever else does.
        const column = (Math.imul(row + 1, 0x9e3779b1) >>> 0) % count;
        to.fill(0, at, at + conditionWidth(layout));
        writeCondition(layout, [{ column, cell: cells[row * count + column] as number }], to, at);
      },
    },
  };
}

async function fingerprintOf({ columns, rows }: TypedTable, constants: readonly ConstantColumn[]): Promise<string> {
  const parts = await Promise.all(
    columns.map(async ({ name, kind, levels, values }) => {
      const digest = await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return [name, kind, levels ?? [], digest];
    }),
  );
  const digest = await sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const always = constants.map(({ name, text }) => `${name}=${text}`);
  const names = columns.map(({ name }) => name).join(", ");
  return `${rows} rows of ${names} sha256:${digest}${always.length > 0 ? `, always ${always.join(", ")}` : ""}`;
}

/** Columns that are named with what they take. */
const SHOWN = 3;

function widthNotice(columns: readonly CellsColumn[]): string {
  const { size } = layoutOf(columns);
  const widest = columns.toSorted((a, b) => cellCount(b) - cellCount(a)).slice(0, SHOWN);
  const shown = listed(widest.map((column) => `${column.name} ${formatNumber(cellCount(column))}`));
  const binned = columns.filter(({ bins }) => bins.length > 0).length;
  const cells = columns.reduce((sum, column) => sum + cellCount(column), 0);
  const rest = size - cells - binned;
  return `A row is ${formatNumber(size)} numbers wide: ${counted(cells, "cell")} of ${counted(columns.length, "column")} (${columns.length > SHOWN ? "most of all " : ""}${shown})${binned > 0 ? `, ${counted(binned, "place")} within bins` : ""}${rest > 0 ? `, ${formatNumber(rest)} of the calendar` : ""}.`;
}
