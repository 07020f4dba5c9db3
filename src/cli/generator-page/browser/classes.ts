/** What samples are asked to be, of a generator that is told classes: how much of each class they have, all of one or less of two. */
import { find } from "./elements.ts";
import type { ClassFacts } from "./facts.ts";
import { onLanguage, words } from "./language.ts";
import { uniform } from "./random.ts";

const AS_DATA = "data";
const EACH = "each";

/** The choice of a class in a page. */
export interface ClassChoice {
  /** Samples in a draw, where this many are usual. */
  readonly count: (usual: number) => number;
  /** Weights of the classes [count × classes] for the samples of a seed. */
  readonly given: (seed: number, count: number) => Float32Array;
  /** What the class of each sample is called. */
  readonly names: (given: Float32Array) => readonly string[];
}

/** Fills the select of classes, and calls `changed` when another is chosen. */
export function offerClasses({ of, counts, names }: ClassFacts, changed: () => void): ClassChoice {
  const select = find("class", HTMLSelectElement);
  const name = (number: number): string =>
    names?.[number] ?? (of === "labels" ? String(number) : words().cluster(number));
  const texts = (): string[] => [words().asData, words().each(of), ...counts.map((_, number) => name(number))];
  texts().forEach((text, i) => select.add(new Option(text, [AS_DATA, EACH][i] ?? String(i - 2))));
  onLanguage(() => {
    for (const [i, text] of texts().entries()) (select.options[i] as HTMLOptionElement).text = text;
  });
  select.addEventListener("change", changed);
  return {
    count: (usual) => (select.value === EACH ? counts.length : usual),
    given: (seed, count) => {
      const drawn = select.value === AS_DATA ? byShares(counts, seed, count) : undefined;
      const weights = new Float32Array(count * counts.length);
      for (let i = 0; i < count; i++) {
        const number = drawn?.[i] ?? (select.value === EACH ? i % counts.length : Number(select.value));
        weights[i * counts.length + number] = 1;
      }
      return weights;
    },
    names: (given) =>
      Array.from({ length: given.length / counts.length }, (_, i) =>
        name(given.subarray(i * counts.length, (i + 1) * counts.length).indexOf(1)),
      ),
  };
}

/** Classes as often as the data have them. */
function byShares(counts: readonly number[], seed: number, count: number): number[] {
  // Apart from the noise, which has the seed itself.
  const random = uniform(seed ^ 0x5bd1e995);
  const total = counts.reduce((sum, of) => sum + of, 0);
  return Array.from({ length: count }, () => {
    let left = random() * total;
    const number = counts.findIndex((of) => {
      left -= of;
      return left < 0;
    });
    return number < 0 ? counts.length - 1 : number;
  });
}
