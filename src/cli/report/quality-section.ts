/** The part of a report about rows of a table: what they are worth, and pictures of columns and pairs. */
import { type ColumnFacts, type Distribution, formatNumber } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { COLOURS } from "../pictures/colours.ts";
import { distributionSvg } from "../pictures/distribution.ts";
import { heatMapSvg } from "../pictures/heat-map.ts";
import type { KeptQuality } from "../run/quality-record.ts";
import { publishedScores, qualityTable, worstColumns, worstPairs } from "./quality-table.ts";

/** Columns of which there are pictures, the least alike; and columns in a map of pairs. */
const MOST_PICTURES = 60;
const MOST_MAPPED = 50;
const [WIDTH, HEIGHT, MAP] = [330, 170, 350];
/** Pairs in the list of the least alike. */
const WORST = 10;
const DIFFERENCE = "#CC79A7";
/** A difference of pairs that has the full colour. */
const FULL = 0.3;

const figure = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3));

/** Empty where nothing was measured. */
export function qualitySection(found: KeptQuality | undefined): string {
  if (!found) return "";
  const { conclusion, step, cautions, light, rows, unseen } = found;
  const notes = [
    ...cautions,
    ...(light
      ? ["Predictions, a two-sample test and copies are measured by saddlepoint evaluate --metric quality."]
      : []),
  ];
  return `<section class="quality"><h2>Quality of rows</h2>
<p><strong>${escapeHtml(conclusion)}</strong></p>
${tableOf(found)}
<p class="meaning">${escapeHtml(publishedScores(found))} ${formatNumber(rows.synthetic)} generated rows of step ${formatNumber(step)} beside ${formatNumber(rows.reference)} ${unseen ? "rows that were held out" : "training rows"}. All figures are in quality.json.</p>
${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join("")}
<h3>Columns, the least alike first</h3>
<p class="legend"><span style="color:${COLOURS.real}">■</span> real <span style="color:${COLOURS.generated}">■</span> generated. Shares of rows; behind each name how alike it is, and how alike real rows are. Values of their own and gaps stand apart from bins, on a scale of their own.</p>
<div class="columns">${columnPictures(found)}</div>
${pairsPart(found)}</section>`;
}

function tableOf(found: KeptQuality): string {
  const { head, says, rows } = qualityTable(found);
  const cells = (row: readonly string[]): string =>
    `<tr><th scope="row">${escapeHtml(row[0] ?? "")}</th>${row
      .slice(1)
      .map((text, i) => `<td data-label="${escapeHtml(head[i] ?? "")}">${escapeHtml(text)}</td>`)
      .join("")}</tr>`;
  return `<div class="wide"><table class="beside labelled"><thead><tr><td></td>${head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(cells).join("")}</tbody></table></div>
<details class="meaning"><summary>What the figures mean</summary><ul>${[
    ...says,
    ...found.others.map(({ title, says: text }) => `${title}: ${text}`),
  ]
    .map((text) => `<li>${escapeHtml(text)}</li>`)
    .join("")}</ul></details>`;
}

function columnPictures(found: KeptQuality): string {
  const order = worstColumns(found).map(({ what }) => found.quality.columns.findIndex(({ name }) => name === what));
  const rest = found.quality.columns.map((_, i) => i).filter((i) => !order.includes(i));
  const all = [...order, ...rest];
  const pictures = all.slice(0, MOST_PICTURES).map((i) => {
    const { name, shape } = found.quality.columns[i]!; // a place among them
    const ofReal = found.qualityOfReal.columns[i]?.shape ?? Number.NaN;
    return `<figure>${distributionSvg({
      name,
      facts: found.facts[i] as unknown as ColumnFacts,
      distribution: found.distributions[i] as Distribution,
      width: WIDTH,
      height: HEIGHT,
      note: `${figure(shape)} (real ${figure(ofReal)})`,
    })}</figure>`;
  });
  const left = all.length - pictures.length;
  return `${pictures.join("")}${left > 0 ? `<p>${left} more columns are nearer to the data than these.</p>` : ""}`;
}

function pairsPart(found: KeptQuality): string {
  const { columns, pairList } = found.quality;
  if (pairList.length === 0) return "";
  const mapped = [...new Set(pairList.flatMap((pair) => pair.columns))].sort((a, b) => a - b).slice(0, MOST_MAPPED);
  const names = mapped.map((i) => columns[i]?.name ?? "");
  const byPlace = new Map(pairList.map((pair) => [pair.columns.join(), pair]));
  const of = (a: number, b: number) => byPlace.get(`${mapped[a]},${mapped[b]}`);
  const says = (a: number, b: number): string => {
    const pair = of(a, b);
    if (!pair) return `${names[a]} and ${names[b]}`;
    const measure = pair.by === "correlation" ? "correlation" : "Cramér's V";
    return `${names[a]} and ${names[b]}: ${measure} ${figure(pair.real)} in real rows, ${figure(pair.synthetic)} in generated ones; alike to ${figure(pair.similarity)}`;
  };
  const map = (title: string, colour: string, to: string, strength: (a: number, b: number) => number): string =>
    `<figure>${heatMapSvg({ title, from: "0", to, names, colour, strength, says, width: MAP })}</figure>`;
  const maps = [
    map("Real rows", COLOURS.real, "1", (a, b) => Math.abs(of(a, b)?.real ?? Number.NaN)),
    map("Generated rows", COLOURS.generated, "1", (a, b) => Math.abs(of(a, b)?.synthetic ?? Number.NaN)),
    map("Difference", DIFFERENCE, `${FULL} or more`, (a, b) => (1 - (of(a, b)?.similarity ?? Number.NaN)) / FULL),
  ];
  const worst = worstPairs(found)
    .slice(0, WORST)
    .map(
      ({ what, similarity, ofReal }) =>
        `<tr><th scope="row">${escapeHtml(what)}</th><td>${figure(similarity)}</td><td>${figure(ofReal)}</td></tr>`,
    );
  const left = columns.length - mapped.length;
  return `<h3>Pairs of columns</h3>
<p class="meaning">How closely two columns go together: the size of the correlation of two numbers, otherwise Cramér's V, numbers in bins. The difference is that of all pairs of values, so it may be large where both maps are alike.${left > 0 ? ` ${mapped.length} of ${columns.length} columns are shown.` : ""}</p>
<div class="maps">${maps.join("")}</div>
<table><caption>The least alike</caption><thead><tr><th scope="col">pair</th><th scope="col">alike</th><th scope="col">of real rows</th></tr></thead><tbody>${worst.join("")}</tbody></table>`;
}

/** What the section adds to the style of the report. */
export const QUALITY_STYLE = `
.quality h3{font-size:1rem;margin:1.6em 0 .3em}.quality .note{font-size:.95rem}.quality svg{max-width:100%;height:auto}
.quality .columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:1.6rem 1.2rem}
.quality .maps{display:flex;flex-wrap:wrap;gap:1.2rem;margin-bottom:1rem}
.beside td,.beside thead th{padding-left:.7em}.beside td{white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums}.beside thead th{vertical-align:bottom;text-align:right;color:var(--faint);max-width:7em}
.beside tbody tr:first-child{font-weight:600}.beside tbody tr:first-child th{font-weight:600}.beside tbody th{white-space:nowrap}
`;
