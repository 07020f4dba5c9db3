/** report.html of a sweep: one file with what it says, the table, and curves over each other. */
import { join } from "node:path";
import { exists } from "../files/writing.ts";
import { embed, escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { hrefTo, pictureOf } from "../report/runs.ts";
import { CHARTS_TOOLS, REPORT_SCRIPT, REPORT_STYLE } from "../report/script.ts";
import { readUplot } from "../report/uplot.ts";
import { runPaths } from "../run/paths.ts";
import { inFlags } from "../terminal/flags.ts";
import { version } from "../version.ts";
import { curvesOf } from "./curves.ts";
import { metricText, pText } from "./metric-text.ts";
import { sweepPaths } from "./paths.ts";
import { MOST_ROWS, stripSvg } from "./strip.ts";
import type { Beside, SweepTable, TableRow } from "./table.ts";

/** What a page is made of. */
export interface PageMaterial {
  readonly folder: string;
  /** What was trained, in a line. */
  readonly title: string;
  readonly about: string;
  readonly table: SweepTable;
  readonly says: readonly string[];
  readonly assumptions: readonly string[];
  /** The name of a run's folder. */
  readonly runName: (setting: number, seed: number) => string;
  readonly say: (line: string) => void;
}

/** Settings whose samples are shown. */
const MOST_PICTURES = 12;

export async function sweepPage(material: PageMaterial): Promise<string> {
  const { folder, title, about, table, says, assumptions, runName } = material;
  const folderOf = (setting: number, seed: number): string => join(sweepPaths(folder).runs, runName(setting, seed));
  const uplot = await readUplot();
  const charts = await curvesOf(table, folderOf);
  const own = `const charts = ${embed(charts)}; const sheets = [];\n${REPORT_SCRIPT}`;
  const [first = "", ...others] = says.map((text) => escapeHtml(inFlags(text)));
  const strip = stripSvg(table);
  const notShown =
    table.rows.length > MOST_ROWS
      ? `<p class="meaning">The ${MOST_ROWS} best of ${table.rows.length} settings.</p>`
      : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${pagePolicy([uplot.script, own])}
<title>${escapeHtml(title)} – saddlepoint</title>
<style>${uplot.style}${PAGE_STYLE}${REPORT_STYLE}${STYLE}</style></head><body>
<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(about)}</p></header>
<main>
<section class="says"><p><strong>${first}</strong></p>${others.map((text) => `<p>${text}</p>`).join("")}</section>
${strip === "" ? "" : `<section><h2>Scores</h2><figure class="wide" tabindex="0">${strip}</figure><p class="meaning">A dot is a run; the mark is the mean over seeds, the line its 95 % interval, which may reach beyond the picture.</p>${notShown}</section>`}
<section><h2>Table</h2><div class="wide" tabindex="0" role="region" aria-label="Scores of settings and seeds">${await settingsTable(material, folderOf)}</div>
${assumptions.map((text) => `<p class="meaning">${escapeHtml(text)}</p>`).join("")}</section>
<section><h2>Curves</h2>${charts.length === 0 ? "<p>No reports yet.</p>" : CHARTS_TOOLS}<div id="charts"></div></section>
<section><h2>Samples over training</h2><p class="meaning">Of the first seed of each setting, the best first.</p><div class="cards">${await cards(material, folderOf)}</div></section>
</main>
<footer>Made by saddlepoint ${escapeHtml(version)}. The same figures are in results.json and table.csv.</footer>
<script>${uplot.script}</script>
<script>${own}</script>
</body></html>
`;
}

type FolderOf = (setting: number, seed: number) => string;

async function settingsTable({ folder, table }: PageMaterial, folderOf: FolderOf): Promise<string> {
  const { rows, seeds, beside, metric, best } = table;
  const { figure, unit } = metricText(metric);
  const options = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const right = (text: string): string => `<td class="right">${text}</td>`;
  const headings = [
    ...options.map((name) => `<th scope="col">${escapeHtml(name)}</th>`),
    ...[
      "steps",
      ...seeds.map((seed) => `seed ${seed}`),
      `mean${unit}`,
      "95 % interval",
      "less the best",
      "p",
      "p of signs",
      "seeds to tell",
    ].map((text) => `<th scope="col" class="right">${escapeHtml(text)}</th>`),
  ];
  const body: string[] = [];
  for (const row of rows) {
    const scores: string[] = [];
    for (const [i, seed] of seeds.entries()) scores.push(right(await scoreCell(row, i, seed)));
    const { value, low, high } = row.mean;
    const interval = Number.isNaN(low + high) ? "–" : `${figure(low)} to ${figure(high)}`;
    body.push(
      `<tr${row.setting === best ? ' class="first"' : ""}>${options.map((name) => `<th scope="row">${escapeHtml(row.values[name] ?? "")}</th>`).join("")}${right(row.steps === null ? "–" : String(row.steps))}${scores.join("")}${right(Number.isNaN(value) ? "–" : figure(value))}${right(interval)}${besideCells(beside.find(({ setting }) => setting === row.setting))}</tr>`,
    );
  }
  return `<table class="sweep"><thead><tr>${headings.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;

  async function scoreCell(row: TableRow, i: number, seed: number): Promise<string> {
    const score = row.scores[i] ?? null;
    const text = score === null ? (row.failed.length > 0 ? "failed" : "–") : figure(score);
    const { report } = runPaths(folderOf(row.setting, seed));
    return (await exists(report))
      ? `<a href="${escapeHtml(hrefTo(report, sweepPaths(folder).report))}">${escapeHtml(text)}</a>`
      : escapeHtml(text);
  }

  function besideCells(one: Beside | undefined): string {
    if (!one) return right("").repeat(4);
    const { difference, corrected, signs, more } = one;
    const plus = difference.value > 0 ? "+" : "";
    return [
      `${plus}${figure(difference.value)}`,
      corrected === null ? "–" : pText(corrected).replace(/^p = /, "").replace(/^p /, ""),
      signs === null ? "–" : pText(signs).replace(/^p = /, "").replace(/^p /, ""),
      more === null ? "–" : more === 0 ? "told" : `+${more}`,
    ]
      .map((text) => right(escapeHtml(text)))
      .join("");
  }
}

async function cards({ table, say }: PageMaterial, folderOf: FolderOf): Promise<string> {
  const figures: string[] = [];
  for (const { setting, text, steps } of table.rows.slice(0, MOST_PICTURES)) {
    const [seed] = table.seeds;
    if (seed === undefined || steps === null) continue;
    figures.push(
      `<figure>${await pictureOf(folderOf(setting, seed), say)}<figcaption>${escapeHtml(text)}, seed ${seed}</figcaption></figure>`,
    );
  }
  return figures.join("\n");
}

const STYLE = `
.says p{margin:.4em 0}.says{margin-top:1.5em}
.strip{display:block;width:100%;min-width:560px;max-width:880px;height:auto;font:13px system-ui,sans-serif;fill:var(--ink)}.strip .faint{fill:var(--faint);font-size:12px}
.sweep{display:table;margin:0}.sweep td,.sweep th{padding:.3em 1em .3em 0;white-space:nowrap}.sweep thead th{color:var(--faint);border-bottom:1px solid var(--rule)}
.right{text-align:right!important;font-variant-numeric:tabular-nums}.first td,.first th{font-weight:600}
a{color:inherit}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,240px),1fr));gap:1.5rem}
.cards figcaption{font-size:.9rem;overflow-wrap:anywhere}.none{color:var(--faint);border:1px dashed var(--rule);margin:0;padding:1em}
`;
