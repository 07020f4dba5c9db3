/** Columns that know nothing of each other: each value is that of a training row of its own. */
import { anyRows, type Baseline, takenFrom } from "./baseline.ts";

export const independent: Baseline = {
  title: "Independent columns",
  says: "every column as in the data, no relation between any two",
  make: (training, rows, random) => ({
    columns: training.columns.map((column) => takenFrom(column, anyRows(training.rows, rows, random))),
    rows,
  }),
};
