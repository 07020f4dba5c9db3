/**
 * What the two players minimise, from D's logits on m real and m generated examples (each [m×1]). With D = σ(logit),
 * log D = −softplus(−logit) and log(1 − D) = −softplus(logit): exact where D rounds to 0 or 1. Gradient ascent on V is descent
 * on −V, so every loss here is to be minimised.
 */

import { option } from "../option-text.ts";
import { square } from "../tensor/composed.ts";
import { add, concat, mean, mul, neg, relu, softplus, sub } from "../tensor/operations.ts";
import { type Shape, sameShape } from "../tensor/shape.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";

/** What D and G minimise: two functions from D's outputs [batch×1] to scalars. */
export interface Loss {
  readonly help: string;
  /** What D's output means: a logit, whose sigmoid is the probability D(x) that x is real, or a score without bounds. */
  readonly output: "logit" | "score";
  /** What D minimises. `smoothing`: the real label is 1 − smoothing (Salimans et al. 2016). */
  readonly discriminator: (real: Tensor, generated: Tensor, smoothing: number) => Tensor;
  /** What G minimises. Only losses that compare pairs look at `real`. */
  readonly generator: (generated: Tensor, real: Tensor) => Tensor;
  /** G's loss needs real examples too. */
  readonly pairs?: boolean;
  /** One-sided label smoothing has a meaning. */
  readonly labels?: boolean;
}

/**
 * −V(D, G) = −(mean log D(x) + mean log(1 − D(G(z)))), the real label smoothed. As many real as generated examples are judged
 * in one go, −logits of the former beside logits of the latter: half the nodes, and in small games a node is what costs.
 */
function negativeValue(real: Tensor, generated: Tensor, smoothing: number): Tensor {
  const value = sameShape(real.shape, generated.shape)
    ? mul(2, mean(softplus(mul(concat([real, generated], 0), signsOf(real.shape)))))
    : add(mean(softplus(neg(real))), mean(softplus(generated)));
  // −((1 − ε) log D + ε log(1 − D)) = softplus(−s) + ε·s
  return smoothing === 0 ? value : add(value, mul(smoothing, mean(real)));
}

/** −1 for m real, then 1 for m generated examples. */
function signsOf([m = 1, ...rest]: Shape): Tensor {
  return constant(
    Array.from({ length: 2 * m }, (_, i) => (i < m ? -1 : 1)),
    [2 * m, ...rest.map(() => 1)],
  );
}

const saturating = (generated: Tensor): Tensor => neg(mean(softplus(generated)));
const nonSaturating = (generated: Tensor): Tensor => mean(softplus(neg(generated)));

const losses = {
  minimax: {
    help: "G minimises log(1 − D(G(z))), the game of the paper (eq. 1); saturates where D(G(z)) ≈ 0",
    output: "logit",
    discriminator: negativeValue,
    generator: saturating,
    labels: true,
  },
  "non-saturating": {
    help: "G minimises −log D(G(z)) (Goodfellow et al. 2014, section 3)",
    output: "logit",
    discriminator: negativeValue,
    generator: nonSaturating,
    labels: true,
  },
  mixed: {
    help: `non-saturating for the first ${option("mixedSteps")} steps, then minimax`,
    output: "logit",
    discriminator: negativeValue,
    generator: nonSaturating,
    labels: true,
  },
  "least-squares": {
    help: "D regresses 1 on real and 0 on generated examples, G pulls to 1 (Mao et al. 2017)",
    output: "score",
    discriminator: (real, generated, smoothing) =>
      mul(0.5, add(mean(square(sub(real, 1 - smoothing))), mean(square(generated)))),
    generator: (generated) => mul(0.5, mean(square(sub(generated, 1)))),
    labels: true,
  },
  hinge: {
    help: "D separates by a margin of 1, G raises its score (Lim & Ye 2017)",
    output: "score",
    discriminator: (real, generated) => add(mean(relu(sub(1, real))), mean(relu(add(1, generated)))),
    generator: (generated) => neg(mean(generated)),
  },
  wasserstein: {
    help: `D is a critic: mean score on real minus on generated (Arjovsky et al. 2017); wants ${option("gradientPenalty")}`,
    output: "score",
    discriminator: (real, generated) => sub(mean(generated), mean(real)),
    generator: (generated) => neg(mean(generated)),
  },
  relativistic: {
    help: "D compares a real with a generated example, pair by pair (Jolicoeur-Martineau 2018, Huang et al. 2024)",
    output: "score",
    discriminator: (real, generated) => mean(softplus(sub(generated, real))),
    generator: (generated, real) => mean(softplus(sub(real, generated))),
    pairs: true,
  },
} satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as [LossName, ...LossName[]];

/** The row of a loss, seen as the interface; a loss of one's own is its own row. */
export const lossOf = (loss: LossName | Loss): Loss => (typeof loss === "string" ? losses[loss] : loss);
