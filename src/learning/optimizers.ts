/**
 * The update rules. Each is written in tensor operations (`update`), where it can be read. Those that stand here as a fused pass
 * over memory too (`kernel`) run several times as fast; one test holds both forms to each other.
 */
import type { Kernels, Vector } from "../kernels/kernels.ts";
import { square } from "../tensor/composed.ts";
import { add, div, mul, neg, sqrt, sub } from "../tensor/operations.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Optimizer, OptimizerSettings, UpdateAt, Updated, UpdateOperands } from "./optimizer.ts";

/** The state of one player's update: all vectors are laid out like the parameters. */
export interface UpdateState {
  readonly parameters: Vector;
  readonly gradient: Vector;
  readonly moments: readonly Vector[];
  /** Number of parameters. */
  readonly count: number;
}

/** A rule for w ← w − …. */
export interface OptimizerRow<Moment extends string = string, Scalar extends string = string>
  extends Optimizer<Moment, Scalar> {
  readonly help: string;
  /** The same as one pass over WebAssembly memory. Left out, the graph is compiled and run. */
  readonly kernel?: (kernels: Kernels, state: UpdateState, settings: OptimizerSettings, at: UpdateAt) => void;
}

/** A rule that has a kernel. */
export type FusedOptimizer = OptimizerRow & Required<Pick<OptimizerRow, "kernel">>;

const row = <Moment extends string = never, Scalar extends string = never>(
  rule: OptimizerRow<Moment, Scalar>,
): OptimizerRow<Moment, Scalar> => rule;

/** 1 − β as single precision has it, which rounds β first. */
const rest = (beta: number): number => 1 - Math.fround(beta);

/** g + decay·w: the gradient with that of an L2 penalty of decay/2·|w|². */
const decayed = (g: Tensor, w: Tensor, decay: number): Tensor => (decay === 0 ? g : add(g, mul(decay, w)));

/** β·before + (1 − β)·now */
const running = (before: Tensor, now: Tensor, beta: number): Tensor => add(mul(beta, before), mul(rest(beta), now));

/** The same of the mean square, whose β may change from update to update. */
const runningSquares = (before: Tensor, now: Tensor, { b2, rest2 }: Readonly<Record<SquareScalar, Tensor>>): Tensor =>
  add(mul(b2, before), mul(rest2, now));

type SquareScalar = "b2" | "rest2";

const squareScalars = ({ beta2 }: OptimizerSettings): Readonly<Record<SquareScalar, number>> => ({
  b2: beta2,
  rest2: rest(beta2),
});

type AdamOperands = UpdateOperands<"mean" | "square", "c1" | "grow" | SquareScalar>;

/** 1 − βᵗ: by how much moments that began at zero are too small. */
const corrections = ({ t }: UpdateAt, { beta1, beta2 }: OptimizerSettings) => ({
  c1: 1 - beta1 ** t,
  c2: 1 - beta2 ** t,
});

/** As the kernel takes them: 1 / c2 is rounded before it multiplies, where a runtime would divide by c2. */
function adamScalars(
  at: UpdateAt,
  settings: OptimizerSettings,
): Readonly<Record<"c1" | "grow" | SquareScalar, number>> {
  const { c1, c2 } = corrections(at, settings);
  return { c1, grow: 1 / Math.fround(c2), ...squareScalars(settings) };
}

/** w − rate·(m / c1) / (√(s / c2) + ε); `coupled` and `decoupled` are the two places where weight decay may enter. */
function adam(
  { w, g, moments, rate, scalars: { c1, grow, ...ofSquares }, settings: { beta1, epsilon } }: AdamOperands,
  coupled: number,
  decoupled: number,
): Updated<"mean" | "square"> {
  const gradient = decayed(g, w, coupled);
  const mean = running(moments.mean, gradient, beta1);
  const squares = runningSquares(moments.square, square(gradient), ofSquares);
  const size = add(sqrt(mul(squares, grow)), epsilon);
  const remains = decoupled === 0 ? w : mul(w, sub(1, mul(rate, decoupled)));
  return { w: sub(remains, div(mul(div(rate, c1), mean), size)), moments: { mean, square: squares } };
}

