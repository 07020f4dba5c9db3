/** Columns that name their rows: numbers that count, and texts that are nearly all different and of one pattern. */
import { CALLED_ID } from "../left-columns.ts";
import { patternOf } from "../made-values.ts";
import { type ColumnKind, differentText, type ExaminedColumn, FEWEST, filledRows, type ReadAs } from "./column-kind.ts";
import { isNumeric } from "./number.ts";

/** So many of the values are different. */
const NEARLY_ALL = 0.95;
/** Longer texts are no names of rows but have something to say. */
const LONGEST = 64;

/** Whether (nearly) every row has a value of its own. */
export const isDistinct = (column: ExaminedColumn): boolean =>
  filledRows(column) >= FEWEST && column.texts.length >= NEARLY_ALL * filledRows(column);

const asIdentifier = (column: ExaminedColumn, detail: string): ReadAs => ({
  kind: "identifier",
  reason: differentText(column),
  made: patternOf(column.texts) ?? { kind: "count", next: "1", before: `${column.name} ` },
  remark: { topic: "identifier", detail },
});

/** Of whole numbers, which may be too large for a float64. */
function range({ texts }: ExaminedColumn): string {
  const numbers = texts.map(BigInt);
  const [low, high] = [numbers.reduce((a, b) => (b < a ? b : a)), numbers.reduce((a, b) => (b > a ? b : a))];
  return `${texts.length.toLocaleString("en-US")} different from ${low} to ${high}`;
}

const WHOLE = /^[-+]?\d+$/;

/** Whole numbers that count, or are called an id. Seconds and milliseconds of our time are measurements, however regular. */
function numbersName(column: ExaminedColumn): boolean {
  const { name, texts, place, of, chosen } = column;
  if (chosen || texts.length < filledRows(column) || filledRows(column) < FEWEST) return false;
  if (CALLED_ID.test(name)) return true;
  const { values } = column.numbers();
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // In a table of two columns the first one may be the time of the second.
  if (
    place === 0 &&
    of > 2 &&
    (low === 0 || low === 1) &&
    column.codes.every((code, row) => values[code] === low + row)
  ) {
    return true;
  }
  const ofOurTime = [1, 1e3, 1e6].some((unit) => low >= 8e8 * unit && high <= 2.6e9 * unit);
  return low >= 1e5 && !ofOurTime && high - low < 1.5 * texts.length;
}

export const identifierKind: ColumnKind = {
  recognise: (column) => {
    const { texts } = column;
    const whole = texts.every((text) => WHOLE.test(text));
    if (isNumeric(column)) return whole && numbersName(column) ? asIdentifier(column, range(column)) : undefined;
    // Beyond what float64 tells apart, numbers are names, of rows or of something that comes again.
    if (whole && !column.about.codes && column.texts.length === filledRows(column))
      return asIdentifier(column, range(column));
    if (!isDistinct(column) || texts.some(({ length }) => length > LONGEST)) return undefined;
    return patternOf(texts)
      ? asIdentifier(column, `${differentText(column)}: ${texts.slice(0, 2).join(", ")}, …`)
      : undefined;
  },
  read: (column) => asIdentifier(column, ""),
};
