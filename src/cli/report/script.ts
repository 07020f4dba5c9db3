/** What makes the report move in the reader's browser, and its style. */

/** What the report adds to the style of every page. */
export const REPORT_STYLE = `
@media (prefers-color-scheme:dark){.u-legend{color:var(--ink)}}
.meaning{color:var(--faint)}
.note{border-left:4px solid #E69F00;padding:.3em .8em}
.samples{display:flex;flex-wrap:wrap;gap:1.5rem}.samples figure{flex:1 1 320px;max-width:560px}
img{width:100%;image-rendering:pixelated;background:#fff;border:1px solid var(--rule);box-sizing:border-box}
.theory{display:flex;flex-wrap:wrap;gap:1rem}.theory figure{flex:1 1 460px;max-width:660px}.drawing{display:block;height:auto;border:0;image-rendering:auto}
.slider{display:flex;gap:1rem;align-items:center}.slider label{flex:1;display:flex;gap:.6rem;align-items:center}.slider input{flex:1}
#charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:1.5rem}
#charts h3{margin:0;font-size:1rem}.meaning{margin:.2em 0 .6em;font-size:.9rem;min-height:3em}
.best{padding:0;list-style:none}.best li{margin:.5em 0;padding-left:.8em;border-left:4px solid var(--rule);overflow-wrap:anywhere}
.best .improving{border-color:#009E73}.best .stopped,.best .worse{border-color:#E69F00}
pre{overflow-x:auto;font-size:.95rem}
table{border-collapse:collapse;font-size:.9rem;margin:0 2rem 1rem 0;display:inline-table;vertical-align:top}
caption{text-align:left;font-weight:600}td,th{padding:.15em .7em .15em 0;text-align:left;font-weight:400}
.layers td:nth-child(n+2),.layers th:nth-child(n+2){text-align:right}tfoot td{border-top:1px solid var(--rule)}
.scores td:nth-child(-n+3){white-space:nowrap}.pairs{max-width:none!important}
.settings th{color:var(--faint)}
`;

/** Draws the `charts` and moves the slider of the `sheets` that are defined before it. */
export const REPORT_SCRIPT = `
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const ink = dark ? "#c8c8d0" : "#333", grid = dark ? "#33333c" : "#e6e6ec";
const short = (v) => v == null ? "" : Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(1) : String(+v.toPrecision(4));
const root = document.getElementById("charts");
for (const chart of charts) {
  const box = document.createElement("div");
  box.innerHTML = "<h3></h3><p class=meaning></p>";
  box.children[0].textContent = chart.title;
  box.children[1].textContent = chart.meaning;
  root.append(box);
  const data = chart.data.slice();
  const series = [{ label: "step" }, ...chart.curves.map((c) => ({ label: c.label, stroke: c.colour, width: c.bound ? 1 : 2, ...(c.bound ? { dash: [2, 3] } : {}), value: (u, v) => v == null ? "–" : v.toPrecision(5), spanGaps: true, points: { show: !c.bound && data[0].length < 40 } }))];
  if (chart.line) {
    series.push({ label: chart.line.label, stroke: ink, dash: [6, 4], width: 1, points: { show: false }, value: () => chart.line.value.toPrecision(5) });
    data.push(data[0].map(() => chart.line.value));
  }
  const axis = { stroke: ink, grid: { stroke: grid }, ticks: { stroke: grid } };
  const options = {
    width: box.clientWidth, height: 260, series,
    scales: { x: { time: false }, y: chart.logarithmic ? { distr: 3 } : {} },
    axes: [{ ...axis, label: "step", labelSize: 20, values: (u, ticks) => ticks.map(short) }, { ...axis, size: 64, label: chart.unit, labelSize: 20, values: (u, ticks) => ticks.map(short) }],
    cursor: { drag: { x: true, y: false } },
  };
  const plot = new uPlot(options, data, box);
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: 260 })).observe(box);
}
const slider = document.getElementById("slider");
if (slider) {
  const image = document.getElementById("sheet"), label = document.getElementById("sheet-step"), play = document.getElementById("play");
  const show = () => { const sheet = sheets[slider.value]; image.src = sheet.uri; label.textContent = sheet.step; };
  slider.addEventListener("input", show);
  let timer;
  const stop = () => { clearInterval(timer); timer = undefined; play.textContent = "Play"; };
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = "Stop";
    if (+slider.value === sheets.length - 1) slider.value = 0;
    timer = setInterval(() => { slider.value = +slider.value + 1; show(); if (+slider.value === sheets.length - 1) stop(); }, 250);
  });
}
`;
