/** Sums of columns as they are written: `a + b - 2 * "c d" + 5`. */
import { problem } from "../../problem.ts";
import { type AskableTable, columnNamed } from "../conditions/where.ts";
import type { Sum } from "./sum.ts";

const NUMBER = /\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?/iy;
const QUOTED = /"((?:[^"]|"")*)"|'((?:[^']|'')*)'/y;

/** Whether a column's name stands there as a term: as a whole, and times nothing but a number. */
const isTerm = (name: string, text: string, at: number): boolean =>
  text.startsWith(name, at) && /^\s*(?:[-+]|$|\*\s*[\d.])/.test(text.slice(at + name.length));

/**
 * Reads a sum. Names of columns need no quotation marks even where a sign is part of them (`native-country`): the longest name that
 * fits is taken.
 */
export function readSum(text: string, table: AskableTable, doing: string): Sum {
  const names = table.columns.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const terms = new Map<string, number>();
  let plus = 0;
  let at = 0;
  const match = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at;
    const found = expression.exec(text) ?? undefined;
    if (found) at += found[0].length;
    return found;
  };
  const name = (): string => {
    const quoted = match(QUOTED);
    if (quoted) {
      const [, double, single] = quoted;
      return columnNamed(double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? "", table, doing).name;
    }
    const found = names.find(
      (known) => text.startsWith(known, at) && /^(?:\s*[-+*]|\s*$)/.test(text.slice(at + known.length)),
    );
    if (found !== undefined) {
      at += found.length;
      return found;
    }
    const word =
      text
        .slice(at)
        .split(/[+*]|\s-|-\s/)[0]
        ?.trim() ?? "";
    return columnNamed(word, table, doing).name;
  };
  let sign = match(/\s*-/y) ? -1 : 1;
  do {
    match(/\s*/y);
    // A column may be called 2024; before a column it is a number all the same.
    const numeral = names.some((known) => isTerm(known, text, at)) ? undefined : match(NUMBER);
    let times = sign * (numeral ? Number(numeral[0]) : 1);
    const factor = numeral && match(/\s*\*\s*/y);
    if (numeral && !factor) plus += times;
    else {
      const column = name();
      const behind = match(/\s*\*\s*/y);
      const scale = behind && match(NUMBER);
      if (behind && !scale) throw problem({ doing, expected: "a number after *", came: text.slice(at) || "the end" });
      if (scale) times *= Number(scale[0]);
      terms.set(column, (terms.get(column) ?? 0) + times);
    }
    const next = match(/\s*([-+])/y);
    sign = next?.[1] === "-" ? -1 : 1;
    if (!next) break;
  } while (at < text.length);
  match(/\s*/y);
  if (at < text.length)
    throw problem({ doing, expected: "columns and numbers with + and - between", came: text.slice(at) });
  return { terms: [...terms].filter(([, times]) => times !== 0).map(([column, times]) => ({ column, times })), plus };
}
