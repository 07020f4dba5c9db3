/** Divergences between discrete distributions, in nats. 0·log 0 is 0. */

/** KL(p ‖ q) = Σ p log(p/q): infinite where q gives nothing to what p holds possible, and not symmetric. */
export function kullbackLeibler(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i] ?? 0, q[i] ?? 0];
    if (a > 0) sum += b > 0 ? a * Math.log(a / b) : Number.POSITIVE_INFINITY;
  }
  return sum;
}

/** What one cell with masses p and q adds to JSD: ½·(p·log(2p/(p + q)) + q·log(2q/(p + q))). */
export function jensenShannonTerm(p: number, q: number): number {
  const m = (p + q) / 2;
  if (m === 0) return 0; // also of two that are too small to be halved
  return ((p > 0 ? p * Math.log(p / m) : 0) + (q > 0 ? q * Math.log(q / m) : 0)) / 2;
}

/** JSD(p ‖ q) = (KL(p ‖ m) + KL(q ‖ m)) / 2 with m = (p + q) / 2: symmetric, from 0 (equal) to log 2 (disjoint). */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += jensenShannonTerm(p[i] ?? 0, q[i] ?? 0);
  // Rounding may leave −1e-17 where both are equal.
  return Math.max(0, sum);
}
