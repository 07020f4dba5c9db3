/**
 * Training rows with a little noise: numbers and dates by 10 % of their deviation, and 10 % of the categories drawn anew. It looks
 * superb by every measure of quality and is a copy: what a measure of copies must find.
 */
import { atResolution } from "../../data/number-form.ts";
import { isNominal, type TypedColumn } from "../../data/typed-table.ts";
import type { Random } from "../../kernels/random.ts";
import { anyRows, type Baseline, takenFrom } from "./baseline.ts";

/** Deviation of the noise, in deviations of the column; and the share of categories that are drawn anew. */
const NOISE = 0.1;

export const bootstrap: Baseline = {
  title: "Training rows with noise",
  says: "copies: 10 % of a deviation added to numbers, 10 % of the categories drawn anew",
  make: (training, rows, random) => {
    const chosen = anyRows(training.rows, rows, random);
    const columns = training.columns.map((column) =>
      isNominal(column) ? redrawn(column, chosen, random) : disturbed(column, chosen, random),
    );
    return { columns, rows };
  },
};

function redrawn(column: TypedColumn, chosen: Int32Array, random: Random): TypedColumn {
  const { length } = column.values;
  return takenFrom(
    column,
    chosen.map((row) => (random.uniform() < NOISE ? random.below(length) : row)),
  );
}

/** Rounded as the column is, and within its range; gaps stay gaps. */
function disturbed(column: TypedColumn, chosen: Int32Array, random: Random): TypedColumn {
  const known = column.values.filter((value) => !Number.isNaN(value));
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of known) {
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    sum += value;
  }
  const mean = sum / known.length;
  const deviation = Math.sqrt(known.reduce((squares, value) => squares + (value - mean) ** 2, 0) / known.length);
  const taken = takenFrom(column, chosen);
  const values = taken.values.map((value) => {
    const moved = inForm(column, value + NOISE * deviation * random.normal());
    return Number.isNaN(value) ? value : Math.min(high, Math.max(low, moved));
  });
  return { ...taken, values };
}

const milliseconds = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };

/** The nearest value that the column can write. */
function inForm({ kind, form, dateForm }: TypedColumn, value: number): number {
  if (kind === "integer") return Math.round(value);
  if (kind !== "date") return Number.isNaN(value) ? value : atResolution(form ? { form } : {}, value);
  const unit = milliseconds[dateForm?.resolution ?? "millisecond"];
  return Math.round(value / unit) * unit;
}
