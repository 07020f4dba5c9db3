// What the tables are made of.

/** The value below which the fraction `q` of the values lies, between neighbours in proportion. */
export function quantile(values, q) {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/**
 * How many times longer `theirs` takes than `ours`: the median over rounds of the ratio within a round. Both were measured in each
 * round within seconds of each other, so a drift of the machine from round to round cancels.
 */
export const pairedRatio = (theirs, ours) =>
  median(theirs.slice(0, ours.length).map((value, round) => value / ours[round]));

/** Exponent b of y ≈ a·xᵇ by least squares in logarithms. */
export function exponent(xs, ys) {
  const [u, v] = [xs.map(Math.log), ys.map(Math.log)];
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, value, i) => sum + (value - mu) * (v[i] - mv), 0);
  return covariance / u.reduce((sum, value) => sum + (value - mu) ** 2, 0);
}

/** Three significant digits, without an exponent. */
export function digits(value, significant = 3) {
  if (!Number.isFinite(value)) return "–";
  const rounded = Number(value.toPrecision(significant));
  return Math.abs(rounded) >= 10 ** (significant - 1) ? rounded.toFixed(0) : String(rounded);
}
