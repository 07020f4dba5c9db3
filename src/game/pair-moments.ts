/**
 * Moments of pairs as a part of G's loss: how often two cells of a row meet, and what a row is like when a cell of it is given, are
 * known exactly of the training rows; G is pulled to them. Both terms are linear in the minibatch's moments, with moving averages of
 * those before: minibatches that are averaged over ranks have the gradient of the whole.
 */
import type { Pass, StateVariable } from "../networks/network.ts";
import { add, gemm, mul, stopGradient, sub, sum, take, transpose } from "../tensor/operations.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";

/** What is known of the training rows. Matrices are row after row. */
export interface PairTargets {
  /** How many numbers of a row they are of. */
  readonly size: number;
  /** Which numbers: runs of them, as many as `size` in all. */
  readonly parts: readonly (readonly [from: number, count: number])[];
  /** C* = Σ ω r rᵀ [size×size], with the weights ω that the sampler draws rows with. */
  readonly pairs: Float32Array;
  /** How much each difference counts [size×size]. */
  readonly pairWeights: Float32Array;
  /** The same with the given cell as the left r [size×size]. */
  readonly given: Float32Array;
  readonly givenWeights: Float32Array;
}

/** The terms of a game. */
export interface PairMoments {
  /** Weight of the moments of pairs in G's loss; 0 is off. */
  readonly pairs: number;
  /** Weight of those of the row when a cell is given; 0 is off. */
  readonly given: number;
  /** Absent where G is only applied: then there is no loss. */
  readonly targets?: PairTargets | undefined;
}

/** Memory of the moving averages: of some minibatches for pairs; longer for what is given, which is rare. */
const [PAIRS, GIVEN] = [0.9, 0.97];

const stateName = (generator: string, of: "pairs" | "given"): string => `${generator}/moments of ${of}`;

/** What G keeps for the terms: averages of what it made. They start at the training rows' own. */
export function momentState(generator: string, size: number, { pairs, given, targets }: PairMoments): StateVariable[] {
  const variable = (of: "pairs" | "given", values: Float32Array | undefined): StateVariable => ({
    name: stateName(generator, of),
    shape: [size, size],
    init: values ? { kind: "values", values } : { kind: "constant", value: 0 },
  });
  return [
    ...(pairs > 0 ? [variable("pairs", targets?.pairs)] : []),
    ...(given > 0 ? [variable("given", targets?.given)] : []),
  ];
}

/**
 * 2·Σ w (C̄ − C*) Ĉ for each term, weighted and summed; undefined where both are off. Its gradient is that of Σ w (C̄ − C*)², with the
 * average C̄ in place of the minibatch's Ĉ, which has a bias. `rows` [m×size] are generated, `y` [m×(size + columns)] is what they
 * were asked for.
 */
export function momentLoss(
  generator: string,
  { pairs, given, targets }: PairMoments,
  rows: Tensor,
  y: Tensor | undefined,
  pass: Pass,
): Tensor | undefined {
  if (!targets) return undefined;
  const { size, parts } = targets;
  const [batch = 1] = rows.shape;
  const numbers = parts.flatMap(([from, count]) => Array.from({ length: count }, (_, i) => from + i));
  /** As [size×m]: whole vectors of examples are moved. */
  const measured = (x: Tensor): Tensor => take(transpose(x), numbers);
  const made = measured(rows);
  const matrix = (values: Float32Array): Tensor => constant(values, [size, size]);
  const term = (of: "pairs" | "given", left: Tensor, target: Float32Array, weights: Float32Array): Tensor => {
    const moments = gemm(left, made, undefined, { transB: true, alpha: 1 / batch });
    const name = stateName(generator, of);
    const average = pass.state(name);
    const memory = of === "pairs" ? PAIRS : GIVEN;
    pass.remember(name, stopGradient(add(mul(memory, average), mul(1 - memory, moments))));
    const pull = stopGradient(mul(matrix(weights), sub(average, matrix(target))));
    return mul(2, sum(mul(pull, moments)));
  };
  const terms = [
    ...(pairs > 0 ? [mul(pairs, term("pairs", made, targets.pairs, targets.pairWeights))] : []),
    ...(given > 0 && y ? [mul(given, term("given", measured(y), targets.given, targets.givenWeights))] : []),
  ];
  return terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b));
}
