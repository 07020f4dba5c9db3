/**
 * How strongly D's examples are augmented: the probability p of every operation, by a schedule or by ADA's feedback (Karras et al. 2020,
 * section 3). Feedback counts in whole numbers, so that a run that goes on from a checkpoint, or on other ranks, counts alike.
 */
import { z } from "zod";
import { type Schedule, valueAt } from "../learning/schedules.ts";

/** p rises while the mean sign of D's answers on real examples is above a target, and falls while it is below. */
interface Feedback {
  readonly target: number;
  /** p is never more. */
  readonly most: number;
  /** Real examples that D must see for p to move by 1. */
  readonly images: number;
  /** Examples in a minibatch of all ranks. */
  readonly batch: number;
}

/** What p follows; a schedule is constant where it has no steps. */
export type Following = Schedule | Feedback;

const count = z.int().nonnegative();

/** Where the feedback of augmentation is. */
export interface FeedbackState {
  /** p, in moves. */
  readonly moves: number;
  /** Minibatches since p could move last, and the sum of the signs of D's answers on them. */
  readonly minibatches: number;
  readonly signs: number;
}

export const feedbackState = z.object({ moves: count, minibatches: count, signs: z.int() });

export interface Strength {
  /** p at a step. */
  readonly at: (step: number) => number;
  /** Takes the mean sign of D's answers on a minibatch into account. */
  readonly watch: (meanSign: number) => void;
  /** Nothing where p follows from the step alone. */
  readonly state: () => FeedbackState | undefined;
  readonly seek: (state: FeedbackState | undefined) => void;
}

/** Minibatches from one move of p to the next. */
const INTERVAL = 4;

const START: FeedbackState = { moves: 0, minibatches: 0, signs: 0 };

export const createStrength = (following: Following, state?: FeedbackState): Strength =>
  "target" in following ? byFeedback(following, state) : bySchedule(following);

const bySchedule = (schedule: Schedule): Strength => ({
  at: (step) => (schedule.steps === 0 ? schedule.end : valueAt(schedule, step)),
  watch: () => undefined,
  state: () => undefined,
  seek: () => undefined,
});

function byFeedback({ target, most, images, batch }: Feedback, saved: FeedbackState = START): Strength {
  const move = (INTERVAL * batch) / images;
  let { moves, minibatches, signs } = saved;
  return {
    at: () => Math.min(most, moves * move),
    watch: (meanSign) => {
      signs += Math.round(meanSign * batch);
      minibatches++;
      if (minibatches < INTERVAL) return;
      const way = Math.sign(signs / (INTERVAL * batch) - target);
      moves = Math.max(0, Math.min(Math.ceil(most / move), moves + way));
      [minibatches, signs] = [0, 0];
    },
    state: () => ({ moves, minibatches, signs }),
    seek: (to = START) => {
      ({ moves, minibatches, signs } = to);
    },
  };
}
