/** What makes our pages move in the reader's browser, and its style. */

/** Colours of pages and pictures, and the lighter ones that stand for them on a dark page. */
const DARK = {
  "#0072B2": "#56B4E9",
  "#D55E00": "#FF8F45",
  "#009E73": "#2FD0A0",
  "#CC79A7": "#E7A0C6",
  "#7B3294": "#C79BDD",
  "#8C6D31": "#C9A864",
  "#7F7F7F": "#B5B5B5",
} as const;

/** What the report adds to the style of every page. Letters of a drawing as small as a phone could not be read: it moves sideways there. */
export const REPORT_STYLE = `
.meaning{color:var(--faint)}
.note{border-left:4px solid #E69F00;padding:.3em .8em}
.samples{display:flex;flex-wrap:wrap;gap:1.5rem}.samples figure{flex:1 1 300px;max-width:560px}
img{width:100%;image-rendering:pixelated;background:#fff;border:1px solid var(--rule);box-sizing:border-box}
.theory{display:flex;flex-wrap:wrap;gap:1rem}.theory figure{flex:1 1 min(100%,460px);max-width:660px}.drawing{display:block;height:auto;border:0;image-rendering:auto}
@media (max-width:560px){.theory figure{overflow-x:auto}.drawing{width:540px;max-width:none}}
@media (prefers-color-scheme:dark){.drawing,.drawn img,.drawn .shade,.drawn .mark{filter:invert(.92) hue-rotate(180deg)}.drawn img{border-color:#c8c8c8}}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(96px,1fr));gap:.5rem;margin:1rem 0 0;padding:0;list-style:none}
.strip button{display:block;width:100%;padding:2px;border:2px solid transparent;border-radius:4px;background:none;color:inherit;font:inherit;font-size:.85rem;cursor:pointer}
.strip button[aria-pressed=true]{border-color:var(--link)}.strip img{display:block;margin-bottom:.2em}.strip img,.drawn img{image-rendering:auto}
.shade{display:inline-block;width:.9em;height:.9em;vertical-align:-.1em;border:1px solid #999}
.slider{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}.slider label{flex:1 1 180px;display:flex;gap:.6rem;align-items:center}.slider input{flex:1;min-width:60px}
button,select{font:inherit;font-size:.9rem;color:var(--ink);background:var(--raised);border:1px solid var(--rule);border-radius:4px;padding:.2em .7em}
button[aria-pressed=true]{border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link)}
.command{display:flex;flex-wrap:wrap;gap:.5rem;align-items:start}.command pre{flex:1 1 260px;margin:0;padding:.6em .8em;background:var(--raised);border:1px solid var(--rule);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
.tools{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;margin-bottom:1rem}.tools label{display:flex;gap:.5rem;align-items:center}
#charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:1.8rem 1.5rem}#charts>div{min-width:0}
#charts h3{margin:0;font-size:1rem}.meaning{margin:.2em 0 .6em;font-size:.9rem}
.chart-legend{display:flex;flex-wrap:wrap;gap:.1em 1.1em;margin:.2em 0 0;padding:0;list-style:none;font-size:.9rem}.chart-legend b{font-weight:600;font-variant-numeric:tabular-nums}
.chart-legend span{display:inline-block;width:1.4em;border-top:3px solid;margin-right:.4em;vertical-align:.25em}
.chart-tools{display:flex;gap:.4rem;margin:.3em 0 .2em}
.best{padding:0;list-style:none}.best li{margin:.5em 0;padding-left:.8em;border-left:4px solid var(--rule);overflow-wrap:anywhere}
.best .improving{border-color:#009E73}.best .stopped,.best .worse{border-color:#E69F00}
table{border-collapse:collapse;font-size:.9rem;margin:0 2rem 1rem 0;display:inline-table;vertical-align:top}
caption{text-align:left;font-weight:600}td,th{padding:.15em .7em .15em 0;text-align:left;font-weight:400;vertical-align:top}
.layers td:nth-child(n+2),.layers th:nth-child(n+2){text-align:right}tfoot td{border-top:1px solid var(--rule)}
thead th{color:var(--faint)}.scores td:nth-child(-n+3){white-space:nowrap}.pairs{max-width:none!important}
.settings th,.changed th,.result th{color:var(--faint)}.changed td,.changed th,.settings td{overflow-wrap:anywhere}.result td:nth-child(2){font-variant-numeric:tabular-nums;font-weight:600}
details{margin:.6em 0}summary{cursor:pointer}
@media (max-width:640px){
table{display:table;width:100%;margin-right:0}td,th{white-space:normal!important;overflow-wrap:anywhere}
table.labelled thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.labelled tr{display:block;padding:.4em 0;border-bottom:1px solid var(--rule)}
table.labelled th[scope=row],table.labelled td{display:block;text-align:left!important;padding:0}table.labelled th[scope=row]{font-weight:600}
table.labelled td[data-label]::before{content:attr(data-label) ": ";color:var(--faint)}
table.labelled td:empty{display:none}
}
`;

