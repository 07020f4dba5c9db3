/** Columns of numbers in at most 255 bins and one for gaps, so that a split is looked for among bins instead of among rows. */

/** A column's numbers as bins, and what keeps them apart. */
export interface BinnedColumn {
  /** Ascending; bin b holds what is above `edges[b − 1]` and not above `edges[b]`. */
  readonly edges: Float64Array;
  /** One for each row: 0 to `edges.length`, and `edges.length + 1` where the row has a gap. */
  readonly bins: Uint8Array;
}

/** Bins for numbers; gaps have one more. */
const MOST = 255;

/**
 * Edges between the distinct values, half-way, or quantiles where there are more than 255 values (each the mean of the two values
 * that it lies between, Hyndman & Fan's second definition). NaN is a gap.
 */
export function binEdges(values: Float64Array, most = MOST): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= most) {
    return distinct.subarray(1).map((value, i) => middle(distinct[i]!, value)); // one shorter
  }
  const quantiles = Float64Array.from({ length: most - 1 }, (_, i) => {
    const at = (sorted.length * (i + 1)) / most;
    const next = sorted[Math.floor(at)]!; // at < length
    return Number.isInteger(at) ? middle(sorted[at - 1]!, next) : next;
  });
  return quantiles.filter((value, i) => i === 0 || value !== quantiles[i - 1]);
}

const middle = (a: number, b: number): number => a / 2 + b / 2;

/** The bin of each value. */
export function binned(values: Float64Array, edges: Float64Array): BinnedColumn {
  const bins = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!; // i < length
    let [low, high] = [0, edges.length];
    while (low < high) {
      const between = (low + high) >> 1;
      if (value <= edges[between]!) high = between;
      else low = between + 1;
    }
    bins[i] = Number.isNaN(value) ? edges.length + 1 : low;
  }
  return { edges, bins };
}
