/** Networks of which the first layers keep their weights (FreezeD, Mo et al. 2020). */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import type { Layer, Network, Parameter, StateVariable } from "./network.ts";

/** Layers that have weights, from the input on. */
export const layersWithWeights = ({ layers }: Network): readonly Layer[] =>
  layers.filter(({ parameters }) => parameters.length > 0);

/**
 * A network whose first `count` layers with weights stay as they start: what they would learn is state that nothing changes, so that no
 * gradient by it is computed, and their own state stays too. Gradients go on through them to the input. Throws where no layer is left to
 * learn.
 */
export function frozen(network: Network, count: number): Network {
  if (count === 0) return network;
  const all = layersWithWeights(network);
  if (count >= all.length) {
    throw problem({
      doing: `freezing layers of ${network.name}`,
      expected: `at most ${all.length - 1} of its ${all.length} layers with weights, so that the last one learns`,
      came: String(count),
      next: `Lower ${option("freezeD")}.`,
    });
  }
  const still = all.slice(0, count);
  const names = new Set(still.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const states = new Set(still.flatMap(({ state = [] }) => state.map(({ name }) => name)));
  const isFrozen = ({ name }: Parameter): boolean => names.has(name);
  const stays: readonly StateVariable[] = network.parameters.filter(isFrozen);
  return {
    ...network,
    parameters: network.parameters.filter((parameter) => !isFrozen(parameter)),
    state: [...stays, ...network.state],
    apply: (x, pass) =>
      network.apply(x, {
        ...pass,
        parameter: (name) => (names.has(name) ? pass.state(name) : pass.parameter(name)),
        remember: (name, next) => {
          if (!states.has(name)) pass.remember(name, next);
        },
      }),
  };
}
