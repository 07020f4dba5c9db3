/** The labels that a run's generator is told, and the training examples of each. */
import type { ClassCode } from "../data/classes/class-code.ts";
import { type ExamplesOfClass, examplesOfClasses } from "../data/classes/examples-of-classes.ts";
import type { DataSet } from "../data/dataset.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { withClassesOf } from "../training/classes/with-classes.ts";
import type { Config } from "../training/config.ts";

/** Labels by number. */
export interface ToldLabels {
  readonly code: ClassCode;
  /** A name for each; its number where the data have none. */
  readonly names: readonly string[];
  /** Training examples of a label. */
  readonly real: ExamplesOfClass;
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
  const { y } = data;
  // Refuses other labels than those that the run was begun with.
  const real = y && examplesOfClasses(await withClassesOf(config, data, undefined));
  if (!real) {
    throw problem({
      doing,
      expected: "examples and labels that can be had by number",
      came: y ? "examples that are drawn afresh" : "data without labels",
      ...(y ? {} : { next: "Put the labels back where they were when the run was begun." }),
    });
  }
  return { code, names: code.counts.map((_, i) => y.classes?.[i] ?? String(i)), real };
}
