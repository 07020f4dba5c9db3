/** A player's step of the game that can be run: a learner, with what the game reads of it. */
import type { Game, Step } from "../game/step.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { Stream, StreamName } from "../kernels/streams.ts";
import { createLearner, type Drawn, type Learner, type Together } from "../learning/learner.ts";
import type { NotFinite } from "../learning/not-finite.ts";
import type { Player } from "../learning/player.ts";
import type { Store } from "../learning/store.ts";
import { onEveryRank } from "./collective.ts";
import {
  answersOf,
  averagedLength,
  createMeanAnswers,
  createReduction,
  firstOfAny,
  type MeanAnswers,
  outputLayout,
  type Ranks,
} from "./reduction.ts";
import { selectionOf } from "./rows-of-rank.ts";

/** A step that can be run: fills its gradient and its report. What is read here is of the whole minibatch. */
export interface RunningStep
  extends Pick<Learner, "gradient" | "loss" | "gradientNorm" | "compile" | "run" | "update"> {
  readonly step: Step;
  readonly learner: Learner;
  readonly penalty: () => number;
  /** D's mean answers. */
  readonly answers: () => MeanAnswers;
  /** D's logits on real examples, of this rank; empty if the step saw none. */
  readonly real: Float32Array;
  readonly generated: Float32Array;
  /** Whether a rank had been asked to stop when the step was last run. */
  readonly stopAsked: () => boolean;
}

/** What the steps of a machine share. */
export interface Ground {
  readonly store: Store;
  /** The game as this rank plays it, on its part of each minibatch. */
  readonly game: Game;
  /** Examples in a whole minibatch. */
  readonly batch: number;
  readonly generator: Player;
  readonly discriminator: Player;
  /** x, z, and y where there is one. */
  readonly inputs: Readonly<Record<string, Vector>>;
  /** The same of further minibatches whose gradients are averaged with that of the first. */
  readonly further: readonly Readonly<Record<string, Vector>>[];
  readonly stream: (name: StreamName) => Stream;
  readonly threads: number;
  readonly diverged: (step: number, played: Step, first: NotFinite | undefined) => Error;
  readonly ranks: Ranks | undefined;
}

/** Of one of the steps. */
export interface StepOptions {
  readonly step: Step;
  /** The same step on whole minibatches. */
  readonly onWhole: Step;
  /** Draws of D's step, where G shares its masks. */
  readonly twins?: readonly Drawn[];
  /** The step whose memory for results it shares. */
  readonly instead?: RunningStep;
}

/** A step whose vectors have their place in the store. */
export function createRunningStep(ground: Ground, { step, onWhole, twins = [], instead }: StepOptions): RunningStep {
  const { store, generator, discriminator, inputs, further, stream, threads, diverged, ranks } = ground;
  const [player, other] = step.player === "G" ? [generator, discriminator] : [discriminator, generator];
  const results = outputLayout(step, player, (ranks?.collective.size ?? 1) * (1 + further.length));
  const resultVector = instead?.learner.results ?? store.allocate(results.length);
  const reduction = ranks && createReduction(ranks, store, resultVector, results);
  const { took, ownAnswers } = answering(ground, step, () => learner);
  const learner: Learner = createLearner({
    store,
    player,
    others: [other],
    objective: step,
    inputs,
    stream,
    twins,
    results,
    resultVector,
    threads,
    ...(further.length > 0 ? { accumulated: { inputs: further, averaged: averagedLength(results), took } } : {}),
    diverged: (at, first) => onEveryRank(diverged(at, step, first)),
    // Only D's step is asked for D's answers.
    ...(ranks && reduction
      ? {
          together: togetherOf(ground, ranks, onWhole, () =>
            reduction.average(step.player === "D" ? ownAnswers() : undefined),
          ),
        }
      : {}),
  });
  return {
    step,
    learner,
    gradient: learner.gradient,
    loss: learner.loss,
    gradientNorm: learner.gradientNorm,
    compile: learner.compile,
    run: learner.run,
    update: learner.update,
    penalty: () => learner.output("penalty")[0] ?? 0,
    answers: reduction?.answers ?? ownAnswers,
    get real() {
      return learner.output("real");
    },
    get generated() {
      return learner.output("generated");
    },
    stopAsked: reduction?.stopAsked ?? (() => false),
  };
}

/** D's answers on this rank: on the minibatch, or the mean over several of them. */
function answering({ game, further }: Ground, { player }: Step, learner: () => Learner) {
  const ofOne = (): MeanAnswers => answersOf(game, learner().output("real"), learner().output("generated"));
  if (further.length === 0 || player === "G") return { took: () => undefined, ownAnswers: ofOne };
  const mean = createMeanAnswers();
  let [count, last]: [number, MeanAnswers | undefined] = [0, undefined];
  return {
    took: (): void => {
      mean.take(ofOne());
      count++;
      if (count <= further.length) return;
      [count, last] = [0, mean.finish()];
    },
    ownAnswers: (): MeanAnswers => last ?? ofOne(),
  };
}

const togetherOf = (
  { batch }: Ground,
  { collective }: Ranks,
  onWhole: Step,
  average: () => Promise<void>,
): Together => ({
  selection: ({ shape }, index) => {
    const whole = onWhole.draws[index];
    return selectionOf(collective, whole?.rows ?? batch, whole?.shape ?? shape, shape);
  },
  average,
  // A rank's bad number is in the gradient of all of them, but only that rank can say where it arose.
  firstOfAny: (mine) => firstOfAny(collective, mine),
});
