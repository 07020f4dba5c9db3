/** What a run shows of its players beside samples of G: how weights and gradients are spread, and D's answers around the data. */
import type { DataSet } from "../data/dataset.ts";
import { type Density, type Grid, middlesOf } from "../data/density.ts";
import { lossOf } from "../game/losses.ts";
import type { Game } from "../game/step.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { Player } from "../learning/player.ts";
import type { Samples } from "./events.ts";
import type { Machine } from "./machine.ts";
import { createJudge } from "./sampler.ts";

/** Parts that a spread divides numbers into, each of the same count: it has one quantile more. */
const PARTS = 16;
/** Numbers that a spread is taken from, chosen evenly: more would not change the picture. */
const MOST = 4096;
/** Answers along an axis: of points in the plane, and on the line. */
const ACROSS = { 1: 256, 2: 64 } as const;
/** Answers that D gives at a time. */
const AT_A_TIME = 256;

/** From the least number to the greatest in parts of the same count; of many numbers, of some that are chosen evenly. */
export function quantilesOf(values: Float32Array): number[] {
  const stride = Math.max(1, Math.ceil(values.length / MOST));
  const some = stride === 1 ? values.slice() : values.filter((_, i) => i % stride === 0);
  some.sort();
  // As short as they are read: seven digits are those of a float.
  return Array.from({ length: PARTS + 1 }, (_, i) =>
    Number((some[Math.round((i / PARTS) * (some.length - 1))] ?? 0).toPrecision(7)),
  );
}

/** How the numbers of both players are spread. */
export type Spread = NonNullable<Samples["spread"]>;
type PlayerSpread = Spread["generator"];

const spreadOf = ({ parameters, layout, updates }: Player, gradient: Vector): PlayerSpread => ({
  weights: quantilesOf(parameters.data.subarray(0, layout.learned)),
  ...(updates > 0 ? { gradient: quantilesOf(gradient.data.subarray(0, layout.learned)) } : {}),
});

/** How the numbers of both players are spread after a step. */
export const spreadAt = (machine: Machine, step: number): Spread => ({
  generator: spreadOf(machine.generator, machine.generatorStep(Math.max(1, step)).gradient),
  discriminator: spreadOf(machine.discriminator, machine.discriminatorStep(Math.max(1, step)).gradient),
});

/** The window in which points are shown: in the plane a square with a quarter of margin, on the line a tenth on both sides. */
export function windowAround({
  dimension,
  low,
  high,
}: Pick<Density, "dimension" | "low" | "high">): Pick<Grid, "low" | "high"> {
  const extents = low.map((from, axis) => (high[axis] ?? 0) - from);
  const half = dimension === 1 ? [0.6 * (extents[0] ?? 1)] : extents.map(() => 0.625 * Math.max(...extents));
  const middle = low.map((from, axis) => (from + (high[axis] ?? 0)) / 2);
  return {
    low: middle.map((at, axis) => at - (half[axis] ?? 0)),
    high: middle.map((at, axis) => at + (half[axis] ?? 0)),
  };
}

/** D's answers in the middle of each cell of a grid. */
export type AnswerField = NonNullable<Samples["field"]>;

interface FieldReader {
  readonly read: () => Promise<AnswerField>;
  readonly release: () => Promise<void>;
}

/** Whether D's answer follows from an example alone: not from a condition, nor from others of its minibatch. */
export const judgesAlone = ({ discriminator, pack = 1 }: Game): boolean =>
  discriminator.statistics.length === 0 && !discriminator.mixesBatch && !discriminator.condition && pack === 1;

/**
 * What D answers around the data, where that can be shown: for points of a known density, and a D that {@link judgesAlone}.
 */
export async function createFieldReader(
  game: Game,
  { density }: DataSet,
  { data }: Vector,
  threads: number,
): Promise<FieldReader | undefined> {
  if (!density || !judgesAlone(game)) return undefined;
  const grid: Grid = { ...windowAround(density), bins: density.low.map(() => ACROSS[density.dimension]) };
  const x = middlesOf(grid);
  const judge = await createJudge(game.discriminator, AT_A_TIME, threads);
  const probability = lossOf(game.loss).output === "logit";
  return {
    read: async () => {
      const given = await judge.answers(data, x);
      return { grid, answers: probability ? given.map((logit) => 1 / (1 + Math.exp(-logit))) : given, probability };
    },
    release: judge.release,
  };
}
