/** `export --html`: one file that draws new samples in a browser, with nothing to load from elsewhere. */
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import {
  areCells,
  type CellsColumn,
  type ClassCode,
  type Config,
  describeColumn,
  factsOf,
  formatNumber,
  formatPrior,
  inUnits,
  kindOf,
  priorOf,
  problem,
  rangeOfCells,
  wholeColumns,
  writtenColumn,
  writtenColumns,
  writtenNames,
} from "../../inner.ts";
import { readText } from "../data/reading.ts";
import { embed, escapeHtml, PAGE_STYLE } from "../html.ts";
import { COLOURS } from "../pictures/colours.ts";
import { columnNames } from "../run/csv.ts";
import type { ClassFacts, MixedTable, PageColumn, PageFacts } from "./browser/facts.ts";
import { dataShares } from "./data-shares.ts";
import { pageScript } from "./script.ts";

export interface PageContent {
  readonly config: Config;
  readonly step: number;
  /** G as an ONNX model that takes z from the prior it was trained on. */
  readonly model: Uint8Array;
  /** Many generated examples, as in training: they say which range a chart must show. */
  readonly samples: Float32Array;
  /** Real examples of points to show beside; of data that may be handed on. */
  readonly real?: Float32Array | undefined;
}

export async function generatorPage({ config, step, model, samples, real }: PageContent): Promise<string> {
  const { data } = config;
  const facts = pageFacts(config, samples, real);
  const mixed = facts.rows?.columns.some(({ cells }) => cells) ?? false;
  const runtime = await readRuntime();
  const [script, packedModel, packedRuntime] = await Promise.all([pageScript(), pack(model), pack(runtime.script)]);
  const name = escapeHtml(data.name);
  const payload = (id: string, content: string): string => `<script type="text/plain" id="${id}">${content}</script>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${name} – saddlepoint</title>
<style>${PAGE_STYLE}${STYLE}</style></head><body${mixed ? ' class="mixed"' : ""}>
<header><h1>${name}</h1>
<p>A generator that was trained on ${name} for ${formatNumber(step)} steps turns noise z ~ ${priorHtml(facts.prior)} into ${escapeHtml(whatOf(config))}. It runs in this page, without a network: nothing is loaded, nothing is sent.</p></header>
<main>
<form id="controls" autocomplete="off" hidden><button id="new">Draw new samples</button>
<label>Seed <input id="seed" type="number" min="0" max="4294967295" step="1" value="1" inputmode="numeric" required></label>
${facts.classes ? CLASS : ""}${mixed ? COUNT : ""}<button id="save" type="button">Save as ${facts.rows ? "CSV" : "PNG"}</button></form>
<p id="status" role="status">This page draws by a script, and needs a browser from 2023 or later that runs it.</p>
<div id="drawn" hidden>${facts.rows ? (mixed ? tableHtml(facts.rows) : rowsHtml(facts.rows)) : IMAGES}
<p class="hint">${seedsHtml(facts, mixed)}</p></div>
</main>
<footer>Made by saddlepoint. The generator is computed by ONNX Runtime Web ${escapeHtml(runtime.version)} (Microsoft, MIT licence), which is inside this file. For the console: <code>await saddlepoint.draw(await saddlepoint.noise(seed, count)${mixed || facts.classes ? ", saddlepoint.given(seed, count)" : ""})</code>.</footer>
<script type="application/json" id="facts">${embed(facts)}</script>
${payload("model", packedModel)}
${payload("runtime", packedRuntime)}
${payload("wasm", runtime.packedWasm)}
<script type="module">
${script}</script>
</body></html>
`;
}

/** What a seed draws, and what is seen behind it. */
function seedsHtml({ classes, rows }: PageFacts, mixed: boolean): string {
  const seeds =
    classes || mixed
      ? "The same seed draws the same samples. What they are asked for is chosen by the page: <code>saddlepoint sample</code> chooses otherwise."
      : "The same seed draws the same samples, here and by <code>saddlepoint sample --seed</code>.";
  return rows?.real ? `Blue: real examples; orange: drawn by the generator. ${seeds}` : seeds;
}

