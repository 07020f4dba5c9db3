/** Which numbers of a row the moments of pairs are of: all, or as many as the square of their number allows. */
import type { CellsColumn } from "../data/columns/cells.ts";
import { type CellBlock, layoutOf } from "../data/columns/layout.ts";
import { formatNumber } from "../data/counted.ts";
import type { DataDescription } from "../data/description.ts";
import { kindOf } from "../data/kinds.ts";
import type { NumberRun } from "../data/pair-moments.ts";
import { option } from "../option-text.ts";

/** Numbers of a row, at most: their squares take 4 MB, and a fraction of a step's time. */
const MOST_MOMENTS = 1024;

/** Numbers side by side that exclude each other, with the place within them. */
interface Group extends CellBlock {
  /** Of those before the bins: all, where there are no bins. */
  readonly before: number;
  readonly place?: number | undefined;
}

/** Blocks of a row of which at most one cell is 1 each: the columns, and parts of the calendar. */
export function groupsOf(columns: readonly CellsColumn[]): readonly Group[] {
  return layoutOf(columns).blocks.flatMap(({ start, cells, firstBin, place, parts }) => [
    { start, cells, before: firstBin, place },
    ...parts.map((part) => ({ ...part, before: part.cells })),
  ]);
}

/** The first cells of every block, which are its most frequent values, and places; all of them where they are not too many. */
export function momentParts(columns: readonly CellsColumn[], most = MOST_MOMENTS): readonly NumberRun[] {
  const groups = groupsOf(columns);
  const places = groups.filter(({ place }) => place !== undefined).length;
  const room = Math.max(0, most - places);
  const taken = (each: number): number => groups.reduce((sum, { cells }) => sum + Math.min(cells, each), 0);
  let each = Math.max(...groups.map(({ cells }) => cells));
  while (each > 1 && taken(each) > room) each--;
  // A table of more columns than there is room for: those in front.
  const parts: NumberRun[] = [];
  let left = most;
  for (const { start, cells, place } of groups) {
    const count = Math.min(cells, each, left);
    if (count > 0) parts.push([start, count]);
    left -= count;
    if (place === undefined || left === 0) continue;
    parts.push([place, 1]);
    left--;
  }
  return joined(parts);
}

/** Runs that follow each other as one. */
function joined(parts: readonly NumberRun[]): readonly NumberRun[] {
  const runs: [number, number][] = [];
  for (const [from, count] of parts) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === from) last[1] += count;
    else runs.push([from, count]);
  }
  return runs;
}

const sizeOfParts = (parts: readonly NumberRun[]): number => parts.reduce((sum, [, count]) => sum + count, 0);

/** How many numbers of a row the moments are of; 0 for data that have none. */
export const momentSize = (data: DataDescription): number =>
  kindOf(data) === "mixed" ? sizeOfParts(momentParts(data.columns as readonly CellsColumn[])) : 0;

/** What a configuration says of them. */
interface Moments {
  readonly data: DataDescription;
  readonly pairMoments: number;
  readonly givenMoments: number;
}

/** A sentence where the moments of pairs are of a part of the row alone; undefined where they are of all of it, or off. */
export function partialMoments({ data, pairMoments, givenMoments }: Moments): string | undefined {
  if (kindOf(data) !== "mixed" || pairMoments + givenMoments === 0) return undefined;
  const { size } = layoutOf(data.columns as readonly CellsColumn[]);
  const measured = momentSize(data);
  if (measured === size) return undefined;
  return `Moments of pairs are of ${formatNumber(measured)} of the ${formatNumber(size)} numbers of a row, the most frequent values of each column first: how rarer ones go together, G learns from D alone. Fewer columns make room (${option("column", ["NAME=ignored"])}).`;
}
