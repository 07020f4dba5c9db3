/** What flows through both networks on a minibatch: activations forward, gradients back. */
import { lossOf } from "../game/losses.ts";
import type { Game } from "../game/step.ts";
import { parameterLayout } from "../learning/player.ts";
import type { Layer, Network, Pass } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { gradient } from "../tensor/gradient.ts";
import { graph } from "../tensor/graph.ts";
import { abs, mean, mul } from "../tensor/operations.ts";
import type { Shape } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";

/** A layer's output on the minibatch, unit by unit (or channel by channel). */
export interface LayerFlow {
  readonly player: "G" | "D";
  /** As in the table of layers, e.g. `dense 64`. */
  readonly layer: string;
  readonly output: Shape;
  /** Mean over the minibatch (and the places of a channel). */
  readonly activation: Float32Array;
  /** Mean |∂(m·loss)/∂output|: how strongly each unit is asked to change, for the loss of the player. */
  readonly gradient: Float32Array;
}

export interface Flow {
  /** At a minibatch of x and z; parameters are laid out as in training. */
  readonly at: (given: {
    readonly generator: Float32Array;
    readonly discriminator: Float32Array;
    readonly x: Float32Array;
    readonly z: Float32Array;
  }) => Promise<readonly LayerFlow[]>;
  readonly release: () => Promise<void>;
}

/** Axes that are averaged away: the minibatch, and the places of a channel. */
const axesOf = ({ shape }: Tensor): number[] => shape.map((_, axis) => axis).filter((axis) => axis !== 1);

/** Applies a network and remembers what comes out of each of its layers. */
export function traced(network: Network, x: Tensor, pass: Pass): readonly { layer: Layer; output: Tensor }[] {
  let value = x;
  return network.layers.map((layer) => {
    value = layer.apply(value, pass);
    return { layer, output: value };
  });
}

/**
 * @param player whose step is shown. In D's step the gradient of D's loss goes back through D and stops at G(z), the red line;
 * in G's step that of G's loss goes back through D, which stays as it is, into G.
 */
export async function createFlow(game: Game, player: "G" | "D"): Promise<Flow> {
  const { generator, discriminator, prior, batch } = game;
  const loss = lossOf(game.loss);
  const ofG = traced(generator, input("z", [batch, prior.latent]), judging(inputsOf(generator)));
  const passOfD = judging(inputsOf(discriminator));
  const generated = ofG.at(-1)?.output as Tensor;
  const onGenerated = traced(discriminator, generated, passOfD);
  const onReal = traced(discriminator, input("x", [batch, ...discriminator.input]), passOfD);
  const [fake, real] = [onGenerated, onReal].map((trace) => trace.at(-1)?.output as Tensor) as [Tensor, Tensor];
  const total = player === "D" ? loss.discriminator(real, fake, game.labelSmoothing) : loss.generator(fake, real);

  const shown = [
    ...ofG.map((layer) => ({ ...layer, player: "G" as const })),
    ...onGenerated.map((layer) => ({ ...layer, player: "D" as const })),
  ];
  const reached = shown.filter((layer) => player === "G" || layer.player === "D");
  const slopes = gradient(
    total,
    reached.map(({ output }) => output),
  );
  const outputs: Record<string, Tensor> = {};
  shown.forEach((layer, i) => {
    outputs[`activation ${i}`] = mean(layer.output, { axes: axesOf(layer.output) });
    const at = reached.indexOf(layer);
    const slope = slopes[at];
    if (slope) outputs[`gradient ${i}`] = mul(batch, mean(abs(slope), { axes: axesOf(slope) }));
  });
  const layouts = [parameterLayout(generator), parameterLayout(discriminator)] as const;
  const step = graph(`flow in the ${player} step`, outputs);
  const program = await compile(step, { inputs: layouts });
  const results = Object.fromEntries(
    step.outputs.map(({ name, tensor }) => [name, new Float32Array(tensor.shape.reduce((a, b) => a * b, 1))]),
  );
  const wanted = new Set(step.inputs.map(({ name }) => name));
  return {
    at: async ({ generator: weightsOfG, discriminator: weightsOfD, x, z }) => {
      const given = {
        [layouts[0].name]: weightsOfG,
        [layouts[1].name]: weightsOfD,
        z,
        ...(wanted.has("x") ? { x } : {}),
      };
      await program.bind({ ...given, ...results }).run();
      return shown.map(({ layer, player: owner }, i) => {
        const activation = (results[`activation ${i}`] as Float32Array).slice();
        // What no gradient reaches is not asked to change.
        const gradientOf = results[`gradient ${i}`]?.slice() ?? new Float32Array(activation.length);
        return { player: owner, layer: layer.label, output: layer.output, activation, gradient: gradientOf };
      });
    },
    release: program.release,
  };
}