/** The model out of a page. */
export function modelIn(page: string): Uint8Array {
  const [, packed] = /<script type="text\/plain" id="model">([^<]*)<\/script>/.exec(page) ?? [];
  if (packed === undefined) throw problem({ doing: "reading the page", expected: "a model in it", came: "none" });
  return new Uint8Array(gunzipSync(Buffer.from(packed, "base64")));
}

/** The browser itself keeps the page from loading anything that is not in it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const pack = async (bytes: Uint8Array): Promise<string> =>
  (await promisify(gzip)(bytes, { level: 9 })).toString("base64");

/** The runtime that this package brings for pages: a script, and its WebAssembly packed as {@link pack} does. */
async function readRuntime(): Promise<{ script: Uint8Array; packedWasm: string; version: string }> {
  const read = (name: string) =>
    readText(fileURLToPath(new URL(`../../onnx/vendor/${name}.js`, import.meta.url)), "installed");
  const [script, binary] = await Promise.all([read("runtime"), read("binary")]);
  const [, version = ""] = /ONNX Runtime Web v([\w.-]+)/.exec(script) ?? [];
  const [, packedWasm] = /binary =\s*"([\w+/=]+)"/.exec(binary) ?? [];
  if (packedWasm === undefined) throw new Error("internal: no WebAssembly in the runtime of this package");
  return { script: new TextEncoder().encode(script), packedWasm, version };
}

function pageFacts(config: Config, samples: Float32Array, real: Float32Array = new Float32Array()): PageFacts {
  const { data } = config;
  const shared = {
    file: data.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+|-+$/g, "") || "samples",
    prior: priorOf(config),
    shape: data.shape,
    ...(data.y?.code ? { classes: classFacts(data.y.code, data.y.classes) } : {}),
  } as const;
  if (kindOf(data) === "images") return shared;
  const { columns, constants = [] } = data;
  const written = constants.length > 0 ? { constants } : {};
  if (columns && areCells(columns)) {
    const rows = { columns: columns.map(mixedColumn), ...written, listed: true, mixed: mixedTable(data, columns) };
    return { ...shared, rows };
  }
  const listed = columns !== undefined;
  // Both are seen whole.
  const ranges = rangesOf(columnNames(data), [...inUnits(columns, samples), ...real]).map((range, i): PageColumn => {
    const column = columns?.[i];
    return column ? Object.assign({}, range, writtenColumn(column)) : range;
  });
  const shown = real.length > 0 ? { real: Array.from(real, (value) => Number(value.toPrecision(5))) } : {};
  return { ...shared, rows: { columns: listed ? ranges : toOneScale(ranges), ...written, listed, ...shown } };
}

const classFacts = ({ of, counts }: ClassCode, names: readonly string[] | undefined): ClassFacts => ({
  of,
  counts,
  ...(names ? { names } : {}),
});

function mixedTable(data: Config["data"], columns: readonly CellsColumn[]): MixedTable {
  const { rules } = data;
  return {
    learned: columns.map((column) => {
      const { low, high } = rangeOfCells(column);
      return { ...factsOf(column), span: high > low ? high - low : 1 };
    }),
    written: writtenColumns(wholeColumns(columns, rules), data),
    ...(rules ? { rules } : {}),
  };
}

/** Bars of a histogram. */
const BARS = 30;

function mixedColumn(column: CellsColumn): PageColumn {
  const { cells } = describeColumn(column);
  const given = { ...writtenColumn(column), name: column.name, cells };
  if (column.kind === "category" || column.kind === "boolean") return { ...given, low: 0, high: 0 };
  const { low, high, shares } = dataShares(column, BARS);
  return { ...given, low, high, data: shares };
}

