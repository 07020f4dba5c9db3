/** The share of the steps for which `late` stays where it starts. */
const HELD = 0.6;

/** How a number falls from `start` to `end` as a run goes from step 0 to `steps`; later it stays at `end`. */
const schedules = {
  constant: (start: number) => start,
  linear: (start: number, end: number, part: number) => start + (end - start) * part,
  cosine: (start: number, end: number, part: number) => end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * part)),
  exponential: (start: number, end: number, part: number) => start * (end / start) ** part,
  /** As it was for three fifths of the steps, then linearly. */
  late: (start: number, end: number, part: number) => start + (end - start) * Math.max(0, (part - HELD) / (1 - HELD)),
} satisfies Record<string, (start: number, end: number, part: number) => number>;

export type ScheduleName = keyof typeof schedules;
export const scheduleNames = Object.keys(schedules) as [ScheduleName, ...ScheduleName[]];

export interface Schedule {
  readonly kind: ScheduleName;
  readonly start: number;
  readonly end: number;
  /** Steps until `end` is reached. It belongs to the run's mathematics and does not move when the run is prolonged. */
  readonly steps: number;
}

/** The value in force at a step, counted from 1. */
export const valueAt = ({ kind, start, end, steps }: Schedule, step: number): number =>
  schedules[kind](start, end, Math.min(1, (step - 1) / steps));
