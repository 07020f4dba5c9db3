/** What rows of a mixed table are asked for: what was chosen in the page, or else what the data have. */
import { type CellDescription, valueText } from "../../../inner.ts";
import { find } from "./elements.ts";
import type { PageColumn } from "./facts.ts";
import { onLanguage, words } from "./language.ts";
import { uniform } from "./random.ts";

/** Leaves a column to the generator. */
const NOT_GIVEN = -1;

/** Of cells that have no place in an order: their numbers as they are. */
type Ordered = readonly (readonly [cell: CellDescription, number: number])[];

/** Fills the select of every column, and calls `changed` when something else is chosen. */
export function offerCells(columns: readonly PageColumn[], changed: () => void): void {
  columns.forEach((column, i) => {
    const { cells = [] } = column;
    const select = selectOf(i);
    const total = cells.reduce((sum, { count }) => sum + count, 0);
    const ordered = inOrder(cells);
    const texts = (): string[] => [
      words().any,
      ...ordered.map(([cell]) => `${cellName(column, cell)} (${percent(cell.count / total)})`),
    ];
    texts().forEach((text, place) => select.add(new Option(text, String(ordered[place - 1]?.[1] ?? NOT_GIVEN))));
    onLanguage(() => {
      for (const [place, text] of texts().entries()) (select.options[place] as HTMLOptionElement).text = text;
    });
    select.addEventListener("change", changed);
  });
}

/** By number or date, and rows without a value last; categories are by frequency already. */
function inOrder(cells: readonly CellDescription[]): Ordered {
  const numbered = cells.map((cell, number) => [cell, number] as const);
  if (!cells.some(({ from }) => from !== undefined)) return numbered;
  const key = ({ value, from }: CellDescription): number => value ?? from ?? Number.POSITIVE_INFINITY;
  return numbered.toSorted(([a], [b]) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

const selectOf = (column: number): HTMLSelectElement => find(`given-${column}`, HTMLSelectElement);

/** The cell that was chosen in each column. */
export const chosenCells = (columns: readonly PageColumn[]): number[] =>
  columns.map((_, i) => Number(selectOf(i).value));

/** Rare categories by name are soon more than a line. */
const NAMED = 3;

/** What a cell is called in the page. */
export function cellName(column: PageColumn, { text, values, from, to, gap }: CellDescription): string {
  if (gap) return words().noValue;
  if (from !== undefined && to !== undefined) return words().range(valueText(column, from), valueText(column, to));
  const texts = values?.map((value) => valueText(column, value)) ?? [text];
  const more = texts.length - NAMED;
  const all = more <= 1 ? texts.join(", ") : words().andOthers(texts.slice(0, NAMED).join(", "), more);
  return all === "" ? words().empty : all;
}

/** A share as people read it. */
export const percent = (share: number): string =>
  words().percent(share > 0 && share < 0.001 ? "<0.1" : (100 * share).toFixed(share < 0.0995 ? 1 : 0));

/**
 * Conditions of `count` rows [count × columns]. Where nothing is chosen every row is given the cell of one column: columns equally
 * often, cells as often as the data have them. So the generator was trained, and so rows have the shares of the data.
 */
export function conditions(
  columns: readonly PageColumn[],
  chosen: readonly number[],
  seed: number,
  count: number,
): Float32Array {
  const width = columns.length;
  const given = new Float32Array(count * width).fill(NOT_GIVEN);
  if (chosen.some((cell) => cell !== NOT_GIVEN)) return given.map((_, i) => chosen[i % width] ?? NOT_GIVEN);
  // Apart from the noise, which has the seed itself.
  const random = uniform(seed ^ 0x5bd1e995);
  const drawers = columns.map(({ cells = [] }) => drawerOf(cells.map((cell) => cell.count)));
  for (let row = 0; row < count; row++) {
    const column = Math.floor(random() * width);
    given[row * width + column] = drawers[column]?.(random()) ?? NOT_GIVEN;
  }
  return given;
}

/** From a share, 0 to 1, to a place: each as often as it counts. */
function drawerOf(counts: readonly number[]): (share: number) => number {
  const sum = counts.reduce((total, count) => total + count, 0);
  return (share) => {
    let left = share * sum;
    return counts.findIndex((count) => {
      left -= count;
      return left < 0;
    });
  };
}
