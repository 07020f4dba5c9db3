/**
 * What the paper says of the best D for a fixed G (Goodfellow et al. 2014, section 4). Densities are given by their
 * logarithms, −∞ where they are 0, so that ratios are exact far out in the tails.
 */

/** D*'s logit: log p_data(x) − log p_g(x), ±∞ where only one of them is possible, NaN where neither is. */
export const optimalLogit = (logData: number, logGenerated: number): number => logData - logGenerated;

/** D*(x) = p_data(x) / (p_data(x) + p_g(x)) (Proposition 1); NaN where neither is possible. */
export const optimalDiscriminator = (logData: number, logGenerated: number): number =>
  1 / (1 + Math.exp(logGenerated - logData));

/** C(G) = max_D V(D, G) = −log 4 + 2·JSD(p_data ‖ p_g), in nats (Theorem 1): −log 4 at the optimum, 0 at worst. */
export const criterion = (jensenShannon: number): number => -Math.log(4) + 2 * jensenShannon;

/** The least JSD that a D reaching this value of the game proves: V ≤ C(G), so JSD ≥ (V + log 4)/2. May be negative for a poor D. */
export const jensenShannonBound = (value: number): number => (value + Math.log(4)) / 2;
