/** `runs --out`: one file that shows runs side by side, with nothing to load from elsewhere. */
import { dirname, join, relative, sep } from "node:path";
import { exists } from "../files/writing.ts";
import { dataUri, escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { smallAnimation } from "../pictures/sheets.ts";
import { runPaths } from "../run/paths.ts";

interface ShownRun {
  readonly folder: string;
  readonly data: string;
  /** The figures of the run, under the headings. */
  readonly cells: readonly string[];
}

export interface RunsTable {
  readonly heading: readonly string[];
  readonly runs: readonly ShownRun[];
  /** Whether a column holds numbers. */
  readonly right: readonly boolean[];
}

/** The page that is to lie at `out`, from where its links lead. Says which runs have pictures that cannot be shown. */
export async function runsPage(
  dir: string,
  { heading, runs, right }: RunsTable,
  out: string,
  say: (line: string) => void,
): Promise<string> {
  const rows: string[] = [];
  const cards: string[] = [];
  for (const { folder, data, cells } of runs) {
    const { report } = runPaths(folder);
    const href = (await exists(report)) ? hrefTo(report, out) : undefined;
    const link = (text: string): string =>
      href === undefined ? escapeHtml(text) : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
    const [name = folder, ...figures] = cells;
    const shown = figures.map((figure, i) => `<td${right[i + 1] ? ' class="right"' : ""}>${escapeHtml(figure)}</td>`);
    rows.push(`<tr><th scope="row">${link(name)}</th>${shown.join("")}</tr>`);
    cards.push(
      `<figure>${await pictureOf(folder, say)}<figcaption>${link(name)}<br>${escapeHtml(data)}</figcaption></figure>`,
    );
  }
  const title = `Runs in ${dir}`;
  const headings = heading.map(
    (text, i) => `<th scope="col"${right[i] ? ' class="right"' : ""}>${escapeHtml(text)}</th>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${pagePolicy([])}
<title>${escapeHtml(title)} – saddlepoint</title>
<style>${PAGE_STYLE}${STYLE}</style></head><body>
<header><h1>${escapeHtml(title)}</h1><p>${runs.length === 1 ? "One run" : `${runs.length} runs`}, newest first. A name leads to the run's report.</p></header>
<div class="wide" tabindex="0" role="region" aria-label="Figures of the runs"><table>
<thead><tr>${headings.join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>
<h2>Samples over training</h2>
<div class="cards">${cards.join("\n")}</div>
<footer>Made by saddlepoint. The figures are those of <code>saddlepoint runs</code> when the page was written; – stands for what does not apply or was not measured. In pictures of points, blue is real and orange generated.</footer>
</body></html>
`;
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

const STYLE = `
table{border-collapse:collapse;font-size:.9rem}td,th{padding:.3em 1em .3em 0;text-align:left;font-weight:400;white-space:nowrap}
thead th{color:var(--faint);border-bottom:1px solid var(--rule)}.right{text-align:right;font-variant-numeric:tabular-nums}
a{color:inherit}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,240px),1fr));gap:1.5rem}
figcaption{font-size:.9rem;overflow-wrap:anywhere}figcaption a{color:var(--ink)}
img{display:block;width:100%;max-width:320px;height:auto;background:#fff;border:1px solid var(--rule);box-sizing:border-box}
.none{color:var(--faint);border:1px dashed var(--rule);margin:0;padding:1em}
`;
