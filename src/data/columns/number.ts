/** Columns of numbers: an example has one number for each, scaled to mean 0 and deviation 1. */
import { atResolution, type NumberForm } from "../number-form.ts";
import type { ColumnKind } from "./column-kind.ts";

/** A column of numbers: how they were scaled for training, and how they are written. */
export interface NumberColumn {
  /** Columns of numbers do not say so: there were no others, and runs of that time go on. */
  readonly kind?: "number";
  readonly name: string;
  /** Mean of the rows that are trained on. */
  readonly center: number;
  /** Their deviation. */
  readonly scale: number;
  /** How its numbers are written. Absent where that is not known. */
  readonly form?: NumberForm;
}

export const numberColumns: ColumnKind<NumberColumn> = {
  width: () => 1,
  places: ({ name, center, scale }) => [{ name, center, scale }],
  encode: ({ center, scale }, value, to, at) => {
    to[at] = (value - center) / scale;
  },
  decode: (column, from, at, round) => {
    const value = column.center + column.scale * (from[at] as number); // within the example
    return round ? atResolution(column, value) : value;
  },
  computing: ({ name, center, scale }) => [name, center, scale],
  unrounded: ({ form, ...column }) => {
    if (!form) return column;
    const { decimals: _, padded: __, ...rest } = form;
    return { ...column, form: rest };
  },
};
