/** An update rule in tensor operations, from which a graph is made: the form in which a rule of one's own is written. */
import { nextName } from "../game/objective.ts";
import { problem } from "../problem.ts";
import { type Graph, graph } from "../tensor/graph.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

/** Numbers that an update rule may use; each rule takes those of its own. */
export interface OptimizerSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** Numbers that change from update to update. */
export interface UpdateAt {
  /** 1 for the player's first update. */
  readonly t: number;
  readonly rate: number;
  readonly momentum: number;
  /** Where beta2 changes, what it is in this one. */
  readonly beta2?: number;
}

/** What an update is made of. Vectors hold all parameters of a player, one after the other: [n]. */
export interface UpdateOperands<Moment extends string = string, Scalar extends string = string> {
  readonly w: Tensor;
  /** ∇ of the player's loss by w. */
  readonly g: Tensor;
  readonly moments: Readonly<Record<Moment, Tensor>>;
  /** Scalars: the learning rate in force, the momentum in force, and the number of this update, 1 for the first. */
  readonly rate: Tensor;
  readonly momentum: Tensor;
  readonly t: Tensor;
  /** Scalars that the rule worked out beforehand. */
  readonly scalars: Readonly<Record<Scalar, Tensor>>;
  readonly settings: OptimizerSettings;
}

/** What an update puts in the place of w and the moments: vectors [n] again. */
export interface Updated<Moment extends string = string> {
  readonly w: Tensor;
  readonly moments: Readonly<Record<Moment, Tensor>>;
}

/** An update rule: pure functions, from tensors to tensors. State is passed in and returned. */
export interface Optimizer<Moment extends string = string, Scalar extends string = string> {
  /** Names of the vectors that it keeps, for checkpoints. */
  readonly moments: readonly Moment[];
  /** What the moments are before the first update, from the parameters; zeros if left out. */
  init?(w: Tensor): Readonly<Record<Moment, Tensor>>;
  /** Numbers of an update that need double precision, such as 1 − βᵗ: single precision would round β before the power. */
  scalars?(at: UpdateAt, settings: OptimizerSettings): Readonly<Record<Scalar, number>>;
  update(operands: UpdateOperands<Moment, Scalar>): Updated<Moment>;
}

/** Names of the inputs and outputs of a rule's graphs. */
export const momentName = (moment: string): string => `moment ${moment}`;
export const scalarName = (scalar: string): string => `scalar ${scalar}`;

/**
 * One update of `length` parameters: from w, g, the moments, t, rate, momentum and the rule's scalars to `next w` and the next
 * moments.
 *
 * @throws where the rule returns other vectors than it was given.
 */
export function updateGraph(rule: Optimizer, settings: OptimizerSettings, length: number): Graph {
  const vector = (name: string): Tensor => input(name, [length]);
  const scalar = (name: string): Tensor => input(name, []);
  const scalars = Object.keys(rule.scalars?.({ t: 1, rate: 0, momentum: 0 }, settings) ?? {});
  const { w, moments } = rule.update({
    w: vector("w"),
    g: vector("g"),
    moments: Object.fromEntries(rule.moments.map((name) => [name, vector(momentName(name))])),
    rate: scalar("rate"),
    momentum: scalar("momentum"),
    t: scalar("t"),
    scalars: Object.fromEntries(scalars.map((name) => [name, scalar(scalarName(name))])),
    settings,
  });
  return graph("update", { [nextName("w")]: vectorOf("w", w, length), ...momentsOf(rule, moments, length) });
}

/** What the moments start from, as outputs like those of {@link updateGraph}; `undefined` if that is zero. */
export function initGraph(rule: Optimizer, length: number): Graph | undefined {
  const moments = rule.init?.(input("w", [length]));
  return moments && graph("init", momentsOf(rule, moments, length));
}

function momentsOf(
  { moments: names }: Optimizer,
  moments: Readonly<Record<string, Tensor>>,
  length: number,
): Record<string, Tensor> {
  const unknown = Object.keys(moments).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(`moments ${names.join(", ") || "none"}`, `one more, ${unknown}`);
  return Object.fromEntries(
    names.map((name) => [nextName(momentName(name)), vectorOf(`moment ${name}`, moments[name], length)]),
  );
}

function vectorOf(what: string, tensor: Tensor | undefined, length: number): Tensor {
  const wanted = [length];
  if (tensor && tensor.dtype === "float32" && sameShape(tensor.shape, wanted)) return tensor;
  throw wrong(`${what} of shape ${formatShape(wanted)}`, tensor ? formatShape(tensor.shape) : "none");
}

const wrong = (expected: string, came: string): Error =>
  problem({
    doing: "making a graph of an update rule",
    expected,
    came,
    next: "Both functions of a rule return a vector for each moment, and update one for w: as long as those it is given.",
  });
