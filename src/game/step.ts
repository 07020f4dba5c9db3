/**
 * The two steps of the game as graphs (S1 and S2). Each takes both players' parameters, but differentiates by one player's
 * alone; the other's enter through a stop-gradient. That is the red line; objective.ts asserts it.
 */
import type { Prior } from "../data/prior.ts";
import { groupOf, type Network, type Pass } from "../networks/network.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { split } from "../tensor/composed.ts";
import { add, concat, mean, mul, reshape, sign } from "../tensor/operations.ts";
import { recomputing } from "../tensor/recompute.ts";
import { formatShape, type Shape, sameShape } from "../tensor/shape.ts";
import { constant, input, named, type Tensor } from "../tensor/tensor.ts";
import { type Augmentation, type See, seeing } from "./augmentation/augment.ts";
import { type Loss, type LossName, lossOf } from "./losses.ts";
import { Applications, isGradientName, type Objective } from "./objective.ts";
import { momentLoss, type PairMoments } from "./pair-moments.ts";
import { interpolate, unitGradientPenalty, zeroGradientPenalties, zeroGradientPenalty } from "./penalties.ts";

/** The rules: who plays, on what, for what. */
export interface Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly prior: Prior;
  /** m: examples per minibatch. */
  readonly batch: number;
  /** So many examples D judges together, side by side on the first axis of each (PacGAN, Lin et al. 2018); 1 if left out. */
  readonly pack?: number;
  /** By name, or a loss of one's own. */
  readonly loss: LossName | Loss;
  /** λ of Gulrajani et al. 2017; 0 is off. */
  readonly gradientPenalty: number;
  /** γ of R1 (on real) and R2 (on generated examples), Mescheder et al. 2018; 0 is off. */
  readonly r1: number;
  readonly r2: number;
  /** Steps from one with penalties to the next; theirs weigh as much more. 1 if left out: every step (Karras et al. 2020 has 16). */
  readonly penaltyEvery?: number;
  /** R1 and R2 are taken of the very answers that the loss is taken of, and not of answers of their own with other masks. */
  readonly jointPenalties?: boolean;
  /** γ changes as the run goes on: the step is given by how much it is multiplied, as an input of this name. */
  readonly scaledPenalties?: boolean;
  /** Terms of G's loss for rows of a table. */
  readonly moments?: PairMoments | undefined;
  /** D's label for real examples is 1 − labelSmoothing. */
  readonly labelSmoothing: number;
  /** What is done to the examples that D sees, real and generated. */
  readonly augmentation?: Augmentation | undefined;
  /** Activations are computed again for gradients instead of being kept. */
  readonly recompute?: boolean;
}

/**
 * A step as data. Its graph's outputs besides: `penalty` if there is one, D's logits `real` and `generated` [m×1], and `signs`, the mean
 * sign of `real`, in D's step where augmentation has feedback.
 */
export interface Step extends Objective {
  readonly player: "G" | "D";
}

/** The input of a D step whose penalties change their weight: the factor in force. */
export const PENALTY_SCALE = "penalty scale";

const refusal = (expected: string, came: string, next?: string): Error =>
  problem({ doing: "setting up the game", expected, came, ...(next === undefined ? {} : { next }) });

/** Parameters and state are told apart by their names alone, in checkpoints too: each is one network's, and only once. */
function checkNames({ generator, discriminator }: Game): void {
  const seen = new Set<string>();
  for (const { name: network, parameters, state } of [generator, discriminator]) {
    for (const { name } of [...parameters, ...state]) {
      if (!name.startsWith(`${network}/`)) {
        throw refusal(`names of ${network}'s parameters and state that begin with ${network}/`, name, NAMING);
      }
      if (seen.has(name)) throw refusal("every parameter and state to have a name of its own", `${name} twice`, NAMING);
      seen.add(name);
    }
  }
}
const NAMING =
  "A layer puts the name that it is given before those of its parameters and state; networks have different names.";

