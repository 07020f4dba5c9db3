import { type Baseline, formatNumber, metricNames, metrics as metricTable } from "../../inner.ts";
import { type Drawing, drawingFigure, escapeHtml } from "../html.ts";
import type { SavedScore } from "../run/scores-record.ts";
import { aboutFeatures, aboutScore, classLines, formatScore, limitsOf } from "./score-table.ts";

/** What `evaluate --metric` measured: the newest state of each metric as a table, all of them as pictures. */
export function scoresSection(
  scores: readonly SavedScore[],
  baselines: readonly Baseline[],
  drawings: readonly Drawing[],
  pairs: string | undefined,
): string {
  const newest = metricNames.flatMap((metric) => scores.findLast((score) => score.metric === metric) ?? []);
  if (newest.length === 0) return "";
  const head = ["metric", "figure", "step", "of"];
  const cells = (name: string, ...texts: readonly string[]): string =>
    `<tr><th scope="row">${escapeHtml(name)}</th>${texts.map((text, i) => `<td data-label="${head[i + 1]}">${escapeHtml(text)}</td>`).join("")}</tr>`;
  const rows = newest.flatMap((score) => [
    cells(metricTable[score.metric].title, formatScore(score), formatNumber(score.step), aboutScore(score)),
    ...classLines(score).map(({ name, figure, of }) => cells(name, figure, "", of)),
    ...(score.metric === "parzen" ? baselines : []).map(({ of, ...rest }) =>
      cells(`– the same of ${of}`, formatScore({ metric: "parzen", ...rest }), "", "no generator, yet a score"),
    ),
  ]);
  const copies = pairs
    ? `<figure class="pairs"><img alt="Samples and the training examples nearest to them" src="${pairs}"><figcaption>Samples, the likeliest copies first, and below each the training example nearest to it</figcaption></figure>`
    : "";
  return `<section><h2>Scores</h2><div class="wide"><table class="scores labelled"><thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>
<p class="meaning">${aboutFeatures(newest).map(escapeHtml).join(" ")} All are in scores.json.</p>
<ul class="meaning">${limitsOf(newest)
    .map((text) => `<li>${escapeHtml(text)}</li>`)
    .join("")}</ul>
<div class="theory">${drawings.map(drawingFigure).join("")}${copies}</div></section>`;
}