function rangesOf(names: readonly string[], values: ArrayLike<number>): PageColumn[] {
  return names.map((name, column) => {
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = column; i < values.length; i += names.length) {
      from = Math.min(from, values[i] as number);
      to = Math.max(to, values[i] as number);
    }
    // A column of one value has no range of its own.
    const margin = 0.08 * (to - from) || Math.max(1, Math.abs(to)) / 10;
    return { name, low: from - margin, high: to + margin };
  });
}

/** Both coordinates of a point are drawn to one scale. */
function toOneScale(columns: readonly PageColumn[]): PageColumn[] {
  const half = Math.max(...columns.map(({ low, high }) => (high - low) / 2));
  return columns.map((column) => {
    const middle = (column.low + column.high) / 2;
    return { ...column, low: middle - half, high: middle + half };
  });
}

const priorHtml = (prior: PageFacts["prior"]): string =>
  escapeHtml(formatPrior(prior)).replace(/\^(\d+)$/, "<sup>$1</sup>");

/** What the generator makes, in words. */
function whatOf({ data }: Config): string {
  const [channels, height, width] = data.shape;
  if (kindOf(data) === "images")
    return `${channels === 4 ? "transparent" : channels === 3 ? "colour" : "grey"} images of ${width}×${height} pixels`;
  if (data.columns) return `rows of ${data.columns.length === 1 ? "one column" : `${data.columns.length} columns`}`;
  return data.shape[0] === 1 ? "numbers" : "points";
}

const IMAGES = `<div id="samples"></div>
<h2>From one sample to another</h2>
<p class="hint">Two samples are marked A and B. Choose another, and it becomes B, and B becomes A.</p>
<div class="walk"><canvas id="between" role="img" aria-label="The sample at this place of the way"></canvas>
<div><label>From A to B <input id="way" type="range" min="0" max="1" step="0.01" value="0.5"></label>
<details><summary>Single numbers of z</summary><div id="numbers"></div></details></div></div>`;

function rowsHtml(rows: NonNullable<PageFacts["rows"]>): string {
  const { columns, listed } = rows;
  const select = (id: string, label: string): string => `<label>${label} <select id="${id}"></select></label>`;
  const choice = columns.length > 2 ? `<p class="choice">${select("across", "Across")}${select("up", "Up")}</p>` : "";
  return `${choice}<canvas id="chart" role="img" aria-label="A chart of the samples"></canvas>${listed ? firstRows(rows) : ""}`;
}

function firstRows(rows: NonNullable<PageFacts["rows"]>): string {
  const headings = (rows.mixed?.written.map(({ name }) => name) ?? writtenNames(rows))
    .map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
    .join("");
  return `<h2>The first rows</h2>
<div class="wide" tabindex="0" role="region" aria-label="The first rows"><table><thead><tr>${headings}</tr></thead><tbody id="rows"></tbody></table></div>`;
}

const CLASS = `<label>Class <select id="class"></select></label>
`;

const COUNT = `<label>Rows <input id="count" type="number" min="1" max="100000" step="1" value="1000" inputmode="numeric" required></label>
`;

const RULES =
  "Columns that rules derive from others are made again in every row. Rows that break another rule are not drawn anew here, as saddlepoint sample does.";

/** For every column what it can be asked for, and how its values are spread. */
function tableHtml(rows: NonNullable<PageFacts["rows"]>): string {
  const columns = rows.columns.map(
    ({ name }, i) => `<section><h3><label for="given-${i}">${escapeHtml(name)}</label></h3>
<select id="given-${i}"></select><div id="shares-${i}" class="shares"></div></section>`,
  );
  return `<h2>Columns</h2>
<p class="hint">Choose a value, and every row has it: in as many columns as you like. Of several at once all are given, though the generator was trained with one: what goes with them together is truer from saddlepoint sample --where, which gives the rarest and draws rows until the others hold. Where nothing is chosen, rows have the shares of the data. <span class="key">Bars</span> are the rows drawn, thin marks and lines the training data, all of it.</p>
${rows.mixed?.rules ? `<p class="hint">${RULES}</p>\n` : ""}<p><button id="reset" type="button">Clear all choices</button></p>
<div id="columns">${columns.join("\n")}</div>
${firstRows(rows)}`;
}

