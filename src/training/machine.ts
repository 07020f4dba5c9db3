/**
 * Everything that Algorithm 1 moves: both players, the vectors of a minibatch, and the two steps compiled and tied to that
 * memory. Its methods are the words in which the algorithm is written.
 */
import type { DataSet, Reader } from "../data/dataset.ts";
import { drawNoise } from "../data/prior.ts";
import { type Draw, discriminatorStep, type Game, generatorStep, type Step } from "../game/step.ts";
import { bytesFor, createKernels, type Kernels, type Vector } from "../kernels/kernels.ts";
import { openStream, type Stream } from "../kernels/streams.ts";
import { type BoundProgram, compile, type Program } from "../onnx/runtime.ts";
import { type Layout, viewOf } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { findNotFinite, type NotFinite } from "./diagnose.ts";
import {
  createPlayer,
  gradientLayout,
  initialisePlayer,
  type Learning,
  type Player,
  parameterLayout,
  playerLengths,
} from "./player.ts";

export interface MachineOptions {
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
}

/** A step that can be run: fills its gradient and its report. */
export interface RunningStep {
  readonly step: Step;
  readonly program: Program;
  /** ∇ of the player's loss, laid out like its parameters. */
  readonly gradient: Vector;
  /** The loss. */
  readonly loss: () => number;
  readonly penalty: () => number;
  /** D's logits on real examples; empty if the step saw none. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  /** ‖∇‖ of the last run. */
  readonly gradientNorm: () => number;
  /** Draws what the step needs beside x and z, and computes. Throws if loss or gradient are not finite. */
  readonly run: (step: number) => Promise<void>;
}

