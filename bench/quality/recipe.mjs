// What both sides of bench/quality.mjs begin their check with (peers/quality_torch.py has the same).

/** What numbers of the check are drawn for; parameters and minibatches count up from here. */
export const QUALITY_SEEDS = { generator: 5100, discriminator: 5200, examples: 5300, noise: 5400 };

/** The range of a parameter in the check: weights by the numbers that each sums, biases near 0. */
export function startRange(shape) {
  const fanIn = shape.length === 4 ? shape[1] * shape[2] * shape[3] : shape.length === 1 ? 100 : shape[0];
  const half = Math.sqrt(3 / fanIn);
  return [-half, half];
}
