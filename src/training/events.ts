import type { LayerSummary } from "../networks/network.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Config } from "./config.ts";

/** What happens in a run, in order. */
export type TrainingEvent = Started | Progress | Report | Samples | CheckpointWritten | Ended;

/** The first event of a run: what it is made of, and where it goes on from. */
export interface Started {
  readonly type: "start";
  readonly config: Config;
  /** The step that was reached before: 0 for a new run. */
  readonly step: number;
  readonly networks: { readonly generator: readonly LayerSummary[]; readonly discriminator: readonly LayerSummary[] };
  /** Floating-point operations of one step of the run, which is a round: all of D's and G's in it. */
  readonly flopsPerStep: number;
  /** Where several ranks train together. */
  readonly ranks?: RanksStarted;
}

/** The ranks of a run when it starts. */
export interface RanksStarted {
  readonly count: number;
  /** Examples of each minibatch that a rank computes. */
  readonly batchPerRank: number;
  /** Names of the networks whose batch normalisation takes its statistics of a rank's part of the minibatch alone. */
  readonly batchStatisticsPerRank: readonly string[];
}

/** How several ranks get on. */
export interface RanksAtWork {
  readonly count: number;
  /** Real examples that all ranks together have seen per second. */
  readonly examplesPerSecond: number;
  /** Share of the time that this rank spent averaging gradients, from 0 to 1; waiting for slower ranks is part of it. */
  readonly communication: number;
}

/** Comes about ten times a second, for progress bars; not part of the run's record. */
export interface Progress extends Answers {
  readonly type: "progress";
  readonly step: number;
  readonly stepsPerSecond: number;
  /** Since the progress before. */
  readonly ranks?: RanksAtWork;
}

/** D's answers and both losses, on training minibatches. */
export interface Answers {
  /** The loss that D minimises, without penalties. */
  readonly dLoss: number;
  readonly gLoss: number;
  /** Mean D(x) on real examples: a probability, or a score for losses without one. */
  readonly meanDReal: number;
  /** Mean D(G(z)). */
  readonly meanDFake: number;
}

/** What is measured on the steps before a report, as means over at most 16 of them. */
export interface Measures extends Answers {
  /** Weighted penalties in D's loss; absent if there are none. */
  readonly penalty?: number;
  /** How strongly what D sees is augmented: the probability of each operation, the strength of noise on rows; absent if nothing is. */
  readonly augmentation?: number;
  /** V(D, G) in nats; absent for losses in which D's answers are scores. */
  readonly value?: number;
  readonly dGradientNorm: number;
  readonly gGradientNorm: number;
  readonly dLearningRate: number;
  readonly gLearningRate: number;
}

/** A line of the run's record. */
export interface Report extends Measures {
  readonly type: "report";
  readonly step: number;
  /** Since this session began. */
  readonly seconds: number;
  /** In this session, all told: with samples, checkpoints and whatever the consumer does with events. */
  readonly stepsPerSecond: number;
}

/**
 * G at the same z as ever, so that progress can be watched: from the moving average, if there is one. And what both players are
 * like at that step.
 */
export interface Samples {
  readonly type: "samples";
  readonly step: number;
  /** Shape of one example. */
  readonly shape: Shape;
  /** Example after example. */
  readonly values: Float32Array;
  /** y that G was asked for, example after example; where it asks for one. */
  readonly conditions?: Float32Array;
  /** Where G is told labels: samples of each, which lie one after the other, so that a sheet has a row for each. */
  readonly inRow?: number;
  /**
   * More samples of the same G, from other noise, until the next event is asked for; absent where G is told a condition. The run is the
   * same with and without it. Not enumerable: events may be written down, and sent to other threads.
   */
  readonly draw?: (count: number) => Promise<Float32Array>;
  /** How weights and gradients are spread: quantiles from the least number to the greatest. */
  readonly spread?: Readonly<
    Record<
      "generator" | "discriminator",
      {
        readonly weights: readonly number[] /** Of the last step, if the player made one. */;
        readonly gradient?: readonly number[];
      }
    >
  >;
  /** D's answers around the data: for points of a known density, and a D that judges each by itself. */
  readonly field?: {
    /** Cells between a lowest and a highest corner, and how many along each axis. */
    readonly grid: {
      readonly low: readonly number[];
      readonly high: readonly number[];
      readonly bins: readonly number[];
    };
    /** Of each cell, the last axis fastest. */
    readonly answers: Float32Array;
    /** Whether they are probabilities, and not scores. */
    readonly probability: boolean;
  };
}

/** The whole state of a run after a step, as the bytes of a file. `resume` goes on from it. */
export interface CheckpointWritten {
  readonly type: "checkpoint";
  readonly step: number;
  /** A safetensors file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The last event of a run that was not stopped by an error. */
export interface Ended {
  readonly type: "end";
  readonly step: number;
  readonly reason: "finished" | "aborted";
  readonly seconds: number;
  /** Over the session. */
  readonly ranks?: RanksAtWork;
}