function adamKernel(
  kernels: Kernels,
  { parameters, gradient, moments, count }: UpdateState,
  settings: OptimizerSettings,
  at: UpdateAt,
  coupled: number,
  decoupled: number,
): void {
  const [m, s] = moments as [Vector, Vector];
  const { beta1, beta2, epsilon } = settings;
  const { c1, c2 } = corrections(at, settings);
  kernels.adam(
    parameters.pointer,
    gradient.pointer,
    m.pointer,
    s.pointer,
    count,
    at.rate,
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
  sgd: row({
    help: "w ← w − rate·g",
    moments: [],
    update: ({ w, g, rate, settings: { weightDecay } }) => ({
      w: sub(w, mul(rate, decayed(g, w, weightDecay))),
      moments: {},
    }),
    kernel: (kernels, { parameters, gradient, count }, { weightDecay }, { rate }) =>
      kernels.sgd(parameters.pointer, gradient.pointer, count, rate, weightDecay),
  }),
  momentum: row<"velocity">({
    help: "v ← momentum·v − rate·g; w ← w + v (Polyak 1964), or Nesterov's form",
    moments: ["velocity"],
    update: ({ w, g, moments, rate, momentum, settings: { weightDecay, nesterov } }) => {
      const push = mul(neg(rate), decayed(g, w, weightDecay));
      const velocity = add(mul(momentum, moments.velocity), push);
      return { w: add(w, nesterov ? add(mul(momentum, velocity), push) : velocity), moments: { velocity } };
    },
    kernel: (kernels, { parameters, gradient, moments, count }, { weightDecay, nesterov }, { rate, momentum }) => {
      const [velocity] = moments as [Vector];
      kernels.momentum(
        parameters.pointer,
        gradient.pointer,
        velocity.pointer,
        count,
        rate,
        momentum,
        weightDecay,
        nesterov,
      );
    },
  }),
  rmsprop: row<"square", SquareScalar>({
    help: "divides by the root of the mean square, decay beta2 (Tieleman & Hinton 2012)",
    moments: ["square"],
    scalars: (_, settings) => squareScalars(settings),
    update: ({ w, g, moments, rate, scalars, settings: { epsilon, weightDecay } }) => {
      const gradient = decayed(g, w, weightDecay);
      const squares = runningSquares(moments.square, square(gradient), scalars);
      return {
        w: sub(w, div(mul(rate, gradient), add(sqrt(squares), epsilon))),
        moments: { square: squares },
      };
    },
    kernel: (kernels, { parameters, gradient, moments, count }, { beta2, epsilon, weightDecay }, { rate }) => {
      const [squares] = moments as [Vector];
      kernels.rmsprop(parameters.pointer, gradient.pointer, squares.pointer, count, rate, beta2, epsilon, weightDecay);
    },
  }),
  adam: row({
    help: "Kingma & Ba 2015; weight decay is added to the gradient",
    moments: ["mean", "square"],
    scalars: adamScalars,
    update: (operands) => adam(operands, operands.settings.weightDecay, 0),
    kernel: (kernels, state, settings, at) => adamKernel(kernels, state, settings, at, settings.weightDecay, 0),
  }),
  adamw: row({
    help: "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
    moments: ["mean", "square"],
    scalars: adamScalars,
    update: (operands) => adam(operands, 0, operands.settings.weightDecay),
    kernel: (kernels, state, settings, at) => adamKernel(kernels, state, settings, at, 0, settings.weightDecay),
  }),
} satisfies Record<string, OptimizerRow>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as [OptimizerName, ...OptimizerName[]];

/** The row of an optimizer, seen as the interface. */
export const optimizerOf = (name: OptimizerName): OptimizerRow => optimizers[name];
