/** Whether a step of a run has room on a graphics card, told before anything is computed there. */
import type { DataSet } from "../data/dataset.ts";
import { discriminatorStep, type Game, generatorStep } from "../game/step.ts";
import { optimizerOf } from "../learning/optimizers.ts";
import { parameterLayout } from "../learning/player.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { peakBytes } from "../tensor/memory.ts";
import type { Config } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import type { OwnParts } from "./own-parts.ts";
import { pairTargetsOf } from "./pair-targets.ts";

/** What a step takes is between these shares of what is estimated, which was between 1.5 and 0.75 times as much (`peakBytes`). */
const [LEAST, MOST] = [1 / 1.5, 1 / 0.75];

/** What a step takes, in bytes. */
interface Need {
  /** Parameters, gradients, moments and averages: known exactly. */
  readonly state: number;
  /** Intermediate values of the larger step, as estimated. */
  readonly activations: number;
}

function needOf({ generator, discriminator, average }: Config, game: Game, own: OwnParts | undefined): Need {
  const players = [
    [game.generator, generator.optimizer, average > 0 ? 1 : 0],
    [game.discriminator, discriminator.optimizer, 0],
  ] as const;
  const numbers = players.reduce((sum, [network, optimizer, averages]) => {
    const moments = (own?.optimizer ?? optimizerOf(optimizer)).moments.length;
    // The parameters themselves, and their gradient.
    return sum + parameterLayout(network).learned * (2 + moments + averages);
  }, 0);
  const steps = [discriminatorStep(game), generatorStep(game)];
  return { state: 4 * numbers, activations: Math.max(...steps.map(({ graph }) => peakBytes(graph))) };
}

/** A smaller minibatch whose step has room, whatever the estimate is off by; `undefined` where none was found. */
function smaller(batch: number, needAt: (batch: number) => Need, memory: number): number | undefined {
  for (let half = Math.floor(batch / 2); half >= 1; half = Math.floor(half / 2)) {
    const { state, activations } = needAt(half);
    if (state + MOST * activations <= memory) return half;
  }
  return undefined;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString("en-US")} MB`;

/**
 * Refuses a run of which a step takes more than a card has, however its estimate is off.
 *
 * @param memory bytes of the card.
 * @param ranks that play the game together, each on its part of a minibatch.
 */
export function requireRoom(
  config: Config,
  data: DataSet,
  memory: number,
  { own, ranks = 1 }: { readonly own?: OwnParts | undefined; readonly ranks?: number } = {},
): void {
  const game = gameOf(config, own, { pairs: pairTargetsOf(config, data) });
  const { batch, accumulate } = config;
  const needAt = (size: number): Need => needOf(config, { ...game, batch: Math.ceil(size / ranks) }, own);
  const { state, activations } = needAt(batch);
  const least = state + LEAST * activations;
  if (least <= memory) return;
  const fits = smaller(batch, needAt, memory);
  const times = fits === undefined ? 0 : accumulate * Math.ceil(batch / fits);
  throw problem({
    doing: "making room for a step on the device webgpu",
    expected: `a step that takes at most ${megabytes(memory)}, which is what the card has`,
    came: `one that takes ${megabytes(least)} or more with a minibatch of ${batch}`,
    next:
      fits === undefined
        ? "No smaller minibatch has room: take smaller networks, or the device cpu."
        : `${option("batch", fits)} has room; with ${option("accumulate", times)} an update still learns from as many examples.`,
  });
}
