/** Which cells of a column have values that a condition lets through, and how much of each. */
import { type Interval, placesAt, valueAt } from "../data/columns/bins.ts";
import { type Bin, type CellsColumn, firstBin, gapCell } from "../data/columns/cells.ts";
import { valueText } from "../data/columns/column-text.ts";
import { rangeOf, resolutionOf, roundedDate, roundedNumber } from "../data/columns/resolution.ts";
import { contains, type ValueSet } from "../data/conditions/value-set.ts";
import { formatNumber } from "../data/counted.ts";
import { problem } from "../problem.ts";

/** A cell that a column may be in. */
export interface AdmissibleCell {
  readonly cell: number;
  /** Training rows in it. */
  readonly count: number;
  /** The share of them whose value is let through: 1 for all but bins that are let through in part. */
  readonly share: number;
  /**
   * A value that is let through, by a number from 0 to 1: written in place of what G makes of the cell, where so little of it is let
   * through that rows would have to be drawn again and again.
   */
  readonly write?: (u: number) => number;
}

/** Of a bin of which less is let through, values are written. */
const LEAST_TO_DRAW = 0.2;

/**
 * The cells of a column that have values of a set. `always`: each says a value to write, for rows that nobody tests: G may make
 * something else of a cell.
 */
export function admissibleCells(column: CellsColumn, set: ValueSet, always = false): readonly AdmissibleCell[] {
  const { values, bins, counts } = column;
  const cells: AdmissibleCell[] = [];
  const add = (cell: number, share: number, write?: (u: number) => number): void => {
    const count = counts[cell] ?? 0;
    if (count > 0) cells.push({ cell, count, share, ...(write ? { write } : {}) });
  };
  values.forEach((value, cell) => {
    if (contains(set, value)) add(cell, 1, always ? () => value : undefined);
  });
  if (set.gap && gapCell(column) >= 0) add(gapCell(column), 1, always ? () => Number.NaN : undefined);
  bins.forEach((bin, b) => {
    const parts = partsOf(column, bin, set);
    if (parts.length === 0) return;
    const share = Math.min(
      1,
      parts.reduce((sum, { low, high }) => sum + (high - low), 0),
    );
    const single = parts.length === 1 && parts[0]?.from === parts[0]?.to;
    add(
      firstBin(column) + b,
      share,
      always || share < LEAST_TO_DRAW || single ? (u) => valueIn(column, bin, parts, u) : undefined,
    );
  });
  return cells;
}

/** Places of a bin whose values are let through, from the first to the last value there. */
interface Part extends Interval {
  readonly from: number;
  readonly to: number;
}

function partsOf(column: CellsColumn, bin: Bin, set: ValueSet): readonly Part[] {
  const { values, upTo } = bin;
  if (upTo) {
    return values.flatMap((value, i) =>
      contains(set, value)
        ? [{ low: i === 0 ? 0 : (upTo[i - 1] as number), high: upTo[i] as number, from: value, to: value }]
        : [],
    );
  }
  const [least, greatest] = [values[0] as number, values.at(-1) as number];
  const resolution = resolutionOf(column);
  return set.spans.flatMap((span): readonly Part[] => {
    // From the first to the last value of the column within the span.
    const from = towards(column, Math.max(span.from, least), 1, resolution);
    const to = towards(column, Math.min(span.to, greatest), -1, resolution);
    if (!(from <= to)) return [];
    const { low } = placesAt(bin, from, resolution);
    const { high } = placesAt(bin, to, resolution);
    return [{ low, high: Math.max(low, high), from, to }];
  });
}

const roundedTo = (column: CellsColumn, value: number): number => {
  if (column.kind === "quantiles") return roundedNumber(column, value);
  return column.kind === "date" ? roundedDate(column, value) : value;
};

/** The nearest value of the column that is not beyond another one, seen in a direction. */
function towards(column: CellsColumn, value: number, direction: 1 | -1, resolution: number): number {
  if (resolution === 0) return value;
  const rounded = roundedTo(column, value);
  return (rounded - value) * direction >= 0 ? rounded : roundedTo(column, rounded + direction * resolution);
}

/** The value u of the way through what is let through. */
function valueIn(column: CellsColumn, bin: Bin, parts: readonly Part[], u: number): number {
  const widths = parts.map(({ low, high }) => high - low);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  // Values of a continuous column have no width: each is as likely.
  const weights = whole > 0 ? widths : parts.map(() => 1);
  let rest = u * (whole > 0 ? whole : parts.length);
  const found = weights.findIndex((weight) => {
    if (rest < weight) return true;
    rest -= weight;
    return false;
  });
  const part = parts[found < 0 ? parts.length - 1 : found] as Part;
  const value = roundedTo(column, valueAt(bin, Math.min(part.high, part.low + (whole > 0 ? rest : 0))));
  return Math.min(part.to, Math.max(part.from, value));
}

/** Where no cell has values of a set: what the column has instead. */
export function nothingAdmissible(column: CellsColumn, set: ValueSet, doing: string): Error {
  const { name } = column;
  const { low, high } = rangeOf(column);
  const expected = `${name} as in the rows that the run was trained on`;
  if (set.gap && set.spans.length === 0)
    return problem({ doing, expected, came: "a gap, which no such row has there" });
  if (column.kind === "category" || column.kind === "boolean") {
    return problem({ doing, expected, came: "a value that no such row has" });
  }
  const range = `from ${valueText(column, low)} to ${valueText(column, high)}`;
  const inside = set.spans.some(({ from, to }) => from <= high && to >= low);
  return problem({
    doing,
    expected: inside ? `${name} as the data have it: ${stepText(column)}` : `${name} ${range}, as the data have it`,
    came: inside ? "a value between those" : "a condition that no such row fulfils",
    next: inside ? "Ask for one that it can have, or for a range." : "Ask for values within the range.",
  });
}

function stepText(column: CellsColumn): string {
  const { values, bins } = column;
  // Bins that know their values have no others between them.
  if (bins.some(({ upTo }) => upTo === undefined)) return `multiples of ${resolutionOf(column)}`;
  return `one of ${formatNumber(bins.reduce((sum, bin) => sum + bin.values.length, values.length))} values`;
}
