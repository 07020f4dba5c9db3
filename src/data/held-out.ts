import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { type DataSet, labelsFrom } from "./dataset.ts";
import { mirrored } from "./mirrored.ts";
import { type ExampleSource, shuffled } from "./shuffled.ts";

/** Which of the examples are trained on. */
export interface ExampleOptions {
  /** Each image is an example once more with left and right exchanged. */
  readonly mirror?: boolean;
  /** How many examples, the last ones, are never trained on; they stand in `heldOut` of the data set. */
  readonly holdout?: number;
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
export function exampleData(source: ExampleSource, { mirror = false, holdout = 0 }: ExampleOptions = {}): DataSet {
  const count = trainingCount(source.name, source.count, holdout);
  const { fingerprint } = source;
  const training =
    holdout === 0 ? source : { ...source, count, fingerprint: `${fingerprint}, the last ${holdout} held out` };
  const data = shuffled(mirror ? mirrored(training) : training);
  if (holdout === 0) return data;
  const rest: ExampleSource = {
    ...source,
    name: `${source.name} held out`,
    count: holdout,
    fingerprint: `${fingerprint}, the last ${holdout}`,
    write: (index, to, at) => source.write(count + index, to, at),
    ...(source.y ? { y: labelsFrom(source.y, (index) => count + index) } : {}),
  };
  return { ...data, heldOut: shuffled(rest) };
}