/** Draws the `charts` that are defined before it: with bands, last values, smoothing, a logarithmic axis, and figures to take away. */
export const CHARTS_SCRIPT = `
const scheme = matchMedia("(prefers-color-scheme: dark)");
const lighter = ${JSON.stringify(DARK)};
const inkOf = () => scheme.matches ? "#c8c8d0" : "#333", gridOf = () => scheme.matches ? "#33333c" : "#e6e6ec";
const colourOf = (colour) => scheme.matches ? lighter[colour] || colour : colour;
const paler = (colour, part) => colourOf(colour) + Math.round(255 * part).toString(16).padStart(2, "0");
const short = (v, digits) => v == null ? "" : (Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(digits - 3) : String(+v.toPrecision(digits))).replaceAll("-", "−");
// As many digits as tell the numbers of an axis apart.
function tickTexts(ticks) {
  const numbers = new Set(ticks.filter((v) => v != null)).size;
  for (let digits = 4; ; digits++) {
    const texts = ticks.map((v) => short(v, digits));
    if (digits === 9 || new Set(texts.filter((text) => text !== "")).size === numbers) return texts;
  }
}
const figure = (v) => v == null ? "–" : String(+v.toPrecision(5)).replace("-", "−");
const element = (name, set, ...children) => { const made = Object.assign(document.createElement(name), set); made.append(...children); return made; };
/** Moving mean in which a value counts half after so many readings; without the pull of a start at 0. */
function smoothed(values, half) {
  if (half === 0) return values;
  const keep = 0.5 ** (1 / half);
  let [sum, weight] = [0, 0];
  return values.map((v) => { if (v == null) return null; sum = keep * sum + (1 - keep) * v; weight = keep * weight + 1 - keep; return sum / weight; });
}
const cell = (text) => /[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
function takeAway(name, rows) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([rows.map((row) => row.map(cell).join(",") + "\\n").join("")], { type: "text/csv" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
/** 0 and some powers of ten of both signs, from where the axis is logarithmic on. */
function powers(from, low, high) {
  const first = Math.ceil(Math.log10(from)), last = Math.floor(Math.log10(Math.max(-low, high))), every = Math.max(1, Math.ceil((last - first + 1) / 3));
  const found = [];
  for (let power = last; power >= first; power -= every) found.push(10 ** power);
  return [...found.map((v) => -v), 0, ...found.reverse()].filter((v) => v >= low && v <= high);
}
/** Columns of a chart: every curve, and the bounds of its bands. */
const columnsOf = (chart) => chart.curves.flatMap((c) => [[c.label, c.values], ...(c.bands || []).flatMap((b, i) => [[c.label + " from" + (c.bands.length > 1 ? " " + (i + 1) : ""), b.low], [c.label + " to" + (c.bands.length > 1 ? " " + (i + 1) : ""), b.high]])]);
const text = (v) => v == null ? "" : String(v);
const fileName = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".csv";
function csvOf(chart) {
  const columns = columnsOf(chart);
  return [["step", ...columns.map(([name]) => name)], ...chart.steps.map((step, i) => [text(step), ...columns.map(([, values]) => text(values[i]))])];
}
function csvOfAll(all) {
  const steps = [...new Set(all.flatMap((chart) => chart.steps))].sort((a, b) => a - b);
  const columns = all.flatMap((chart) => { const place = new Map(chart.steps.map((step, i) => [step, i])); return columnsOf(chart).map(([name, values]) => [chart.title + ": " + name, place, values]); });
  return [["step", ...columns.map(([name]) => name)], ...steps.map((step) => [text(step), ...columns.map(([, place, values]) => place.has(step) ? text(values[place.get(step)]) : "")])];
}
let half = 0;
const shown = [];
function drawChart(chart, root) {
  const heading = element("h3", { textContent: chart.title }), meaning = element("p", { className: "meaning", textContent: chart.meaning });
  const tools = element("div", { className: "chart-tools" }), legend = element("ul", { className: "chart-legend" }), place = element("div", {});
  const box = element("div", {}, heading, meaning, tools, place, legend);
  root.append(box);
  let logarithmic = chart.logarithmic === true;
  const log = element("button", { type: "button", textContent: "log", title: "Logarithmic axis" });
  const csv = element("button", { type: "button", textContent: "CSV", title: "The figures as CSV" });
  log.setAttribute("aria-label", "log axis of " + chart.title);
  csv.setAttribute("aria-label", "CSV of " + chart.title);
  tools.append(log, csv);
  csv.addEventListener("click", () => takeAway(fileName(chart.title), csvOf(chart)));
  const all = columnsOf(chart).flatMap(([, values]) => values).filter((v) => v != null && v !== 0);
  // An axis for values of both signs is logarithmic beyond a tenth of their typical amount.
  const signed = all.some((v) => v < 0), amounts = all.map(Math.abs).sort((a, b) => a - b), near = (amounts[amounts.length >> 1] || 1) / 10;
  let plot;
  const draw = () => {
    if (plot) plot.destroy();
    log.setAttribute("aria-pressed", String(logarithmic));
    const cut = (v) => v == null || (logarithmic && !signed && v <= 0) ? null : v;
    const data = [chart.steps], series = [{ label: "step" }], bands = [], keys = [];
    const add = (values, options) => { data.push(values.map(cut)); series.push({ spanGaps: true, points: { show: false }, ...options }); return data.length - 1; };
    for (const c of chart.curves) {
      for (const band of c.bands || []) {
        const [low, high] = [add(smoothed(band.low, half), { width: 0, stroke: "transparent" }), add(smoothed(band.high, half), { width: 0, stroke: "transparent" })];
        bands.push({ series: [high, low], fill: () => paler(c.colour, c.bands.length > 1 ? 0.13 : 0.2) });
      }
      if (half > 0) add(c.values, { width: 1, stroke: () => paler(c.colour, 0.35) });
      keys.push([c, add(smoothed(c.values, half), { width: 2, stroke: () => colourOf(c.colour), points: { show: chart.steps.length < 40 && !(c.bands && c.bands.length > 1), size: 5, fill: () => colourOf(c.colour) } })]);
    }
    if (chart.line) add(chart.steps.map(() => chart.line.value), { width: 1, stroke: inkOf, dash: [6, 4] });
    const axis = { stroke: inkOf, grid: { stroke: gridOf }, ticks: { stroke: gridOf } };
    const at = (i) => {
      legend.replaceChildren(...keys.map(([c, key]) => {
        const values = data[key], place = i == null ? values.findLastIndex((v) => v != null) : i;
        const mark = element("span", {});
        mark.style.borderColor = colourOf(c.colour);
        return element("li", {}, mark, c.label + " ", element("b", { textContent: figure(values[place]) }));
      }), ...(chart.line ? [element("li", { textContent: "– – " + chart.line.label })] : []), ...(i == null ? [] : [element("li", { textContent: "at step " + chart.steps[i] })]));
    };
    plot = new uPlot({
      width: box.clientWidth, height: 250, series, bands, legend: { show: false },
      scales: { x: { time: false }, y: logarithmic ? (signed ? { distr: 4, asinh: near, range: (u, low, high) => low == null ? [-1, 1] : [low, high] } : { distr: 3 }) : {} },
      axes: [{ ...axis, label: "step", labelSize: 20, values: (u, ticks) => tickTexts(ticks) }, { ...axis, ...(logarithmic && signed ? { splits: (u, i, low, high) => powers(near, low, high), filter: (u, splits) => splits } : {}), size: 64, label: chart.unit, labelSize: 20, values: (u, ticks) => tickTexts(ticks) }],
      cursor: { drag: { x: true, y: false }, points: { show: false } },
      hooks: { setCursor: [(u) => at(u.cursor.idx)] },
    }, data, place);
    at(null);
  };
  log.addEventListener("click", () => { logarithmic = !logarithmic; draw(); });
  draw();
  new ResizeObserver(() => { if (box.isConnected) plot.setSize({ width: box.clientWidth, height: 250 }); }).observe(box);
  shown.push(draw);
}
function drawAll() {
  const root = document.getElementById("charts");
  for (const chart of charts) drawChart(chart, root);
  scheme.addEventListener("change", () => { for (const draw of shown) draw(); });
  const smoothing = document.getElementById("smoothing"), csv = document.getElementById("csv");
  if (smoothing) smoothing.addEventListener("change", () => { half = +smoothing.value; for (const draw of shown) draw(); });
  if (csv) csv.addEventListener("click", () => takeAway("curves.csv", csvOfAll(charts)));
}
drawAll();
`;

