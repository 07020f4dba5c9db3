/** Error function, by its power series near 0 and the continued fraction of erfc beyond: absolute error below 1e-14. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    // erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!  (DLMF 7.6.2)
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  // √π e^(x²) erfc x = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …))))  (DLMF 7.9.1), from the back.
  let tail = a;
  for (let k = 60; k >= 1; k--) tail = a + k / 2 / tail;
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * tail));
}

/** Φ((b − μ)/σ) − Φ((a − μ)/σ): what a normal distribution puts between a and b. */
export const normalMass = (a: number, b: number, mean: number, deviation: number): number =>
  0.5 * (erf((b - mean) / (deviation * Math.SQRT2)) - erf((a - mean) / (deviation * Math.SQRT2)));

/** Φ⁻¹: where a standard normal distribution has put the share `p`, by halving; ±∞ at 0 and 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  let [low, high] = [-9, 9];
  // 2⁻⁵⁰ of the interval is below the rounding of what is found.
  for (let i = 0; i < 54; i++) {
    const middle = (low + high) / 2;
    if (0.5 * (1 + erf(middle * Math.SQRT1_2)) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
