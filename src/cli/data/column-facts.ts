/** The columns of a table as they are shown: what each is, why, and what of it is learned. */
import { type Column, formatNumber, type ReadColumn } from "../../inner.ts";
import { textTable } from "../terminal/text-table.ts";

export interface ColumnFacts {
  readonly column: string;
  readonly kind: string;
  /** Why it is of the kind. */
  readonly reason: string;
  /** What it takes of a row that is learned: `12 cells and a place`. */
  readonly learned: string;
  /** Its range, or its first levels. */
  readonly values: string;
  readonly gaps: number;
}

/** Levels that are shown. */
const SHOWN = 3;
/** Letters of a value, and of a name or reason. */
const [LONGEST_VALUE, LONGEST] = [24, 44];

const cut = (text: string, longest: number): string => {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join("");
};

/** `columns`: how those that are learned are. `derived`: names of those that others tell; `anew`: of those that are made. */
export function columnFacts(
  read: readonly ReadColumn[],
  columns: readonly Column[],
  derived: readonly string[] = [],
  anew: readonly string[] = [],
): readonly ColumnFacts[] {
  return read.map(({ name, kind, reason, range, levels, gaps }) => {
    const learned = columns.find((column) => column.name === name);
    const first = (levels ?? []).slice(0, SHOWN).map((level) => cut(level, LONGEST_VALUE));
    const more = (levels?.length ?? 0) - first.length;
    return {
      column: name,
      kind,
      reason,
      learned: learned
        ? learnedText(learned)
        : derived.includes(name)
          ? "told by others"
          : kind === "constant"
            ? "written as it is"
            : anew.includes(name)
              ? "made anew"
              : "left out",
      values: range
        ? range.map((end) => cut(end, LONGEST_VALUE)).join(" to ")
        : `${first.join(", ")}${more > 0 ? `, ${formatNumber(more)} more` : ""}`,
      gaps,
    };
  });
}

function learnedText(column: Column): string {
  if (!("values" in column)) return "scaled";
  const { values, bins } = column;
  const cells = values.length + (column.gap === undefined ? 0 : 1);
  const parts = column.kind === "date" ? column.parts : [];
  return [
    ...(cells > 0 ? [`${formatNumber(cells)} ${cells === 1 ? "value" : "values"}`] : []),
    ...(bins.length > 0 ? [`${formatNumber(bins.length)} ${bins.length === 1 ? "bin" : "bins"}`] : []),
    ...parts,
  ].join(", ");
}

/** The columns of many tables are more than a screen holds: the first, and how many more. */
const MOST = 60;

export function columnsText(columns: readonly ColumnFacts[]): string {
  const rows = columns
    .slice(0, MOST)
    .map(({ column, kind, reason, learned, values, gaps }) => [
      cut(column, LONGEST),
      kind,
      cut(reason, LONGEST),
      learned,
      values,
      gaps === 0 ? "" : formatNumber(gaps),
    ]);
  const heading = ["Column", "Kind", "Why", "Learned as", "Values", "Gaps"];
  const table = textTable([heading, ...rows], [false, false, false, false, false, true]);
  const more = columns.length - rows.length;
  return more > 0 ? `${table}\nand ${formatNumber(more)} more` : table;
}