/** A choice of how many reports a moving mean looks back. */
export const SMOOTHING = `<select id="smoothing"><option value="0">none</option><option value="2">little</option><option value="6">more</option><option value="20">much</option></select>`;

/** What stands above the charts. */
export const CHARTS_TOOLS = `<div class="tools"><label>smoothing ${SMOOTHING}</label><button id="csv" type="button">All figures as CSV</button><span class="meaning">Point at a chart for its values, drag across it to look closer, click twice to see all again.</span></div>`;

/** Draws the `charts` and moves the slider of the `sheets` that are defined before it. */
export const REPORT_SCRIPT = `${CHARTS_SCRIPT}
const slider = document.getElementById("slider");
if (slider) {
  const image = document.getElementById("sheet"), label = document.getElementById("sheet-step"), play = document.getElementById("play"), strip = document.getElementById("strip");
  const most = Math.min(8, sheets.length), chosen = Array.from({ length: most }, (_, i) => Math.round(i * (sheets.length - 1) / (most - 1)));
  const buttons = chosen.map((i) => {
    const button = element("button", { type: "button" }, element("img", { src: sheets[i].uri, alt: "" }), "step " + sheets[i].step);
    button.addEventListener("click", () => { stop(); slider.value = i; show(); });
    strip.append(element("li", {}, button));
    return [i, button];
  });
  const show = () => {
    const sheet = sheets[slider.value];
    image.src = sheet.uri; label.textContent = sheet.step;
    slider.setAttribute("aria-valuetext", "step " + sheet.step);
    for (const [i, button] of buttons) button.setAttribute("aria-pressed", String(i === +slider.value));
  };
  slider.addEventListener("input", show);
  let timer;
  const stop = () => { clearInterval(timer); timer = undefined; play.textContent = "Play"; };
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = "Stop";
    if (+slider.value === sheets.length - 1) slider.value = 0;
    timer = setInterval(() => { slider.value = +slider.value + 1; show(); if (+slider.value === sheets.length - 1) stop(); }, 250);
  });
  show();
}
const copy = document.getElementById("copy");
if (copy) copy.addEventListener("click", async () => {
  const command = document.getElementById("command"), says = document.getElementById("copied");
  // Pages from a disk may have no clipboard: then the command is chosen, so that it can be copied by hand.
  try { await navigator.clipboard.writeText(command.textContent); says.textContent = "Copied."; }
  catch { getSelection().selectAllChildren(command); says.textContent = "Chosen: copy it by Ctrl+C."; }
});
`;
