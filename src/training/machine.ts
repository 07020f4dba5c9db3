/**
 * Everything that Algorithm 1 moves: both players, the vectors of a minibatch, and the two steps that work on them.
 * Its methods are the words in which the algorithm is written.
 */
import type { DataSet, Reader } from "../data/dataset.ts";
import { drawNoise } from "../data/prior.ts";
import { discriminatorStep, type Game, generatorStep, type Step } from "../game/step.ts";
import { bytesFor, createKernels, type Kernels, type Vector } from "../kernels/kernels.ts";
import { LEAD, openStream, type Stream } from "../kernels/streams.ts";
import {
  createPlayer,
  initialisePlayer,
  type Learning,
  type Player,
  parameterLayout,
  playerLengths,
} from "../learning/player.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { NotFinite } from "./diagnose.ts";
import { outputLayout, type Ranks } from "./reduction.ts";
import { checkShare, rowsOf, selectionOf } from "./rows-of-rank.ts";
import { createSteps, type RunningStep } from "./running-step.ts";

export interface MachineOptions {
  /** With several ranks, `batch` is that of all of them together. */
  readonly game: Game;
  /** Steps after which G's loss changes from non-saturating to minimax; `Infinity` for never. */
  readonly switchAt: number;
  readonly data: DataSet;
  readonly seed: number;
  readonly generator: Learning;
  readonly discriminator: Learning;
  /** β of G's moving average; 0 for none. */
  readonly average: number;
  /** G's gradient is taken with the dropout masks that D's was taken with last. */
  readonly sharedMasks?: boolean;
  readonly threads: number;
  /** Makes the error for a loss or gradient that is not finite. */
  readonly diverged: (step: number, played: Step, first: NotFinite | undefined) => Error;
  /** The ranks that the game is played on together; absent where it is one. */
  readonly ranks?: Ranks;
}

