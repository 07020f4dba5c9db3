/** Correlations of two columns of numbers. Rows with a gap in either are left out. */

/** Values of the rows in which both columns have one. */
function together(x: Float64Array, y: Float64Array): readonly [Float64Array, Float64Array] {
  const there = (_: number, row: number): boolean => !Number.isNaN(x[row]! + y[row]!); // as many rows
  return x.every(there) ? [x, y] : [x.filter(there), y.filter(there)];
}

/** Mean 0 and length 1; NaN where all are the same. */
function unit(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const [first] = values;
  // A mean of equal numbers may be off in its last place, and would leave a length above 0.
  const length = values.every((value) => value === first) ? 0 : Math.sqrt(dot(centred, centred));
  return centred.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!; // as many rows
  return sum;
}

/** Pearson's; NaN where a column is constant or fewer than two rows have both. */
export function pearson(x: Float64Array, y: Float64Array): number {
  const [a, b] = together(x, y);
  return a.length < 2 ? Number.NaN : dot(unit(a), unit(b));
}

/** Spearman's: that of the ranks, equal values with the mean of theirs. */
export function spearman(x: Float64Array, y: Float64Array): number {
  const [a, b] = together(x, y);
  return pearson(ranks(a), ranks(b));
}

function ranks(values: Float64Array): Float64Array {
  const order = Float64Array.from(values).sort();
  const places = new Map<number, number>();
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (order[to] === order[from]) to++;
    places.set(order[from]!, (from + to - 1) / 2); // within the values
    from = to;
  }
  return values.map((value) => places.get(value) ?? Number.NaN);
}

/** 1 − |ρ_real − ρ_synthetic| / 2: SDMetrics' CorrelationSimilarity. */
export const correlationSimilarity = (real: number, synthetic: number): number => 1 - Math.abs(real - synthetic) / 2;

/** Columns ready for the correlation of every pair: those without gaps are scaled once. */
export function createCorrelations(columns: readonly Float64Array[]): (a: number, b: number) => number {
  const scaled = columns.map((values) => (values.length < 2 || values.some(Number.isNaN) ? undefined : unit(values)));
  return (a, b) => {
    const [x, y] = [scaled[a], scaled[b]];
    return x && y ? dot(x, y) : pearson(columns[a]!, columns[b]!); // places of columns
  };
}
