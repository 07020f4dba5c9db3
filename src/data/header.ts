/** Whether the first line of a table names its columns. */
import type { Line } from "./delimited.ts";
import { isGap, looksNumeric } from "./number-column.ts";

/** `years` and `counting`: numbers that are taken for names, which is a guess that must be said. */
export type HeaderGuess = "text" | "years" | "counting" | "none";

const isText = (field: string): boolean => !isGap(field) && !looksNumeric(field);

/** A first line names the columns if it has no number, if it has text above a column of numbers, or if its numbers are years or count. */
export function guessHeader({ fields }: Line, rows: readonly Line[]): HeaderGuess {
  const numbers = fields.flatMap((field, column) => (looksNumeric(field) ? [column] : []));
  if (numbers.length === 0) return "text";
  const above = fields.some((field, column) => {
    if (!isText(field)) return false;
    let filled = 0;
    for (const row of rows) {
      const value = row.fields[column] ?? "";
      if (isGap(value)) continue;
      if (!looksNumeric(value)) return false;
      filled++;
    }
    return filled > 0;
  });
  if (above) return "text";
  if (
    rows.length < 2 ||
    !fields.every((field, column) => numbers.includes(column) || isText(field) || field.trim() === "")
  ) {
    return "none";
  }
  const values = numbers.map((column) => Number(fields[column]));
  if (numbers.length >= 2 && areYears(values) && values.every((year, i) => isFarFrom(year, rows, numbers[i] ?? 0))) {
    return "years";
  }
  return isCounting(fields, values, rows) ? "counting" : "none";
}

const areYears = (values: readonly number[]): boolean =>
  values.every(
    (year, i) => Number.isInteger(year) && year >= 1900 && year <= 2100 && (i === 0 || year > (values[i - 1] ?? year)),
  );

/** Further from every number below than those are from each other. */
function isFarFrom(year: number, rows: readonly Line[], column: number): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { fields } of rows) {
    const field = fields[column] ?? "";
    if (isGap(field)) continue;
    const value = Number(field.trim().replace(",", "."));
    if (!Number.isFinite(value)) return true;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const span = Math.max(high - low, 1);
  return low <= high && (year > high + span || year < low - span);
}

/** What is written for columns without names: 0, 1, 2, … or 1, 2, 3, …, after an empty field if rows are numbered too (pandas). */
function isCounting(fields: readonly string[], values: readonly number[], rows: readonly Line[]): boolean {
  const indexed = fields[0]?.trim() === "";
  const places = indexed ? fields.length - 1 : fields.length;
  const [from] = values;
  if (values.length !== places || (from !== 0 && from !== 1)) return false;
  if (!values.every((value, i) => value === from + i)) return false;
  if (indexed) return rows.every((row, i) => Number(row.fields[0]) === i);
  const aboveText = fields.some(
    (_, column) =>
      rows.some((row) => isText(row.fields[column] ?? "")) &&
      rows.every((row) => !looksNumeric(row.fields[column] ?? "")),
  );
  if (aboveText && places >= 2) return true;
  // 0, 1, 2 above fractions; a row of that many whole numbers would hardly begin so.
  return places >= 8 || (places >= 3 && rows.some((row) => row.fields.some((field) => /[.,]\d*[1-9]/.test(field))));
}
