/**
 * Sequential trees, as synthpop has them (Nowok, Raab & Dibben 2016): column after column, a tree of the training rows on the
 * columns before it, down which each new row goes by what it has already, and takes the value of a training row of its leaf. Gaps of
 * numbers and dates have a tree of their own, then come the values. In little time this is nearer to the data than networks are,
 * and it memorises: leaves are small.
 */
import { isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import type { Random } from "../../kernels/random.ts";
import { type Baseline, takenFrom } from "./baseline.ts";
import { growTree, type Predictor, type Target } from "./cart.ts";
import { nominalCodes, nominalPredictor, orderedPredictor } from "./predictors.ts";

/** Training rows of a leaf, at least. */
const LEAST = 10;

export const trees: Baseline = {
  title: "Sequential trees",
  says: "each column from the ones before it; near to the data, and to its rows",
  make: (training, rows, random) => {
    const ordered = training.columns.map((column) => (isNominal(column) ? undefined : orderedPredictor(column)));
    // For every column so far, the training rows that new rows have its value from.
    const sources: Int32Array[] = [];
    const grow = growerOf(training, ordered, sources);
    training.columns.forEach((column) => {
      sources.push(sourcesOf(column, grow, rows, random));
    });
    return { columns: training.columns.map((column, c) => takenFrom(column, sources[c]!)), rows }; // one for each column
  },
};

/** The leaf that a new row falls into, of a tree on the columns so far. */
type Leaves = (row: number) => Int32Array;
type Grow = (rows: Int32Array, target: Target) => Leaves;

function growerOf({ columns }: TypedTable, ordered: readonly (Predictor | undefined)[], sources: Int32Array[]): Grow {
  return (rows, target) => {
    const before = sources.map((_, c) => ordered[c] ?? nominalPredictor(columns[c]!, rows, target)); // as many columns
    const { leafOf } = growTree(rows, before, target, LEAST);
    // A predictor's code is that of the training row which the new row has the column's value from.
    return (row) => leafOf((predictor) => before[predictor]!.codes[sources[predictor]![row]!]!);
  };
}

/** The training rows that new rows have this column's values from. */
function sourcesOf(column: TypedColumn, grow: Grow, count: number, random: Random): Int32Array {
  const drawn = (leaves: Leaves) => (row: number) => {
    const leaf = leaves(row);
    return leaf[random.below(leaf.length)]!; // no leaf is empty
  };
  const all = Int32Array.from(column.values, (_, row) => row);
  const news = { length: count };
  if (isNominal(column)) {
    const { codes, count: of } = nominalCodes(column);
    const draw = drawn(grow(all, { classes: codes, count: of }));
    return Int32Array.from(news, (_, row) => draw(row));
  }
  const known = all.filter((row) => !Number.isNaN(column.values[row]));
  const fromKnown = () => drawn(grow(known, { numbers: column.values }));
  if (known.length === all.length) {
    const draw = fromKnown();
    return Int32Array.from(news, (_, row) => draw(row));
  }
  const isKnown = Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 0 : 1));
  const drawAny = drawn(grow(all, { classes: isKnown, count: 2 }));
  // Where nothing but gaps is known, the first tree draws nothing else.
  const draw = known.length > 0 ? fromKnown() : drawAny;
  return Int32Array.from(news, (_, row) => {
    const any = drawAny(row);
    return isKnown[any] === 0 ? any : draw(row);
  });
}
