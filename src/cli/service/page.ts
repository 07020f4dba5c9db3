/** The page of a service: how to ask it, with requests that can be copied. */
import { formatNumber } from "../../inner.ts";
import { escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { mostSamples, type ServiceLimits } from "./limits.ts";
import type { DescribedRun } from "./openapi.ts";
import { parametersOf } from "./parameters.ts";
import { samplesPath } from "./paths.ts";

/** @param address of the service, as the reader reached it; ends in a slash. */
export function servicePage(runs: readonly DescribedRun[], limits: ServiceLimits, address: string): string {
  const title = `Samples of ${runs.map(({ run }) => run.name).join(", ")}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${pagePolicy([])}<title>${escapeHtml(title)}</title><style>${PAGE_STYLE}pre{overflow-x:auto}td,th{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}</style></head><body>
<header><h1>${escapeHtml(title)}</h1><p>The same seed gives the same samples: those of <code>saddlepoint sample</code>. <a href="openapi.json">openapi.json</a> describes all of it for programs, <a href="runs">runs</a> what each run has, <a href="health">health</a> how many requests wait.</p></header>
${runs.map((described) => runSection(described, limits, address, runs.length === 1)).join("\n")}
<footer>At most ${formatNumber(limits.waiting)} requests wait, and each is answered within ${formatNumber(limits.seconds)} s.</footer>
</body></html>
`;
}

function runSection({ run, step }: DescribedRun, limits: ServiceLimits, address: string, single: boolean): string {
  const path = (single ? "/samples" : samplesPath(run)).slice(1);
  const examples = [`?count=3&seed=1&format=json`, `?count=3&seed=1&format=${run.formats.at(-1)}`].map(
    (query) => `<a href="${escapeHtml(path + query)}">${escapeHtml(address + path + query)}</a>`,
  );
  const post = `curl -H 'Content-Type: application/json' -d '{"count":3,"seed":1}' '${address}${path}'`;
  const rows = parametersOf(run).map(
    ([name, { help }]) => `<tr><th><code>${escapeHtml(name)}</code></th><td>${escapeHtml(help)}</td></tr>`,
  );
  return `<section><h2>${escapeHtml(run.name)}</h2>
<p>${escapeHtml(run.data)} (${escapeHtml(run.kind)}), step ${formatNumber(step)}; at most ${formatNumber(mostSamples(limits, run.size))} samples at once, as ${run.formats.join(", ")}.</p>
<p>${examples.join("<br>")}</p><pre>${escapeHtml(post)}</pre>
<table>${rows.join("")}</table></section>`;
}
