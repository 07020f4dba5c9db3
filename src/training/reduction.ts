/**
 * What the ranks average of a player's step: the gradient, and behind it in the same memory the loss, the penalty and a few
 * numbers more, so that one reduction per step carries all of it.
 */
import { lossOf } from "../game/losses.ts";
import type { Game, Step } from "../game/step.ts";
import { gameValue, meanProbability, meanScore } from "../game/value.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import { gradientLayout } from "../learning/player.ts";
import type { Layout } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Collective, gatherTexts } from "./collective.ts";
import type { NotFinite } from "./diagnose.ts";

/** The other ranks, from where a machine stands. */
export interface Ranks {
  readonly collective: Collective;
  /** Whether this rank has been asked to stop. All stop after the same step. */
  readonly stopping: () => boolean;
  /** Is told how long each reduction took, waiting included. */
  readonly took: (milliseconds: number) => void;
}

/** Outputs of a step that are means over examples: those of all ranks average to that of the whole minibatch. */
const MEANS = ["loss", "penalty"];

/** Numbers that are no output of the graph: D's mean answers, V(D, G), and whether a rank was asked to stop. */
const TALLY = "tally";
const TALLY_LENGTH = 4;

/**
 * Outputs of a step in one vector: the gradient first, so that it begins at a cache line, then what is reported; what several
 * ranks average comes before what each has of its own.
 */
export function outputLayout(step: Step, parameters: Layout, ranks: number): Layout {
  const gradients = gradientLayout(parameters).entries;
  const reported = step.graph.outputs
    .filter(({ name }) => !gradients.some((entry) => entry.name === name))
    .map(({ name, tensor }) => ({ name, shape: tensor.shape }));
  const ordered =
    ranks === 1
      ? reported
      : [
          ...reported.filter(({ name }) => MEANS.includes(name)),
          { name: TALLY, shape: [TALLY_LENGTH] },
          ...reported.filter(({ name }) => !MEANS.includes(name)),
        ];
  let length = parameters.length;
  const report = ordered.map(({ name, shape }) => {
    const entry = { name, shape, offset: length };
    length += sizeOf(shape);
    return entry;
  });
  return { name: `${step.player} results`, length, entries: [...gradients, ...report] };
}

/** D's answers on a minibatch, over all ranks. */
export interface MeanAnswers {
  readonly real: number;
  readonly generated: number;
  /** V(D, G); of no meaning where D's answers are scores. */
  readonly value: number;
}

/** D's answers as they are read from the logits of one rank. */
export function answersOf(game: Game, real: Float32Array, generated: Float32Array): MeanAnswers {
  const { output } = lossOf(game.loss);
  const mean = output === "logit" ? meanProbability : meanScore;
  const value = output === "logit" ? gameValue(real, generated) : Number.NaN;
  return { real: mean(real), generated: mean(generated), value };
}

export interface Reduction {
  /** Averages what the step has left in its vector, and `answers` with it. */
  readonly average: (answers: MeanAnswers | undefined) => Promise<void>;
  readonly answers: () => MeanAnswers;
  /** Whether any rank had been asked to stop when the last average was taken. */
  readonly stopAsked: () => boolean;
}

/** The reduction of a step whose outputs lie in `vector`. */
export function createReduction(
  { collective, stopping, took }: Ranks,
  kernels: Kernels,
  vector: Vector,
  { entries }: Layout,
): Reduction {
  const at = entries.find(({ name }) => name === TALLY)?.offset ?? 0;
  const averaged = vector.data.subarray(0, at + TALLY_LENGTH);
  const tally = vector.data.subarray(at, at + TALLY_LENGTH);
  return {
    average: async (answers) => {
      tally.set([answers?.real ?? 0, answers?.generated ?? 0, answers?.value ?? 0, stopping() ? 1 : 0]);
      const began = performance.now();
      await collective.allReduce(averaged);
      took(performance.now() - began);
      kernels.scale(vector.pointer, averaged.length, 1 / collective.size);
    },
    answers: () => ({ real: tally[0] as number, generated: tally[1] as number, value: tally[2] as number }),
    stopAsked: () => (tally[3] as number) > 0,
  };
}

/** What the first rank to have found a bad number found; every rank has to ask. */
export async function firstOfAny(collective: Collective, mine: NotFinite | undefined): Promise<NotFinite | undefined> {
  const found = await gatherTexts(collective, mine ? `${mine.value} ${mine.tensor}` : "");
  const rank = found.findIndex((text) => text !== "");
  const [value = "", ...tensor] = (found[rank] ?? "").split(" ");
  return rank < 0 ? undefined : { value: Number(value), tensor: `${tensor.join(" ")} on rank ${rank}` };
}
