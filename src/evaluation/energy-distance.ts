import { normalInterval, type WithInterval } from "../theory/intervals.ts";

/** Examples that are compared, each with each. */
const MOST = 256;

/**
 * Mean Euclidean distance between different examples (of the first 256, `size` numbers each): how varied they are. Falls to 0
 * where G makes one example only.
 */
export function meanDistance(values: Float32Array, size: number): number {
  const count = Math.min(MOST, Math.floor(values.length / size));
  let sum = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let squares = 0;
      for (let i = 0; i < size; i++) squares += (values[a * size + i]! - values[b * size + i]!) ** 2; // a, b < count
      sum += Math.sqrt(squares);
    }
  }
  return count < 2 ? Number.NaN : sum / ((count * (count - 1)) / 2);
}

/** Examples of each kind in an energy distance, at most … */
const MOST_APART = 1024;
/** … and differences of single numbers, to keep it to a fraction of a second: large images are compared in smaller numbers. */
const MOST_DIFFERENCES = 1e8;

interface DistanceSums {
  readonly of: Float64Array;
  readonly to: Float64Array;
}

/** Sums of the distances of each example of `a` to all of `b`, and the other way round; of one kind each pair is measured once. */
function distanceSums(a: Float32Array, b: Float32Array, size: number): DistanceSums {
  const same = a === b;
  const of = new Float64Array(a.length / size);
  const to = same ? of : new Float64Array(b.length / size);
  for (let i = 0; i < of.length; i++) {
    const first = i * size;
    for (let j = same ? i + 1 : 0; j < to.length; j++) {
      const second = j * size;
      let squares = 0;
      for (let k = 0; k < size; k++) {
        const difference = a[first + k]! - b[second + k]!; // i, j below their counts
        squares += difference * difference;
      }
      const distance = Math.sqrt(squares);
      of[i] = of[i]! + distance;
      to[j] = to[j]! + distance;
    }
  }
  return { of, to };
}

/**
 * Energy distance between generated and real examples, 2·E|x − y| − E|x − x′| − E|y − y′| with Euclidean distances (Székely &
 * Rizzo 2013), in the units of the numbers themselves. It is 0 where p_g = p_data, and only there. The estimate takes means over
 * pairs of different examples, so that it is unbiased: it is below 0 at times where there is nothing to tell apart.
 *
 * The 95 % interval is by the jackknife: each example of either kind is left out once (Arvesen 1969). Near 0 it is somewhat
 * wide, as the jackknife is for such means over pairs. At most 1024 examples of each kind are compared, fewer of large images;
 * `undefined` for fewer than 3 of either kind.
 *
 * @param samples generated examples, `size` numbers each.
 * @param real real ones.
 */
export function energyDistance(samples: Float32Array, real: Float32Array, size: number): WithInterval | undefined {
  const most = Math.min(MOST_APART, Math.max(3, Math.floor(Math.sqrt(MOST_DIFFERENCES / size))));
  const [x, y] = [samples, real].map((values) =>
    values.subarray(0, Math.min(most, Math.floor(values.length / size)) * size),
  ) as [Float32Array, Float32Array];
  const [n, m] = [x.length / size, y.length / size];
  if (n < 3 || m < 3) return undefined;
  const between = distanceSums(x, y, size);
  const [amongX, amongY] = [distanceSums(x, x, size).of, distanceSums(y, y, size).of];
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const [xy, xx, yy] = [sum(between.of), sum(amongX), sum(amongY)];
  const distance = (xy: number, xx: number, n: number, yy: number, m: number): number =>
    (2 * xy) / (n * m) - xx / (n * (n - 1)) - yy / (m * (m - 1));
  const variance = (left: Float64Array): number => {
    const mean = sum(left) / left.length;
    return ((left.length - 1) / left.length) * left.reduce((total, value) => total + (value - mean) ** 2, 0);
  };
  // An example that is left out takes its distances with it, those among its own kind in both orders.
  const withoutX = amongX.map((own, i) => distance(xy - between.of[i]!, xx - 2 * own, n - 1, yy, m)); // i < n
  const withoutY = amongY.map((own, j) => distance(xy - between.to[j]!, xx, n, yy - 2 * own, m - 1)); // j < m
  const value = distance(xy, xx, n, yy, m);
  return normalInterval(value, Math.sqrt(variance(withoutX) + variance(withoutY)));
}
