/** Which classes the samples on a sheet are of, so that each can be watched. */
import type { ClassCode } from "./class-code.ts";
import { drawClasses } from "./draw-classes.ts";

/** The classes on a sheet, in their order. */
export interface ClassesOnSheet {
  /** The class of each sample. */
  readonly numbers: Uint32Array;
  /** Samples in a row, where every class has a row of its own. */
  readonly inRow?: number;
}

/**
 * Labels: as many samples of each, a row each; fewer than `count` where they do not come out even. Clusters, and labels of which there
 * are more than samples: as often as the data have them, for the same seed the same, those with the same parents together.
 */
export async function classesOnSheet(code: ClassCode, seed: number, count: number): Promise<ClassesOnSheet> {
  const classes = code.counts.length;
  const inRow = Math.floor(count / classes);
  if (code.of === "labels" && inRow > 0) {
    return { numbers: Uint32Array.from({ length: inRow * classes }, (_, i) => Math.floor(i / inRow)), inRow };
  }
  const coarseFirst = code.parents.toReversed();
  const before = (a: number, b: number): number => {
    const level = coarseFirst.find((parents) => parents[a] !== parents[b]);
    return level ? (level[a] ?? 0) - (level[b] ?? 0) : a - b;
  };
  return { numbers: (await drawClasses(code, seed, count)).sort(before) };
}