/** What goes in and comes out must fit: z → G → x → D → one number. */
function checkShapes(game: Game): void {
  const { generator, discriminator, prior } = game;
  const wanted = [
    ["G to take z of shape", generator.input, [prior.latent]],
    ["G to make what D takes,", inPack(game, generator.output), discriminator.input],
    ["D to give one logit or score, shape", discriminator.output, [1]],
  ] as const;
  for (const [what, came, expected] of wanted) {
    if (!sameShape(came, expected)) throw refusal(`${what} ${formatShape(expected)}`, formatShape(came));
  }
}

function checkPacks({ batch, pack = 1, augmentation, discriminator: { group = 1 } }: Game): void {
  if (augmentation && pack > 1) throw refusal("packs of 1, to augment what D sees", String(pack));
  if (batch % pack !== 0) throw refusal(`a minibatch that packs of ${pack} divide`, String(batch));
  if ((batch / pack) % group === 0) return;
  throw refusal(`a minibatch that groups of ${group * pack} divide, whose examples D compares`, String(batch));
}

/** Checks what can be said of the rules before anything is built. */
function checkGame(game: Game): void {
  const { generator, discriminator } = game;
  checkNames(game);
  checkPacks(game);
  checkShapes(game);
  const [ofG, ofD] = [generator.condition, discriminator.condition];
  if (ofG && ofD && !sameShape(inPack(game, ofG), ofD)) {
    throw refusal(
      "both players to be given the same condition",
      `${formatShape(ofG)} for G and ${formatShape(ofD)} for D`,
    );
  }
  if (hasPenalties(game) && groupOf(discriminator) === undefined) {
    throw refusal(
      "a D that treats examples, or groups of them, apart, as penalties on its input gradient need",
      "a D whose answers depend on all other examples of the minibatch, as with batch normalisation",
      `Use ${option("discriminator.normalisation")} layer or none.`,
    );
  }
  if (game.labelSmoothing > 0 && !lossOf(game.loss).labels) {
    throw refusal(
      "a loss with labels, to smooth them",
      `${typeof game.loss === "string" ? game.loss : "one"}, which has none`,
      `Leave out ${option("labelSmoothing")}.`,
    );
  }
}

const packs = ({ batch, pack = 1 }: Game): number => batch / pack;

/** The shape of as many examples as D judges together, on the first axis. */
const inPack = ({ pack = 1 }: Game, [first = 1, ...rest]: Shape): Shape => [pack * first, ...rest];

/** Examples [m×…] as D takes them [m/pack × pack·…]. */
const packed = (game: Game, x: Tensor): Tensor => reshape(x, [packs(game), ...inPack(game, x.shape.slice(1))]);

const realInput = (game: Game): Tensor => input("x", [game.batch, ...game.generator.output]);
const noiseInput = (game: Game): Tensor => input("z", [game.batch, game.prior.latent]);

/** y of real examples, which G is asked for too; nothing where neither player looks at it. */
const conditionInput = (game: Game): Tensor | undefined => {
  const shape = conditionOf(game);
  return shape && input("y", [game.batch, ...shape]);
};

/** Shape of y of one example, where a player looks at it. */
export function conditionOf({ generator, discriminator, pack = 1 }: Game): Shape | undefined {
  if (generator.condition) return generator.condition;
  const [first = 1, ...rest] = discriminator.condition ?? [];
  return discriminator.condition && [first / pack, ...rest];
}

/** Whether a player looks at y, so that every step takes real examples. */
export const isConditional = ({ generator, discriminator }: Game): boolean =>
  (generator.condition ?? discriminator.condition) !== undefined;

