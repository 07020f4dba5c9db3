/** What a generated table is worth, beside real rows and beside tables that cost nothing to make. */

import { takenRows } from "../../data/some-rows.ts";
import { type ColumnFacts, isNominal, type TypedColumn, type TypedTable } from "../../data/typed-table.ts";
import { openRandom } from "../../kernels/random.ts";
import { type BaselineName, baselineNames, baselines } from "../baselines/baselines.ts";
import type { Watch } from "../exact-distances.ts";
import { columnTarget } from "../learners/target.ts";
import { concluded } from "./conclusion.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import { drawnRows } from "./drawn-rows.ts";
import { onSameLevels } from "./levels.ts";
import type { Quality } from "./quality.ts";
import { figuresOf, type Standards, type TableFigures } from "./table-figures.ts";

export interface ReportOptions {
  readonly training: TypedTable;
  /** Rows that were not trained on. */
  readonly heldOut?: TypedTable;
  /** The column that is predicted; by default the last category of few values. */
  readonly target?: string;
  /** Without what takes longest: models, and distances between rows. A second or two. */
  readonly light?: boolean;
  readonly seed: number;
  /** Says what is measured, and how far it is. */
  readonly watch?: (what: string) => Watch;
}

/** What the rows of a run are worth, beside real rows and baselines. */
export interface QualityReport {
  /** What a reader should conclude. */
  readonly conclusion: string;
  readonly target: string | null;
  readonly generated: TableFigures;
  /** Real rows first, then tables that are made without training. */
  readonly others: readonly TableFigures[];
  /** Columns and pairs of the generated table, one by one, and the same of real rows: what chance makes of them. */
  readonly quality: Quality;
  readonly qualityOfReal: Quality;
  /** What is known of every column, to write its values. */
  readonly facts: readonly ColumnFacts[];
  /** Bars of every column, in the order of the columns. */
  readonly distributions: readonly Distribution[];
  /** Whether models and distances were left out. */
  readonly light: boolean;
  /** Whether all is compared with rows that were not trained on. */
  readonly unseen: boolean;
  readonly rows: { readonly training: number; readonly reference: number; readonly synthetic: number };
  readonly cautions: readonly string[];
}

/** Held-out rows below which training rows are compared with instead, and below which the figures are said to be rough. */
const FEWEST_UNSEEN = 100;
const ENOUGH_UNSEEN = 1000;
/** Rows that a baseline makes, at most. */
const MOST_MADE = 25_000;
/** Values of a category that is predicted by default, at most. */
const MOST_CLASSES = 20;

const ofGenerated = { name: "generated", title: "Generated", says: "what this run makes" } as const;
const ofReal = { name: "real", title: "Real rows", says: "the ceiling: what chance leaves" } as const;

/** Real rows and baselines are measured once, however many generated tables are held against them. */
export interface QualityReporter {
  readonly report: (synthetic: TypedTable) => Promise<QualityReport>;
}

/** Compares generated tables, and the baselines, with real rows: from seconds to a minute or two. */
export async function createQualityReporter(options: ReportOptions): Promise<QualityReporter> {
  const { training, seed, light = false, watch = () => ({}) } = options;
  const random = await openRandom(seed, "baselines");
  const { uniform } = random;
  const { real, reference, unseen } = realRows(options, uniform);
  const name = options.target ?? defaultTarget(training)?.name;
  const target = name === undefined ? undefined : columnTarget(name, training);
  const standards: Standards = { training, reference, unseen, target, light, seed, uniform };
  const measureOthers = async () => {
    const { quality, ...figures } = await figuresOf(real, ofReal, standards, watch(ofReal.title));
    const others: TableFigures[] = [figures];
    for (const name of affordable(training, light)) {
      const { title, says, make } = baselines[name];
      const made = make(training, Math.min(training.rows, MOST_MADE), random);
      const { quality: _, ...ofBaseline } = await figuresOf(made, { name, title, says }, standards, watch(title));
      others.push(ofBaseline);
    }
    return { others, qualityOfReal: quality };
  };
  let beside: ReturnType<typeof measureOthers> | undefined;
  return {
    report: async (synthetic) => {
      beside ??= measureOthers();
      const { others, qualityOfReal } = await beside;
      // Of its own stream: the figures of a table are the same whichever was measured before it.
      const own = { ...standards, uniform: (await openRandom(seed, "baselines", 1)).uniform };
      const { quality, ...generated } = await figuresOf(synthetic, ofGenerated, own, watch(ofGenerated.title));
      const report = {
        target: target?.name ?? null,
        generated,
        others,
        quality,
        qualityOfReal,
        facts: training.columns.map(({ values: _, ...facts }) => facts),
        distributions: distributionsOf(reference, synthetic),
        light,
        unseen,
        rows: { training: training.rows, reference: reference.rows, synthetic: synthetic.rows },
        cautions: [
          ...cautionsOf(options, unseen, reference.rows),
          ...(unseen ? otherRows(others) : []),
          ...leftOut(training, light),
        ],
      };
      return { conclusion: concluded(report), ...report };
    },
  };
}

