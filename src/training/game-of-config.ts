/** What a configuration means: the prior, both networks and the rules between them, and how each player learns. */
import { kindOf } from "../data/kinds.ts";
import type { Prior } from "../data/prior.ts";
import { momentState, type PairTargets } from "../game/pair-moments.ts";
import type { Game } from "../game/step.ts";
import type { Learning } from "../learning/player.ts";
import { architectureOf } from "../networks/architectures.ts";
import { frozen } from "../networks/frozen.ts";
import type { Network } from "../networks/network.ts";
import { gumbelNumbers } from "../networks/table.ts";
import type { Shape } from "../tensor/shape.ts";
import { augmentationOf } from "./augmenting.ts";
import { type Config, packOf } from "./config.ts";
import { momentSize } from "./moment-parts.ts";
import type { PlayerOptions } from "./options.ts";
import { networkOf, type OwnParts, requireOwn } from "./own-parts.ts";

/** p_z of a configuration: z has the dimension that is asked for, and behind it what noisy heads of a table take. */
export function priorOf({ prior, latent, halfWidth, generator, data }: Config): Prior {
  const [size = 0] = data.shape;
  const noisy = generator.network === "table" ? gumbelNumbers(generator, size) : 0;
  return { kind: prior, latent: latent + noisy, halfWidth };
}

/** What a game takes from the data themselves; nothing of it matters where G is only applied. */
export interface FromData {
  /** What the bias of G's last layer starts from; of a run that begins. */
  readonly outputBias?: ArrayLike<number> | undefined;
  /** What the moments of pairs are compared with. */
  readonly pairs?: PairTargets | undefined;
}

/** Both networks and the rules between them. `own`: the parts that the configuration names, if it does. */
export function gameOf(config: Config, own?: OwnParts, { outputBias, pairs }: FromData = {}): Game {
  const { data } = config;
  const { latent } = priorOf(config);
  requireOwn(config.own, own);
  const moments = { pairs: config.pairMoments, given: config.givenMoments, targets: pairs };
  const generator = own?.generator
    ? networkOf("generator", own.generator([latent], data.shape, data.y?.shape))
    : buildNetwork("G", [latent], data.shape, config, outputBias);
  return {
    generator: { ...generator, state: [...generator.state, ...momentState(generator.name, momentSize(data), moments)] },
    discriminator: frozen(discriminatorOf(config, own), config.freezeD),
    prior: priorOf(config),
    batch: config.batch,
    pack: packOf(config),
    loss: own?.loss ?? config.loss,
    gradientPenalty: config.gradientPenalty,
    r1: config.r1,
    r2: config.r2,
    penaltyEvery: config.penaltyEvery,
    jointPenalties: config.jointPenalties,
    scaledPenalties: config.finalPenalty !== 1,
    moments,
    labelSmoothing: config.labelSmoothing,
    recompute: config.recompute,
    augmentation: augmentationOf(config),
  };
}

function discriminatorOf(config: Config, own: OwnParts | undefined): Network {
  const [pack, { shape, y }] = [packOf(config), config.data];
  return own?.discriminator
    ? networkOf("discriminator", own.discriminator(inPack(shape, pack), y && inPack(y.shape, pack)))
    : buildNetwork("D", inPack(shape, pack), [1], config);
}

/** The shape of several examples side by side. */
const inPack = ([first = 1, ...rest]: Shape, pack: number): Shape => [pack * first, ...rest];

function buildNetwork(
  name: "G" | "D",
  input: Shape,
  output: Shape,
  config: Config,
  outputBias?: ArrayLike<number>,
): Network {
  const player = name === "G" ? "generator" : "discriminator";
  const { pixels, data } = config;
  const { columns, y } = data;
  const pack = name === "D" ? packOf(config) : 1;
  // A y that is neither cells nor a code is there for networks of one's own.
  const condition = y && (y.code || kindOf(data) === "mixed") ? inPack(y.shape, pack) : undefined;
  const place = { name, input, output, kind: kindOf(data), pixels, outputBias, columns, condition, pack };
  const building = { ...config[player], ...place };
  return architectureOf(config[player].network)[player](building);
}

/** How a player learns; `own`: the parts that the configuration names, if it does. */
export const learningOf = (options: PlayerOptions, own?: OwnParts, burnInSteps = 1): Learning => ({
  ...(own?.optimizer ? { own: own.optimizer } : {}),
  optimizer: options.optimizer,
  beta1: options.beta1,
  beta2: options.beta2,
  ...(options.finalBeta2 > 0
    ? { beta2Over: { kind: "cosine", start: options.beta2, end: options.finalBeta2, steps: burnInSteps } }
    : {}),
  epsilon: options.epsilon,
  nesterov: options.nesterov,
  weightDecay: options.weightDecay,
  learningRate: {
    kind: options.schedule,
    start: options.learningRate,
    end: options.learningRate * (options.schedule === "constant" ? 1 : options.finalRate),
    steps: options.decaySteps,
  },
  momentum: {
    kind: "linear",
    start: options.momentum,
    end: options.finalMomentum,
    steps: options.momentumSteps,
  },
});
