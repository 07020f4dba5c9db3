/** What makes the page of runs move in the reader's browser, and its style. */
import { CHARTS_SCRIPT } from "./script.ts";

export const RUNS_STYLE = `
table.runs{font-size:.9rem;display:table;margin:0}.runs td,.runs th{padding:.3em 1em .3em 0;white-space:nowrap}
.runs thead th{color:var(--faint);border-bottom:1px solid var(--rule);vertical-align:bottom}.runs .right{text-align:right;font-variant-numeric:tabular-nums}
.runs thead button{border:0;background:none;padding:0;color:inherit;cursor:pointer;text-align:inherit}.runs thead button::after{content:" ↕";opacity:.45}
.runs [aria-sort=ascending] button::after{content:" ↑";opacity:1}.runs [aria-sort=descending] button::after{content:" ↓";opacity:1}
.runs .best{font-weight:700;color:var(--best)}.runs .best::before{content:"★ "}
:root{--best:#8a4b00}@media (prefers-color-scheme:dark){:root{--best:#f0b355}}
body.differing .same{display:none}
.runs tr.chosen th{box-shadow:inset 4px 0 var(--mine)}.runs tbody th{padding-left:.6em}.runs input{margin:0 .5em 0 0}
.wide{overflow-x:auto}[hidden]{display:none!important}
a{color:inherit}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,220px),1fr));gap:1.5rem}
figcaption{font-size:.9rem;overflow-wrap:anywhere}figcaption a{color:var(--ink)}
.cards img{display:block;width:100%;max-width:320px;height:auto}
.none{color:var(--faint);border:1px dashed var(--rule);margin:0;padding:1em}
input[type=search]{font:inherit;color:var(--ink);background:var(--raised);border:1px solid var(--rule);border-radius:4px;padding:.2em .6em;min-width:0}
.hidden-text{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media (max-width:640px){.runs.labelled th[scope=row]{padding-left:.6em}.runs.labelled td{padding-left:.6em}.runs.labelled thead{position:static;width:auto;height:auto;overflow:visible;clip-path:none;display:block}.runs.labelled thead tr{display:flex;flex-wrap:wrap;gap:.2em 1em}.runs.labelled thead th{display:block;padding:0}}
`;

/** Sorts, filters and searches the rows, and lays the curves of those that are chosen over each other. */
export const RUNS_SCRIPT = `
const charts = [];
${CHARTS_SCRIPT}
const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#7F7F7F"];
const body = document.querySelector("table.runs tbody"), rows = [...body.rows], boxes = rows.map((row) => row.querySelector("input"));
const metric = document.getElementById("metric"), search = document.getElementById("search"), count = document.getElementById("count"), place = document.getElementById("charts");
/** A run keeps its colour as long as it is chosen. */
const colours = new Map();
function colourFor(i) {
  if (!colours.has(i)) { const taken = new Set(colours.values()); colours.set(i, palette.find((c) => !taken.has(c)) || palette[i % palette.length]); }
  return colours.get(i);
}
function drawCurves() {
  const chosen = boxes.flatMap((box, i) => box.checked ? [i] : []);
  for (const i of colours.keys()) if (!boxes[i].checked) colours.delete(i);
  rows.forEach((row, i) => { row.classList.toggle("chosen", boxes[i].checked); row.style.setProperty("--mine", boxes[i].checked ? colourOf(colourFor(i)) : "transparent"); });
  place.replaceChildren();
  charts.length = shown.length = 0;
  const of = curves[+metric.value];
  if (!of) return;
  const having = chosen.filter((i) => of.curves[i].steps.length > 0), without = chosen.length - having.length;
  const steps = [...new Set(having.flatMap((i) => of.curves[i].steps))].sort((a, b) => a - b);
  if (steps.length === 0) { place.append(element("p", { className: "meaning", textContent: chosen.length === 0 ? "Choose runs in the table." : "None of the chosen runs has it." })); return; }
  const chart = { title: of.title, meaning: without > 0 ? without + " of the chosen runs " + (without === 1 ? "does" : "do") + " not have it." : "", unit: of.unit, steps, curves: having.map((i) => {
    const at = new Map(of.curves[i].steps.map((step, k) => [step, of.curves[i].values[k]]));
    return { label: names[i], colour: colourFor(i), values: steps.map((step) => at.has(step) ? at.get(step) : null) };
  }) };
  charts.push(chart);
  drawChart(chart, place);
}
const filters = [...document.querySelectorAll("select[data-column]")];
function filterRows() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let left = 0;
  for (const row of rows) {
    const says = row.textContent.toLowerCase();
    const fits = words.every((word) => says.includes(word)) && filters.every((filter) => filter.value === "" || row.cells[+filter.dataset.column].dataset.text === filter.value);
    row.hidden = !fits;
    if (fits) left++;
  }
  count.textContent = left === rows.length ? rows.length + (rows.length === 1 ? " run" : " runs") : left + " of " + rows.length + " runs";
}
for (const head of document.querySelectorAll("table.runs thead th")) {
  const button = head.querySelector("button"), column = head.cellIndex;
  button.addEventListener("click", () => {
    const before = head.getAttribute("aria-sort"), down = before === "ascending" || (before === null && head.classList.contains("right"));
    const sign = before === "descending" ? 1 : down ? -1 : 1;
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const keyOf = (row) => row.cells[column].dataset.value;
    const number = head.classList.contains("right");
    body.append(...rows.toSorted((a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)];
      // What was not measured stands last, whichever way.
      if (x === "" || y === "") return (x === "") - (y === "");
      return sign * (number ? x - y : x.localeCompare(y, "en", { numeric: true }));
    }));
  });
}
search.addEventListener("input", filterRows);
for (const filter of filters) filter.addEventListener("change", filterRows);
for (const box of boxes) box.addEventListener("change", drawCurves);
if (metric) metric.addEventListener("change", drawCurves);
scheme.addEventListener("change", drawCurves);
document.getElementById("differing").addEventListener("change", (event) => document.body.classList.toggle("differing", event.target.checked));
document.getElementById("choose-shown").addEventListener("click", () => { rows.forEach((row, i) => { boxes[i].checked = !row.hidden; }); drawCurves(); });
document.getElementById("choose-none").addEventListener("click", () => { for (const box of boxes) box.checked = false; drawCurves(); });
filterRows();
drawCurves();
`;
