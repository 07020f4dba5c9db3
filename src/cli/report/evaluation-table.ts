/** What was measured of a state, in words. */
import { type ColumnScores, type Evaluation, formatNumber, measuredText, significantDigits } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import type { KeptEvaluation } from "../run/evaluation-record.ts";
import { textTable } from "../terminal/text-table.ts";

/** What was found, in rows: what, its figure, and what that is of. Figures that do not apply are left out. */
function rowsOf(e: KeptEvaluation | Evaluation): string[][] {
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
  return rows;
}

/** A divergence above this beside all modes wants a reason. */
const APART = 0.05;

/** Why two figures that seem to contradict each other do not. */
function reasonOf({ modes, modesOf, jsd, highQuality }: KeptEvaluation | Evaluation): string[] {
  if (jsd === null || modes === null || modes !== modesOf || jsd < APART) return [];
  const outside = highQuality === null ? "" : ` (${(100 * (1 - highQuality)).toFixed(1)} % of them are in none)`;
  return [
    `All ${modes} modes are found, yet the divergence is ${jsd.toFixed(2)}: a mode is found by a single sample within three deviations of it, while the divergence compares densities. The modes are narrow, so that samples a little beside them${outside}, or crowded more closely than the data within them, count as a difference.`,
  ];
}

/** What an evaluation found, in words. */
export const formatEvaluation = (e: KeptEvaluation | Evaluation): string =>
  [
    textTable(rowsOf(e), [false, true, false]),
    ...reasonOf(e).flatMap((text) => ["", text]),
    ...(e.table ? ["", ...tableLines(e.table)] : []),
    "",
  ].join("\n");

const cells = (row: readonly string[], head: readonly string[] = []): string =>
  row
    .map((text, i) =>
      i === 0
        ? `<th scope="row">${escapeHtml(text)}</th>`
        : `<td${head[i] ? ` data-label="${escapeHtml(head[i])}"` : ""}>${escapeHtml(text)}</td>`,
    )
    .join("");

/** The same for a page. */
export function evaluationSection(e: KeptEvaluation | Evaluation): string {
  const rows = rowsOf(e).map((row) => `<tr>${cells(row)}</tr>`);
  const reasons = reasonOf(e).map((text) => `<p class="note">${escapeHtml(text)}</p>`);
  return `<section><h2>Result</h2><table class="result labelled"><tbody>${rows.join("")}</tbody></table>${reasons.join("")}${e.table ? columnsSection(e.table) : ""}</section>`;
}

function columnsSection(table: Table): string {
  const { head, rows, notes } = columnsOf(table);
  return `<div class="wide" tabindex="0" role="region" aria-label="Columns"><table class="labelled"><thead><tr>${head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, head)}</tr>`).join("")}</tbody></table></div>
${notes.map((text) => `<p class="meaning">${escapeHtml(text)}</p>`).join("")}`;
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

function tableLines(table: Table): string[] {
  const { head, rows, notes } = columnsOf(table);
  return [textTable([head, ...rows], [false, ...Array<boolean>(11).fill(true)]), "", ...notes];
}

/** The columns of a table, the furthest from the data first where there are many, and what the figures cannot tell. */
function columnsOf({ columns, cautions = [] }: Table): { head: string[]; rows: string[][]; notes: string[] } {
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
  return {
    head: ["Column", "distance (95 %)", ...names],
    rows,
    notes: [
      "Distance: the largest difference of the distribution functions, 0 where a column is right (Kolmogorov–Smirnov).",
      ...(more > 0 ? [`${formatNumber(more)} more columns are nearer to the data than these ${shown.length}.`] : []),
      ...cautions,
      BLIND,
    ],
  };
}
