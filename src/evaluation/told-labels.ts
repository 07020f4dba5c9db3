/** The labels that a run's generator is told, and the training examples of each. */
import type { ClassCode } from "../data/classes/class-code.ts";
import type { DataSet } from "../data/dataset.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { sizeOf } from "../tensor/shape.ts";
import { withClassesOf } from "../training/classes/with-classes.ts";
import type { Config } from "../training/config.ts";

/** Labels by number. */
export interface ToldLabels {
  readonly code: ClassCode;
  /** A name for each; its number where the data have none. */
  readonly names: readonly string[];
  /** Up to `count` different training examples of a label, evenly from all over the data. */
  readonly real: (label: number, count: number) => Float32Array;
}

/** @throws where the generator is told no labels, and where the data have none or others. */
export async function toldLabels(config: Config, data: DataSet): Promise<ToldLabels> {
  const doing = `measuring ${config.data.name} by class`;
  const code = config.data.y?.code;
  if (code?.of !== "labels") {
    throw problem({
      doing,
      expected: `a run whose generator is told labels (${option("classes", "labels")})`,
      came: code ? "one that is told clusters, which were found in the data" : "one that is told none",
    });
  }
  const { y, write } = data;
  if (!y || !write || !y.write || !Number.isFinite(data.count)) {
    throw problem({
      doing,
      expected: "examples and labels that can be had by number",
      came: y ? "examples that are drawn afresh" : "data without labels",
      ...(y ? {} : { next: "Put the labels back where they were when the run was begun." }),
    });
  }
  // Refuses other labels than those that the run was begun with.
  await withClassesOf(config, data, undefined);
  const members: number[][] = code.counts.map(() => []);
  const number = new Float32Array(1);
  for (let i = 0; i < data.count; i++) {
    y.write(i, number, 0);
    members[number[0] ?? -1]?.push(i);
  }
  const size = sizeOf(data.shape);
  return {
    code,
    names: code.counts.map((_, i) => y.classes?.[i] ?? String(i)),
    real: (label, most) => {
      const all = members[label] ?? [];
      const count = Math.min(most, all.length);
      const examples = new Float32Array(count * size);
      for (let i = 0; i < count; i++) write(all[Math.floor((i * all.length) / count)] ?? 0, examples, i * size);
      return examples;
    },
  };
}
