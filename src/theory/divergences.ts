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

/** JSD(p ‖ q) = (KL(p ‖ m) + KL(q ‖ m)) / 2 with m = (p + q) / 2: symmetric, from 0 (equal) to log 2 (disjoint). */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i] ?? 0, q[i] ?? 0];
    const m = (a + b) / 2;
    if (a > 0) sum += a * Math.log(a / m);
    if (b > 0) sum += b * Math.log(b / m);
  }
  // Rounding may leave −1e-17 where both are equal.
  return Math.max(0, sum / 2);
}