/** D's logits on real and on generated packs: in one pass where none depends on others than those of its group, which are of its kind. */
function judge(
  game: Game,
  table: Applications,
  [real, generated]: readonly [Tensor, Tensor],
  y: Tensor | undefined,
  { frozen, apart }: { readonly frozen: boolean; readonly apart: boolean },
): Judged {
  const { discriminator } = game;
  const batch = packs(game);
  const pass = (label: string, condition: Tensor | undefined): Pass =>
    table.pass({ label, frozen, twin: frozen ? label : undefined, condition, rows: rowsOf(game) });
  if (apart) {
    const [ofReal, ofFake] = [
      discriminator.apply(real, pass("real", y)),
      discriminator.apply(generated, pass("generated", y)),
    ];
    return { real: named("D(x) logit", ofReal), fake: named("D(G(z)) logit", ofFake) };
  }
  const together = concat([real, generated], 0);
  const answers = discriminator.apply(together, pass("both", y && concat([y, y], 0)));
  const [ofReal, ofFake] = split(answers, 0, batch);
  return { real: named("D(x) logit", ofReal), fake: named("D(G(z)) logit", ofFake), answers };
}

/** D's logits, and where all were judged in one pass, those of both kinds one after the other. */
interface Judged {
  readonly real: Tensor;
  readonly fake: Tensor;
  readonly answers?: Tensor;
}

/**
 * Whether D judges real and generated examples in a pass each: where all of one pass depend on each other, and where the answers
 * to one kind alone are differentiated by their input.
 */
const judgesApart = ({ discriminator, jointPenalties = false, r1, r2 }: Game): boolean =>
  groupOf(discriminator) === undefined || (jointPenalties && r1 > 0 !== r2 > 0);

/**
 * The D step (Algorithm 1, inner loop): G is frozen, the gradient is that of −V (plus penalties) by D's parameters. `penalised: false`
 * is the step between two that have penalties; it puts out a penalty of 0.
 */
export function discriminatorStep(game: Game, { penalised = true }: { readonly penalised?: boolean } = {}): Step {
  checkGame(game);
  const table = new Applications([game.generator, game.discriminator]);
  const loss = lossOf(game.loss);
  const x = realInput(game);
  const y = conditionInput(game);
  const ofG = table.pass({ label: "D step", frozen: true, condition: y });
  const generated = named("G(z)", game.generator.apply(noiseInput(game), ofG));
  const asked = y && packed(game, y);
  const [allReal, allGenerated] = [packed(game, x), packed(game, generated)];
  const see = seeing(game.augmentation, (draw) => table.draw(draw));
  const seen = [see("real", allReal), see("generated", allGenerated)] as const;
  const judged = judge(game, table, seen, asked, { frozen: false, apart: judgesApart(game) });
  const { real, fake } = judged;
  const played = loss.discriminator(real, fake, game.labelSmoothing);
  const penalty = penalised ? penaltyOf(game, table, see, [allReal, allGenerated], asked, judged) : undefined;
  const total = named("D loss", penalty ? add(played, penalty) : played);
  // As all D steps of a game, so that they share the memory for what they put out.
  const shown = penalty ?? (penalised || !hasPenalties(game) ? undefined : constant(0));
  const signs = game.augmentation?.feedback ? { signs: mean(sign(real)) } : {};
  const outputs = { loss: played, ...(shown ? { penalty: shown } : {}), real, generated: fake, ...signs };
  return { player: "D", ...keeping(game, table.objective("D step", total, game.discriminator, outputs)) };
}

/** What D's masks count, where it is packs. */
const rowsOf = (game: Game): number | undefined => ((game.pack ?? 1) > 1 ? packs(game) : undefined);

/** Whether D's input gradient is penalised. */
export const hasPenalties = ({ gradientPenalty, r1, r2 }: Game): boolean => gradientPenalty > 0 || r1 > 0 || r2 > 0;

/**
 * The weighted penalties on D's input gradient, summed; undefined where all are off. The gradient is that by the examples themselves,
 * through what is done to them before D sees them.
 */
