/** A mixed table as learners take it: what of its columns is fixed on the rows for training, and how any rows then read. */
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { internal } from "../../problem.ts";
import type { Design } from "./linear-model.ts";

/** Columns of a table of the same kind as the one that was learned from. */
export type Encoder<Encoded> = (table: TypedTable) => Encoded;

/**
 * For trees: numbers and dates as they are, categories by their place in the order of their texts. NaN is a gap, −1 a category that
 * the training rows do not have.
 */
export function ordinalEncoder(training: TypedTable): Encoder<Float64Array[]> {
  const readers = training.columns.map((column) => {
    if (!isNominal(column)) return { name: column.name, read: (of: TypedColumn) => of.values };
    const places = new Map(seenLevels(column).map((level, place) => [level, place]));
    return {
      name: column.name,
      read: (of: TypedColumn) => byLevel(of, Number.NaN, (level) => places.get(level) ?? -1),
    };
  });
  return (table) => readers.map(({ name, read }) => read(columnOf(table, name)));
}

/**
 * For linear models: numbers and dates with mean 0 and deviation 1, their gaps filled with the mean and flagged in a column of their
 * own; a cell for each value of a category, gaps included.
 */
export function linearEncoder(training: TypedTable): Encoder<Design> {
  const numbers = training.columns.filter((column) => !isNominal(column)).map(standardised);
  const nominal = training.columns.filter(isNominal);
  let width = numbers.reduce((sum, { hasGaps }) => sum + (hasGaps ? 2 : 1), 0);
  const categories = nominal.map((column) => {
    const levels: readonly (string | undefined)[] = [
      ...seenLevels(column),
      ...(column.values.some(Number.isNaN) ? [undefined] : []),
    ];
    const cells = new Map(levels.map((level, i) => [level, width + i]));
    width += levels.length;
    return { name: column.name, cells };
  });
  return (table) => ({
    rows: table.rows,
    width,
    numbers: numbers.flatMap(({ name, mean, deviation, hasGaps }) => {
      const { values } = columnOf(table, name);
      const scaled = values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
      return hasGaps ? [scaled, values.map((value) => (Number.isNaN(value) ? 1 : 0))] : [scaled];
    }),
    cells: categories.map(({ name, cells }) => {
      const cellOf = (level: string | undefined): number => cells.get(level) ?? -1;
      return Int32Array.from(byLevel(columnOf(table, name), cellOf(undefined), cellOf));
    }),
  });
}

/** Texts of the values that a category has in some row, in their order. */
function seenLevels({ values, levels = [] }: TypedColumn): string[] {
  const seen = new Set(values);
  return levels.filter((_, place) => seen.has(place)).sort();
}

/** A number for each row of a category, by its text. */
function byLevel({ values, levels = [] }: TypedColumn, gap: number, of: (level: string) => number): Float64Array {
  const found = levels.map(of);
  return values.map((place) => found[place] ?? gap);
}

function standardised({ name, values }: TypedColumn) {
  const known = values.filter((value) => !Number.isNaN(value));
  const count = Math.max(1, known.length);
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const deviation = Math.sqrt(variance);
  // Of one value, but for rounding, a column stays at 0.
  const varies = deviation > 1e-12 * Math.abs(mean);
  return { name, mean, deviation: varies ? deviation : 1, hasGaps: known.length < values.length };
}

function columnOf({ columns }: TypedTable, name: string): TypedColumn {
  const found = columns.find((column) => column.name === name);
  if (!found) throw internal(`a table without the column ${name} is to be encoded as one that has it`);
  return found;
}
