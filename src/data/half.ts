/** float16 (IEEE 754 binary16), which arrays in files and some models have; JavaScript has its bits alone. */

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/** The nearest float16 as its bits; a tie goes to the even one. Beyond 65,504 it is infinity. */
export function toHalf(value: number): number {
  single[0] = value;
  const x = bits[0]!; // of length 1
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  // Halfway between the largest float16 and the next power of two; infinity is above it.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | roundedShift(magnitude - 0x38000000, 13);
  // Below 2⁻¹⁴ steps are 2⁻²⁴ long; below half a step it is 0.
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign;
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

/** x / 2ⁿ, rounded to the nearest integer, ties to even. */
function roundedShift(x: number, n: number): number {
  const [whole, rest, half] = [x >>> n, x & (2 ** n - 1), 2 ** (n - 1)];
  return whole + (rest > half || (rest === half && whole % 2 === 1) ? 1 : 0);
}

/** The number that bits of a float16 stand for, exactly. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
