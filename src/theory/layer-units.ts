/** What single units of a network answer at given inputs: so a unit can be drawn over the plane that its network looks at. */
import { parameterLayout } from "../learning/player.ts";
import type { Network } from "../networks/network.ts";
import { compile } from "../onnx/runtime.ts";
import { graph } from "../tensor/graph.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { inputsOf, judging } from "../training/network-inputs.ts";
import { traced } from "./layer-flow.ts";

/** Some units of a layer. */
export interface LayerUnits {
  /** Place of the layer in its network. */
  readonly layer: number;
  /** Which units: all, or as many as were asked for, spread evenly. */
  readonly units: readonly number[];
  /** Unit after unit, an answer for each input. */
  readonly values: Float32Array;
}

export interface Units {
  /**
   * @param parameters laid out as in training.
   * @param x [count × input].
   */
  readonly at: (parameters: Float32Array, x: Float32Array) => Promise<readonly LayerUnits[]>;
  readonly release: () => Promise<void>;
}

/** Which of so many units are taken. */
const spread = (units: number, most: number): number[] =>
  Array.from({ length: Math.min(units, most) }, (_, i) => Math.floor((i * units) / Math.min(units, most)));

/**
 * For `count` inputs at a time, without dropout. Layers whose output is no row of units (channels of images) are left out. What a unit
 * answers must follow from one input alone, or it is no map: a network that looks at its batch has none, and the same holds for one that is told
 * a condition.
 *
 * @param most units of a layer, at most.
 */
export async function createUnits(network: Network, count: number, most: number): Promise<Units | null> {
  if (network.mixesBatch || network.condition) return null;
  const trace = traced(network, input("x", [count, ...network.input]), judging(inputsOf(network)));
  const layers = trace.flatMap(({ output }, layer) => (output.shape.length === 2 ? [{ layer, output }] : []));
  if (layers.length === 0) return null;
  const outputs = Object.fromEntries(layers.map(({ layer, output }): [string, Tensor] => [`layer ${layer}`, output]));
  const parameters = parameterLayout(network);
  const program = await compile(graph(`units of ${network.name}`, outputs), { threads: 1, inputs: [parameters] });
  const results = Object.fromEntries(
    layers.map(({ layer, output }) => [`layer ${layer}`, new Float32Array(count * (output.shape[1] ?? 1))]),
  );
  return {
    at: async (values, x) => {
      await program.bind({ [parameters.name]: values, x, ...results }).run();
      return layers.map(({ layer, output }) => {
        const width = output.shape[1] ?? 1;
        const units = spread(width, most);
        const answers = results[`layer ${layer}`] as Float32Array;
        const taken = new Float32Array(units.length * count);
        units.forEach((unit, i) => {
          for (let at = 0; at < count; at++) taken[i * count + at] = answers[at * width + unit] as number;
        });
        return { layer, units, values: taken };
      });
    },
    release: program.release,
  };
}
