/** What was measured of a state, in words. */
import { type ColumnScores, type Evaluation, formatNumber, measuredText, significantDigits } from "../../inner.ts";
import type { KeptEvaluation } from "../run/evaluation-record.ts";
import { textTable } from "../terminal/text-table.ts";

/** What an evaluation found, in words; figures that do not apply are left out. */
export function formatEvaluation(evaluation: KeptEvaluation | Evaluation): string {
  const e = evaluation;
  const answers = e.discriminatorOutput === "probability" ? "1/2 at equilibrium" : "a score, not a probability";
  const rows: string[][] = [];
  if (e.modes !== null) rows.push(["Modes found", `${e.modes} of ${e.modesOf}`, `${formatNumber(e.samples)} samples`]);
  if (e.highQuality !== null)
    rows.push(["High-quality samples", `${(100 * e.highQuality).toFixed(2)} %`, "within 3 deviations of a mode"]);
  if (e.reverseKl !== null)
    rows.push(["Reverse KL of mode shares", `${e.reverseKl.toFixed(4)} nats`, "0 where all modes have equal shares"]);
  if (e.jsd !== null) {
    const error = e.jsdError ?? 0;
    rows.push([
      "Jensen–Shannon divergence",
      measuredText({ value: e.jsd, error, atLeast: e.jsdAtLeast ?? false }),
      `by ${formatNumber(e.jsdSamples)} samples`,
    ]);
  }
  if (e.rows) rows.push(qualityLine(e.rows));
  if (e.table?.correlation) {
    const { difference, between } = e.table.correlation;
    rows.push(["Rank correlations", difference.toFixed(3), `the largest difference, between ${between.join(" and ")}`]);
  }
  if (e.meanDReal !== null) rows.push(["Mean D on real data", e.meanDReal.toFixed(4), answers]);
  rows.push(["Mean D on generated data", e.meanDFake.toFixed(4), answers]);
  return [textTable(rows, [false, true, false]), ...(e.table ? ["", ...tableLines(e.table)] : []), ""].join("\n");
}

/** How alike rows are, as a line of a table. */
function qualityLine(found: NonNullable<Evaluation["rows"]>): string[] {
  const { value, low, high, shapes, pairs, strongPairs, unseen, real } = found;
  const of = Object.entries({ columns: shapes, pairs, "strong pairs": strongPairs }).flatMap(([name, figure]) =>
    figure === null ? [] : `${name} ${figure.toFixed(3)}`,
  );
  return [
    "Quality of rows",
    value.toFixed(3),
    `${low.toFixed(3)} to ${high.toFixed(3)}; mean of ${of.join(", ")}, beside ${formatNumber(real)} ${unseen ? "held-out" : "training"} rows`,
  ];
}

/** What no figure of a table sees. */
const BLIND =
  "Columns are compared one by one and two by two: what only three or more show together is not seen, nor are copies of rows (--metric memorisation).";

/** Columns that are shown; the others are in evaluation.json. */
const MOST_SHOWN = 12;

type Moments = "name" | "meanReal" | "meanGenerated" | "deviationReal" | "deviationGenerated";

/** As measured, or as read from a record; those of earlier versions have moments only. */
interface Table {
  readonly columns: readonly (Pick<ColumnScores, Moments> & Partial<Omit<ColumnScores, Moments>>)[];
  readonly cautions?: readonly string[];
}

/** The columns of a table, the furthest from the data first where there are many, and what the figures cannot tell. */
function tableLines({ columns, cautions = [] }: Table): string[] {
  // As many digits as it takes to see a hundred-thousandth of the deviation.
  const figureOf =
    ({ deviationReal }: Table["columns"][number]) =>
    (value: number | undefined): string =>
      value === undefined ? "–" : String(Number(value.toPrecision(significantDigits(value, deviationReal, 5))));
  const furthest = columns.toSorted((a, b) => (b.distance?.value ?? 0) - (a.distance?.value ?? 0));
  const shown = columns.length > MOST_SHOWN ? furthest.slice(0, MOST_SHOWN) : columns;
  const rows = shown.map((column) => {
    const figure = figureOf(column);
    const moments = [column.meanGenerated, column.meanReal, column.deviationGenerated, column.deviationReal].map(
      figure,
    );
    const { distance, quantilesReal = [], quantilesGenerated = [] } = column;
    const quantiles = [0, 1, 2].flatMap((i) => [quantilesGenerated[i], quantilesReal[i]].map(figure));
    const apart = distance
      ? `${distance.value.toFixed(3)} (${distance.low.toFixed(3)} to ${distance.high.toFixed(3)})`
      : "–";
    return [column.name, apart, ...quantiles, ...moments];
  });
  const names = ["5 %", "median", "95 %", "mean", "deviation"].flatMap((name) => [name, "(data)"]);
  const more = columns.length - shown.length;
  return [
    textTable([["Column", "distance (95 %)", ...names], ...rows], [false, ...Array<boolean>(11).fill(true)]),
    "",
    "Distance: the largest difference of the distribution functions, 0 where a column is right (Kolmogorov–Smirnov).",
    ...(more > 0 ? [`${formatNumber(more)} more columns are nearer to the data than these ${shown.length}.`] : []),
    ...cautions,
    BLIND,
  ];
}