function penaltyOf(
  game: Game,
  table: Applications,
  see: See,
  [x, generated]: readonly [Tensor, Tensor],
  condition: Tensor | undefined,
  { real, fake, answers }: Judged,
): Tensor | undefined {
  const penalties: Tensor[] = [];
  const scale = game.scaledPenalties ? input(PENALTY_SCALE, []) : undefined;
  const weighed = (weight: number, penalty: Tensor): Tensor => {
    const all = weight * (game.penaltyEvery ?? 1);
    return mul(scale ? mul(all, scale) : all, penalty);
  };
  const penalise = (
    label: string,
    at: Tensor,
    penalty: (x: Tensor, logits: Tensor) => Tensor,
    weight: number,
  ): void => {
    const logits = game.discriminator.apply(see(label, at), table.pass({ label, condition, rows: rowsOf(game) }));
    penalties.push(weighed(weight, penalty(at, logits)));
  };
  if (game.gradientPenalty > 0) {
    const epsilon = table.draw({
      name: "ε",
      shape: [packs(game), 1],
      distribution: { kind: "uniform", from: 0, width: 1 },
      stream: "penalty",
      ...((game.pack ?? 1) > 1 ? { rows: packs(game) } : {}),
    });
    penalise("between", interpolate(x, generated, epsilon), unitGradientPenalty, game.gradientPenalty);
  }
  if (!game.jointPenalties) {
    if (game.r1 > 0) penalise("R1", x, zeroGradientPenalty, game.r1);
    if (game.r2 > 0) penalise("R2", generated, zeroGradientPenalty, game.r2);
  } else if (answers && game.r1 > 0 && game.r2 > 0) {
    const [r1, r2] = zeroGradientPenalties([x, generated], answers) as [Tensor, Tensor];
    penalties.push(weighed(game.r1, r1), weighed(game.r2, r2));
  } else {
    if (game.r1 > 0) penalties.push(weighed(game.r1, zeroGradientPenalty(x, real)));
    if (game.r2 > 0) penalties.push(weighed(game.r2, zeroGradientPenalty(generated, fake)));
  }
  if (penalties.length === 0) return undefined;
  return named(
    "penalty",
    penalties.reduce((a, b) => add(a, b)),
  );
}

/** The G step: D is frozen, the gradient is that of G's loss by G's parameters. Losses that compare pairs take x too. */
export function generatorStep(game: Game): Step {
  checkGame(game);
  const table = new Applications([game.generator, game.discriminator]);
  const loss = lossOf(game.loss);
  const y = conditionInput(game);
  const ofG = table.pass({ label: "G step", twin: "D step", condition: y });
  const generated = named("G(z)", game.generator.apply(noiseInput(game), ofG));
  const apart = judgesApart(game);
  const twin = apart ? "generated" : "both";
  const asked = y && packed(game, y);
  const together = packed(game, generated);
  const alone = table.pass({ label: "generated", frozen: true, twin, condition: asked, rows: rowsOf(game) });
  const see = seeing(game.augmentation, (draw) => table.draw(draw));
  const shown = see("generated", together);
  const { real, fake } = loss.pairs
    ? judge(game, table, [see("real", packed(game, realInput(game))), shown], asked, { frozen: true, apart })
    : { real: undefined, fake: named("D(G(z)) logit", game.discriminator.apply(shown, alone)) };
  const played = named("G loss", loss.generator(fake, real ?? fake));
  const moments = game.moments && momentLoss(game.generator.name, game.moments, generated, y, ofG);
  const outputs = { loss: played, ...(moments ? { moments } : {}), ...(real ? { real } : {}), generated: fake };
  const total = moments ? add(played, moments) : played;
  return { player: "G", ...keeping(game, table.objective("G step", total, game.generator, outputs)) };
}

/** Keeps of the forward pass what the rules say. */
const keeping = ({ recompute = false }: Game, objective: Objective): Objective =>
  recompute ? { ...objective, graph: recomputing(objective.graph, isGradientName) } : objective;
