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
import { pageLabels, pageTexts } from "./browser/texts.ts";
import { dataShares } from "./data-shares.ts";
import { pageScript } from "./script.ts";
import { en } from "./words/en.ts";
import { ko } from "./words/ko.ts";

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
  const name = escapeHtml(data.name);
  const runtime = await readRuntime();
  const about = {
    name,
    steps: formatNumber(step),
    prior: priorHtml(priorOf(config)),
    runtime: escapeHtml(runtime.version),
  };
  const facts: PageFacts = { about, ...modelFacts(config, samples, real) };
  const texts = pageTexts(en, facts);
  const says: Says = (tag, text, attributes = "") => `<${tag} data-says="${text}"${attributes}>${texts[text]}</${tag}>`;
  const mixed = facts.rows?.columns.some(({ cells }) => cells) ?? false;
  const [script, packedModel, packedRuntime] = await Promise.all([pageScript(), pack(model), pack(runtime.script)]);
  const payload = (id: string, content: string): string => `<script type="text/plain" id="${id}">${content}</script>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${name} – saddlepoint</title>
<style>${PAGE_STYLE}${STYLE}</style></head><body${mixed ? ' class="mixed"' : ""}>
<header><div class="top"><h1>${name}</h1>${LANGUAGES}</div>
${says("p", "intro")}</header>
<main>
<form id="controls" autocomplete="off" hidden>${says("button", "draw", ' id="new"')}
<label>${says("span", "seed")} <input id="seed" type="number" min="0" max="4294967295" step="1" value="1" inputmode="numeric" required></label>
${facts.classes ? `<label>${says("span", "class")} <select id="class"></select></label>\n` : ""}${mixed ? countHtml(says) : ""}${says("button", "save", ' id="save" type="button"')}</form>
<p id="status" role="status">${en.scripts} <span lang="ko">${ko.scripts}</span></p>
<div id="drawn" hidden>${facts.rows ? (mixed ? tableHtml : rowsHtml)(facts.rows, says) : imagesHtml(says)}
${says("p", "seeds", ' class="hint"')}</div>
</main>
${says("footer", "footer")}
<script type="application/json" id="facts">${embed(facts)}</script>
${payload("model", packedModel)}
${payload("runtime", packedRuntime)}
${payload("wasm", runtime.packedWasm)}
<script type="module">
${script}</script>
</body></html>
`;
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

function modelFacts(
  config: Config,
  samples: Float32Array,
  real: Float32Array = new Float32Array(),
): Omit<PageFacts, "about"> {
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

/** An element with one of the page's texts, which the page itself puts into other languages. */
type Says = (tag: string, text: keyof ReturnType<typeof pageTexts>, attributes?: string) => string;

const label = (name: keyof ReturnType<typeof pageLabels>): string =>
  `data-label="${name}" aria-label="${pageLabels(en)[name]}"`;

const LANGUAGES = `<label hidden><span data-says="language">${en.language}</span> <select id="language"><option value="en" lang="en">English</option><option value="ko" lang="ko">한국어</option></select></label>`;

const countHtml = (says: Says): string =>
  `<label>${says("span", "count")} <input id="count" type="number" min="1" max="100000" step="1" value="1000" inputmode="numeric" required></label>\n`;

const imagesHtml = (says: Says): string => `<div id="samples"></div>
${says("h2", "fromTo")}
${says("p", "marks", ' class="hint"')}
<div class="walk"><canvas id="between" role="img" ${label("between")}></canvas>
<div><label>${says("span", "way")} <input id="way" type="range" min="0" max="1" step="0.01" value="0.5"></label>
<details>${says("summary", "single")}<div id="numbers"></div></details></div></div>`;

function rowsHtml(rows: NonNullable<PageFacts["rows"]>, says: Says): string {
  const { columns, listed } = rows;
  const select = (id: "across" | "up"): string => `<label>${says("span", id)} <select id="${id}"></select></label>`;
  const choice = columns.length > 2 ? `<p class="choice">${select("across")}${select("up")}</p>` : "";
  return `${choice}<canvas id="chart" role="img" ${label("chart")}></canvas>${listed ? firstRows(rows, says) : ""}`;
}

function firstRows(rows: NonNullable<PageFacts["rows"]>, says: Says): string {
  const headings = (rows.mixed?.written.map(({ name }) => name) ?? writtenNames(rows))
    .map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
    .join("");
  return `${says("h2", "firstRows")}
<div class="wide" tabindex="0" role="region" ${label("firstRows")}><table><thead><tr>${headings}</tr></thead><tbody id="rows"></tbody></table></div>`;
}

/** For every column what it can be asked for, and how its values are spread. */
function tableHtml(rows: NonNullable<PageFacts["rows"]>, says: Says): string {
  const columns = rows.columns.map(
    ({ name }, i) => `<section><h3><label for="given-${i}">${escapeHtml(name)}</label></h3>
<select id="given-${i}"></select><div id="shares-${i}" class="shares"></div></section>`,
  );
  return `${says("h2", "columns")}
${says("p", "columnsHint", ' class="hint"')}
${rows.mixed?.rules ? `${says("p", "rules", ' class="hint"')}\n` : ""}<p>${says("button", "clear", ' id="reset" type="button"')}</p>
<div id="columns">${columns.join("\n")}</div>
${firstRows(rows, says)}`;
}

const STYLE = `
:root{--generated:${COLOURS.generated};--accent:#0072B2;--field:#f3f3f6}
@media (prefers-color-scheme:dark){:root{--generated:#E8873A;--accent:#56B4E9;--field:#24242b}}
body{max-width:640px}[hidden]{display:none}:lang(ko){word-break:keep-all}
.top{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;justify-content:space-between}.top h1{min-width:0}.top label{font-size:.9rem}
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