const STYLE = `
:root{--generated:${COLOURS.generated};--accent:#0072B2;--field:#f3f3f6}
@media (prefers-color-scheme:dark){:root{--generated:#E8873A;--accent:#56B4E9;--field:#24242b}}
body{max-width:640px}[hidden]{display:none}
form,.choice{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center}
button,input,select{font:inherit;color:inherit}
form button,input[type=number],select{background:var(--field);border:1px solid var(--rule);border-radius:6px;padding:.4em .8em}
form button{cursor:pointer}#new{background:var(--accent);border-color:var(--accent);color:#fff}
@media (prefers-color-scheme:dark){#new{color:#111}}
input[type=number]{width:6em}select{max-width:12em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.hint,#status{color:var(--faint);font-size:.9rem}#status{min-height:1.5em;margin:.8em 0}
#samples{display:grid;grid-template-columns:repeat(var(--in-row),1fr);gap:4px}
#samples button{position:relative;padding:0;border:0;background:none;cursor:pointer;line-height:0}
#samples [aria-pressed=true]{outline:3px solid var(--accent)}
#samples [data-end]:not([data-end=""])::after{content:attr(data-end);position:absolute;top:0;left:0;padding:0 .35em;background:var(--accent);color:#fff;font:600 .8rem/1.4 system-ui,sans-serif}
@media (prefers-color-scheme:dark){#samples [data-end]::after{color:#111!important}}
#samples canvas,#between{width:100%;image-rendering:pixelated;background:#888}
.walk{display:flex;flex-wrap:wrap;gap:1.2rem}#between{width:160px;align-self:flex-start}.walk>div{flex:1 1 240px}
.walk label{display:flex;gap:.8rem;align-items:center;white-space:nowrap}input[type=range]{flex:1;min-width:0;accent-color:var(--accent)}
summary{cursor:pointer;margin:.8em 0 .4em}
#chart{display:block;width:100%;aspect-ratio:1}
table{border-collapse:collapse;font-size:.9rem}td,th{text-align:right;padding:.15em 0 .15em 1.2em;font-weight:400;font-variant-numeric:tabular-nums;white-space:nowrap}
td:first-child,th:first-child{padding-left:0}th{color:var(--faint);border-bottom:1px solid var(--rule)}
.mixed{max-width:1040px}.mixed p.hint{max-width:44rem}#reset{background:var(--field);border:1px solid var(--rule);border-radius:6px;padding:.4em .8em;cursor:pointer}
.key{border-bottom:3px solid var(--generated)}
#columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,230px),1fr));gap:1.4rem}
#columns section{min-width:0}#columns h3{margin:0 0 .3em;font-size:1rem;overflow-wrap:anywhere}#columns select{width:100%;max-width:none;padding:.3em .5em}
.shares{margin-top:.6em;font-size:.85rem;font-variant-numeric:tabular-nums}.shares canvas{display:block;width:100%;height:96px;border-bottom:1px solid var(--rule)}
.shares p{margin:.2em 0 0;font-size:.8rem}.ends{display:flex;justify-content:space-between;color:var(--faint)}
.bars{list-style:none;margin:0;padding:0}
.bars li{position:relative;display:flex;justify-content:space-between;gap:.6em;padding:.1em .4em;margin-bottom:2px;background:linear-gradient(90deg,color-mix(in srgb,var(--generated) 45%,transparent) var(--drawn),var(--field) 0)}
.bars li::after{content:"";position:absolute;top:0;bottom:0;left:calc(var(--data) - 1px);width:2px;background:var(--ink);opacity:.6}
.bars span{position:relative;z-index:1}.bars span:first-child{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.bars span:last-child{white-space:nowrap}
`;
