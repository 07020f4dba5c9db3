/**
 * What the ranks average of a player's step: the gradient, and behind it in the same memory the loss, the penalty and a few
 * numbers more, so that one reduction per step carries all of it.
 */
import { lossOf } from "../game/losses.ts";
import { isNextName } from "../game/objective.ts";
import type { Game, Step } from "../game/step.ts";
import { gameValue, meanProbability, meanScore } from "../game/value.ts";
import type { Vector } from "../kernels/kernels.ts";
import { layBehind, resultLayout } from "../learning/learner.ts";
import type { NotFinite } from "../learning/not-finite.ts";
import type { Player } from "../learning/player.ts";
import type { Store } from "../learning/store.ts";
import type { Entry, Layout } from "../tensor/layout.ts";
import { type Collective, gatherTexts } from "./collective.ts";

/** The other ranks, from where a machine stands. */
export interface Ranks {
  readonly collective: Collective;
  /** Whether this rank has been asked to stop. All stop after the same step. */
  readonly stopping: () => boolean;
  /** Is told how long each reduction took, waiting included. */
  readonly took: (milliseconds: number) => void;
}

/** Outputs of a step that are means over examples, as new state is: those of all ranks average to that of the whole minibatch. */
const MEANS = ["loss", "penalty", "signs"];

/** Numbers that are no output of the graph: D's mean answers, V(D, G), and whether a rank was asked to stop. */
const TALLY = "tally";
const TALLY_LENGTH = 4;

/**
 * Outputs of a step in one vector, as {@link resultLayout} has them; where `parts` of a minibatch are computed apart, by ranks or one
 * after the other, what is averaged over them comes before what is of one alone.
 */
export function outputLayout(step: Step, player: Player, parts: number): Layout {
  const name = `${step.player} results`;
  const plain = resultLayout(name, step, player);
  if (parts === 1) return plain;
  const { learned } = player.layout;
  const reported = plain.entries.filter(({ offset }) => offset >= learned);
  const averaged = ({ name: output }: Entry): boolean => MEANS.includes(output) || isNextName(output);
  return layBehind(
    name,
    plain.entries.filter(({ offset }) => offset < learned),
    learned,
    [
      ...reported.filter(averaged),
      { name: TALLY, shape: [TALLY_LENGTH] },
      ...reported.filter((entry) => !averaged(entry)),
    ],
  );
}

/** How many of the outputs, from the first on, are averaged. */
export const averagedLength = ({ entries }: Layout): number => entries.find(({ name }) => name === TALLY)?.offset ?? 0;

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

/** The mean of D's answers on several minibatches. */
export function createMeanAnswers(): { readonly take: (one: MeanAnswers) => void; readonly finish: () => MeanAnswers } {
  let taken: MeanAnswers[] = [];
  const meanOf = (all: readonly MeanAnswers[], of: keyof MeanAnswers): number =>
    all.reduce((sum, one) => sum + one[of], 0) / all.length;
  return {
    take: (one) => taken.push(one),
    finish: () => {
      const all = taken;
      taken = [];
      return { real: meanOf(all, "real"), generated: meanOf(all, "generated"), value: meanOf(all, "value") };
    },
  };
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
  store: Store,
  vector: Vector,
  layout: Layout,
): Reduction {
  const at = averagedLength(layout);
  const [averaged, tallied] = [store.part(vector, 0, at + TALLY_LENGTH), store.part(vector, at, TALLY_LENGTH)];
  return {
    average: async (answers) => {
      const { real = 0, generated = 0, value = 0 } = answers ?? {};
      store.write(tallied, [real, generated, value, stopping() ? 1 : 0]);
      const began = performance.now();
      await collective.allReduce(await store.read(averaged));
      took(performance.now() - began);
      store.scale(averaged, averaged.data.length, 1 / collective.size);
    },
    answers: () => {
      const [real = 0, generated = 0, value = 0] = tallied.data;
      return { real, generated, value };
    },
    stopAsked: () => (tallied.data[3] ?? 0) > 0,
  };
}

/** What the first rank to have found a bad number found; every rank has to ask. */
export async function firstOfAny(collective: Collective, mine: NotFinite | undefined): Promise<NotFinite | undefined> {
  const found = await gatherTexts(collective, mine ? `${mine.value} ${mine.tensor}` : "");
  const rank = found.findIndex((text) => text !== "");
  const [value = "", ...tensor] = (found[rank] ?? "").split(" ");
  return rank < 0 ? undefined : { value: Number(value), tensor: `${tensor.join(" ")} on rank ${rank}` };
}
