/** How alike a synthetic table is to a real one, column by column and pair by pair. */
import { isNominal, type LearnedKind, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import {
  boundaryAdherence,
  categoryAdherence,
  categoryCoverage,
  gapShare,
  ksComplement,
  ksOfSorted,
  missingValueSimilarity,
  rangeCoverage,
  type Statistic,
  sortedValues,
  statisticOfSorted,
  tvComplement,
} from "./columns.ts";
import { onSameLevels } from "./levels.ts";
import { isStrong, type PairQuality, pairQualities } from "./pairs.ts";

/** A column; every figure is from 0 to 1, 1 where nothing differs, NaN where it is not defined. */
export interface ColumnQuality {
  readonly name: string;
  readonly kind: LearnedKind;
  /** Of numbers and dates the complement of the Kolmogorov–Smirnov statistic, of categories that of the total variation. */
  readonly shape: number;
  /** Part of the real range, or of the real values, that synthetic rows reach. */
  readonly coverage: number;
  /** Share of synthetic rows within the real range, or with a real value. */
  readonly validity: number;
  readonly missing: number;
  readonly gapsReal: number;
  readonly gapsSynthetic: number;
  /** Of numbers and dates. */
  readonly statistics?: { readonly mean: number; readonly median: number; readonly deviation: number };
}

/** Means over columns and pairs. */
export interface QualityScores {
  /** Mean of `shapes` and `pairs`: the Quality Score. */
  readonly score: number;
  readonly shapes: number;
  readonly pairs: number;
  /** Mean over the strong pairs alone; NaN where there is none. */
  readonly strongPairs: number;
  /** How many pairs are strong. */
  readonly strong: number;
}

/** How alike two tables are: every figure, and the columns and pairs behind it. */
export interface Quality extends QualityScores {
  readonly columns: readonly ColumnQuality[];
  readonly pairList: readonly PairQuality[];
  readonly coverage: number;
  readonly validity: number;
  readonly missing: number;
}

const measured = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value));
/** The mean of what is defined. */
export const meanOf = (values: readonly number[]): number => {
  const known = measured(values);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** Counts that a value unseen in the real column has there, by SDMetrics. */
const UNSEEN = 1e-6;

interface Pair {
  readonly real: TypedColumn;
  readonly synthetic: TypedColumn;
}

const tvOf = ({ real, synthetic }: Pair, unseen = 0): number =>
  tvComplement(real.values, synthetic.values, real.levels?.length ?? 0, { unseen });

const validityOf = ({ real, synthetic }: Pair): number =>
  isNominal(real)
    ? categoryAdherence(real.values, synthetic.values, real.levels?.length ?? 0)
    : boundaryAdherence(real.values, synthetic.values);

function columnQuality(pair: Pair): ColumnQuality {
  const { name, kind, values: real, levels: { length: levels } = [] } = pair.real;
  const { values: synthetic } = pair.synthetic;
  const common = {
    name,
    kind,
    validity: validityOf(pair),
    missing: missingValueSimilarity(real, synthetic),
    gapsReal: gapShare(real),
    gapsSynthetic: gapShare(synthetic),
  };
  if (isNominal(pair.real)) {
    return {
      ...common,
      shape: tvOf(pair),
      coverage: categoryCoverage(real, synthetic, levels),
    };
  }
  const [a, b] = [sortedValues(real), sortedValues(synthetic)];
  const statistic = (of: Statistic): number => statisticOfSorted(a, b, of);
  return {
    ...common,
    shape: ksOfSorted(a, b),
    coverage: rangeCoverage(a, b),
    statistics: { mean: statistic("mean"), median: statistic("median"), deviation: statistic("deviation") },
  };
}

const pairsOf = (real: TypedTable, synthetic: TypedTable): Pair[] =>
  real.columns.map((column, i) => ({ real: column, synthetic: synthetic.columns[i]! })); // the same columns

function scoresOf(shapes: number, pairs: readonly PairQuality[]): QualityScores {
  const strong = pairs.filter(isStrong);
  const ofPairs = meanOf(pairs.map(({ similarity }) => similarity));
  return {
    score: meanOf([shapes, ofPairs]),
    shapes,
    pairs: ofPairs,
    strongPairs: meanOf(strong.map(({ similarity }) => similarity)),
    strong: strong.length,
  };
}

/**
 * Compares two tables of the same columns; numbers beside categories are put into bins of the real table. A column of one table
 * alone, or of another kind, is refused.
 */
export function quality(realTable: TypedTable, syntheticTable: TypedTable): Quality {
  const [real, synthetic] = onSameLevels(realTable, syntheticTable);
  const columns = pairsOf(real, synthetic).map(columnQuality);
  const pairList = pairQualities(real, synthetic, "real");
  const mean = (figure: "shape" | "coverage" | "validity" | "missing"): number =>
    meanOf(columns.map((column) => column[figure]));
  return {
    ...scoresOf(mean("shape"), pairList),
    coverage: mean("coverage"),
    validity: mean("validity"),
    missing: mean("missing"),
    columns,
    pairList,
  };
}

/**
 * The Quality Report of SDMetrics 0.32, for comparison with published scores: each table is put into bins of its own, and a value
 * that the real column lacks counts a millionth there. `score` averages all pairs, as reports did before thresholds came in;
 * `strongScore` is that of 0.32 with its defaults.
 */
export function sdmetricsQuality(
  realTable: TypedTable,
  syntheticTable: TypedTable,
): QualityScores & { readonly strongScore: number; readonly pairList: readonly PairQuality[] } {
  const [real, synthetic] = onSameLevels(realTable, syntheticTable);
  const shapes = meanOf(
    pairsOf(real, synthetic).map((pair) =>
      isNominal(pair.real) ? tvOf(pair, UNSEEN) : ksComplement(pair.real.values, pair.synthetic.values),
    ),
  );
  const pairList = pairQualities(real, synthetic, "own");
  const scores = scoresOf(shapes, pairList);
  return { ...scores, strongScore: meanOf([shapes, scores.strongPairs]), pairList };
}

/** Mean share over columns of synthetic values within the real ranges and values: SDMetrics' Data Validity, of tables without keys. */
export const dataValidity = (realTable: TypedTable, syntheticTable: TypedTable): number =>
  meanOf(pairsOf(...onSameLevels(realTable, syntheticTable)).map(validityOf));

/**
 * SDMetrics' Data Structure: columns that both tables have by name and kind, as a share of those of either. A generated table has 1.
 */
export function dataStructure(real: TypedTable, synthetic: TypedTable): number {
  const of = ({ columns }: TypedTable): string[] => columns.map(({ name, kind }) => JSON.stringify([name, kind]));
  const [a, b] = [new Set(of(real)), new Set(of(synthetic))];
  const common = [...a].filter((column) => b.has(column)).length;
  return common / (a.size + b.size - common);
}
