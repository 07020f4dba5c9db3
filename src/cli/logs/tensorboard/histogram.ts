/** How numbers are spread, in bins of one width. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper ends of the bins, the last one `max`. */
  readonly bucketLimit: readonly number[];
  /** Numbers in each; one that lies on the border of two is in the upper one. */
  readonly bucket: readonly number[];
}

/** As many as TensorBoard's own writers make. */
const BINS = 30;

/** Of at least one number, all of them finite. */
export function histogramOf(values: Float32Array): Histogram {
  let [min, max, sum, sumSquares] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    sumSquares += value * value;
  }
  const bins = max > min ? BINS : 1;
  const width = (max - min) / bins;
  const bucket = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = width > 0 ? Math.min(bins - 1, Math.floor((value - min) / width)) : 0;
    bucket[bin] = (bucket[bin] as number) + 1;
  }
  const bucketLimit = bucket.map((_, bin) => (bin === bins - 1 ? max : min + (bin + 1) * width));
  return { min, max, num: values.length, sum, sumSquares, bucketLimit, bucket };
}
