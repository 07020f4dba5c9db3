/** How the values of a column of a mixed table become cells: which have one of their own, and which share a bin. */

import { internal } from "../../problem.ts";
import type { TypedColumn } from "../typed-table.ts";
import { sharesUpTo } from "./bins.ts";
import type { Blurred } from "./cell-notices.ts";
import type { BooleanColumn, CalendarPart, CategoryColumn, CellsColumn } from "./cells.ts";
import { calendarSearch } from "./fit-calendar.ts";
import { type FittedQuantiles, fitQuantiles } from "./fit-quantiles.ts";
import type { RareSearch } from "./order-rare.ts";
import { milliseconds } from "./resolution.ts";

export interface FitOptions {
  /** How many rows, the first ones, are trained on: they alone decide. */
  readonly trained: number;
  /** Quantile bins of numbers and dates with many values; 10 by default. */
  readonly bins?: number;
  /** Cells of a category at most; 100 by default. Below {@link FEW_LEVELS} levels all have one. */
  readonly cells?: number;
  /** Which parts of the calendar of a column of dates matter; by its own values alone where it is left out. */
  readonly calendar?: (column: TypedColumn) => readonly CalendarPart[];
  /** Whether the column stands for several of the table, as a rule has it. */
  readonly combined?: boolean;
  /** How the rare levels of a category stand in their bin; the most frequent first where it is left out. */
  readonly ordered?: RareSearch;
}

export interface FittedColumn {
  readonly column: CellsColumn;
  /** What is not told apart of a category. */
  readonly blurred?: Blurred;
}

const BINS = 10;
const CELLS = 100;
/** Of so many levels each has a cell, however rare. */
const FEW_LEVELS = 64;
/** Levels that are rarer than both share a bin. */
const FEWEST_ROWS = 3;
const SMALLEST_SHARE = 0.001;

/**
 * The cells of a column, of which the first `trained` rows have two values at least, or one and gaps.
 *
 * - Categories and booleans: a cell for each value; of many, the rare ones share a bin, in which their places tell them apart.
 * - Numbers and dates: a cell for each of few values; of many, for those that are repeated out of all proportion. The others lie in
 *   quantile bins, with a place within theirs.
 * - A gap has a cell, where a row has one.
 */
export function fitCells(column: TypedColumn, options: FitOptions): FittedColumn {
  const trained = column.values.subarray(0, options.trained);
  const gaps = trained.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  // Gaps of rows that are held out alone have a cell too, as D may be shown those rows. A column that knows how gaps are written
  // need not have any: their rows may be left out, or filled.
  const gap = gaps > 0 || column.values.some(Number.isNaN) ? { gap: column.gap ?? "" } : {};
  const gapCount = "gap" in gap ? [gaps] : [];
  switch (column.kind) {
    case "category":
      return category(column, trained, options, gap, gapCount);
    case "boolean":
      return { column: boolean(column, trained, gap, gapCount) };
    case "number":
    case "integer": {
      const integer = column.kind === "integer" ? ({ integer: true } as const) : {};
      const { form } = column;
      const decimals = form?.decimals ?? (column.kind === "integer" ? 0 : undefined);
      const resolution = decimals === undefined ? 0 : 10 ** -decimals;
      const fitted = fitQuantiles(trained, { bins: options.bins ?? BINS, resolution });
      const kind = { name: column.name, kind: "quantiles", ...integer, ...(form ? { form } : {}) } as const;
      return { column: { ...kind, ...gap, ...cellsOf(fitted, gapCount) } };
    }
    case "date": {
      const { dateForm } = column;
      if (!dateForm) throw internal(`the dates of ${column.name} have no form`);
      const fitted = fitQuantiles(trained, {
        bins: options.bins ?? BINS,
        resolution: milliseconds[dateForm.resolution],
      });
      const { calendar = calendarSearch([column], options.trained) } = options;
      const parts = fitted.bins.length > 0 ? calendar(column) : [];
      const kind = { name: column.name, kind: "date", form: dateForm, parts } as const;
      return { column: { ...kind, ...gap, ...cellsOf(fitted, gapCount) } };
    }
  }
}

/** The counts of a block: of its values, of gaps, of its bins. */
const cellsOf = ({ values, valueCounts, bins, binCounts, step }: FittedQuantiles, gapCount: readonly number[]) => ({
  values,
  bins,
  counts: [...valueCounts, ...gapCount, ...binCounts],
  ...(step ? { step } : {}),
});

function levelsOf({ name, levels }: TypedColumn): readonly string[] {
  if (levels) return levels;
  throw internal(`${name} has no levels`);
}

function levelCounts(trained: Float64Array, levels: readonly string[]): number[] {
  const counts = levels.map(() => 0);
  for (const value of trained) if (!Number.isNaN(value)) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function boolean(
  column: TypedColumn,
  trained: Float64Array,
  gap: { readonly gap?: string },
  gapCount: readonly number[],
): BooleanColumn {
  const [no = "", yes = ""] = levelsOf(column);
  const levels = [no, yes] as const;
  const counts = [...levelCounts(trained, levels), ...gapCount];
  return { name: column.name, kind: "boolean", values: [0, 1], levels, ...gap, bins: [], counts };
}

function category(
  column: TypedColumn,
  trained: Float64Array,
  { cells = CELLS, combined = false, ordered = (_, rare) => ({ levels: rare }) }: FitOptions,
  gap: { readonly gap?: string },
  gapCount: readonly number[],
): FittedColumn {
  const levels = levelsOf(column);
  const counts = levelCounts(trained, levels);
  const present = [...counts.keys()]
    .filter((level) => (counts[level] ?? 0) > 0)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  const enough = Math.max(FEWEST_ROWS, SMALLEST_SHARE * trained.length);
  const own =
    present.length <= Math.min(FEW_LEVELS, cells)
      ? present.length
      : present.filter((level, i) => i < cells && (counts[level] as number) >= enough).length;
  // One alone would be the only one of its bin.
  const kept = present.length - own === 1 ? present.length : own;
  const { levels: rare, by } = ordered(column, present.slice(kept));
  const countsOf = (all: readonly number[]): number[] => all.map((level) => counts[level] as number);
  const rows = countsOf(rare).reduce((sum, count) => sum + count, 0);
  const fitted: CategoryColumn = {
    name: column.name,
    kind: "category",
    values: present.slice(0, kept),
    levels,
    ...gap,
    bins: rare.length > 0 ? [{ values: rare, upTo: sharesUpTo(countsOf(rare)) }] : [],
    counts: [...countsOf(present.slice(0, kept)), ...gapCount, ...(rare.length > 0 ? [rows] : [])],
  };
  const unknown = column.values.subarray(trained.length).filter((level) => counts[level] === 0).length;
  return {
    column: fitted,
    blurred: {
      rare: rare.length,
      share: rows / trained.length,
      unknown,
      combined,
      ...(by === undefined ? {} : { by }),
    },
  };
}
