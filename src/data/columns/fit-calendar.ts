/** Which parts of the calendar of a date matter: those that its values, or the other columns, do not take as they come. */
import type { DateResolution } from "../date-form.ts";
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

/**
 * Parts that carry signal, for the dates [rows] (NaN is a gap): χ² against equal frequencies, or, by Cramér's V with Bergsma's
 * correction (2013), against each other column. The hour only where dates tell it.
 */
export function calendarParts(
  dates: Float64Array,
  resolution: DateResolution,
  others: readonly TypedColumn[],
): readonly CalendarPart[] {
  const rows = [...dates.keys()].filter((row) => !Number.isNaN(dates[row]));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    low = Math.min(low, dates[row] as number);
    high = Math.max(high, dates[row] as number);
  }
  const told = (Object.keys(calendarCells) as CalendarPart[]).filter(
    (part) => high - low >= SPANS[part] && (part !== "hour" || resolution !== "day"),
  );
  const classes = told.length > 0 ? others.map((other) => classesOf(other, rows)) : [];
  return told.filter((part) => {
    const cells = Int32Array.from(rows, (row) => calendarPartOf(part, dates[row] as number));
    // Dates of one time of day, or of one day of the week, say so by themselves only as long as nobody draws between them.
    return (
      isUnequal(cells, calendarCells[part]) ||
      classes.some((other) => cramersV(cells, calendarCells[part], other) >= DEPENDS)
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

/** A small number for each of the rows: the class of its value. */
function classesOf(column: TypedColumn, rows: readonly number[]): Int32Array {
  const values = rows.map((row) => column.values[row] as number);
  const known = values.filter((value) => !Number.isNaN(value));
  if (isNominal(column)) {
    const counts = new Map<number, number>();
    for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
    const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
    const place = new Map(byCount.map((value, i) => [value, Math.min(i, CLASSES - 1)]));
    return Int32Array.from(values, (value) => place.get(value) ?? CLASSES);
  }
  const sorted = Float64Array.from(known).sort();
  const ends = Array.from(
    { length: CLASSES - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / CLASSES)] ?? 0,
  );
  return Int32Array.from(values, (value) =>
    Number.isNaN(value) ? CLASSES : ends.filter((end) => value >= end).length,
  );
}

/** 0 for what is independent, 1 for what follows. */
function cramersV(cells: Int32Array, count: number, classes: Int32Array): number {
  const width = CLASSES + 1;
  const [table, ofCells, ofClasses] = [count * width, count, width].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  cells.forEach((cell, i) => {
    const other = classes[i] as number;
    table[cell * width + other] = (table[cell * width + other] as number) + 1;
    ofCells[cell] = (ofCells[cell] as number) + 1;
    ofClasses[other] = (ofClasses[other] as number) + 1;
  });
  const rows = cells.length;
  let chi2 = 0;
  table.forEach((found, at) => {
    const expected = ((ofCells[Math.floor(at / width)] as number) * (ofClasses[at % width] as number)) / rows;
    if (expected > 0) chi2 += (found - expected) ** 2 / expected;
  });
  const [r, c] = [ofCells, ofClasses].map((counts) => counts.filter((found) => found > 0).length) as [number, number];
  if (r < 2 || c < 2) return 0;
  const [less, rest] = [((r - 1) * (c - 1)) / (rows - 1), (size: number) => size - (size - 1) ** 2 / (rows - 1)];
  return Math.sqrt(Math.max(0, chi2 / rows - less) / (Math.min(rest(r), rest(c)) - 1));
}