export interface Machine {
  readonly kernels: Kernels;
  readonly generator: Player;
  readonly discriminator: Player;
  /** Moving average of G's parameters, if there is one. */
  readonly average: Vector | undefined;
  /** The examples and the noise that this rank computes with. */
  readonly x: Vector;
  readonly z: Vector;
  /** Streams whose positions are part of the state. */
  readonly streams: Readonly<Record<"prior" | "dropout" | "penalty", Stream>>;
  readonly discriminatorStep: RunningStep;
  /** The G step that is in force at a step of the run: with mixed losses there are two. */
  readonly generatorStep: (step: number) => RunningStep;
  /** Fresh z from the prior. */
  readonly drawNoise: () => void;
  /** Fresh x from the data. */
  readonly drawExamples: () => void | Promise<void>;
  /** G's loss compares with real examples. */
  readonly generatorNeedsExamples: boolean;
  /** The gradient of D's loss at the present parameters, G frozen. */
  readonly discriminatorGradient: (step: number) => Promise<void>;
  /** The gradient of G's loss at the present parameters, D frozen. */
  readonly generatorGradient: (step: number) => Promise<void>;
  /** Moves the average of G towards its present parameters. */
  readonly updateAverage: () => void;
  /** Where the data and the streams are. */
  readonly state: () => MachineState;
  /** Goes to another place of them, so that what is drawn next is what was drawn there. */
  readonly seek: (state: MachineState) => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface MachineState {
  /** Minibatches of data read, and blocks of random numbers used. */
  readonly data: number;
  readonly prior: number;
  readonly dropout: number;
  readonly penalty: number;
}

const atStart: MachineState = { data: 0, prior: 0, dropout: 0, penalty: 0 };

export async function createMachine(options: MachineOptions, state: MachineState = atStart): Promise<Machine> {
  const { data, seed, ranks } = options;
  const whole = options.game;
  const share = ranks?.collective ?? { rank: 0, size: 1 };
  checkShare(share, whole.batch);
  const rows = rowsOf(share, whole.batch);
  /** What this rank plays: the same game on its part of each minibatch. */
  const game: Game = { ...whole, batch: rows.count };
  const dStep = discriminatorStep(game);
  const gStep = generatorStep(game);
  const layouts = { G: parameterLayout(game.generator), D: parameterLayout(game.discriminator) };
  const results = {
    D: outputLayout(dStep, layouts.D, share.size),
    G: outputLayout(gStep, layouts.G, share.size),
  };
  const mixed = options.switchAt < Number.POSITIVE_INFINITY;
  const draws = [...dStep.draws, ...gStep.draws, ...(mixed ? gStep.draws : [])];
  const example = sizeOf(game.discriminator.input);
  const lead = ranks ? LEAD : 0;
  const kernels = await createKernels(
    bytesFor([
      ...playerLengths(game.generator, options.generator),
      ...playerLengths(game.discriminator, options.discriminator),
      options.average > 0 ? layouts.G.length : 0,
      results.D.length,
      results.G.length,
      whole.batch * example,
      lead + game.batch * game.prior.latent,
      ...draws.map(({ shape }) => lead + sizeOf(shape)),
    ]),
  );

  const generator = createPlayer(kernels, game.generator, options.generator);
  const discriminator = createPlayer(kernels, game.discriminator, options.discriminator);
  initialisePlayer(kernels, generator, seed, 0);
  initialisePlayer(kernels, discriminator, seed, 1 << 16);
  const average = options.average > 0 ? kernels.allocate(layouts.G.length) : undefined;
  average?.data.set(generator.parameters.data);
  const minibatch = kernels.allocate(whole.batch * example);
  const x = part(minibatch, rows.from * example, rows.count * example);
  /** A vector for random numbers, or for those of this rank. */
  const allocateDrawn = (length: number): Vector => part(kernels.allocate(lead + length), lead, length);
  const z = allocateDrawn(game.batch * game.prior.latent);
  const ofNoise =
    ranks && selectionOf(share, whole.batch, [whole.batch, game.prior.latent], [game.batch, game.prior.latent]);
  const openAt = (position: number): Promise<Reader> =>
    data.open({ seed, batch: whole.batch, position, ...(ranks ? { rows } : {}) });
  let reader = await openAt(state.data);
  const streams = {
    prior: openStream(kernels, seed, "prior", 0, state.prior),
    dropout: openStream(kernels, seed, "dropout", 0, state.dropout),
    penalty: openStream(kernels, seed, "penalty", 0, state.penalty),
  };

  const prepare = createSteps({
    game,
    batch: whole.batch,
    kernels,
    generator,
    discriminator,
    x,
    z,
    allocateDrawn,
    streams,
    sharedMasks: options.sharedMasks ?? false,
    threads: options.threads,
    diverged: options.diverged,
    ranks,
  });
  const dRunning = await prepare(
    dStep,
    ranks ? discriminatorStep(whole) : dStep,
    results.D,
    kernels.allocate(results.D.length),
  );
  const gVector = kernels.allocate(results.G.length);
  const gRunning = await prepare(gStep, ranks ? generatorStep(whole) : gStep, results.G, gVector);
  // The second of mixed losses shares the vectors of the first.
  const minimax = (rules: Game): Step => generatorStep({ ...rules, loss: "minimax" });
  const late = mixed ? await prepare(minimax(game), minimax(whole), results.G, gVector) : undefined;
  const generatorAt = (step: number): RunningStep => (late && step > options.switchAt ? late : gRunning);

  return {
    kernels,
    generator,
    discriminator,
    average,
    x,
    z,
    streams,
    discriminatorStep: dRunning,
    generatorStep: generatorAt,
    drawNoise: () => drawNoise(game.prior, streams.prior, z, ofNoise),
    drawExamples: () => reader.next(minibatch.data),
    generatorNeedsExamples: gRunning.real.length > 0,
    discriminatorGradient: dRunning.run,
    generatorGradient: (step) => generatorAt(step).run(step),
    updateAverage: () => {
      if (!average) return;
      // Early on the average forgets faster: the start values must not linger in it.
      const t = generator.updates;
      const beta = Math.min(options.average, (1 + t) / (10 + t));
      kernels.lerp(average.pointer, generator.parameters.pointer, layouts.G.length, 1 - beta);
    },
    state: () => ({
      data: reader.position,
      prior: streams.prior.position,
      dropout: streams.dropout.position,
      penalty: streams.penalty.position,
    }),
    seek: async (to) => {
      if (to.data !== reader.position) reader = await openAt(to.data);
      streams.prior.position = to.prior;
      streams.dropout.position = to.dropout;
      streams.penalty.position = to.penalty;
    },
    release: async () => {
      for (const running of [dRunning, gRunning, late]) await running?.program.release();
    },
  };
}

const part = ({ pointer, data }: Vector, from: number, length: number): Vector => ({
  pointer: pointer + 4 * from,
  data: data.subarray(from, from + length),
});
