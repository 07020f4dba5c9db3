import type { Kernels, Vector } from "../kernels/kernels.ts";

/** Numbers that an update rule may use; each rule takes those of its own. */
export interface OptimizerSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** The state of one player's update: all vectors are laid out like the parameters. */
interface UpdateState {
  readonly parameters: Vector;
  readonly gradient: Vector;
  readonly moments: readonly Vector[];
  /** Number of parameters. */
  readonly count: number;
}

/** Numbers that change from update to update. */
interface UpdateAt {
  /** 1 for the player's first update. */
  readonly update: number;
  readonly learningRate: number;
  readonly momentum: number;
}

/** A rule for w ← w − …, as one fused pass over memory. */
export interface Optimizer {
  readonly help: string;
  /** Names of the vectors it keeps, for checkpoints. */
  readonly moments: readonly string[];
  readonly update: (kernels: Kernels, state: UpdateState, settings: OptimizerSettings, at: UpdateAt) => void;
}

/** Adam's update; `coupled` and `decoupled` are the two places where weight decay may enter. */
function adam(
  kernels: Kernels,
  { parameters, gradient, moments, count }: UpdateState,
  { beta1, beta2, epsilon }: OptimizerSettings,
  { update, learningRate }: UpdateAt,
  coupled: number,
  decoupled: number,
): void {
  const [m, s] = moments as [Vector, Vector];
  const [c1, c2] = [1 - beta1 ** update, 1 - beta2 ** update];
  kernels.adam(
    parameters.pointer,
    gradient.pointer,
    m.pointer,
    s.pointer,
    count,
    learningRate,
    beta1,
    beta2,
    epsilon,
    c1,
    c2,
    coupled,
    decoupled,
  );
}

const optimizers = {
  sgd: {
    help: "w ← w − rate·g",
    moments: [],
    update: (kernels, { parameters, gradient, count }, { weightDecay }, { learningRate }) =>
      kernels.sgd(parameters.pointer, gradient.pointer, count, learningRate, weightDecay),
  },
  momentum: {
    help: "v ← momentum·v − rate·g; w ← w + v (Polyak 1964), or Nesterov's form",
    moments: ["velocity"],
    update: (
      kernels,
      { parameters, gradient, moments, count },
      { weightDecay, nesterov },
      { learningRate, momentum },
    ) => {
      const [velocity] = moments as [Vector];
      kernels.momentum(
        parameters.pointer,
        gradient.pointer,
        velocity.pointer,
        count,
        learningRate,
        momentum,
        weightDecay,
        nesterov,
      );
    },
  },
  rmsprop: {
    help: "divides by the root of the mean square, decay beta2 (Tieleman & Hinton 2012)",
    moments: ["square"],
    update: (kernels, { parameters, gradient, moments, count }, { beta2, epsilon, weightDecay }, { learningRate }) => {
      const [square] = moments as [Vector];
      kernels.rmsprop(
        parameters.pointer,
        gradient.pointer,
        square.pointer,
        count,
        learningRate,
        beta2,
        epsilon,
        weightDecay,
      );
    },
  },
  adam: {
    help: "Kingma & Ba 2015; weight decay is added to the gradient",
    moments: ["mean", "square"],
    update: (kernels, state, settings, at) => adam(kernels, state, settings, at, settings.weightDecay, 0),
  },
  adamw: {
    help: "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
    moments: ["mean", "square"],
    update: (kernels, state, settings, at) => adam(kernels, state, settings, at, 0, settings.weightDecay),
  },
} satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as [OptimizerName, ...OptimizerName[]];

/** The row of an optimizer, seen as the interface. */
export const optimizerOf = (name: OptimizerName): Optimizer => optimizers[name];
