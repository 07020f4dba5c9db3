/** Products of numbers that are far from 0 lose the digits in which examples differ: they are taken about a centre. */

/** Examples whose median is the centre. */
const CENTRE_OF = 101;
/** Examples that are spread so much less than they are far from 0 are worth moving to their centre. */
const WORTH_MOVING = 0.5;

/**
 * A place amid the examples, number by number the median of some: a mean could be carried away by one wild value. None where
 * 0 will do.
 */
export function centreOf(examples: Float32Array, size: number): Float64Array | undefined {
  const count = examples.length / size;
  const some = Array.from({ length: Math.min(CENTRE_OF, count) }, (_, i) =>
    Math.floor((i * count) / Math.min(CENTRE_OF, count)),
  );
  const centre = new Float64Array(size);
  const values = new Float64Array(some.length);
  let [about, far] = [0, 0];
  for (let i = 0; i < size; i++) {
    some.forEach((example, at) => {
      values[at] = examples[example * size + i]!; // within the examples
    });
    const median = values.sort()[Math.floor(values.length / 2)]!;
    centre[i] = median;
    for (const value of values) {
      about += (value - median) ** 2;
      far += value ** 2;
    }
  }
  return about < WORTH_MOVING * far ? centre : undefined;
}

/** Examples [n×size] less the centre [size]. */
export function centred(examples: Float32Array, centre: Float64Array): Float32Array {
  const size = centre.length;
  const moved = new Float32Array(examples.length);
  for (let from = 0; from < examples.length; from += size) {
    for (let i = 0; i < size; i++) moved[from + i] = examples[from + i]! - centre[i]!; // whole examples
  }
  return moved;
}
