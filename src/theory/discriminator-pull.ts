/** Where D's gradient pulls each generated example, under the loss that G plays for: the direction in which G would move it. */

import { lossOf } from "../game/losses.ts";
import type { Game } from "../game/step.ts";
import { parameterLayout } from "../learning/player.ts";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { mul } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";

export interface Pull {
  /**
   * −∂ℓ/∂x per example, laid out like the examples, where ℓ is what one example adds to G's loss (m times the mean).
   *
   * @param weights D's parameters, laid out as in training.
   * @param generated G(z), `count` examples.
   * @param real as many real examples; only losses that compare pairs look at them.
   */
  readonly at: (weights: Float32Array, generated: Float32Array, real?: Float32Array) => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

/** For `count` examples at a time. D judges without dropout; where it compares examples, the last group is filled with its last one. */
export async function createPull({ discriminator, loss: name }: Game, count: number, threads = 1): Promise<Pull> {
  const loss = lossOf(name);
  const size = sizeOf(discriminator.input);
  const { group = 1 } = discriminator;
  const whole = group * Math.ceil(count / group);
  const shape = [whole, ...discriminator.input];
  const pass = judging(inputsOf(discriminator));
  const generated = input("generated", shape);
  const answers = discriminator.apply(generated, pass);
  const onReal = loss.pairs ? discriminator.apply(input("real", shape), pass) : answers;
  const [slope] = gradient(loss.generator(answers, onReal), [generated]);
  const layout = parameterLayout(discriminator);
  const pull = mul(-whole, slope as Tensor);
  const program = await compile(graph("pull of D", { pull }), { threads, inputs: [layout] });
  const filled = (given: Float32Array): Float32Array => {
    if (whole === count) return given;
    const all = new Float32Array(whole * size);
    all.set(given);
    for (let at = count; at < whole; at++) all.set(given.subarray((count - 1) * size, count * size), at * size);
    return all;
  };
  return {
    at: async (weights, examples, real) => {
      const result = new Float32Array(whole * size);
      const given = {
        [layout.name]: weights,
        generated: filled(examples),
        ...(loss.pairs && real ? { real: filled(real) } : {}),
      };
      await program.bind({ ...given, pull: result }).run();
      return result.subarray(0, count * size);
    },
    release: program.release,
  };
}
