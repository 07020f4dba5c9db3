/** Divergences with a closed form, in nats: what instruments are tested against. */

/** KL(N(m, s²) ‖ N(n, t²)) = log(t/s) + (s² + (m − n)²)/(2t²) − 1/2. */
export const normalDivergence = (
  [mean, deviation]: readonly [mean: number, deviation: number],
  [otherMean, otherDeviation]: readonly [mean: number, deviation: number],
): number =>
  Math.log(otherDeviation / deviation) + (deviation ** 2 + (mean - otherMean) ** 2) / (2 * otherDeviation ** 2) - 0.5;

/** KL(U(a, b) ‖ U(c, d)): log of the ratio of lengths if the first lies within the second, else infinite. */
export const uniformDivergence = (
  [a, b]: readonly [low: number, high: number],
  [c, d]: readonly [low: number, high: number],
): number => (a >= c && b <= d ? Math.log((d - c) / (b - a)) : Number.POSITIVE_INFINITY);

/** JSD(U(a, b) ‖ U(c, d)), from the lengths and the overlap. */
export function uniformJensenShannon(
  [a, b]: readonly [low: number, high: number],
  [c, d]: readonly [low: number, high: number],
): number {
  const [p, q] = [1 / (b - a), 1 / (d - c)];
  const overlap = Math.max(0, Math.min(b, d) - Math.max(a, c));
  const m = (p + q) / 2;
  const alone = (density: number, length: number): number => density * (length - overlap) * Math.log(2);
  const both = overlap * (p * Math.log(p / m) + q * Math.log(q / m));
  return (alone(p, b - a) + alone(q, d - c) + both) / 2;
}

/** The logit of D* between N(0, 1) (data) and N(m, 1) (generated): the line m²/2 − m·x, so that D* is its sigmoid. */
export const unitNormalsLogit = (m: number, x: number): number => (m / 2) * (m - 2 * x);

/** JSD where q is p restricted to half of its mass (and doubled there): 0.2158 nat. */
export const HALF_LOST = (3 / 4) * Math.log(4 / 3);
