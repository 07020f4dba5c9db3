/** What is said of a table before it is learned: what never changes, what is hardly continuous, how samples are rounded. */

import { option } from "../option-text.ts";
import { columnOf } from "./clean-rows.ts";
import type { NumberColumn } from "./columns/number.ts";
import { counted } from "./counted.ts";
import { listed } from "./listed.ts";
import type { ConstantColumn } from "./table-text.ts";

export const constantNotice = (constants: readonly ConstantColumn[]): readonly string[] =>
  constants.length === 0
    ? []
    : [
        `${listed(constants.map(({ name, text }) => `${name} (${text})`))} ${constants.length === 1 ? "never changes, and is" : "never change, and are"} written as ${constants.length === 1 ? "it is" : "they are"} instead of learned.`,
      ];

/** Of fewer rows nothing is said. */
const FEWEST = 10;

/**
 * What the values of columns say against learning them as continuous numbers: some at an end that lie far from all others, and single
 * ones that come again and again.
 */
export function valueNotices(values: Float64Array, names: readonly string[], width: number): readonly string[] {
  if (values.length < FEWEST * width) return [];
  const [far, repeated]: [string[], string[]] = [[], []];
  names.forEach((name, c) => {
    const sorted = columnOf(values, c, width).sort();
    far.push(...farFromOthers(name, sorted));
    repeated.push(...repeatedIn(name, sorted));
  });
  return [
    ...(far.length > 0
      ? [
          `${listed(far)} ${far.length === 1 ? "lies" : "lie"} far from all other values, of whose spread little is left: leave fields empty that stand for something missing.`,
        ]
      : []),
    ...(repeated.length > 0
      ? [
          `${listed(repeated)} ${repeated.length === 1 ? "is learned as a continuous number" : "are learned as continuous numbers"}: the shares of single values are not kept exactly.`,
        ]
      : []),
  ];
}

/** A column of two values, or with one in half of its rows or more, is hardly continuous. */
function repeatedIn(name: string, sorted: Float64Array): readonly string[] {
  let [distinct, longest, value] = [0, 0, 0];
  for (let from = 0; from < sorted.length; distinct++) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to - from > longest) [longest, value] = [to - from, sorted[from] as number];
    from = to;
  }
  const share = longest / sorted.length;
  const percent = `${value} in ${Math.min(99.9, 100 * share).toFixed(share > 0.99 ? 1 : 0)} % of the rows`;
  if (distinct === 2) return [`${name} (${sorted[0]} or ${sorted.at(-1)}, ${percent})`];
  return share >= 0.5 ? [`${name} (${percent})`] : [];
}

/** So many times as far from the others as those are from each other. */
const FAR = 10;

/** Values at an end of a column that lie far from all others, once or in many rows: −999 for what is missing, or an error. */
function farFromOthers(name: string, sorted: Float64Array): readonly string[] {
  const { length } = sorted;
  const [first, last] = [sorted[0] as number, sorted[length - 1] as number];
  let [low, high] = [0, length];
  while (sorted[low] === first) low++;
  while (high > low && sorted[high - 1] === last) high--;
  const [least, most] = [sorted[low] ?? first, sorted[high - 1] ?? last];
  const spread = most - least;
  return [
    { value: first, count: low, gap: least - first },
    { value: last, count: length - high, gap: last - most },
  ].flatMap(({ value, count, gap }) => {
    const far = count < length / 2 && spread > 0 && gap > FAR * spread;
    return far ? [`${name} (${value} in ${counted(count, "row")})`] : [];
  });
}

export function roundingNotice(columns: readonly NumberColumn[]): readonly string[] {
  const groups = new Map<number, string[]>();
  for (const { name, form } of columns) {
    if (form?.decimals === undefined) continue;
    const known = groups.get(form.decimals);
    if (known) known.push(name);
    else groups.set(form.decimals, [name]);
  }
  if (groups.size === 0) return [];
  const what = (decimals: number): string =>
    decimals === 0 ? "whole numbers" : `${decimals} decimal${decimals === 1 ? "" : "s"}`;
  const says = [...groups]
    .sort(([a], [b]) => a - b)
    .map(([decimals, names]) => `${what(decimals)} in ${listed(names, 4)}`);
  return [`Samples are rounded as the data are: ${says.join("; ")} (${option("round", "no")} writes all digits).`];
}
