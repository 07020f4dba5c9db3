/** Student's t distribution: how likely so large a difference is by chance, and how often a test would find one. */
import { normalMass } from "../../tensor/special.ts";

/** log Γ, by Stirling's series (DLMF 5.11.1) beyond 10 and the recurrence below: relative error below 1e-13. */
function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < 10) product *= shifted++;
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** Regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) from the back. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return x === 0 ? 0 : Number.NaN;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean; the other side is its complement.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  let tail = 0;
  for (let m = 120; m >= 1; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    tail = odd / (1 + even / (1 + tail));
  }
  const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return Math.exp(front) / (a * (1 + tail));
}

/** Probability that |T| is at least |t|, for T of Student's distribution with so many degrees of freedom. */
export const studentTails = (t: number, freedom: number): number =>
  incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** The t that |T| exceeds with this probability, by halving of its logarithm. */
export function studentQuantile(tails: number, freedom: number): number {
  let [low, high] = [-30, 60];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTails(Math.exp(middle), freedom) > tails) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Φ: what a standard normal distribution has below x. */
const below = (x: number): number => 0.5 + Math.sign(x) * normalMass(0, Math.abs(x), 0, 1);

/** Intervals of Simpson's rule. */
const INTERVALS = 1000;

/**
 * Power of the two-sided paired t test: how often it finds a difference that is `effect` deviations of single differences large, with
 * so many pairs, at this level. T is a normal variable around effect·√pairs, over the root s of an independent χ²/ν: the integral of
 * P(|T| > t | s) over the density of s.
 */
export function pairedPower(effect: number, pairs: number, level: number): number {
  const freedom = pairs - 1;
  const critical = studentQuantile(level, freedom);
  const centre = effect * Math.sqrt(pairs);
  const constant = Math.LN2 + (freedom / 2) * Math.log(freedom / 2) - logGamma(freedom / 2);
  const density = (s: number): number =>
    s === 0
      ? freedom === 1
        ? Math.exp(constant)
        : 0
      : Math.exp(constant + (freedom - 1) * Math.log(s) - (freedom * s * s) / 2);
  // Ten deviations of s and more: nothing lies beyond.
  const [from, to] = [Math.max(0, 1 - 9 / Math.sqrt(freedom)), 1 + 9 / Math.sqrt(freedom)];
  const width = (to - from) / INTERVALS;
  let sum = 0;
  for (let i = 0; i <= INTERVALS; i++) {
    const s = from + i * width;
    const weight = i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * density(s) * (below(centre - critical * s) + below(-centre - critical * s));
  }
  return (sum * width) / 3;
}
