/** What the moments of generated pairs are compared with, and how much each of them counts. */
import type { CellsColumn } from "../data/columns/cells.ts";
import type { DataSet } from "../data/dataset.ts";
import { kindOf } from "../data/kinds.ts";
import type { PairTargets } from "../game/pair-moments.ts";
import { internal } from "../problem.ts";
import type { Config } from "./config.ts";
import { groupsOf, momentParts } from "./moment-parts.ts";

/** Pairs rarer than this share of the rows count no more for being rarer: their moments in a minibatch are noise. */
const RARE = 0.002;

/** Of the training rows; undefined where the game has no such terms. Throws where the data do not know their moments. */
export function pairTargetsOf(config: Config, data: DataSet): PairTargets | undefined {
  if (kindOf(config.data) !== "mixed" || config.pairMoments + config.givenMoments === 0) return undefined;
  const columns = config.data.columns as readonly CellsColumn[];
  const parts = momentParts(columns);
  const moments = data.pairMoments?.(parts, config.subsets);
  if (!moments) throw internal(`${data.name} has no moments of pairs`);
  const places = placesOf(columns, parts);
  const size = places.length;
  const { pairs, given } = moments;
  return {
    size,
    parts,
    pairs: Float32Array.from(pairs),
    pairWeights: pairWeights(pairs, places, columns.length),
    given: Float32Array.from(given),
    givenWeights: givenWeights(given, places, columns.length),
  };
}

/** One number of a row that is measured. */
interface MeasuredPlace {
  /** Numbers of the same group exclude each other: their pairs say nothing. */
  readonly group: number;
  /** Whether it is a place within a bin, and no cell. */
  readonly within: boolean;
  /** For a place: those of the measured cells that carry it. */
  readonly bins: readonly number[];
}

function placesOf(columns: readonly CellsColumn[], parts: ReturnType<typeof momentParts>): readonly MeasuredPlace[] {
  const numbers = parts.flatMap(([from, count]) => Array.from({ length: count }, (_, i) => from + i));
  const groups = groupsOf(columns);
  const groupAt = (number: number): number =>
    groups.findLastIndex(({ start, cells, place }) => number === place || (number >= start && number < start + cells));
  const all = numbers.map((number) => ({ number, group: groupAt(number) }));
  return all.map(({ number, group }) => {
    const { start = 0, before = 0, cells = 0, place } = groups[group] ?? {};
    const within = place === number;
    const isBin = (other: number): boolean => other >= start + before && other < start + cells;
    const bins = all.flatMap((other, i) => (within && isBin(other.number) ? [i] : []));
    return { group, within, bins };
  });
}

/** 1 / (C* + rare) of two cells, by the deviations where a place takes part; of one group only each number with itself. */
function pairWeights(pairs: Float64Array, places: readonly MeasuredPlace[], columns: number): Float32Array {
  const size = places.length;
  const at = (a: number, b: number): number => pairs[a * size + b] as number;
  const weights = new Float32Array(size * size);
  places.forEach((one, a) => {
    places.forEach((other, b) => {
      if (one.group === other.group && a !== b) return;
      const scale = one.within || other.within ? Math.sqrt(at(a, a) * at(b, b)) : at(a, b);
      weights[a * size + b] = 1 / (scale + RARE) / columns ** 2;
    });
  });
  return weights;
}

/** 1 / (target + rare / C), for a place by the mass of the cells that carry it; nothing within the group that is given. */
function givenWeights(given: Float64Array, places: readonly MeasuredPlace[], columns: number): Float32Array {
  const size = places.length;
  const weights = new Float32Array(size * size);
  const rare = RARE / columns;
  places.forEach((one, a) => {
    if (one.within) return;
    places.forEach((other, b) => {
      if (one.group === other.group) return;
      const mass = (other.within ? other.bins : [b]).reduce((sum, i) => sum + (given[a * size + i] as number), 0);
      weights[a * size + b] = 1 / (mass + rare) / columns;
    });
  });
  return weights;
}
