/** Numbers that are missing in rows: NaN, and infinity, which no scale can hold. */
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import type { Table } from "./table.ts";

export const gapRules = ["drop", "mean"] as const;
export type GapRule = (typeof gapRules)[number];

/** So many columns are named. */
const SHOWN = 5;

/** What rows and columns are called. */
const ROWS = { rows: "rows", column: "column" } as const;
export const PIXELS = { rows: "images", column: "pixel" } as const;

export interface FilledTable {
  readonly table: Table;
  readonly notices: readonly string[];
}

/** How many gaps a column has, the sum of what else is in it, and the rows without any. */
function gapsOf({ columns, values }: Table) {
  const width = columns.length;
  const count = values.length / width;
  const [gaps, sums] = [new Float64Array(width), new Float64Array(width)];
  const whole: number[] = [];
  for (let row = 0; row < count; row++) {
    let complete = true;
    for (let c = 0; c < width; c++) {
      const value = values[row * width + c] as number; // within the table
      if (Number.isFinite(value)) sums[c] = (sums[c] ?? 0) + value;
      else {
        gaps[c] = (gaps[c] ?? 0) + 1;
        complete = false;
      }
    }
    if (complete) whole.push(row);
  }
  return { gaps, sums, whole };
}

/**
 * Rows without gaps: those that have some are left out (`drop`), or the mean of their column takes their place (`mean`). Without
 * a rule gaps are refused, as either changes what is learned.
 */
export function withoutGaps(
  doing: string,
  table: Table,
  rule: GapRule | undefined,
  words: typeof ROWS | typeof PIXELS = ROWS,
): FilledTable {
  const { columns, values, lines } = table;
  const width = columns.length;
  const count = values.length / width;
  const { gaps, sums, whole } = gapsOf(table);
  if (whole.length === count) return { table, notices: [] };
  const found = columns.flatMap((column, c) => (gaps[c] ? [`${column} (${gaps[c]})`] : []));
  const places = `${found.slice(0, SHOWN).join(", ")}${found.length > SHOWN ? `, and ${found.length - SHOWN} more ${words.column}s` : ""}`;
  const total = gaps.reduce((sum, n) => sum + n, 0);
  const broken = count - whole.length;
  const came = `${total} NaN or infinite in ${broken} of ${count} ${words.rows}, by ${words.column} ${places}`;
  if (rule === undefined) {
    throw problem({
      doing,
      expected: "finite numbers",
      came,
      next: `${option("nan", "drop")} leaves these ${words.rows} out, ${option("nan", "mean")} puts the mean of the ${words.column} in their place.`,
    });
  }
  if (rule === "drop") {
    if (whole.length === 0) {
      throw problem({
        doing,
        expected: `${words.rows} without NaN or infinity`,
        came,
        next: `${option("nan", "mean")} keeps them.`,
      });
    }
    const kept = new Float64Array(whole.length * width);
    whole.forEach((row, i) => kept.set(values.subarray(row * width, (row + 1) * width), i * width));
    return {
      table: { ...table, values: kept, ...(lines ? { lines: whole.map((row) => lines[row] ?? 0) } : {}) },
      notices: [
        `${broken} of ${count} ${words.rows} are left out (${option("nan", "drop")}): NaN or infinity in ${places}.`,
      ],
    };
  }
  const empty = columns.find((_, c) => gaps[c] === count);
  if (empty !== undefined) {
    throw problem({ doing, expected: `a number in every ${words.column}`, came: `none in ${words.column} ${empty}` });
  }
  const filled = values.map((value, i) => {
    const c = i % width;
    return Number.isFinite(value) ? value : (sums[c] ?? 0) / (count - (gaps[c] ?? 0));
  });
  return {
    table: { ...table, values: filled },
    notices: [`The mean of the ${words.column} takes the place of ${total} NaN or infinite values: ${places}.`],
  };
}
