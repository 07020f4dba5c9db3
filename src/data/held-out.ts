import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type DataSet, labelsFrom } from "./dataset.ts";
import { heldOutByClassLast } from "./held-out-by-class.ts";
import { mirrored } from "./mirrored.ts";
import { type ExampleSource, shuffled } from "./shuffled.ts";

/** Which of the examples are trained on. */
export interface ExampleOptions {
  /** Each image is an example once more with left and right exchanged. */
  readonly mirror?: boolean;
  /** How many examples, the last ones, are never trained on; they stand in `heldOut` of the data set. */
  readonly holdout?: number;
  /** The class of each example: every class then gives its share of those, in place of the last ones. */
  readonly holdoutClasses?: ArrayLike<number> | undefined;
}

/** How many examples are left to train on; refused if that is none. */
export function trainingCount(name: string, count: number, holdout: number): number {
  if (holdout < count) return count - holdout;
  throw problem({
    doing: `setting aside examples of ${name}`,
    expected: `to leave some to train on, so a number below ${count}`,
    came: String(holdout),
    next: `Lower ${option("holdout")}.`,
  });
}

/** Examples as data, without those to hold out. Mirrored images come after: no held-out one is trained on in a mirror. */
export function exampleData(
  given: ExampleSource,
  { mirror = false, holdout = 0, holdoutClasses }: ExampleOptions = {},
): DataSet {
  const count = trainingCount(given.name, given.count, holdout);
  const { fingerprint } = given;
  const byClass = holdout > 0 && holdoutClasses !== undefined;
  const source = byClass ? inOrder(given, heldOutByClassLast(holdoutClasses, holdout)) : given;
  const which = byClass ? `${holdout} of all classes` : `the last ${holdout}`;
  const training = holdout === 0 ? source : { ...source, count, fingerprint: `${fingerprint}, ${which} held out` };
  const data = shuffled(mirror ? mirrored(training) : training);
  if (holdout === 0) return data;
  const rest: ExampleSource = {
    ...source,
    name: `${source.name} held out`,
    count: holdout,
    fingerprint: `${fingerprint}, ${which}`,
    write: (index, to, at) => source.write(count + index, to, at),
    ...(source.y ? { y: labelsFrom(source.y, (index) => count + index) } : {}),
  };
  return { ...data, heldOut: shuffled(rest) };
}

/** Whether data of this fingerprint hold out their last examples. */
export const holdsOutLast = (fingerprint: string): boolean => /, the last \d+ held out/.test(fingerprint);

const inOrder = (source: ExampleSource, order: Uint32Array): ExampleSource => ({
  ...source,
  write: (index, to, at) => source.write(order[index] ?? 0, to, at),
  ...(source.y ? { y: labelsFrom(source.y, (index) => order[index] ?? 0) } : {}),
});
