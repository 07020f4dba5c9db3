import { gradientName } from "../game/objective.ts";
import type { Vector } from "../kernels/kernels.ts";
import { initialise } from "../networks/initialisers.ts";
import type { Network } from "../networks/network.ts";
import { type Entry, type Layout, layout } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { createGraphUpdate } from "./graph-update.ts";
import type { Optimizer, OptimizerSettings, UpdateAt } from "./optimizer.ts";
import { type OptimizerName, optimizerOf } from "./optimizers.ts";
import { type Schedule, valueAt } from "./schedules.ts";
import type { Store } from "./store.ts";

/** How a player learns. */
export interface Learning extends OptimizerSettings {
  readonly optimizer: OptimizerName;
  /** A rule of one's own, in place of that by name. */
  readonly own?: Optimizer;
  readonly learningRate: Schedule;
  readonly momentum: Schedule;
  /** How beta2 changes, where it does. */
  readonly beta2Over?: Schedule;
}

/** Adam as it comes (Kingma & Ba 2015), for whoever learns alone. */
export const adamAsItComes = (learningRate: Schedule): Learning => ({
  optimizer: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  nesterov: false,
  weightDecay: 0,
  learningRate,
  momentum: { kind: "constant", start: 0, end: 0, steps: 1 },
});

/** How the parameters of a network lie in memory, with its state behind them. */
export interface PlayerLayout extends Layout {
  /** Elements of all parameters, which come first: what is updated. */
  readonly learned: number;
}

/** A network in training: its parameters, its state, and whatever its updates remember. */
export interface Player {
  readonly network: Network;
  readonly layout: PlayerLayout;
  /** Parameters, and the state behind them. */
  readonly parameters: Vector;
  /** By name: the optimizer's memory, laid out like the parameters alone. */
  readonly moments: ReadonlyMap<string, Vector>;
  /** Updates made so far. */
  updates: number;
  /** The update rule with the rates of a step of the run (counted from 1). `gradient` is laid out like the parameters. */
  readonly update: (gradient: Vector, step: number) => void | Promise<void>;
  /** Makes a rule of one's own ready, once the parameters have their start values; those of the library always are. */
  readonly begin: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Updates write whole groups of four floats, so the state begins at a cache line of its own. */
const LINE = 16;

/** How parameters and state of a network lie in memory. */
export function parameterLayout({ name, parameters, state }: Network): PlayerLayout {
  const first = layout(name, parameters);
  if (state.length === 0) return { ...first, learned: first.length, held: first.length };
  const from = Math.ceil(first.length / LINE) * LINE;
  const behind = layout(name, state);
  return {
    name,
    length: from + behind.length,
    entries: [...first.entries, ...behind.entries.map((entry) => ({ ...entry, offset: from + entry.offset }))],
    learned: first.length,
    held: first.length,
  };
}

/** The entries of a layout that are learned: parameters, without state. */
export const learnedEntries = ({ entries, learned }: PlayerLayout): readonly Entry[] =>
  entries.filter(({ offset }) => offset < learned);

/** Where the gradient by each parameter lies, in a vector like that of the parameters. */
export const gradientLayout = (parameters: PlayerLayout): Layout => ({
  name: "slope",
  length: parameters.learned,
  entries: learnedEntries(parameters).map((entry) => ({ ...entry, name: gradientName(entry.name) })),
});

/** A player whose vectors have their place in the store; it can move once the store is open. */
export function createPlayer(store: Store, network: Network, learning: Learning, threads = 1): Player {
  const place = parameterLayout(network);
  const parameters = store.allocate(place.length);
  const names = (learning.own ?? optimizerOf(learning.optimizer)).moments;
  const moments = new Map(names.map((name) => [name, store.allocate(place.learned)]));
  const { move, begin, release } = ruleOf(store, learning, { parameters, moments, count: place.learned }, threads);
  const player: Player = {
    network,
    layout: place,
    parameters,
    moments,
    updates: 0,
    update: (gradient, step) => {
      player.updates++;
      return move(gradient, {
        t: player.updates,
        rate: valueAt(learning.learningRate, step),
        momentum: valueAt(learning.momentum, step),
        ...(learning.beta2Over ? { beta2: valueAt(learning.beta2Over, step) } : {}),
      });
    },
    begin,
    release,
  };
  return player;
}

interface Rule extends Pick<Player, "begin" | "release"> {
  readonly move: (gradient: Vector, at: UpdateAt) => void | Promise<void>;
}

/** The rule by which a player moves: by the store where it has the rule as one pass, else as a compiled graph. */
function ruleOf(
  store: Store,
  learning: Learning,
  { parameters, moments, count }: Pick<Player, "parameters" | "moments"> & { readonly count: number },
  threads: number,
): Rule {
  const rule = learning.own ?? optimizerOf(learning.optimizer);
  if (store.fuses(rule)) {
    const memory = [...moments.values()];
    return {
      move: (gradient, at) =>
        store.update(
          rule,
          { parameters, gradient, moments: memory, count },
          at.beta2 === undefined ? learning : { ...learning, beta2: at.beta2 },
          at,
        ),
      begin: async () => {},
      release: async () => {},
    };
  }
  const { run, begin, release } = createGraphUpdate(store, {
    rule,
    settings: learning,
    // State lies behind the parameters.
    parameters: store.part(parameters, 0, count),
    moments,
    length: count,
    threads,
  });
  return { move: run, begin, release };
}

/** Gives parameters and state their start values: each a function of the seed, the player and its place in the network. */
export function initialisePlayer(store: Store, player: Player, seed: number, substream: number): void {
  const { network, layout: place, parameters } = player;
  const entries = new Map(place.entries.map((entry) => [entry.name, entry]));
  [...network.parameters, ...network.state].forEach(({ name, init }, i) => {
    const entry = entries.get(name);
    if (!entry) return;
    const to = store.part(parameters, entry.offset, sizeOf(entry.shape));
    initialise(init, store.stream(seed, "init", substream + i), to);
  });
}
