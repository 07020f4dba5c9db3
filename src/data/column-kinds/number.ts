/** Columns of numbers, and of whole ones. Numbers that are infinite stay so: the rows that have them are left out later. */
import { readNumbers } from "../number-column.ts";
import { type ColumnKind, type ExaminedColumn, filledRows, type ReadAs, type Unfit } from "./column-kind.ts";

/** One value in so many rows is worth saying. */
const OFTEN = 0.5;

/** Why it is a column of numbers, where there is something to say: what one value makes up. */
function reasonOf(column: ExaminedColumn, decimals: number | undefined): string {
  const most = column.counts.reduce((a, b) => Math.max(a, b), 0);
  const share = most / filledRows(column);
  const different = column.texts.length.toLocaleString("en-US");
  if (share >= OFTEN && column.texts.length > 1) {
    const percent = (100 * share).toFixed(share > 0.99 ? 1 : 0);
    return `${different} different, ${percent} % are ${column.texts[column.counts.indexOf(most)]}`;
  }
  if (decimals === undefined) return `${different} different`;
  return decimals === 0
    ? `whole, ${different} different`
    : `${decimals} decimal${decimals === 1 ? "" : "s"}, ${different} different`;
}

function asNumbers(column: ExaminedColumn, { values, form }: ReturnType<ExaminedColumn["numbers"]>): ReadAs {
  return {
    kind: form.decimals === 0 ? "integer" : "number",
    reason: reasonOf(column, form.decimals),
    numbers: values,
    form,
  };
}

/** Whole numbers beyond it are not told apart. */
const beyondFloats = (values: Float64Array): boolean =>
  values.some((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value));

/** Whether all of a column's texts are numbers that a float64 can hold. */
export const isNumeric = (column: ExaminedColumn): boolean => {
  if (column.stated === "text" || column.stated === "boolean" || column.stated === "date") return false;
  const { values, others, form } = column.numbers();
  // A word that stands for a gap elsewhere and is a value here is read as no number, and as nothing else.
  const unread = values.some(Number.isNaN);
  return others.length === 0 && !unread && !(form.decimals === 0 && beyondFloats(values));
};

/** What the user calls a number is one: 007 too. */
function readAsNumbers(column: ExaminedColumn): ReadAs | Unfit {
  const { texts, about, mark } = column;
  const read = readNumbers(texts, about, mark, true);
  const bad = texts.find((_, i) => Number.isNaN(read.values[i]));
  return bad === undefined ? asNumbers(column, read) : { unfit: bad, expected: "a number" };
}

export const numberKind: ColumnKind = {
  recognise: (column) => (isNumeric(column) ? asNumbers(column, column.numbers()) : undefined),
  read: (column) => {
    const read = readAsNumbers(column);
    return "unfit" in read ? read : { ...read, kind: "number" };
  },
};

export const integerKind: ColumnKind = {
  read: (column) => {
    const read = readAsNumbers(column);
    if ("unfit" in read) return { ...read, expected: "a whole number" };
    const bad = column.texts.find((_, i) => !Number.isInteger(read.numbers?.[i]));
    if (bad !== undefined) return { unfit: bad, expected: "a whole number" };
    const { padded: _, ...form } = read.form ?? {};
    return { ...read, kind: "integer", form: { ...form, decimals: 0 } };
  },
};