/**
 * Rows × columns² beyond which trees and the copula, which look at every pair of columns, are left out: about two seconds, and half a
 * minute.
 */
const MOST_WORK = { light: 2e7, full: 3e8 } as const;

/** The baselines that a table is not too wide for. */
const affordable = ({ columns, rows }: TypedTable, light: boolean): readonly BaselineName[] =>
  rows * columns.length ** 2 <= MOST_WORK[light ? "light" : "full"]
    ? baselineNames
    : baselineNames.filter((name) => name !== "trees" && name !== "copula");

/**
 * Rows to compare with, and real rows to hold against them. Without held-out rows one half of the training rows is compared with
 * the other.
 */
function realRows(
  { training, heldOut }: ReportOptions,
  uniform: () => number,
): { readonly real: TypedTable; readonly reference: TypedTable; readonly unseen: boolean } {
  if (heldOut && heldOut.rows >= FEWEST_UNSEEN) return { real: training, reference: heldOut, unseen: true };
  const order = drawnRows(training.rows, training.rows, uniform);
  const half = order.length >> 1;
  const rows = (from: number, to: number): TypedTable => takenRows(training, order.subarray(from, to));
  return { real: rows(0, half), reference: rows(half, order.length), unseen: false };
}

function distributionsOf(reference: TypedTable, synthetic: TypedTable): Distribution[] {
  const [real, other] = onSameLevels(reference, synthetic);
  return real.columns.map((column, i) => distributionOf(column, other.columns[i]!)); // the same columns
}

/** The last category of few values; of a table without any, the last column. */
function defaultTarget({ columns }: TypedTable): TypedColumn | undefined {
  const fits = (column: TypedColumn): boolean => {
    const values = new Set(column.values.filter((value) => !Number.isNaN(value))).size;
    return isNominal(column) && values > 1 && values <= MOST_CLASSES;
  };
  return columns.length < 2 ? undefined : (columns.findLast(fits) ?? columns.at(-1));
}

const leftOut = (training: TypedTable, light: boolean): string[] =>
  affordable(training, light).length < baselineNames.length
    ? [
        `With ${training.columns.length} columns, sequential trees and the copula would take too long${light ? " here" : ""}: they are left out.`,
      ]
    : [];

/** From this area under the curve on, held-out rows are of another kind than training rows. */
const OTHERS = 0.6;

/** Rows that come in groups, and those of a file that is sorted where the last ones are held out, are no sample of the others. */
function otherRows([real]: readonly TableFigures[]): string[] {
  const { auc, error } = real?.apart?.scores.boosting ?? { auc: 0.5, error: 0 };
  return auc > OTHERS && auc - 2 * error > 0.5
    ? [
        `Rows that were held out are told from training rows (AUC ${auc.toFixed(2)}): they are not of the same kind, and generated rows cannot be nearer to them than real ones. Rows may come in groups, or some of them may be late ones of a sorted file.`,
      ]
    : [];
}

function cautionsOf({ heldOut, training }: ReportOptions, unseen: boolean, reference: number): string[] {
  if (!unseen) {
    const few = heldOut ? `Only ${heldOut.rows} rows were held out, too few to compare with` : "No rows were held out";
    return [
      `${few}: rows are compared with half of the training rows, which the generator has seen. A generator that repeats them looks good here.`,
    ];
  }
  return reference < ENOUGH_UNSEEN
    ? [
        `${reference} rows were held out, beside ${training.rows} that were trained on: chance alone makes differences. The row of real rows shows how large they are.`,
      ]
    : [];
}
