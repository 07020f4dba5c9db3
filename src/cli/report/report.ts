/** report.html: one file that shows a run, with nothing to load from elsewhere. */
import {
  type Config,
  formatNumber,
  formatPrior,
  gameOf,
  judgesAlone,
  kindOf,
  type LayerSummary,
  lossOf,
  type MetricsLine,
  optionMatters,
  priorOf,
  summarize,
  type Warning,
  type WarningContext,
  warningsOf,
} from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { type Drawing, drawingFigure, embed, escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { answersLegend } from "../pictures/answers.ts";
import { COLOURS } from "../pictures/colours.ts";
import { runPaths } from "../run/paths.ts";
import type { KeptReading } from "../run/theory-record.ts";
import { inFlags } from "../terminal/flags.ts";
import { bestSection, seriesOfRun, seriesOfScores } from "./best.ts";
import { drawnCharts } from "./charts.ts";
import { evaluationSection } from "./evaluation-table.ts";
import { type Material, readMaterial } from "./material.ts";
import { originSection } from "./origin-section.ts";
import { QUALITY_STYLE, qualitySection } from "./quality-section.ts";
import { scoresSection } from "./scores.ts";
import { CHARTS_TOOLS, REPORT_SCRIPT, REPORT_STYLE } from "./script.ts";
import { readUplot, type Uplot } from "./uplot.ts";

/** Why it matters how G enlarges its images. */
function upsamplingNote(config: Config): string {
  const { generator } = config;
  if (!optionMatters("upsampling", config, "generator")) return "";
  return generator.upsampling === "resize"
    ? "<p>G enlarges its images by repeating pixels and convolving: an exported file has no ConvTranspose and runs everywhere.</p>"
    : "<p>G enlarges its images by transposed convolutions. Some runtimes lack that operator (ConvTranspose) or compute it in their own way; to ship the generator to such a one, train with --upsampling resize.</p>";
}

const layersTable = (name: string, layers: readonly LayerSummary[]): string => {
  const rows = layers.map(
    ({ layer, output, parameters, flops }) =>
      `<tr><th scope="row">${escapeHtml(layer)}</th><td data-label="output">${output.join("×")}</td><td data-label="parameters">${formatNumber(parameters)}</td><td data-label="FLOP per example">${formatNumber(flops)}</td></tr>`,
  );
  const total = (pick: (layer: LayerSummary) => number): string =>
    formatNumber(layers.reduce((sum, layer) => sum + pick(layer), 0));
  return `<table class="layers labelled"><caption>${name}</caption>
<thead><tr>${["layer", "output", "parameters", "FLOP per example"].map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead>
<tbody>${rows.join("")}</tbody>
<tfoot><tr><th scope="row">total</th><td></td><td data-label="parameters">${total((l) => l.parameters)}</td><td data-label="FLOP per example">${total((l) => l.flops)}</td></tr></tfoot></table>`;
};

/** How the record of a run is to be read at a step. */
function warningContext(config: Config, step: number, modesOf?: number): WarningContext {
  const saturating = config.loss === "minimax" || (config.loss === "mixed" && step > config.mixedSteps);
  const modes = modesOf === undefined ? {} : { modesOf };
  const { r1, r2, generator, discriminator } = config;
  return {
    probability: lossOf(config.loss).output === "logit",
    saturating,
    ...modes,
    r1,
    r2,
    relativistic: config.loss === "relativistic",
    boundedImages: optionMatters("imageOutput", config, "generator") && generator.imageOutput === "bounded",
    generatorRate: generator.learningRate,
    discriminatorRate: discriminator.learningRate,
  };
}

/** What the record of a run says at a step about how it goes; `modesOf`: the modes of its data, where these are known. */
export const warningsOfRun = (
  config: Config,
  lines: readonly MetricsLine[],
  step: number,
  modesOf?: number,
): readonly Warning[] => warningsOf(lines, warningContext(config, step, modesOf));

function warnings(config: Config, metrics: readonly MetricsLine[], stopped: string | undefined): string {
  const notes: string[] = [];
  if (stopped !== undefined) notes.push(`The run stopped: ${stopped}`);
  const { step = 0, of } = metrics.findLast((line) => line.of !== undefined) ?? metrics.at(-1) ?? {};
  for (const { says, suggestion } of warningsOfRun(config, metrics, step, of)) {
    notes.push(`${says} ${suggestion}`);
  }
  if (config.labelSmoothing > 0) {
    notes.push(
      `One-sided label smoothing is on: D's target on real examples is ${1 - config.labelSmoothing}. This moves D's optimum away from 1/2, and V away from −log 4.`,
    );
  }
  return notes.map((note) => `<p class="note">${escapeHtml(inFlags(note))}</p>`).join("");
}

/** What `theory` measured, of the newest state that it looked at. */
function theorySection(states: readonly KeptReading[], drawings: readonly Drawing[]): string {
  const last = states.at(-1);
  if (!last) return "";
  return `<section><h2>Against the theory</h2><p>${escapeHtml(last.verdict.says)} (Step ${formatNumber(last.step)}; the figures are in theory.json.)</p>
<div class="theory">${drawings.map(drawingFigure).join("")}</div></section>`;
}

/** Writes the report of the run as it is now. */
export async function writeReport(folder: string): Promise<void> {
  const material = await readMaterial(folder);
  await writeWhole(runPaths(folder).report, pageOf(material, await readUplot()));
}

function pageOf(material: Material, uplot: Uplot): string {
  const { record, metrics, sheets, evaluation, quality, kept, stopped, theory, scores, damaged } = material;
  const { config } = record;
  const game = gameOf(config);
  const step = stepOf(material);
  const measured = evaluation && evaluation.step === step ? evaluationSection(evaluation) : "";
  const own = `const charts = ${embed(drawnCharts(config, metrics))}; const sheets = ${embed(sheets)};\n${REPORT_SCRIPT}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${pagePolicy([uplot.script, own])}
<title>${escapeHtml(config.data.name)} – saddlepoint</title>
<style>${uplot.style}${PAGE_STYLE}${REPORT_STYLE}${QUALITY_STYLE}</style></head><body>
${heading(material, step)}
<main>
${originSection(record)}
${warnings(config, metrics, stopped)}${damaged.map((says) => `<p class="note">${escapeHtml(inFlags(says))}</p>`).join("")}
${measured}
${bestSection([...seriesOfRun(metrics, config), ...seriesOfScores(scores.scores)], kept)}
${samplesSection(material)}
${qualitySection(quality)}
${theorySection(theory.states, theory.drawings)}
${scoresSection(scores.scores, scores.baselines, scores.drawings, scores.pairs)}
<section><h2>Curves</h2>${metrics.length === 0 ? "<p>No reports yet.</p>" : CHARTS_TOOLS}<div id="charts"></div></section>
<section><h2>Networks</h2>${upsamplingNote(config)}<div class="wide">${layersTable("G", summarize(game.generator))}${layersTable("D", summarize(game.discriminator))}</div></section>
</main>
<footer>Made by saddlepoint. The figures behind the curves are in metrics.jsonl too.</footer>
<script>${uplot.script}</script>
<script>${own}</script>
</body></html>
`;
}

/** How far the run is, as far as its folder tells. */
const stepOf = ({ kept, metrics }: Material): number => kept[0] ?? metrics.at(-1)?.step ?? 0;

function heading({ record: { config }, metrics }: Material, step: number): string {
  const last = metrics.at(-1);
  const { steps } = config.run;
  const progress = step >= steps ? "finished" : `${Math.floor((100 * step) / steps)} %`;
  return `<header><h1>${escapeHtml(config.data.name)}</h1>
<p>${escapeHtml(config.loss)}, z ~ ${escapeHtml(formatPrior(priorOf(config)))}, seed ${config.seed}. Step ${formatNumber(step)} of ${formatNumber(steps)} (${progress})${
    last ? `, ${last.seconds.toFixed(0)} s` : ""
  }.</p></header>`;
}

/** Whether points lie over D's answers: on sheets of runs whose record has what later versions write with them. */
const overAnswers = ({ record: { config }, metrics }: Material): boolean =>
  kindOf(config.data) === "points" && metrics.some(({ spread }) => spread !== undefined) && judgesAlone(gameOf(config));

function samplesSection(material: Material): string {
  const { record, sheets, real, animated } = material;
  const { config } = record;
  const newest = sheets.at(-1);
  const images = kindOf(config.data) === "images";
  const mark = (colour: string, says: string): string => `<span class="mark" style="color:${colour}">●</span> ${says}`;
  const legend = `<p class="legend">${mark(COLOURS.real, "real")} ${mark(COLOURS.generated, "generated")}${overAnswers(material) ? `; ${answersLegend(config.data.shape[0] ?? 2)}` : ""}</p>`;
  return `<section${images ? "" : ' class="drawn"'}><h2>Samples</h2>
<div class="samples">${
    real ? `<figure><img alt="Real examples" src="${real}"><figcaption>Real examples</figcaption></figure>` : ""
  }
<figure><img id="sheet" alt="Generated examples" src="${newest?.uri ?? ""}">
<figcaption>Generated, step <output id="sheet-step">${newest?.step ?? 0}</output>${
    config.average > 0 ? ", from the moving average of G" : ""
  }</figcaption></figure></div>
${
  sheets.length > 1
    ? `<p class="slider"><button id="play" type="button">Play</button><label>over training <input id="slider" type="range" min="0" max="${sheets.length - 1}" value="${sheets.length - 1}"></label></p><ul class="strip" id="strip"></ul>`
    : ""
}
${animated ? `<p>The same as an animation: <a href="samples/progress.webp" download>progress.webp</a></p>` : ""}
${images ? "" : legend}
</section>`;
}
