// The numbers that every peer starts from: a pure function of seed and place, so that JavaScript and Python make the same ones.

/**
 * Number `i` of a seed is the hash of (i + seed·0x9E3779B9) mod 2³² as a fraction of 2³², stretched to [from, to) in double
 * precision and rounded to single. The hash is a xor-shift-multiply finaliser of 32 bits (the constants are Chris Wellons's
 * "lowbias32"): two multiplications that Math.imul and NumPy's uint32 do alike. peers/spec.py has the same function.
 */
export function uniformNumbers(seed, count, from, to) {
  const numbers = new Float32Array(count);
  const start = Math.imul(seed, 0x9e3779b9);
  for (let i = 0; i < count; i++) {
    let hash = (i + start) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    numbers[i] = from + (hash / 2 ** 32) * (to - from);
  }
  return numbers;
}

/** What a number is drawn for; parameters and draws of one purpose count up from here. */
export const seeds = { generator: 100, discriminator: 200, examples: 1000, noise: 2000, masks: 3000 };
