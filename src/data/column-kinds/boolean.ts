/** Columns of two words for true and false. */
import type { ColumnKind, ExaminedColumn, ReadAs } from "./column-kind.ts";

/** False before true. */
const PAIRS = [
  ["false", "true"],
  ["no", "yes"],
  ["f", "t"],
  ["n", "y"],
  ["off", "on"],
] as const;

/** The two texts, the one that is false first; undefined where they are no such words. */
function pairOf({ texts }: ExaminedColumn): readonly [string, string] | undefined {
  const [one, two] = texts;
  if (one === undefined || two === undefined || texts.length > 2) return undefined;
  const [a, b] = [one.toLowerCase(), two.toLowerCase()];
  for (const [no, yes] of PAIRS) {
    if (a === no && b === yes) return [one, two];
    if (b === no && a === yes) return [two, one];
  }
  return undefined;
}

const asBoolean = ({ texts }: ExaminedColumn, levels: readonly [string, string], reason: string): ReadAs => ({
  kind: "boolean",
  reason,
  levels,
  numbers: texts.map((text) => levels.indexOf(text)),
});

export const booleanKind: ColumnKind = {
  recognise: (column) => {
    const pair = pairOf(column);
    return pair && asBoolean(column, pair, `${pair[0]} or ${pair[1]}`);
  },
  read: (column) => {
    const [one = "", two] = column.texts;
    if (column.texts.length > 2)
      return { unfit: column.texts[2] ?? "", expected: `one of two values, ${one} and ${two}` };
    if (two === undefined) return { unfit: one, expected: "two different values in all" };
    // 0 before 1, and otherwise as words are sorted.
    const sorted = [one, two].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1)) as [string, string];
    return asBoolean(column, pairOf(column) ?? sorted, "as asked for");
  },
};
