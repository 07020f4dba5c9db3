/**
 * The two steps of the game as graphs (S1 and S2). Each takes both players' parameters, but differentiates by one player's
 * alone; the other's enter through a stop-gradient. That is the red line, and it is asserted here.
 */
import type { Prior } from "../data/prior.ts";
import type { Network, Pass } from "../networks/network.ts";
import { internal, problem } from "../problem.ts";
import { split } from "../tensor/composed.ts";
import { gradient, gradientFlows } from "../tensor/gradient.ts";
import { type Graph, graph } from "../tensor/graph.ts";
import { add, concat, mul, stopGradient } from "../tensor/operations.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { input, named, type Tensor } from "../tensor/tensor.ts";
import { type Loss, type LossName, lossOf } from "./losses.ts";
import { interpolate, unitGradientPenalty, zeroGradientPenalty } from "./penalties.ts";

/** The rules: who plays, on what, for what. */
export interface Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly prior: Prior;
  /** m: examples per minibatch. */
  readonly batch: number;
  /** By name, or a loss of one's own. */
  readonly loss: LossName | Loss;
  /** λ of Gulrajani et al. 2017; 0 is off. */
  readonly gradientPenalty: number;
  /** γ of R1 (on real) and R2 (on generated examples), Mescheder et al. 2018; 0 is off. */
  readonly r1: number;
  readonly r2: number;
  /** D's label for real examples is 1 − labelSmoothing. */
  readonly labelSmoothing: number;
}

/** Random numbers that a step needs beside x and z. */
export interface Draw {
  readonly name: string;
  readonly shape: Shape;
  /** A dropout mask, or the interpolation coefficients ε of the gradient penalty. */
  readonly kind: "mask" | "epsilon";
  /** Probability of a one in a mask. */
  readonly keep: number;
  /** For masks of the G step: the same mask in the D step, as the name of a draw there and the element it begins at. */
  readonly twin?: { readonly name: string; readonly at: number };
}

/** A step as data: nothing runs until it is compiled. */
export interface Step {
  readonly player: "G" | "D";
  /**
   * Inputs: the parameters of both players by name, `x` [m×…], `z` [m×latent] and the draws. Outputs: `loss`, `penalty` if
   * there is one, D's logits `real` and `generated` [m×1], and the gradient of each of the player's parameters as `∇name`.
   */
  readonly graph: Graph;
  readonly draws: readonly Draw[];
}

/** The name of the output that holds a parameter's gradient. */
export const gradientName = (parameter: string): string => `∇${parameter}`;

/** Checks what can be said of the rules before anything is built. */
export function checkGame(game: Game): void {
  const { generator, discriminator } = game;
  const names = new Set(generator.parameters.map(({ name }) => name));
  const shared = discriminator.parameters.filter(({ name }) => names.has(name));
  if (shared.length > 0) {
    throw problem({
      doing: "setting up the game",
      expected: "the players' parameters to be disjoint",
      came: `${shared[0]?.name} in both`,
      next: "Give the networks different names.",
    });
  }
  const penalised = game.gradientPenalty > 0 || game.r1 > 0 || game.r2 > 0;
  if (penalised && discriminator.mixesBatch) {
    throw problem({
      doing: "setting up the game",
      expected: "a D that treats examples apart, as penalties on its input gradient need",
      came: "a D whose answers depend on the other examples of the minibatch, as with batch normalisation",
      next: "Use --d-normalisation layer or none.",
    });
  }
  if (game.labelSmoothing > 0 && !lossOf(game.loss).labels) {
    throw problem({
      doing: "setting up the game",
      expected: "a loss with labels, to smooth them",
      came: `${typeof game.loss === "string" ? game.loss : "one"}, which has none`,
      next: "Leave out --label-smoothing.",
    });
  }
}

/** Collects parameters and random inputs while the players are applied. */
class Table {
  readonly draws: Draw[] = [];
  readonly #parameters = new Map<string, Tensor>();

  constructor(game: Game) {
    for (const { name, shape } of [...game.generator.parameters, ...game.discriminator.parameters]) {
      this.#parameters.set(name, input(name, shape));
    }
  }

