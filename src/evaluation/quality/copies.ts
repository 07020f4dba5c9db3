/** Whether synthetic rows are copies of the rows that were trained on. None of this is a guarantee of privacy. */
import { isNominal, type TypedTable } from "../../data/typed-table.ts";
import { shareInterval, type WithInterval } from "../../theory/intervals.ts";
import { rangeOf, statistics } from "./columns.ts";
import { someRows } from "./drawn-rows.ts";
import { onSameLevels } from "./levels.ts";
import { createRowSpace, type ReadyRows, type RowSpace } from "./nearest-rows.ts";
import { newRowSynthesis } from "./new-rows.ts";

export interface CopiesOptions {
  readonly training: TypedTable;
  /** Rows of the same kind that were not trained on. */
  readonly heldOut?: TypedTable;
  readonly synthetic: TypedTable;
  /** Numbers between 0 and 1, for the rows that are compared. */
  readonly uniform: () => number;
  /** Rows of each table that are compared, at most: distances of so many to so many take about a second. */
  readonly most?: number;
}

/** How near synthetic rows are to those that were trained on. */
export interface Copies {
  /**
   * Share of synthetic rows that are nearer to training rows than to as many held-out rows, equally near ones half, with its 95 %
   * interval: 0.5 where training rows are no nearer, above 0.55 rows were learnt by heart. `null` without held-out rows.
   */
  readonly nearer: WithInterval | null;
  /** Share of synthetic rows that are training rows, number for number. */
  readonly exact: number;
  /** The same of held-out rows: what chance makes equal. `null` without them. */
  readonly exactOfHeldOut: number | null;
  /** SDMetrics' NewRowSynthesis. */
  readonly newRows: number;
  /** Median distances to the nearest training row: of synthetic rows, of held-out ones, and of rows that are drawn at random. */
  readonly distance: number;
  readonly distanceOfHeldOut: number | null;
  readonly distanceOfRandom: number;
  /** SDMetrics' DCRBaselineProtection and DCROverfittingProtection; of the latter equally near rows count as nearer to the held-out. */
  readonly baselineProtection: number;
  readonly overfittingProtection: number | null;
  /** Rows that were compared. */
  readonly rows: { readonly synthetic: number; readonly training: number; readonly heldOut: number };
}

const MOST = 10_000;
/** Training rows among which equal ones are looked for. */
const MOST_LOOKED_THROUGH = 200_000;

/** Compares rows as they are; a table that lacks a column, or has it in another kind, is refused. */
export function copiesOf({ uniform, most = MOST, ...tables }: CopiesOptions): Copies {
  const [training, synthetic, heldOut] = aligned(tables);
  const space = createRowSpace(training);
  const made = space.ready(synthetic, someRows(synthetic.rows, most, uniform));
  const unseen = heldOut && space.ready(heldOut, someRows(heldOut.rows, most, uniform));
  // As many of both: among more rows there is always a nearer one.
  const trained = space.ready(training, someRows(training.rows, Math.min(most, heldOut?.rows ?? most), uniform));
  const toTraining = space.nearest(made, trained);
  const random = space.ready(randomRows(training, Math.min(most, made.rows), uniform));
  const [distance, distanceOfRandom] = [toTraining, space.nearest(random, trained)].map(median) as [number, number];
  const seen = keysOf(space, training, someRows(training.rows, MOST_LOOKED_THROUGH, uniform));
  const nearness = unseen && nearer(toTraining, space.nearest(made, unseen), trained.rows);
  return {
    nearer: nearness?.nearer ?? null,
    exact: shareAmong(made, seen),
    exactOfHeldOut: unseen ? shareAmong(unseen, seen) : null,
    newRows: newRowSynthesis(training, synthetic, most),
    distance,
    distanceOfHeldOut: unseen ? median(space.nearest(unseen, trained)) : null,
    distanceOfRandom,
    baselineProtection: Math.min(1, distance / distanceOfRandom),
    overfittingProtection: nearness?.protection ?? null,
    rows: { synthetic: made.rows, training: trained.rows, heldOut: unseen?.rows ?? 0 },
  };
}

/** All on the levels of all. */
function aligned({
  training,
  synthetic,
  heldOut,
}: Pick<CopiesOptions, "training" | "synthetic" | "heldOut">): [TypedTable, TypedTable, TypedTable | undefined] {
  const [first, second] = onSameLevels(training, synthetic);
  if (!heldOut) return [first, second, undefined];
  // The levels that this adds stand behind all others, whose places stay.
  const [all, third] = onSameLevels(first, heldOut);
  return [all, onSameLevels(all, second)[1], third];
}

const median = (values: Float64Array): number => statistics.median(values.toSorted());

function nearer(
  toTraining: Float64Array,
  toHeldOut: Float64Array,
  references: number,
): { readonly nearer: WithInterval; readonly protection: number } {
  let [closer, equal] = [0, 0];
  toTraining.forEach((distance, row) => {
    if (distance < toHeldOut[row]!)
      closer++; // as many rows
    else if (distance === toHeldOut[row]) equal++;
  });
  const rows = toTraining.length;
  // Both the rows and those that they are compared with are samples.
  const effective = 1 / (1 / rows + 1 / references);
  return {
    nearer: shareInterval((closer + equal / 2) / rows, effective),
    protection: Math.min(1, 2 * (1 - closer / rows)),
  };
}

/** Rows that know the ranges and the values of the columns, and nothing else. */
function randomRows({ columns }: TypedTable, rows: number, uniform: () => number): TypedTable {
  return {
    rows,
    columns: columns.map((column) => {
      const known = isNominal(column) ? [...new Set(column.values)].filter((value) => !Number.isNaN(value)) : [];
      const { low, high } = rangeOf(column.values);
      const draw = (): number => {
        if (isNominal(column)) return known[Math.floor(uniform() * known.length)] ?? Number.NaN;
        const value = low + uniform() * (high - low);
        return column.kind === "number" ? value : Math.round(value);
      };
      return { ...column, values: Float64Array.from({ length: rows }, draw) };
    }),
  };
}

const keyOf = ({ numbers }: ReadyRows, row: number, size: number): string =>
  numbers.subarray(row * size, (row + 1) * size).join();

/** Rows that are there, as texts. */
function keysOf(space: RowSpace, table: TypedTable, rows: Int32Array): Set<string> {
  const found = space.ready(table, rows);
  const size = table.columns.length;
  return new Set(Array.from({ length: found.rows }, (_, row) => keyOf(found, row, size)));
}

function shareAmong(rows: ReadyRows, seen: ReadonlySet<string>): number {
  const size = rows.numbers.length / rows.rows;
  let count = 0;
  for (let row = 0; row < rows.rows; row++) if (seen.has(keyOf(rows, row, size))) count++;
  return count / rows.rows;
}
