/** The gradient that reaches G through D under each of the paper's two losses, at the same state, example by example. */

import { apply } from "../learning/applied.ts";
import { parameterLayout } from "../learning/player.ts";
import type { Network } from "../networks/network.ts";
import type { Device } from "../onnx/device.ts";
import { norm } from "../tensor/composed.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { reshape, sum } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";

export interface GeneratorGradients {
  /** D(G(z)), one per example. */
  readonly answers: Float64Array;
  /** ‖∂ log(1 − D(x))/∂x‖ = D(x)·‖∂s/∂x‖ with s D's logit: vanishes where D(G(z)) ≈ 0. */
  readonly minimax: Float64Array;
  /** ‖∂ log D(x)/∂x‖ = (1 − D(x))·‖∂s/∂x‖. */
  readonly nonSaturating: Float64Array;
}

/**
 * @param weights D's parameters, laid out as in training.
 * @param examples G(z); those beyond the last whole minibatch of `batch` are left out.
 */
export async function generatorGradients(
  discriminator: Network,
  weights: Float32Array,
  examples: Float32Array,
  {
    batch = 256,
    threads = 1,
    device = "cpu",
  }: { readonly batch?: number; readonly threads?: number; readonly device?: Device } = {},
): Promise<GeneratorGradients> {
  const size = sizeOf(discriminator.input);
  const { group = 1 } = discriminator;
  const m = group * Math.max(1, Math.floor(Math.min(batch, examples.length / size) / group));
  const x = input("x", [m, ...discriminator.input]);
  const logits = discriminator.apply(x, judging(inputsOf(discriminator)));
  const [slope] = gradient(sum(logits), [x]);
  const length = norm(reshape(slope as Tensor, [m, size]), { axes: [1] });
  const layout = parameterLayout(discriminator);
  const program = await apply(graph("gradient at G(z)", { logits, length }), {
    parameters: [layout],
    threads,
    device,
  });
  const count = Math.floor(examples.length / size / m) * m;
  const result = {
    answers: new Float64Array(count),
    minimax: new Float64Array(count),
    nonSaturating: new Float64Array(count),
  };
  const given = { x: new Float32Array(m * size), logits: new Float32Array(m), length: new Float32Array(m) };
  const bound = program.bind({ [layout.name]: weights, ...given });
  for (let from = 0; from < count; from += m) {
    given.x.set(examples.subarray(from * size, (from + m) * size));
    await bound.run();
    for (let i = 0; i < m; i++) {
      const [logit, steepness] = [given.logits[i] ?? Number.NaN, given.length[i] ?? Number.NaN];
      const answer = 1 / (1 + Math.exp(-logit));
      result.answers[from + i] = answer;
      result.minimax[from + i] = answer * steepness;
      // 1/(1 + eˢ), not 1 − D: exact where D rounds to 1.
      result.nonSaturating[from + i] = steepness / (1 + Math.exp(logit));
    }
  }
  await program.release();
  return result;
}