export interface Machine {
  readonly kernels: Kernels;
  readonly generator: Player;
  readonly discriminator: Player;
  /** Moving average of G's parameters, if there is one. */
  readonly average: Vector | undefined;
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

/** Outputs of a step in one vector: the gradient first, so that it begins at a cache line, then what is reported. */
function outputLayout(step: Step, parameters: Layout): Layout {
  const gradients = gradientLayout(parameters).entries;
  let length = parameters.length;
  const report = step.graph.outputs
    .filter(({ name }) => !gradients.some((entry) => entry.name === name))
    .map(({ name, tensor }) => {
      const entry = { name, shape: tensor.shape, offset: length };
      length += sizeOf(tensor.shape);
      return entry;
    });
  return { name: `${step.player} results`, length, entries: [...gradients, ...report] };
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
  const { game, data, seed } = options;
  const dStep = discriminatorStep(game);
  const gStep = generatorStep(game);
  const layouts = { G: parameterLayout(game.generator), D: parameterLayout(game.discriminator) };
  const results = { D: outputLayout(dStep, layouts.D), G: outputLayout(gStep, layouts.G) };
  const mixed = options.switchAt < Number.POSITIVE_INFINITY;
  const draws = [...dStep.draws, ...gStep.draws, ...(mixed ? gStep.draws : [])];
  const batchSize = game.batch * sizeOf(game.discriminator.input);
  const kernels = await createKernels(
    bytesFor([
      ...playerLengths(game.generator, options.generator),
      ...playerLengths(game.discriminator, options.discriminator),
      options.average > 0 ? layouts.G.length : 0,
      results.D.length,
      results.G.length,
      batchSize,
      game.batch * game.prior.latent,
      ...draws.map(({ shape }) => sizeOf(shape)),
    ]),
  );

  const generator = createPlayer(kernels, game.generator, options.generator);
  const discriminator = createPlayer(kernels, game.discriminator, options.discriminator);
  initialisePlayer(kernels, generator, seed, 0);
  initialisePlayer(kernels, discriminator, seed, 1 << 16);
  const average = options.average > 0 ? kernels.allocate(layouts.G.length) : undefined;
  average?.data.set(generator.parameters.data);
  const x = kernels.allocate(batchSize);
  const z = kernels.allocate(game.batch * game.prior.latent);
  const openAt = (position: number): Promise<Reader> => data.open({ seed, batch: game.batch, position });
  let reader = await openAt(state.data);
  const streams = {
    prior: openStream(kernels, seed, "prior", 0, state.prior),
    dropout: openStream(kernels, seed, "dropout", 0, state.dropout),
    penalty: openStream(kernels, seed, "penalty", 0, state.penalty),
  };

  const parameterViews = Object.fromEntries(
    [generator, discriminator].flatMap(({ layout, parameters }) =>
      layout.entries.map((entry) => [entry.name, viewOf(parameters.data, entry)]),
    ),
  );
  const vectors = { G: generator.parameters.data, D: discriminator.parameters.data, x: x.data, z: z.data };
  /** A draw and the memory it is kept in. */
  interface Drawn extends Draw {
    readonly vector: Vector;
  }
  const drawnForD: Drawn[] = [];
  const prepare = async (step: Step, out: Layout, outVector: Vector): Promise<RunningStep> => {
    const program = await compile(step.graph, {
      threads: options.threads,
      inputs: [layouts.G, layouts.D],
      outputs: [out],
    });
    const drawn: Drawn[] = [];
    const drawnData: Record<string, Float32Array> = {};
    for (const draw of step.draws) {
      const { twin } = draw;
      const from = options.sharedMasks && drawnForD.find(({ name }) => name === twin?.name);
      if (twin && from) {
        drawnData[draw.name] = from.vector.data.subarray(twin.at, twin.at + sizeOf(draw.shape));
        continue;
      }
      const vector = kernels.allocate(sizeOf(draw.shape));
      drawnData[draw.name] = vector.data;
      drawn.push({ ...draw, vector });
    }
    if (step.player === "D") drawnForD.push(...drawn);
    const bound: BoundProgram = program.bind({
      ...vectors,
      ...drawnData,
      [out.name]: outVector.data,
    });
    // What was not computed yet is no number.
    outVector.data.fill(Number.NaN);
    const entry = (name: string): Float32Array => {
      const found = out.entries.find((candidate) => candidate.name === name);
      return found ? viewOf(outVector.data, found) : new Float32Array();
    };
    const [loss, penalty] = [entry("loss"), entry("penalty")];
    const { length } = layouts[step.player];
    const inputs = { ...parameterViews, x: x.data, z: z.data, ...drawnData };
    let gradientNorm = Number.NaN;
    const running: RunningStep = {
      step,
      program,
      gradient: { pointer: outVector.pointer, data: outVector.data.subarray(0, length) },
      loss: () => loss[0] ?? Number.NaN,
      penalty: () => penalty[0] ?? 0,
      real: entry("real"),
      generated: entry("generated"),
      gradientNorm: () => gradientNorm,
      run: async (at) => {
        for (const { kind, keep, vector } of drawn) {
          if (kind === "mask") streams.dropout.mask(vector, keep);
          else streams.penalty.uniform(vector, 0, 1);
        }
        await bound.run();
        gradientNorm = Math.sqrt(kernels.sumOfSquares(outVector.pointer, length));
        // Checked before the update, so that a bad gradient never reaches the parameters.
        if (!Number.isFinite(gradientNorm) || !Number.isFinite(running.loss())) {
          throw options.diverged(at, step, await findNotFinite(step, inputs));
        }
      },
    };
    return running;
  };

  const dRunning = await prepare(dStep, results.D, kernels.allocate(results.D.length));
  const gVector = kernels.allocate(results.G.length);
  const gRunning = await prepare(gStep, results.G, gVector);
  // The second of mixed losses shares the vectors of the first.
  const late = mixed ? await prepare(generatorStep({ ...game, loss: "minimax" }), results.G, gVector) : undefined;
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
    drawNoise: () => drawNoise(game.prior, streams.prior, z),
    drawExamples: () => reader.next(x.data),
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
