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
