/** Where the numbers along an axis of a tensor come from in the same axis of another run's tensor. */
import type { ClassCode } from "../../data/classes/class-code.ts";
import { codeWidth } from "../../data/classes/class-code.ts";
import type { LabelsDescription } from "../../data/dataset.ts";

/** For one place: a sum of places there, each times a weight; nothing is 0. `"afresh"`: it keeps its start value. */
type Sources = readonly (readonly [place: number, weight: number])[] | "afresh";

/** For each place of an axis. */
export type Places = readonly Sources[];

export const samePlaces = (length: number): Places => Array.from({ length }, (_, i) => [[i, 1]] as const);

/** The first ones are the same; more of them start afresh. */
export const firstPlaces = (length: number, there: number): Places =>
  Array.from({ length }, (_, i) => (i < there ? ([[i, 1]] as const) : "afresh"));

/** Grey and colours, and whether transparency comes after them. */
const partsOf = (channels: number): { readonly colours: number; readonly alpha: boolean } | undefined =>
  channels < 1 || channels > 4 ? undefined : { colours: channels < 3 ? 1 : 3, alpha: channels % 2 === 0 };

/**
 * Channels of pictures. What G makes in grey it makes in every colour alike, and of colours grey is the mean; D answers to a grey picture
 * in colours as it did to it in grey. Transparency starts afresh. `undefined` for numbers of channels that are no picture's.
 */
export function channelPlaces(length: number, there: number, player: "G" | "D"): Places | undefined {
  if (length === there) return samePlaces(length);
  const [now, before] = [partsOf(length), partsOf(there)];
  if (!now || !before) return undefined;
  const places: Sources[] = Array.from({ length: now.colours }, (_, i) => {
    if (now.colours === before.colours) return [[i, 1]];
    if (before.colours === 1) return [[0, player === "G" ? 1 : 1 / now.colours]];
    return Array.from({ length: before.colours }, (__, j) => [j, player === "G" ? 1 / before.colours : 1] as const);
  });
  if (now.alpha) places.push(before.alpha ? [[before.colours, 1]] : "afresh");
  return places;
}

/** How the classes of a run follow from those of another; `left`: only the other has some. */
type ClassMatch = "same" | "by name" | "mean" | "new" | "left";

export interface ClassPlaces {
  readonly places: Places;
  readonly match: ClassMatch;
  /** Classes that have their own numbers there. */
  readonly matched: number;
}

/**
 * Places of the code of classes. Classes of the same name are the same; others start as the mean of all, as often as each was. Where
 * there were no classes, numbers of classes start at 0: G and D begin as they were.
 */
export function classPlaces(now: LabelsDescription | undefined, before: LabelsDescription | undefined): ClassPlaces {
  const code = now?.code;
  const width = now?.shape[0] ?? 0;
  const there = before?.code;
  if (!code || !there) {
    return { places: Array.from({ length: width }, () => []), match: "new", matched: 0 };
  }
  if (areSame(code, there, now.classes, before.classes)) {
    return { places: samePlaces(width), match: "same", matched: code.counts.length };
  }
  const mean = meanOf(there);
  const names = code.of === "labels" && there.of === "labels" ? (before.classes ?? []) : [];
  let matched = 0;
  const places = Array.from({ length: width }, (_, i): Sources => {
    // Coarser classes add nothing at first.
    if (i >= code.counts.length) return [];
    const name = now.classes?.[i];
    const at = name === undefined ? -1 : names.indexOf(name);
    if (at < 0) return mean;
    matched++;
    return [[at, 1]];
  });
  return { places, match: matched > 0 ? "by name" : "mean", matched };
}

/** Whether two codes mean the same classes: clusters are the same only of the same examples. */
function areSame(
  a: ClassCode,
  b: ClassCode,
  names: readonly string[] | undefined,
  others: readonly string[] | undefined,
): boolean {
  if (a.of !== b.of || a.counts.length !== b.counts.length) return false;
  if (JSON.stringify(a.parents) !== JSON.stringify(b.parents)) return false;
  return a.of === "clusters" ? a.fingerprint === b.fingerprint : JSON.stringify(names) === JSON.stringify(others);
}

/** The mean code, by the classes' shares. */
function meanOf({ counts, parents, ...code }: ClassCode): Sources {
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  const weights = new Float64Array(codeWidth({ counts, parents, ...code }));
  for (const [i, count] of counts.entries()) weights[i] = count / total;
  let from = counts.length;
  for (const level of parents) {
    for (const [i, parent] of level.entries()) weights[from + parent]! += (counts[i] ?? 0) / total; // a place of the level
    from += Math.max(-1, ...level) + 1;
  }
  return [...weights].flatMap((weight, i) => (weight > 0 ? [[i, weight] as const] : []));
}
