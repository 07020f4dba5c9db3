import { problem } from "../problem.ts";
import { notFinite, outlierRows, withoutRows } from "./clean-rows.ts";
import { encodeRows, widthOf } from "./columns/columns.ts";
import { fitNumbers } from "./columns/fit-numbers.ts";
import type { NumberColumn } from "./columns/number.ts";
import type { DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { exampleData, trainingCount } from "./held-out.ts";
import { listed } from "./listed.ts";
import type { Table } from "./table.ts";
import { constantNotice, roundingNotice, valueNotices } from "./table-notices.ts";
import { type ConstantColumn, writtenOrder } from "./table-text.ts";

/** Which rows of a table are trained on. */
export interface TableOptions {
  /** How many rows, the last ones, are set aside. */
  readonly holdout?: number;
  /** `drop` leaves out rows with a number a thousand times further out than all others; `keep` trains on them. */
  readonly outliers?: "drop" | "keep";
  /** Whether generated numbers are written with the decimals of the data, whole numbers as such. */
  readonly round?: boolean;
}

/** Rows of a table as data, and what was left out or changed on the way. */
export interface TableData extends DataSet {
  readonly columns: readonly NumberColumn[];
  /** A sentence each. */
  readonly notices: readonly string[];
}

/**
 * The rows of a table as data: [columns] numbers per example, each column scaled to mean 0 and deviation 1 for training
 * (over the rows that are trained on; the last `holdout` are not).
 * `columns` of the data set scale generated numbers back. Columns that never change are not learned: they stand in `constants`. Rows
 * with a number that is not finite, or with an outlier, are left out. All this is said in `notices`.
 * Throws if nothing is left to learn, or if numbers are too large to square.
 */
export async function tableData(name: string, table: Table, options: TableOptions = {}): Promise<TableData> {
  const { holdout = 0, outliers = "drop", round = true } = options;
  const doing = `reading ${name}`;
  const width = table.columns.length;
  const rows = table.values.length / width;
  if (width === 0 || rows < 2 || !Number.isInteger(rows)) {
    throw problem({ doing, expected: "at least two rows of numbers", came: width === 0 ? "no columns" : `${rows}` });
  }
  const finite = withoutRows(table, notFinite(doing, table));
  const cleaned = outliers === "keep" ? finite : withoutRows(finite.table, outlierRows(finite.table));
  const { values } = cleaned.table;
  const count = values.length / width;
  const { columns, learned, fixed } = learnedColumns(doing, cleaned.table, trainingCount(name, count, holdout), round);
  const constants = placed(table, fixed);
  const kept = learned.length === width ? values : picked(values, width, learned);
  const size = widthOf(columns);
  const numbers = encodeRows(columns, kept);
  const source = {
    name,
    shape: [size],
    columns,
    ...(constants.length > 0 ? { constants } : {}),
    count,
    fingerprint: await fingerprintOf(kept, columns, constants),
    write: (index: number, to: Float32Array, at: number): void =>
      to.set(numbers.subarray(index * size, (index + 1) * size), at),
  };
  return {
    ...exampleData(source, { holdout }),
    columns,
    notices: [
      ...finite.notices,
      ...(outliers === "keep" ? [] : cleaned.notices),
      ...constantNotice(constants),
      ...valueNotices(
        kept,
        columns.map((column) => column.name),
        columns.length,
      ),
      ...roundingNotice(columns),
    ],
  };
}

interface Learned {
  readonly columns: readonly NumberColumn[];
  /** Their places in the table. */
  readonly learned: readonly number[];
  /** By their places: those that are the same in every row. */
  readonly fixed: ReadonlyMap<number, Omit<ConstantColumn, "place">>;
}

/** Which columns are learned, and how; the first `trained` rows decide. Refuses a table in which nothing changes. */
function learnedColumns(doing: string, table: Table, trained: number, round: boolean): Learned {
  const found = table.columns.map((name, c) => {
    const given = table.forms?.[c];
    const facts = { doing: `${doing}, column ${name}`, name, trained, round, ...(given ? { form: given } : {}) };
    return fitNumbers(facts, table.values.subarray(c), table.columns.length);
  });
  const fixed = new Map(found.flatMap((one, c) => ("text" in one ? [[c, one] as const] : [])));
  if (fixed.size < found.length) {
    return {
      columns: found.flatMap((one) => ("text" in one ? [] : [one])),
      learned: found.flatMap((_, c) => (fixed.has(c) ? [] : [c])),
      fixed,
    };
  }
  throw problem({
    doing,
    expected: "a column whose values differ",
    came: `the same values in every row: ${listed([...fixed.values()].map((one) => `${one.name} ${one.text}`))}`,
  });
}

async function fingerprintOf(
  values: Float64Array,
  columns: readonly NumberColumn[],
  constants: readonly ConstantColumn[],
): Promise<string> {
  const digest = await sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const names = columns.map(({ name }) => name).join(", ");
  const always = constants.map((constant) => `${constant.name}=${constant.text}`);
  const count = values.length / columns.length;
  return `${count} rows of ${names} sha256:${digest}${always.length > 0 ? `, always ${always.join(", ")}` : ""}`;
}

function picked(values: Float64Array, width: number, columns: readonly number[]): Float64Array {
  const size = columns.length;
  const kept = new Float64Array((values.length / width) * size);
  for (let row = 0; row * width < values.length; row++) {
    columns.forEach((column, c) => {
      kept[row * size + c] = values[row * width + column] as number;
    });
  }
  return kept;
}

/** All constants with their places among what is written: those the table came with, and numbers that turned out to be some. */
function placed(
  { columns, constants = [] }: Table,
  fixed: ReadonlyMap<number, Omit<ConstantColumn, "place">>,
): readonly ConstantColumn[] {
  const order = writtenOrder({ columns: columns.map((name) => ({ name })), constants });
  return order.flatMap((entry, place) => {
    if (typeof entry !== "number") return [entry];
    const constant = fixed.get(entry);
    return constant ? [{ ...constant, place }] : [];
  });
}