  parameters(network: Network): Tensor[] {
    return network.parameters.map(({ name }) => this.#parameters.get(name) as Tensor);
  }

  /**
   * How a player is applied in training; `label` tells its applications apart, `frozen` lets no gradient reach it. `twin` is
   * the label of the same application in the D step; "both" judges the generated examples in its second half.
   */
  pass(label: string, frozen: boolean, twin?: string): Pass {
    return {
      parameter: (name) => {
        const parameter = this.#parameters.get(name);
        if (!parameter) throw internal(`unknown parameter ${name}`);
        return frozen ? stopGradient(parameter) : parameter;
      },
      mask: (name, shape, keep) =>
        this.draw({
          name: `${name} (${label})`,
          shape,
          kind: "mask",
          keep,
          ...(twin
            ? { twin: { name: `${name} (${twin})`, at: twin === "both" && label !== "both" ? sizeOf(shape) : 0 } }
            : {}),
        }),
      statistics: (_, ofBatch) => ofBatch,
    };
  }

  draw(draw: Draw): Tensor {
    this.draws.push(draw);
    return input(draw.name, draw.shape);
  }
}

const realInput = (game: Game): Tensor => input("x", [game.batch, ...game.discriminator.input]);
const noiseInput = (game: Game): Tensor => input("z", [game.batch, game.prior.latent]);

/** D's logits on real and on generated examples: in one pass where no example depends on the others of its batch. */
function judge(game: Game, table: Table, real: Tensor, generated: Tensor, frozen: boolean): [Tensor, Tensor] {
  const { discriminator, batch } = game;
  const pass = (label: string): Pass => table.pass(label, frozen, frozen ? label : undefined);
  const logits = discriminator.mixesBatch
    ? ([discriminator.apply(real, pass("real")), discriminator.apply(generated, pass("generated"))] as const)
    : split(discriminator.apply(concat([real, generated], 0), pass("both")), 0, batch);
  return [named("D(x) logit", logits[0]), named("D(G(z)) logit", logits[1])];
}

/** The D step (Algorithm 1, inner loop): G is frozen, the gradient is that of −V (plus penalties) by D's parameters. */
export function discriminatorStep(game: Game): Step {
  checkGame(game);
  const table = new Table(game);
  const loss = lossOf(game.loss);
  const x = realInput(game);
  const generated = named("G(z)", game.generator.apply(noiseInput(game), table.pass("D step", true)));
  const [real, fake] = judge(game, table, x, generated, false);
  const played = loss.discriminator(real, fake, game.labelSmoothing);

  const penalties: Tensor[] = [];
  const penalise = (
    label: string,
    at: Tensor,
    penalty: (x: Tensor, logits: Tensor) => Tensor,
    weight: number,
  ): void => {
    const logits = game.discriminator.apply(at, table.pass(label, false));
    penalties.push(mul(weight, penalty(at, logits)));
  };
  if (game.gradientPenalty > 0) {
    const epsilon = table.draw({ name: "ε", shape: [game.batch, 1], kind: "epsilon", keep: 1 });
    penalise("between", interpolate(x, generated, epsilon), unitGradientPenalty, game.gradientPenalty);
  }
  if (game.r1 > 0) penalise("R1", x, zeroGradientPenalty, game.r1);
  if (game.r2 > 0) penalise("R2", generated, zeroGradientPenalty, game.r2);
  const penalty =
    penalties.length > 0
      ? named(
          "penalty",
          penalties.reduce((a, b) => add(a, b)),
        )
      : undefined;

  const total = named("D loss", penalty ? add(played, penalty) : played);
  return {
    player: "D",
    graph: stepGraph("D step", total, table, game.discriminator, game.generator, {
      loss: played,
      ...(penalty ? { penalty } : {}),
      real,
      generated: fake,
    }),
    draws: table.draws,
  };
}

/** The G step: D is frozen, the gradient is that of G's loss by G's parameters. Losses that compare pairs take x too. */
export function generatorStep(game: Game): Step {
  checkGame(game);
  const table = new Table(game);
  const loss = lossOf(game.loss);
  const generated = named("G(z)", game.generator.apply(noiseInput(game), table.pass("G step", false, "D step")));
  const twin = game.discriminator.mixesBatch ? "generated" : "both";
  const [real, fake] = loss.pairs
    ? judge(game, table, realInput(game), generated, true)
    : [undefined, named("D(G(z)) logit", game.discriminator.apply(generated, table.pass("generated", true, twin)))];
  const played = named("G loss", loss.generator(fake, real ?? fake));
  return {
    player: "G",
    graph: stepGraph("G step", played, table, game.generator, game.discriminator, {
      loss: played,
      ...(real ? { real } : {}),
      generated: fake,
    }),
    draws: table.draws,
  };
}

function stepGraph(
  name: string,
  loss: Tensor,
  table: Table,
  player: Network,
  frozen: Network,
  outputs: Readonly<Record<string, Tensor>>,
): Graph {
  for (const parameter of table.parameters(frozen)) {
    if (gradientFlows(loss, parameter)) {
      throw internal(`the ${name} would differentiate by ${parameter.name}, which it must hold fixed`);
    }
  }
  const gradients = gradient(loss, table.parameters(player));
  const byName = player.parameters.map(
    (parameter, i) => [gradientName(parameter.name), gradients[i] as Tensor] as const,
  );
  return graph(name, { ...outputs, ...Object.fromEntries(byName) });
}
