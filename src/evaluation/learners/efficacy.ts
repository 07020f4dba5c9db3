/**
 * What a table is good for: models learn to predict something from its rows, and are tested on real rows. Training on generated rows
 * shows what these tell of reality; training on real ones, beside it, shows what could be told (Esteban et al. 2017; Xu et al. 2019).
 */
import { takenRows } from "../../data/some-rows.ts";
import { isNominal, type TypedTable } from "../../data/typed-table.ts";
import { problem } from "../../problem.ts";
import type { Watch } from "../exact-distances.ts";
import { breathe } from "./breathe.ts";
import { type FitModel, fitClasses, fitNumbers, type ModelName, models } from "./models.ts";
import { type ClassScores, classScores, explainedVariance } from "./scores.ts";
import { columnTarget, type Target } from "./target.ts";

/** Of a model that predicts numbers. */
export interface NumberScores {
  /** The part of the test rows' variance that is explained; below 0, predictions are worse than the mean. */
  readonly r2: number;
}

/** How well a target is predicted by models that were trained on a table. */
export interface Efficacy {
  readonly target: string;
  /** The class that F1 is of; absent where the target is a number, or has not two classes and none was named. */
  readonly positive?: string;
  /** By model; those of classes, or of numbers where the target is one. */
  readonly scores: Readonly<Record<ModelName, ClassScores | NumberScores>>;
  /** Rows that have the target. */
  readonly trainingRows: number;
  readonly testRows: number;
  /** Classes of test rows that no training row has. No model can know them: the area under their curve is ½. */
  readonly unknownClasses: readonly string[];
}

/** What is measured beside areas under curves, and who watches. */
export interface EfficacyOptions extends Watch {
  /** The class that counts as found, for F1. By default, of two classes, the one that fewer test rows have. */
  readonly positive?: string;
}

/**
 * Trains on one table and tests on another, which must have the same columns, to predict a column or another target. Rows without it
 * are left out. Nothing is random. A table without any row that has the target teaches nothing: areas under curves are then ½, and
 * R² is NaN. Throws if the tables do not fit each other, or no test row has the target.
 */
export async function efficacy(
  training: TypedTable,
  test: TypedTable,
  predicted: string | Target,
  { positive, progress, signal }: EfficacyOptions = {},
): Promise<Efficacy> {
  const target = typeof predicted === "string" ? columnTarget(predicted, training, test) : predicted;
  const [known, asked] = [withTarget(training, target), withTarget(test, target)];
  check(target, known.table, asked.table, positive);
  const { classes } = target;
  const found = classes && (positive ?? rarerOfTwo(classes, asked.values));
  const scored = async (learn: FitModel): Promise<ClassScores | NumberScores> => {
    await breathe(signal);
    if (!classes) {
      const [numbers] = fitNumbers(learn, known.table, known.values)(asked.table) as [Float64Array];
      return { r2: explainedVariance(numbers, asked.values) };
    }
    const probabilities = fitClasses(learn, known.table, known.values, classes.length)(asked.table);
    return classScores(probabilities, asked.values, found === undefined ? undefined : classes.indexOf(found));
  };
  const boosting = await scored(models.boosting);
  progress?.(1, 2);
  const linear = await scored(models.linear);
  progress?.(2, 2);
  const taught = new Set(known.values);
  return {
    target: target.name,
    ...(found === undefined ? {} : { positive: found }),
    scores: { boosting, linear },
    trainingRows: known.table.rows,
    testRows: asked.table.rows,
    unknownClasses: (classes ?? []).filter((_, place) => asked.values.includes(place) && !taught.has(place)),
  };
}

/** The rows that have the target, without the columns that tell it, and the target's values. */
function withTarget(table: TypedTable, { values, without }: Target): { table: TypedTable; values: Float64Array } {
  const all = values(table);
  const rows = Uint32Array.from(all.keys()).filter((row) => !Number.isNaN(all[row]));
  const columns = table.columns.filter(({ name }) => !without.includes(name));
  return { table: takenRows({ ...table, columns }, rows), values: all.filter((value) => !Number.isNaN(value)) };
}

function rarerOfTwo(classes: readonly string[], values: Float64Array): string | undefined {
  const counts = classes.map((_, place) => values.reduce((sum, value) => sum + (value === place ? 1 : 0), 0));
  const [first, second, ...others] = classes.filter((_, place) => counts[place]! > 0); // a count for each
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  return counts[classes.indexOf(first)]! < counts[classes.indexOf(second)]! ? first : second; // both are classes
}

function check({ name, classes }: Target, training: TypedTable, test: TypedTable, positive: string | undefined): void {
  const doing = `measuring how well ${name} is predicted`;
  for (const column of training.columns) {
    const found = test.columns.find((other) => other.name === column.name);
    if (!found || isNominal(found) !== isNominal(column)) {
      throw problem({
        doing,
        expected: `a column ${column.name} of the kind ${column.kind} in the test table`,
        came: found ? `the kind ${found.kind}` : "none of that name",
        next: "Read both tables with the same kinds of columns.",
      });
    }
  }
  if (test.rows === 0) {
    throw problem({ doing, expected: "test rows that have it", came: "none", next: "Choose another target." });
  }
  if (positive !== undefined && !classes?.includes(positive)) {
    throw problem({
      doing,
      expected: classes ? `a class that is one of ${classes.join(", ")}` : "no positive class, as it is a number",
      came: positive,
      next: "Name another class, or none.",
    });
  }
}
