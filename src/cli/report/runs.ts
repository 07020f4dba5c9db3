/** `runs --out`: one file that shows runs side by side, with nothing to load from elsewhere. */
import { dirname, join, relative, sep } from "node:path";
import { kindOf } from "../../inner.ts";
import { exists } from "../files/writing.ts";
import { dataUri, embed, escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { smallAnimation } from "../pictures/sheets.ts";
import { runPaths } from "../run/paths.ts";
import { type Column, columnsOf, curvesOf, type ShownRun } from "./runs-columns.ts";
import { RUNS_SCRIPT, RUNS_STYLE } from "./runs-script.ts";
import { REPORT_STYLE, SMOOTHING } from "./script.ts";
import { readUplot } from "./uplot.ts";

/** Runs whose curves are shown first: the newest of those on the data of the newest. */
const FIRST_CHOSEN = 5;
/** Choices by words above the table, at most. */
const MOST_FILTERS = 6;

/** The page that is to lie at `out`, from where its links lead. Says which runs have pictures that cannot be shown. */
export async function runsPage(
  dir: string,
  runs: readonly ShownRun[],
  out: string,
  say: (line: string) => void,
): Promise<string> {
  const columns = columnsOf(runs);
  const links = await Promise.all(runs.map(({ folder }) => linkOf(folder, out)));
  const cards: string[] = [];
  for (const [i, { folder, config }] of runs.entries()) {
    const drawn = kindOf(config.data) === "images" ? "" : ' class="drawn"';
    cards.push(
      `<figure${drawn}>${await pictureOf(folder, say)}<figcaption>${links[i]}<br>${escapeHtml(config.data.name)}</figcaption></figure>`,
    );
  }
  const title = `Runs in ${dir}`;
  const curves = curvesOf(runs);
  const uplot = await readUplot();
  const own = `const curves = ${embed(curves)}, names = ${embed(runs.map(({ folder }) => folder))};\n${RUNS_SCRIPT}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${pagePolicy([uplot.script, own])}
<title>${escapeHtml(title)} – saddlepoint</title>
<style>${uplot.style}${PAGE_STYLE}${REPORT_STYLE}${RUNS_STYLE}</style></head><body class="differing">
<header><h1>${escapeHtml(title)}</h1><p>${runs.length === 1 ? "One run" : `${runs.length} runs`}, newest first. A name leads to the run's report; ★ is the best of a metric among runs on the same data.</p></header>
<main>
${rowTools(columns)}
<div class="wide" tabindex="0" role="region" aria-label="Figures of the runs">${runsTable(columns, runs, links)}</div>
${curvesSection(curves)}
<section><h2>Samples over training</h2>
<div class="cards">${cards.join("\n")}</div></section>
</main>
<footer>Made by saddlepoint. The figures are those of <code>saddlepoint runs</code> when the page was written; – stands for what does not apply or was not measured. In pictures of points, blue is real and orange generated.</footer>
<script>${uplot.script}</script>
<script>${own}</script>
</body></html>
`;
}

/** The name of a run, which leads to its report if there is one. */
async function linkOf(folder: string, out: string): Promise<string> {
  const { report } = runPaths(folder);
  if (!(await exists(report))) return escapeHtml(folder);
  return `<a href="${escapeHtml(hrefTo(report, out))}">${escapeHtml(folder)}</a>`;
}

/** Search, filters by words, and whether columns that are the same for all are shown. */
function rowTools(columns: readonly Column[]): string {
  const filters = columns.flatMap(({ heading, words }, i) => {
    if (words.length === 0) return [];
    const all = words.map((word) => `<option>${escapeHtml(word)}</option>`);
    return [
      `<label>${escapeHtml(heading)} <select data-column="${i + 1}"><option value="">all</option>${all.join("")}</select></label>`,
    ];
  });
  return `<div class="tools" role="search" aria-label="Runs in the table"><label>search <input id="search" type="search"></label>${filters.slice(0, MOST_FILTERS).join("")}<label><input id="differing" type="checkbox" checked> only columns that differ</label><output id="count" class="meaning"></output></div>`;
}

function runsTable(columns: readonly Column[], runs: readonly ShownRun[], links: readonly string[]): string {
  const classOf = ({ right, differs }: Column, more = ""): string => {
    const all = [right ? "right" : "", differs ? "" : "same", more].filter((name) => name !== "");
    return all.length > 0 ? ` class="${all.join(" ")}"` : "";
  };
  const head = columns.map(
    (column) => `<th scope="col"${classOf(column)}><button type="button">${escapeHtml(column.heading)}</button></th>`,
  );
  const newest = runs.filter(({ config }) => config.data.fingerprint === runs[0]?.config.data.fingerprint);
  const first = newest.slice(0, FIRST_CHOSEN);
  const rows = runs.map((run, i) => {
    const { folder } = run;
    const name = escapeHtml(folder);
    const cells = columns.map((column) => {
      const { text, value, best } = column.cells[i]!; // a cell for each run
      const said = best ? `<span class="hidden-text">the best: </span>` : "";
      return `<td${classOf(column, best ? "best" : "")} data-label="${escapeHtml(column.heading)}" data-text="${escapeHtml(text)}" data-value="${escapeHtml(String(value ?? ""))}">${said}${escapeHtml(text)}</td>`;
    });
    return `<tr><th scope="row" data-value="${name}" data-text="${name}"><input type="checkbox" aria-label="Curve of ${name}"${first.includes(run) ? " checked" : ""}>${links[i]}</th>${cells.join("")}</tr>`;
  });
  return `<table class="runs labelled"><thead><tr><th scope="col"><button type="button">run</button></th>${head.join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function curvesSection(curves: readonly { readonly title: string }[]): string {
  const metrics = curves.map(({ title }, i) => `<option value="${i}">${escapeHtml(title)}</option>`);
  return `<section><h2>Curves</h2>
<div class="tools"><label>metric <select id="metric">${metrics.join("")}</select></label><label>smoothing ${SMOOTHING}</label><button id="choose-shown" type="button">All runs in the table</button><button id="choose-none" type="button">None</button></div>
<div id="charts"></div></section>`;
}

/** A relative address, so that the page and its runs can move together. */
export function hrefTo(path: string, from: string): string {
  return relative(dirname(from), path).split(sep).map(encodeURIComponent).join("/");
}

/** The samples of a run over training, as an animation. */
export async function pictureOf(folder: string, say: (line: string) => void): Promise<string> {
  try {
    const found = await smallAnimation(folder);
    if (!found) return `<p class="none">No samples yet.</p>`;
    const { moving, still, width, height } = found;
    return `<picture><source media="(prefers-reduced-motion: reduce)" srcset="${dataUri("image/webp", still)}"><img alt="Samples of ${escapeHtml(folder)} over training" src="${dataUri("image/webp", moving)}" width="${width}" height="${height}"></picture>`;
  } catch (error) {
    say(`The samples in ${join(folder, "samples")} are not shown: ${(error as Error).message}`);
    return `<p class="none">Its samples cannot be read.</p>`;
  }
}
