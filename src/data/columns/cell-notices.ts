/** What is said of columns of which some values share a cell. */
import { option } from "../../option-text.ts";
import { counted, formatNumber } from "../counted.ts";
import { listed } from "../listed.ts";
import type { CellsColumn } from "./cells.ts";

/** What is not told apart of a category. */
export interface Blurred {
  /** Values that share a cell. */
  readonly rare: number;
  /** Share of the rows that are trained on that have one of them. */
  readonly share: number;
  /** The column by which they lie side by side. */
  readonly by?: string;
  /** Held-out rows with a value that no row has that is trained on. */
  readonly unknown: number;
  /** Whether the column stands for several of the table. */
  readonly combined: boolean;
}

interface Fitted {
  readonly column: CellsColumn;
  readonly blurred?: Blurred;
}

type BlurredColumn = Required<Fitted>;

/** So many columns have a sentence each; of more one sentence speaks. */
const MOST_SENTENCES = 5;

/** A sentence for each column with rare values, or one for all; the same of values that were held out. */
export function cellNotices(fitted: readonly Fitted[]): readonly string[] {
  const blurred = fitted.flatMap(({ column, blurred: of }) => (of ? [{ column, blurred: of }] : []));
  const rare = blurred.filter(({ blurred: of }) => of.rare > 0);
  const unknown = blurred.filter(({ blurred: of }) => of.unknown > 0);
  return [
    ...(rare.length > MOST_SENTENCES ? [ofManyRare(rare)] : rare.map(ofRare)),
    ...(unknown.length > MOST_SENTENCES ? [ofManyUnknown(unknown)] : unknown.map(ofUnknown)),
  ];
}

/** Two digits that say something, and all of those before the point. */
const percent = (share: number): string => (share < 0.1 ? (100 * share).toPrecision(2) : (100 * share).toFixed(0));

const valuesOf = ({ column, blurred }: BlurredColumn): number => column.values.length + blurred.rare;

function ofRare(one: BlurredColumn): string {
  const { name } = one.column;
  const { rare, share, by, combined } = one.blurred;
  const beside =
    by === undefined ? ", whatever else is in the row" : `, those that go with the same ${by} side by side`;
  const wayOut = combined
    ? `${option("relations", "ignore")} learns its columns by themselves`
    : `${option("column", [`${name}=ignored`])} leaves the column out`;
  return `${name} has ${formatNumber(valuesOf(one))} values: ${formatNumber(rare)} rare ones (${percent(share)} % of the rows) share a cell, and are drawn from it as often as they occur${beside} (${wayOut}).`;
}

function ofManyRare(columns: readonly BlurredColumn[]): string {
  const most = columns.toSorted((a, b) => b.blurred.share - a.blurred.share);
  const named = listed(
    most.map(
      (one) =>
        `${one.column.name} ${formatNumber(one.blurred.rare)} of ${formatNumber(valuesOf(one))}, ${percent(one.blurred.share)} % of the rows`,
    ),
    3,
  );
  const example = most.find(({ blurred }) => !blurred.combined)?.column.name ?? "NAME";
  return `Of ${counted(columns.length, "column")} rare values share a cell, and are drawn from it as often as they occur (${named}); ${option("column", [`${example}=ignored`])} leaves one out.`;
}

function ofUnknown({ column, blurred: { unknown } }: BlurredColumn): string {
  const { name, values, bins } = column;
  const levels = "levels" in column ? column.levels : [];
  const taken = bins.length > 0 ? "a rare one" : `the most frequent one, ${levels[values[0] ?? 0] ?? ""}`;
  return `${counted(unknown, "row")} held out ${unknown === 1 ? "has" : "have"} a value of ${name} that no row has that is trained on: where D looks at them it is taken for ${taken}.`;
}

function ofManyUnknown(columns: readonly BlurredColumn[]): string {
  const most = columns.toSorted((a, b) => b.blurred.unknown - a.blurred.unknown);
  const named = listed(
    most.map(({ column, blurred }) => `${column.name} in ${counted(blurred.unknown, "row")}`),
    3,
  );
  return `Held-out rows have values of ${counted(columns.length, "column")} that no row has that is trained on (${named}): where D looks at them they are taken for rare ones, or the most frequent one.`;
}
