/** Which parts of the calendar of a date matter: those that its values, or the other columns, do not take as they come. */
import { isNominal, type TypedColumn } from "../typed-table.ts";
import { calendarPartOf } from "./calendar.ts";
import { type CalendarPart, calendarCells } from "./cells.ts";
import { DAY } from "./resolution.ts";

/** A part is told from chance where dates span so much time. */
const SPANS: Readonly<Record<CalendarPart, number>> = { month: 2 * 365 * DAY, weekday: 56 * DAY, hour: 2 * DAY };

/** Cramér's V, less what chance alone gives: from here on a part is taken to depend on something. */
const DEPENDS = 0.1;
/** Share of the largest χ² there can be, as a root: from here on the cells of a part are taken to be of unequal frequency. */
const UNEQUAL = 0.05;
/** Classes of another column at most: levels by frequency, numbers by rank. */
const CLASSES = 10;

/** Rows that are looked at, times columns, at most: of more rows, some that are spread evenly. */
const MOST_COMPARED = 2e7;

/**
 * Prepares the search for parts that carry signal, in the first `trained` rows of a table: χ² of a column of dates (NaN is a gap)
 * against equal frequencies, or, by Cramér's V with Bergsma's correction (2013), against each other column. The hour only where dates
 * tell it. What is found of a column is found once.
 */
export function calendarSearch(
  columns: readonly TypedColumn[],
  trained: number,
): (dates: TypedColumn) => readonly CalendarPart[] {
  const step = Math.max(1, Math.ceil((trained * columns.length) / MOST_COMPARED));
  const classes = new Map<TypedColumn, Int32Array>();
  const classesFor = (column: TypedColumn): Int32Array => {
    const known = classes.get(column) ?? classesOf(column, trained);
    classes.set(column, known);
    return known;
  };
  const found = new Map<TypedColumn, readonly CalendarPart[]>();
  return (dates) => {
    const others = columns.filter((other) => other !== dates);
    const parts = found.get(dates) ?? partsOf(dates, others, { trained, step, classesFor });
    found.set(dates, parts);
    return parts;
  };
}

/** What the search of a table has for all of its columns. */
interface Search {
  readonly trained: number;
  /** From one row that is looked at to the next. */
  readonly step: number;
  readonly classesFor: (column: TypedColumn) => Int32Array;
}

function partsOf(
  { values, dateForm }: TypedColumn,
  others: readonly TypedColumn[],
  { trained, step, classesFor }: Search,
): readonly CalendarPart[] {
  const all = Array.from({ length: Math.ceil(trained / step) }, (_, i) => i * step);
  const rows = Int32Array.from(all.filter((row) => !Number.isNaN(values[row])));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    low = Math.min(low, values[row] as number);
    high = Math.max(high, values[row] as number);
  }
  const told = (Object.keys(calendarCells) as CalendarPart[]).filter(
    (part) => high - low >= SPANS[part] && (part !== "hour" || dateForm?.resolution !== "day"),
  );
  return told.filter((part) => {
    const cells = Int32Array.from(rows, (row) => calendarPartOf(part, values[row] as number));
    // Dates of one time of day, or of one day of the week, say so by themselves only as long as nobody draws between them.
    return (
      isUnequal(cells, calendarCells[part]) ||
      others.some((other) => cramersV(cells, calendarCells[part], classesFor(other), rows) >= DEPENDS)
    );
  });
}

function isUnequal(cells: Int32Array, count: number): boolean {
  const expected = cells.length / count;
  const counts = new Float64Array(count);
  for (const cell of cells) counts[cell] = (counts[cell] as number) + 1;
  const chi2 = counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
  // Its mean is the degrees of freedom, its variance twice that: four deviations are no chance.
  const freedom = count - 1;
  return chi2 > freedom + 4 * Math.sqrt(2 * freedom) && Math.sqrt(chi2 / (cells.length * freedom)) >= UNEQUAL;
}

/** A small number for each of the first rows: the class of its value. */
function classesOf(column: TypedColumn, trained: number): Int32Array {
  const values = column.values.subarray(0, trained);
  const known = values.filter((value) => !Number.isNaN(value));
  if (isNominal(column)) {
    const counts = new Map<number, number>();
    for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
    const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
    const place = new Map(byCount.map((value, i) => [value, Math.min(i, CLASSES - 1)]));
    return Int32Array.from(values, (value) => place.get(value) ?? CLASSES);
  }
  const sorted = known.toSorted();
  const ends = Array.from(
    { length: CLASSES - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / CLASSES)] ?? 0,
  );
  return Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return CLASSES;
    const above = ends.findIndex((end) => value < end);
    return above < 0 ? ends.length : above;
  });
}

/** 0 for what is independent, 1 for what follows. */
function cramersV(cells: Int32Array, count: number, classes: Int32Array, rows: Int32Array): number {
  const width = CLASSES + 1;
  const [table, ofCells, ofClasses] = [count * width, count, width].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < cells.length; i++) {
    const [cell, other] = [cells[i]!, classes[rows[i]!]!]; // below their lengths
    table[cell * width + other]!++;
    ofCells[cell]!++;
    ofClasses[other]!++;
  }
  const total = cells.length;
  let chi2 = 0;
  table.forEach((found, at) => {
    const expected = ((ofCells[Math.floor(at / width)] as number) * (ofClasses[at % width] as number)) / total;
    if (expected > 0) chi2 += (found - expected) ** 2 / expected;
  });
  const [r, c] = [ofCells, ofClasses].map((counts) => counts.filter((found) => found > 0).length) as [number, number];
  if (r < 2 || c < 2) return 0;
  const [less, rest] = [((r - 1) * (c - 1)) / (total - 1), (size: number) => size - (size - 1) ** 2 / (total - 1)];
  return Math.sqrt(Math.max(0, chi2 / total - less) / (Math.min(rest(r), rest(c)) - 1));
}
