/** Columns of cells as others are told of them: with exports, in pages. All of it is plain JSON. */
import type { DateForm } from "../date-form.ts";
import type { NumberForm } from "../number-form.ts";
import type { LearnedKind } from "../typed-table.ts";
import type { CellsColumn } from "./cells.ts";
import { valueText } from "./column-text.ts";

/** A cell: what a row can be asked for in a column. The numbers are in units of the data: of categories, places in `levels`. */
export interface CellDescription {
  /** For people: a value as the data write it, or what the cell holds. */
  readonly text: string;
  /** Rows of the training data in it. */
  readonly count: number;
  /** The one value of the cell. */
  readonly value?: number;
  /** Rare categories that share the cell. */
  readonly values?: readonly number[];
  /** A cell of numbers or dates: the smallest and the largest. */
  readonly from?: number;
  readonly to?: number;
  /** The cell of rows without a value. */
  readonly gap?: true;
}

/** A column, as it stands in the metadata of an exported file. */
export interface ColumnDescription {
  readonly name: string;
  readonly kind: LearnedKind;
  /** Texts of a category's or boolean's values, by place. */
  readonly levels?: readonly string[];
  /** How numbers are written. */
  readonly form?: NumberForm;
  /** How dates are written. */
  readonly date?: DateForm;
  /** How a gap is written, where there are some. */
  readonly gap?: string;
  /** A cell's place in the list is the number that it is asked for by. */
  readonly cells: readonly CellDescription[];
}

export function describeColumn(column: CellsColumn): ColumnDescription {
  const { name, gap } = column;
  const given = { ...(gap === undefined ? {} : { gap }), cells: describeCells(column) };
  switch (column.kind) {
    case "quantiles": {
      const form = column.form ? { form: column.form } : {};
      return { name, kind: column.integer ? "integer" : "number", ...form, ...given };
    }
    case "date":
      return { name, kind: column.kind, date: column.form, ...given };
    case "category":
    case "boolean":
      return { name, kind: column.kind, levels: column.levels, ...given };
  }
}

/** In the order of the column's block: values of their own, the gap, bins. */
function describeCells(column: CellsColumn): readonly CellDescription[] {
  const { values, gap, bins, counts } = column;
  const isCategory = column.kind === "category" || column.kind === "boolean";
  const cells: Omit<CellDescription, "count">[] = [
    ...values.map((value) => ({ text: valueText(column, value), value })),
    ...(gap === undefined ? [] : [{ text: "no value", gap: true as const }]),
    ...bins.map(({ values: all }) => {
      if (isCategory) return { text: listed(all.map((value) => valueText(column, value))), values: all };
      const [from, to] = [all[0] as number, all.at(-1) as number]; // no bin is empty
      return { text: `${valueText(column, from)} to ${valueText(column, to)}`, from, to };
    }),
  ];
  return cells.map((cell, i) => ({ ...cell, count: counts[i] ?? 0 }));
}

/** Rare categories by name are soon more than a line. */
const NAMED = 3;

function listed(texts: readonly string[]): string {
  const more = texts.length - NAMED;
  return more <= 1 ? texts.join(", ") : `${texts.slice(0, NAMED).join(", ")} and ${more} others`;
}
