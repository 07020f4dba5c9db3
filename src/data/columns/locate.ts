/** In which cell a value is, and at which places of its bin. */
import { nearestIndex, placesAt } from "./bins.ts";
import { type CellsColumn, firstBin, gapCell } from "./cells.ts";
import { resolutionOf } from "./resolution.ts";

/** Where a value is. In no bin: from 0.5 to 0.5. */
interface Located {
  readonly cell: number;
  /** Places u of the bin that lead to the value. */
  readonly low: number;
  readonly high: number;
}

type Locate = (value: number) => Located;

const locators = new WeakMap<CellsColumn, Locate>();

/**
 * Finds values of a column. A value that no row had that was trained on is taken for another: a number or date for the nearest that
 * the column has, a category for the middle of the rare ones, or for the most frequent one where none are rare.
 */
export function locatorOf(column: CellsColumn): Locate {
  const known = locators.get(column);
  if (known) return known;
  const locate = createLocator(column);
  locators.set(column, locate);
  return locate;
}

const alone = (cell: number): Located => ({ cell, low: 0.5, high: 0.5 });

function createLocator(column: CellsColumn): Locate {
  const nominal = column.kind === "category" || column.kind === "boolean";
  const cells = new Map(column.values.map((value, cell) => [value, alone(cell)]));
  const gap = alone(gapCell(column));
  const bin = firstBin(column);
  if (nominal) {
    for (const [b, { values, upTo = [] }] of column.bins.entries()) {
      values.forEach((value, i) => {
        cells.set(value, { cell: bin + b, low: upTo[i - 1] ?? 0, high: upTo[i] ?? 1 });
      });
    }
  }
  const other = nominal ? alone(column.bins.length > 0 ? bin : 0) : undefined;
  const order = nominal ? undefined : createOrder(column);
  return (value) => {
    if (Number.isNaN(value)) return gap.cell < 0 ? (other ?? alone(0)) : gap;
    return cells.get(value) ?? other ?? order?.(value) ?? alone(0);
  };
}

/** Finds values of a column that has an order. */
function createOrder(column: CellsColumn): Locate {
  const { values, bins } = column;
  const begin = firstBin(column);
  if (bins.length === 0) return (value) => alone(nearestIndex(values, value));
  const resolution = resolutionOf(column);
  const ends = bins.map((bin) => [bin.values[0] as number, bin.values.at(-1) as number] as const);
  return (value) => {
    let b = ends.findIndex(([, high]) => value <= high);
    if (b < 0) b = bins.length - 1;
    const below = ends[b - 1]?.[1] ?? Number.NEGATIVE_INFINITY;
    if (value - below < (ends[b]?.[0] ?? 0) - value) b--;
    const { low, high } = placesAt(bins[b] as (typeof bins)[number], value, resolution);
    return { cell: begin + b, low, high };
  };
}
