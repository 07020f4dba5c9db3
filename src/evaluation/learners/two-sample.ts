/**
 * Can real and generated rows be told apart? A model that learns to do so is asked about rows that it was not trained on: the area
 * under its curve is ½ if it cannot, 1 if it always can (a classifier two-sample test: Lopez-Paz & Oquab 2017).
 */
import { takenRows } from "../../data/some-rows.ts";
import { isNominal, type TypedTable } from "../../data/typed-table.ts";
import { bytesFor, createKernels } from "../../kernels/kernels.ts";
import { openStream } from "../../kernels/streams.ts";
import { problem } from "../../problem.ts";
import type { Watch } from "../exact-distances.ts";
import { breathe } from "./breathe.ts";
import { fitClasses, type ModelName, models } from "./models.ts";
import { type AreaUnderCurve, areaUnderCurve } from "./scores.ts";

/** How well real and generated rows can be told apart. */
export interface TwoSample {
  /**
   * By model. The linear one sees only single columns: if it cannot tell rows apart, they may still be wrong in every relation
   * between columns.
   */
  readonly scores: Readonly<Record<ModelName, AreaUnderCurve>>;
  /** Rows of each kind. */
  readonly rows: number;
}

/** How rows are told apart. */
export interface TwoSampleOptions extends Watch {
  /** Decides which rows of the longer table are taken, and the folds. */
  readonly seed: number;
  readonly folds?: number;
  /** At most so many rows of each kind. */
  readonly mostRows?: number;
}

/** Rows of each kind below which a model has no leaf to divide in most folds. */
const FEWEST_ROWS = 10;

/**
 * Tells real rows, which the generator must not have seen, from equally many generated ones of the same columns. Every row is judged
 * by a model that was trained on the other folds, which hold as many of both kinds. Models share rows that they were trained on, so
 * the error is that of one model times √(1 + rows asked / rows trained · folds) (Nadeau & Bengio 2003): 1.58 for three folds.
 */
export async function twoSample(
  real: TypedTable,
  generated: TypedTable,
  { seed, folds = 3, mostRows = Number.POSITIVE_INFINITY, progress, signal }: TwoSampleOptions,
): Promise<TwoSample> {
  const rows = Math.min(real.rows, generated.rows, mostRows);
  if (rows < FEWEST_ROWS || folds < 2 || folds > rows) {
    throw problem({
      doing: "telling real and generated rows apart",
      expected: `at least ${FEWEST_ROWS} rows of each, and from 2 folds to one for each row`,
      came: `${real.rows} real and ${generated.rows} generated rows, ${folds} folds`,
      next: "Generate or hold out more rows.",
    });
  }
  const [ofReal, ofGenerated] = await Promise.all(
    [real, generated].map((table, k) => shuffledRows(table.rows, seed, k)),
  );
  const both = joined(
    takenRows(real, ofReal!.subarray(0, rows)), // a shuffle for each table
    takenRows(generated, ofGenerated!.subarray(0, rows)),
  );
  const isReal = Float64Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 1 : 0));
  // Both halves are shuffled, and dealt out in turn.
  const foldOf = (row: number): number => (row % rows) % folds;
  const places = Uint32Array.from(isReal.keys());
  let done = 0;
  const told = async (name: ModelName): Promise<AreaUnderCurve> => {
    const chances = new Float64Array(2 * rows);
    for (let fold = 0; fold < folds; fold++) {
      await breathe(signal);
      const [trained, asked] = [
        places.filter((row) => foldOf(row) !== fold),
        places.filter((row) => foldOf(row) === fold),
      ];
      const classes = Float64Array.from(trained, (row) => isReal[row]!); // rows of both
      const predict = fitClasses(models[name], takenRows(both, trained), classes, 2);
      const [, chance] = predict(takenRows(both, asked)) as [Float64Array, Float64Array];
      for (let i = 0; i < asked.length; i++) chances[asked[i]!] = chance[i]!; // a chance for each
      progress?.(++done, 2 * folds);
    }
    const { auc, error } = areaUnderCurve(chances, isReal);
    return { auc, error: error * Math.sqrt(1 + folds / (folds - 1)) };
  };
  return { scores: { boosting: await told("boosting"), linear: await told("linear") }, rows };
}

/** The rows of both tables, those of the first one first; levels are put together. */
function joined(first: TypedTable, second: TypedTable): TypedTable {
  const columns = first.columns.map((column) => {
    const other = second.columns.find(({ name }) => name === column.name);
    if (!other || isNominal(other) !== isNominal(column)) {
      throw problem({
        doing: "telling real and generated rows apart",
        expected: `a generated column ${column.name} of the kind ${column.kind}`,
        came: other ? `the kind ${other.kind}` : "none of that name",
        next: "Read both tables with the same kinds of columns.",
      });
    }
    const levels = [...new Set([...(column.levels ?? []), ...(other.levels ?? [])])];
    const placeOf = new Map(levels.map((level, place) => [level, place]));
    const moved = other.levels?.map((level) => placeOf.get(level)!); // each is among them
    const values = moved ? other.values.map((place) => moved[place] ?? Number.NaN) : other.values;
    const all = new Float64Array(first.rows + second.rows);
    all.set(column.values);
    all.set(values, first.rows);
    return { ...column, ...(column.levels ? { levels } : {}), values: all };
  });
  return { columns, rows: first.rows + second.rows };
}

/** The rows of a table in an order that follows from the seed: a shuffle of Fisher & Yates. */
async function shuffledRows(count: number, seed: number, table: number): Promise<Uint32Array> {
  const kernels = await createKernels(bytesFor([count]));
  const random = kernels.allocate(count);
  openStream(kernels, seed, "folds", table).bits(random);
  const words = new Uint32Array(random.data.buffer, random.data.byteOffset, count);
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((words[i]! * (i + 1)) / 2 ** 32); // i < count
    [order[i], order[j]] = [order[j]!, order[i]!]; // j ≤ i
  }
  return order;
}
