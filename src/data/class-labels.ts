/** Labels beside examples: the class of each, as a number, with the names of the classes in order. */
import { formatNumber } from "./counted.ts";
import type { Labels } from "./dataset.ts";
import { listed } from "./listed.ts";

/** What each of some examples is. */
export interface ClassLabels {
  /** Names of the classes by number. */
  readonly classes: readonly string[];
  /** The class of every example. */
  readonly numbers: Uint32Array;
}

/** As a data set has them: y is the number of the class. */
export const labelsOf = ({ classes, numbers }: ClassLabels): Labels => ({
  shape: [1],
  classes,
  write: (index, to, at) => {
    to[at] = numbers[index] ?? 0;
  },
});

/** 2 before 10, as people order names. One collation on every machine: the order is part of the data. */
const byName = new Intl.Collator("en", { numeric: true });
const inOrder = (a: string, b: string): number => byName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Classes of names, in the order of these. */
export function namedClasses(names: readonly string[]): ClassLabels {
  const classes = [...new Set(names)].sort(inOrder);
  const numberOf = new Map(classes.map((name, i) => [name, i]));
  return { classes, numbers: Uint32Array.from(names, (name) => numberOf.get(name) ?? 0) };
}

/** Why numbers are no labels, in a few words. */
export type NoLabels = { readonly why: string };

/** Classes of whole numbers, named by them or by `names[number]`; those that no example has are none. */
export function numberedClasses(values: ArrayLike<number>, names?: readonly string[]): ClassLabels | NoLabels {
  const whole = Array.from(values);
  const other = whole.find((value) => !Number.isSafeInteger(value));
  if (other !== undefined) return { why: `${other} among them is no whole number` };
  const found = [...new Set(whole)].sort((a, b) => a - b);
  const numberOf = new Map(found.map((value, i) => [value, i]));
  return {
    classes: found.map((value) => names?.[value] ?? String(value)),
    numbers: Uint32Array.from(whole, (value) => numberOf.get(value) ?? 0),
  };
}

/** `1 class`, `10 classes`. */
export const classesText = ({ classes }: Pick<ClassLabels, "classes">): string =>
  `${formatNumber(classes.length)} class${classes.length === 1 ? "" : "es"}`;

/** How many examples each class has, for people: `0 (5,923), 1 (6,742)`. */
export function classCounts({ classes, numbers }: ClassLabels): string {
  const counts = new Uint32Array(classes.length);
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return listed(
    classes.map((name, i) => `${name} (${formatNumber(counts[i] ?? 0)})`),
    20,
  );
}
