import { gradientName } from "../game/step.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import { openStream } from "../kernels/streams.ts";
import { initialise } from "../networks/initialisers.ts";
import type { Network } from "../networks/network.ts";
import { type Layout, layout, viewOf } from "../tensor/layout.ts";
import type { OptimizerSettings } from "./optimizer.ts";
import { type OptimizerName, optimizerOf } from "./optimizers.ts";
import { type Schedule, valueAt } from "./schedules.ts";

/** How a player learns. */
export interface Learning extends OptimizerSettings {
  readonly optimizer: OptimizerName;
  readonly learningRate: Schedule;
  readonly momentum: Schedule;
}

/** One of the two players in training: its parameters and whatever its updates remember. */
export interface Player {
  readonly network: Network;
  readonly layout: Layout;
  readonly parameters: Vector;
  /** By name: the optimizer's memory. */
  readonly moments: ReadonlyMap<string, Vector>;
  /** Updates made so far. */
  updates: number;
  /** The update rule with the rates of a step of the run (counted from 1). `gradient` is laid out like the parameters. */
  readonly update: (gradient: Vector, step: number) => void;
}

/** How the parameters of a network lie in memory. */
export const parameterLayout = (network: Network): Layout => layout(network.name, network.parameters);

/** Where the gradient by each parameter lies, in a vector like that of the parameters. */
export const gradientLayout = (parameters: Layout): Layout => ({
  name: "slope",
  length: parameters.length,
  entries: parameters.entries.map((entry) => ({ ...entry, name: gradientName(entry.name) })),
});

/** Lengths of the vectors that {@link createPlayer} allocates. */
export const playerLengths = (network: Network, { optimizer }: Learning): number[] => {
  const { length } = parameterLayout(network);
  return [length, ...optimizerOf(optimizer).moments.map(() => length)];
};

export function createPlayer(kernels: Kernels, network: Network, learning: Learning): Player {
  const { moments: names, kernel } = optimizerOf(learning.optimizer);
  const place = parameterLayout(network);
  const parameters = kernels.allocate(place.length);
  const moments = names.map(() => kernels.allocate(place.length));
  const player: Player = {
    network,
    layout: place,
    parameters,
    moments: new Map(names.map((name, i) => [name, moments[i] as Vector])),
    updates: 0,
    update: (gradient, step) => {
      player.updates++;
      kernel(kernels, { parameters, gradient, moments, count: place.length }, learning, {
        t: player.updates,
        rate: valueAt(learning.learningRate, step),
        momentum: valueAt(learning.momentum, step),
      });
    },
  };
  return player;
}

/** Gives every parameter its start value: a function of the seed, the player and the parameter's place in the network. */
export function initialisePlayer(kernels: Kernels, player: Player, seed: number, substream: number): void {
  const entries = new Map(player.layout.entries.map((entry) => [entry.name, entry]));
  player.network.parameters.forEach(({ name, init }, i) => {
    const entry = entries.get(name);
    if (!entry) return;
    const data = viewOf(player.parameters.data, entry) as Float32Array<ArrayBuffer>;
    const pointer = player.parameters.pointer + 4 * entry.offset;
    initialise(init, openStream(kernels, seed, "init", substream + i), { pointer, data });
  });
}
