/** What rows are given before they are drawn, so that they are what was asked for. */
import type { GivenCell } from "../data/columns/table-condition.ts";
import { type Chance, pick } from "./chance.ts";

/** A value that stands in a row in place of the generated one. */
interface WrittenValue {
  /** Place of the column among those that are learned. */
  readonly column: number;
  readonly value: number;
}

/** What G is given for a row. */
export interface RowWish {
  readonly given: readonly GivenCell[];
  readonly written: readonly WrittenValue[];
}

/** The wish for a row: `attempt` counts how often it was drawn before, `chance` makes the choices of this attempt. */
export type Wishes = (row: number, attempt: number, chance: Chance) => RowWish;

/** A cell that may be given, and how often. */
export interface WeighedCell {
  readonly cell: number;
  readonly weight: number;
  readonly write?: (u: number) => number;
}

/** A column of which one of some cells is given. */
export interface GivenColumn {
  readonly column: number;
  readonly cells: readonly WeighedCell[];
}

/** Gives each column one of its cells, drawn by weight anew with each attempt. */
export const giving =
  (columns: readonly GivenColumn[]): Wishes =>
  (_row, _attempt, chance) =>
    wishOf(columns.map(({ column, cells }) => choose(column, cells, chance)));

interface Choice {
  readonly given: GivenCell;
  readonly written?: WrittenValue;
}

/** One of the cells of a column; from 1 on its `write` says the value. */
export function choose(column: number, cells: readonly WeighedCell[], chance: Chance): Choice {
  const one =
    cells.length === 1
      ? cells[0]
      : cells[
          pick(
            cells.map(({ weight }) => weight),
            chance,
          )
        ];
  const { cell, write } = one as WeighedCell;
  return { given: { column, cell }, ...(write ? { written: { column, value: write(chance()) } } : {}) };
}

export const wishOf = (choices: readonly Choice[]): RowWish => ({
  given: choices.map(({ given }) => given),
  written: choices.flatMap(({ written }) => (written ? [written] : [])),
});

/** Two wishes for different columns in one. */
export const together =
  (one: Wishes, other: Wishes): Wishes =>
  (row, attempt, chance) => {
    const [a, b] = [one(row, attempt, chance), other(row, attempt, chance)];
    return { given: [...a.given, ...b.given], written: [...a.written, ...b.written] };
  };
