/** How long G's gradient is under each of the paper's two losses, at the same state and on the same noise (section 3). */
import { lossOf } from "../game/losses.ts";
import type { Game } from "../game/step.ts";
import { parameterLayout } from "../learning/player.ts";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { add, mul, sqrt, sum } from "../tensor/operations.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";

export interface LossNorms {
  /** ‖∇θ_g mean log(1 − D(G(z)))‖: vanishes where D(G(z)) ≈ 0. */
  readonly minimax: number;
  /** ‖∇θ_g mean −log D(G(z))‖. */
  readonly nonSaturating: number;
}

export interface BothLosses {
  /** @param z [m×latent], from the prior. Parameters are laid out as in training. */
  readonly at: (generator: Float32Array, discriminator: Float32Array, z: Float32Array) => Promise<LossNorms>;
  readonly release: () => Promise<void>;
}

/** Both players play without dropout, normalised by the minibatch at hand. */
export async function createBothLosses({ generator, discriminator, prior, batch }: Game): Promise<BothLosses> {
  const ofG = inputsOf(generator);
  const z = input("z", [batch, prior.latent]);
  const answers = discriminator.apply(generator.apply(z, judging(ofG)), judging(inputsOf(discriminator)));
  const normUnder = (name: "minimax" | "non-saturating"): Tensor => {
    const slopes = gradient(lossOf(name).generator(answers, answers), [...ofG.values()]);
    return sqrt(slopes.map((slope) => sum(mul(slope, slope))).reduce((a, b) => add(a, b)));
  };
  const layouts = [parameterLayout(generator), parameterLayout(discriminator)] as const;
  const program = await compile(
    graph("both losses", { minimax: normUnder("minimax"), nonSaturating: normUnder("non-saturating") }),
    { inputs: layouts },
  );
  const [minimax, nonSaturating] = [new Float32Array(1), new Float32Array(1)];
  return {
    at: async (weightsOfG, weightsOfD, noise) => {
      const given = { [layouts[0].name]: weightsOfG, [layouts[1].name]: weightsOfD, z: noise };
      await program.bind({ ...given, minimax, nonSaturating }).run();
      return { minimax: minimax[0] ?? Number.NaN, nonSaturating: nonSaturating[0] ?? Number.NaN };
    },
    release: program.release,
  };
}
