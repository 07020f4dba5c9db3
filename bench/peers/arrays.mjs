// Rearranging the table's arrays for libraries with other layouts, and the random numbers of those that have none.

/** Permutes the axes of a row-major array. */
export function transposed(values, shape, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [lengths, steps] = [order.map((axis) => shape[axis]), order.map((axis) => strides[axis])];
  const result = new Float32Array(values.length);
  const place = order.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from];
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++place[axis] < lengths[axis]) break;
      from -= steps[axis] * lengths[axis];
      place[axis] = 0;
    }
  }
  return result;
}

/** Noise as the table asks for it, by Math.random. */
export function drawnNoise({ kind, latent, halfWidth }, count) {
  const noise = new Float32Array(count * latent);
  for (let i = 0; i < noise.length; i++) {
    noise[i] =
      kind === "normal"
        ? Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
        : (2 * Math.random() - 1) * halfWidth;
  }
  return noise;
}
