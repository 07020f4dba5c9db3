/**
 * How networks are told a class: as ones at its places in a vector of zeros. A class that has parents, coarser classes that several
 * share, has a one for each of them too, side by side: what is learned of a parent serves all its children.
 */

/** What the classes of data are, to be kept with a run. */
export interface ClassCode {
  /** Labels that the data have, or clusters that were found in them. */
  readonly of: "labels" | "clusters";
  /** Training examples of each class. */
  readonly counts: readonly number[];
  /** From fine to coarse: the number of each class's parent. */
  readonly parents: readonly (readonly number[])[];
  /** Of clusters: a hash of which example is of which. */
  readonly fingerprint?: string;
}

const largest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), -1);

/** Numbers of a code: a place for each class, and for each of their parents. */
export const codeWidth = ({ counts, parents }: ClassCode): number =>
  parents.reduce((width, level) => width + largest(level) + 1, counts.length);

/** Writes the code of class `number` to `to` from place `at` on. Throws nothing: a number that is no class has zeros alone. */
export function writeCode(code: ClassCode, number: number, to: Float32Array, at: number): void {
  to.fill(0, at, at + codeWidth(code));
  let from = at;
  if (number in code.counts) to[from + number] = 1;
  from += code.counts.length;
  for (const level of code.parents) {
    const parent = level[number];
    if (parent !== undefined) to[from + parent] = 1;
    from += largest(level) + 1;
  }
}

/** The codes of some classes, one after the other. */
export function codesOf(code: ClassCode, numbers: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const width = codeWidth(code);
  const codes = new Float32Array(numbers.length * width);
  for (let i = 0; i < numbers.length; i++) writeCode(code, numbers[i] ?? -1, codes, i * width);
  return codes;
}

/** The class whose code this is, the first numbers of which have its one. −1 where there is none. */
export function classOf({ counts }: ClassCode, code: Float32Array, at = 0): number {
  return code.subarray(at, at + counts.length).indexOf(1);
}
