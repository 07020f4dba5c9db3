/** How alike generated rows of a table are to real ones. */
import type { DataSet } from "../data/dataset.ts";
import { problem } from "../problem.ts";
import type { StateFigure } from "./figure.ts";
import type { MeasuredState } from "./measured-state.ts";
import { columnsLeftOut, type PairQuality } from "./quality/pairs.ts";
import { dataValidity, type Quality, sdmetricsQuality } from "./quality/quality.ts";
import { qualityFigure } from "./quality/quality-figure.ts";

/** Columns and pairs that are named as the least alike. */
const WORST = 5;
/** Held-out rows that are compared with, at least. */
const FEWEST_UNSEEN = 100;

/** Throws where the data have no columns. */
export function requireTable({ name, columns }: DataSet): void {
  if (columns) return;
  throw problem({
    doing: `comparing rows of ${name}`,
    expected: "a table with named columns",
    came: "other data",
    next: "Measure kid or coverage instead.",
  });
}

export async function measureQuality(state: MeasuredState): Promise<StateFigure> {
  const { data, count } = state;
  requireTable(data);
  const { training, heldOut } = await state.tables();
  const unseen = heldOut !== undefined && heldOut.rows >= FEWEST_UNSEEN;
  const real = unseen ? heldOut : training;
  const generated = state.tableOf(await state.samples(count));
  const { value, low, high, quality } = qualityFigure(real, generated);
  const { pairList: _, ...sdmetrics } = sdmetricsQuality(real, generated);
  const { columns, pairList: __, ...means } = quality;
  const validity = dataValidity(training, generated);
  return {
    value,
    low,
    high,
    real: real.rows,
    generated: generated.rows,
    details: {
      ...means,
      sdmetrics,
      comparedWith: unseen ? "rows that were held out" : "training rows",
      validity,
      leastAlike: {
        columns: namedColumns(columns).slice(0, WORST),
        pairs: namedPairs(quality).slice(0, WORST),
      },
    },
    cautions: cautionsOf(columns.length, validity, unseen ? undefined : (heldOut?.rows ?? 0)),
  };
}

type Named = readonly [string, number];
const byFigure = ([, a]: Named, [, b]: Named): number => a - b;

const namedColumns = (columns: Quality["columns"]): readonly Named[] =>
  columns.map(({ name, shape }): Named => [name, shape]).sort(byFigure);

/** Pairs by the names of their columns, the least alike first. */
const namedPairs = ({ columns, pairList }: Quality): readonly Named[] =>
  pairList
    .filter(({ similarity }: PairQuality) => !Number.isNaN(similarity))
    .map(({ columns: [a, b], similarity }): Named => [`${columns[a]?.name} and ${columns[b]?.name}`, similarity])
    .sort(byFigure);

/** @param few how many rows were held out, where they are too few to compare with. */
function cautionsOf(columns: number, validity: number, few: number | undefined): string[] {
  const left = columnsLeftOut(columns);
  return [
    ...(few === undefined
      ? []
      : [
          `${few === 0 ? "No rows were held out" : `Only ${few} rows were held out`}: samples are compared with training rows, so copies of these score best.`,
        ]),
    ...(validity < 1
      ? [
          `${Number((100 * (1 - validity)).toPrecision(2))} % of the values lie outside the ranges and values of the data.`,
        ]
      : []),
    ...(left > 0 ? [`Pairs are those of ${columns - left} of ${columns} columns, evenly chosen.`] : []),
  ];
}
