/**
 * Successive halving (Jamieson & Talwalkar 2016): all settings train for few steps, the best part of them for more, and so on, so that
 * most of the time goes to the settings that look good. The metric decides, by its mean over seeds.
 */
import { type Better, formatNumber, problem, type SeedScores } from "../../inner.ts";

/** So many settings come to so many steps. */
export interface Rung {
  readonly settings: number;
  readonly steps: number;
}

/**
 * The rungs for so many settings: each has a `factor`-th of the settings of the one before, and so many times its steps; the last has
 * all steps. Errors: too few settings or steps to have two rungs.
 */
export function rungsOf(settings: number, steps: number, factor: number): Rung[] {
  const counts = [settings];
  for (let count = settings; count >= factor; ) {
    count = Math.floor(count / factor);
    counts.push(count);
  }
  if (counts.length < 2) {
    throw problem({
      doing: "reading option --halving",
      expected: `at least ${factor} settings, of which one in ${factor} goes on`,
      came: String(settings),
      next: "Leave it out, or try more settings.",
    });
  }
  const least = factor ** (counts.length - 1);
  if (steps < least) {
    throw problem({
      doing: "reading option --halving",
      expected: `at least ${formatNumber(least)} steps for ${counts.length} rungs`,
      came: formatNumber(steps),
      next: "Train for more steps, or leave it out.",
    });
  }
  return counts.map((count, i) => ({
    settings: count,
    steps: Math.round(steps / factor ** (counts.length - 1 - i)),
  }));
}

/**
 * Which settings go on, as places in the list: the best by their mean, those that failed at some seeds behind those that did not, and
 * those without any score never.
 */
export function promoted(scores: readonly SeedScores[], count: number, better: Better): number[] {
  const sign = better === "higher" ? -1 : 1;
  const ranked = scores.flatMap((ofSeeds, place) => {
    const known = ofSeeds.filter((score) => score !== null);
    const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
    return known.length === 0 ? [] : [{ place, mean, known: known.length }];
  });
  return ranked
    .sort((a, b) => b.known - a.known || sign * (a.mean - b.mean) || a.place - b.place)
    .slice(0, count)
    .map(({ place }) => place)
    .sort((a, b) => a - b);
}
