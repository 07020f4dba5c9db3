/** How alike the rows of each sheet are to real ones, for the curve of a run and its best state. */
import {
  type DataSet,
  evenRows,
  keptRows,
  type MetricsLine,
  qualityFigure,
  sizeOf,
  wholeTableOf,
} from "../../inner.ts";
import { realExamples } from "../run/real-examples.ts";

/** Real rows that sheets are compared with, and numbers that they may have: a fraction of a second for each sheet. */
const REAL_ROWS = 5000;
const MOST_NUMBERS = 5e6;
/** Rows below which a figure is noise. */
const FEWEST_ROWS = 100;

type RowQuality = (values: Float32Array) => Partial<MetricsLine>;

/** Compares with rows that were held out where there are enough of them, else with training rows. Finds nothing of other data. */
export async function createRowQuality(data: DataSet, seed: number): Promise<RowQuality> {
  const { columns, shape, heldOut } = data;
  if (!columns || !Number.isFinite(data.count)) return () => ({});
  const size = sizeOf(shape);
  const of = heldOut && heldOut.count >= FEWEST_ROWS ? heldOut : data;
  const rows = Math.min(REAL_ROWS, Math.ceil(MOST_NUMBERS / size));
  const real = of.typed ? evenRows(of.typed, rows) : wholeTableOf(data, await realExamples(of, seed, rows));
  return (values) => {
    if (Math.min(values.length / size, real.rows) < FEWEST_ROWS) return {};
    // Rows that break a rule are drawn again where rows are sampled.
    const generated = keptRows(wholeTableOf(data, values), data.rules);
    if (generated.rows < FEWEST_ROWS) return {};
    const { value, low, high, quality } = qualityFigure(real, generated);
    const { shapes, pairs, strongPairs } = quality;
    return {
      quality: value,
      qualityLow: low,
      qualityHigh: high,
      shapes,
      // JSON has no NaN: a table of one column has no pairs, and one without relations no strong ones.
      ...(Number.isNaN(pairs) ? {} : { pairs }),
      ...(Number.isNaN(strongPairs) ? {} : { strongPairs }),
    };
  };
}
