/**
 * A player's step, compiled and tied to the memory that it works on. To run it is to draw what it needs beside x and z, to
 * compute, and, where there are several ranks, to average.
 */
import type { Draw, Game, Step } from "../game/step.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { Selection, Stream } from "../kernels/streams.ts";
import type { Player } from "../learning/player.ts";
import { type BoundProgram, compile, type Program } from "../onnx/runtime.ts";
import { type Layout, viewOf } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { onEveryRank } from "./collective.ts";
import { findNotFinite, type NotFinite } from "./diagnose.ts";
import { answersOf, createReduction, firstOfAny, type MeanAnswers, type Ranks } from "./reduction.ts";
import { selectionOf } from "./rows-of-rank.ts";

/** A step that can be run: fills its gradient and its report. */
export interface RunningStep {
  readonly step: Step;
  readonly program: Program;
  /** ∇ of the player's loss, laid out like its parameters. This, and what is read below, is of the whole minibatch. */
  readonly gradient: Vector;
  /** The loss. */
  readonly loss: () => number;
  readonly penalty: () => number;
  /** D's mean answers. */
  readonly answers: () => MeanAnswers;
  /** D's logits on real examples, of this rank; empty if the step saw none. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  /** ‖∇‖ of the last run. */
  readonly gradientNorm: () => number;
  /** Whether a rank had been asked to stop when the step was last run. */
  readonly stopAsked: () => boolean;
  /** Draws what the step needs beside x and z, and computes. Throws if loss or gradient are not finite. */
  readonly run: (step: number) => Promise<void>;
}

/** What the steps of a machine share. */
interface Ground {
  /** The game as this rank plays it, on its part of each minibatch. */
  readonly game: Game;
  /** Examples in a whole minibatch. */
  readonly batch: number;
  readonly kernels: Kernels;
  readonly generator: Player;
  readonly discriminator: Player;
  readonly x: Vector;
  readonly z: Vector;
  /** A vector for so many random numbers of this rank. */
  readonly allocateDrawn: (length: number) => Vector;
  readonly streams: Readonly<Record<"dropout" | "penalty", Stream>>;
  readonly sharedMasks: boolean;
  readonly threads: number;
  readonly diverged: (step: number, played: Step, first: NotFinite | undefined) => Error;
  readonly ranks: Ranks | undefined;
}

/** A draw and the memory it is kept in. */
interface Drawn extends Draw {
  readonly vector: Vector;
  /** Where the numbers are some of those of the whole minibatch. */
  readonly selection: Selection | undefined;
}

/** Makes a step run: `onWhole` is the same step on whole minibatches, `outVector` the memory of what it puts out. */
type Prepare = (step: Step, onWhole: Step, out: Layout, outVector: Vector) => Promise<RunningStep>;

/** What prepares the steps of a machine. D's is the first, as G's may share its dropout masks. */
export function createSteps({
  game,
  batch,
  kernels,
  generator,
  discriminator,
  x,
  z,
  allocateDrawn,
  streams,
  sharedMasks,
  threads,
  diverged,
  ranks,
}: Ground): Prepare {
  const parameterViews = Object.fromEntries(
    [generator, discriminator].flatMap(({ layout, parameters }) =>
      layout.entries.map((entry) => [entry.name, viewOf(parameters.data, entry)]),
    ),
  );
  const vectors = { G: generator.parameters.data, D: discriminator.parameters.data, x: x.data, z: z.data };
  const drawnForD: Drawn[] = [];
  return async (step: Step, onWhole: Step, out: Layout, outVector: Vector): Promise<RunningStep> => {
    const program = await compile(step.graph, {
      threads,
      inputs: [generator.layout, discriminator.layout],
      outputs: [out],
    });
    const drawn: Drawn[] = [];
    const drawnData: Record<string, Float32Array> = {};
    for (const [i, draw] of step.draws.entries()) {
      const { twin } = draw;
      const from = sharedMasks && drawnForD.find(({ name }) => name === twin?.name);
      if (twin && from) {
        drawnData[draw.name] = from.vector.data.subarray(twin.at, twin.at + sizeOf(draw.shape));
        continue;
      }
      const vector = allocateDrawn(sizeOf(draw.shape));
      const wanted = onWhole.draws[i]?.shape ?? draw.shape;
      const selection = ranks && selectionOf(ranks.collective, batch, wanted, draw.shape);
      drawnData[draw.name] = vector.data;
      drawn.push({ ...draw, vector, selection });
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
    const { length } = (step.player === "G" ? generator : discriminator).layout;
    const inputs = { ...parameterViews, x: x.data, z: z.data, ...drawnData };
    const reduction = ranks && createReduction(ranks, kernels, outVector, out);
    const [real, generated] = [entry("real"), entry("generated")];
    const ownAnswers = (): MeanAnswers => answersOf(game, real, generated);
    let gradientNorm = Number.NaN;
    const running: RunningStep = {
      step,
      program,
      gradient: { pointer: outVector.pointer, data: outVector.data.subarray(0, length) },
      loss: () => loss[0] ?? Number.NaN,
      penalty: () => penalty[0] ?? 0,
      answers: reduction?.answers ?? ownAnswers,
      real,
      generated,
      gradientNorm: () => gradientNorm,
      stopAsked: reduction?.stopAsked ?? (() => false),
      run: async (at) => {
        for (const { kind, keep, vector, selection } of drawn) {
          if (kind === "mask") streams.dropout.mask(vector, keep, selection);
          else streams.penalty.uniform(vector, 0, 1, selection);
        }
        await bound.run();
        // Only D's step is asked for D's answers.
        await reduction?.average(step.player === "D" ? ownAnswers() : undefined);
        gradientNorm = Math.sqrt(kernels.sumOfSquares(outVector.pointer, length));
        // Checked before the update, so that a bad gradient never reaches the parameters.
        if (!Number.isFinite(gradientNorm) || !Number.isFinite(running.loss())) {
          // A rank's bad number is in the gradient of all of them, but only that rank can say where it arose.
          const own = await findNotFinite(step, inputs);
          const first = ranks ? await firstOfAny(ranks.collective, own) : own;
          throw onEveryRank(diverged(at, step, first));
        }
      },
    };
    return running;
  };
}
