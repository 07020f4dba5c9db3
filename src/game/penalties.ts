/** Penalties on the gradient of D's output by its input. They are differentiated again on D's step. */
import { norm, square } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { add, mean, mul, reshape, sub, sum } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * ∂D(xᵢ)/∂xᵢ for every example, as rows [m×size]. Summing D over the batch keeps examples apart, as long as D does; where it compares
 * those of a group, it is what the group's answers together gain by xᵢ (as in StyleGAN2, Karras et al. 2020).
 */
function inputGradient(x: Tensor, logits: Tensor): Tensor {
  const [result] = gradient(sum(logits), [x]);
  return asRows(result as Tensor);
}

function asRows(gradients: Tensor): Tensor {
  const [batch = 1, ...shape] = gradients.shape;
  return reshape(gradients, [batch, sizeOf(shape)]);
}

const halfMeanSquare = (rows: Tensor): Tensor => mul(0.5, mean(sum(square(rows), { axes: [1] })));

/** x̂ = ε·x + (1 − ε)·G(z), with one ε per example [m×1]: not one per pixel. */
export function interpolate(real: Tensor, generated: Tensor, epsilon: Tensor): Tensor {
  const [batch = 1] = real.shape;
  const perExample = reshape(epsilon, [batch, ...real.shape.slice(1).map(() => 1)]);
  return add(generated, mul(perExample, sub(real, generated)));
}

/** Mean (‖∇D(x̂)‖ − 1)² (Gulrajani et al. 2017, eq. 3). */
export const unitGradientPenalty = (x: Tensor, logits: Tensor): Tensor =>
  mean(square(sub(norm(inputGradient(x, logits), { axes: [1] }), 1)));

/** Mean ‖∇D(x)‖² / 2: R1 on real, R2 on generated examples (Mescheder et al. 2018, eq. 9). */
export const zeroGradientPenalty = (x: Tensor, logits: Tensor): Tensor => halfMeanSquare(inputGradient(x, logits));

/** The same for several minibatches that were judged in one pass, whose logits are `logits`: one gradient for all of them. */
export function zeroGradientPenalties(minibatches: readonly Tensor[], logits: Tensor): Tensor[] {
  return gradient(sum(logits), minibatches).map((slope) => halfMeanSquare(asRows(slope)));
}
