import { problem } from "../problem.ts";
import { notFinite, outlierRows, withoutRows } from "./clean-rows.ts";
import type { Column, DataSet } from "./dataset.ts";
import { sha256 } from "./fingerprint.ts";
import { exampleData, trainingCount } from "./held-out.ts";
import { listed } from "./listed.ts";
import { atResolution, type NumberForm, numberText } from "./number-form.ts";
import { constantNotice, roundingNotice, valueNotices } from "./table-notices.ts";
import { type ConstantColumn, writtenOrder } from "./table-text.ts";

/** Below it squares lose digits, or are 0. */
const SMALLEST_DEVIATION = 1e-150;

/** A table of numbers. */
export interface Table {
  readonly columns: readonly string[];
  /** Row after row. */
  readonly values: Float64Array;
  /** How each column's numbers are written. Left out: whole numbers as such, others with as many digits as it takes. */
  readonly forms?: readonly NumberForm[];
  /** Columns of one text, which are written and not learned. */
  readonly constants?: readonly ConstantColumn[];
  /** The line of each row in its file. */
  readonly lines?: readonly number[];
}

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
  readonly columns: readonly Column[];
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
  const notices = [...finite.notices, ...(outliers === "keep" ? [] : cleaned.notices)];
  const { columns, values } = cleaned.table;
  const count = values.length / width;
  const trained = trainingCount(name, count, holdout);

  const learned: { readonly column: Column; readonly at: number }[] = [];
  const fixed = new Map<number, Omit<ConstantColumn, "place">>();
  columns.forEach((column, c) => {
    const { mean, deviation, same } = moments(values, c, width, trained);
    if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
      throw problem({
        doing: `${doing}, column ${column}`,
        expected: "finite numbers of moderate size",
        came: "some too large to square",
        next: "Leave the column out, or write it in another unit.",
      });
    }
    if (!same && deviation < SMALLEST_DEVIATION) {
      throw problem({
        doing: `${doing}, column ${column}`,
        expected: "numbers of moderate size",
        came: "differences too small to square",
        next: "Leave the column out, or write it in another unit.",
      });
    }
    const form = formOf(table.forms?.[c], values, c, width, deviation, round);
    // Relative to the values: what was computed may differ from itself by rounding, what has its decimals may not.
    if (same || (form?.decimals === undefined && deviation <= 1e-12 * Math.abs(mean))) {
      const value = values[c] as number;
      fixed.set(c, {
        name: column,
        text: numberText({ scale: Math.abs(value) || 1, ...(form ? { form } : {}) }, value),
        value,
      });
    } else learned.push({ at: c, column: { name: column, center: mean, scale: deviation, ...(form ? { form } : {}) } });
  });
  if (learned.length === 0) {
    throw problem({
      doing,
      expected: "a column whose values differ",
      came: `the same values in every row: ${listed([...fixed.values()].map((one) => `${one.name} ${one.text}`))}`,
    });
  }
  const constants = placed(table, fixed);
  const size = learned.length;
  const scaled = new Float32Array(count * size);
  learned.forEach(({ column: { center, scale }, at }, c) => {
    for (let row = 0; row < count; row++) scaled[row * size + c] = ((values[row * width + at] ?? 0) - center) / scale;
  });
  const kept =
    size === width
      ? values
      : picked(
          values,
          width,
          learned.map(({ at }) => at),
        );
  const digest = await sha256(new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength));
  const names = learned.map(({ column }) => column.name);
  const always = constants.map((constant) => `${constant.name}=${constant.text}`);
  const source = {
    name,
    shape: [size],
    columns: learned.map(({ column }) => column),
    ...(constants.length > 0 ? { constants } : {}),
    count,
    fingerprint: `${count} rows of ${names.join(", ")} sha256:${digest}${always.length > 0 ? `, always ${always.join(", ")}` : ""}`,
    write: (index: number, to: Float32Array, at: number): void =>
      to.set(scaled.subarray(index * size, (index + 1) * size), at),
  };
  return {
    ...exampleData(source, { holdout }),
    columns: source.columns,
    notices: [
      ...notices,
      ...constantNotice(constants),
      ...valueNotices(kept, names, size),
      ...roundingNotice(source.columns),
    ],
  };
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

/** So fine decimals say nothing of a resolution: they are what float64 has. */
const FINE = 1e-7;

function formOf(
  given: NumberForm | undefined,
  values: Float64Array,
  column: number,
  width: number,
  deviation: number,
  round: boolean,
): NumberForm | undefined {
  const form = given ?? (isWhole(values, column, width) ? { decimals: 0 } : {});
  const { decimals, padded, ...rest } = form;
  const fine = decimals !== undefined && decimals > 6 && 10 ** -decimals < FINE * deviation;
  const kept = round && decimals !== undefined && !fine ? { decimals, ...(padded ? { padded } : {}), ...rest } : rest;
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function isWhole(values: Float64Array, column: number, width: number): boolean {
  for (let i = column; i < values.length; i += width) if (!Number.isInteger(values[i])) return false;
  return true;
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

/** Mean and deviation of a column, over the first `count` rows. */
function moments(values: Float64Array, column: number, width: number, count: number) {
  let sum = 0;
  let same = true;
  for (let row = 0; row < count; row++) {
    sum += values[row * width + column] ?? 0;
    same &&= values[row * width + column] === values[column];
  }
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += ((values[row * width + column] ?? 0) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count), same };
}

/**
 * Numbers of training in the data's units, in float64: `center + scale·x` per column, to the resolution of the column where it has one
 * unless `round` is false. What has no columns stays as it is.
 */
export function inUnits(
  columns: readonly Column[] | undefined,
  values: Float32Array | Float64Array,
  { round = true } = {},
): Float32Array | Float64Array {
  if (!columns) return values;
  return Float64Array.from(values, (value, i) => {
    const column = columns[i % columns.length] as Column;
    const number = column.center + column.scale * value;
    return round ? atResolution(column, number) : number;
  });
}

/** Units per deviation below which float32 does not tell a column's numbers apart. */
const TOLD_APART = 1e-5;

/** Whether float32 is too coarse for a column in the data's units: a year, a time, a pressure may lie far from 0 for its deviation. */
export const needsDouble = (columns: readonly Column[]): boolean =>
  columns.some(({ center, scale }) => (Math.abs(center) + 4 * scale) * 2 ** -23 > TOLD_APART * scale);
