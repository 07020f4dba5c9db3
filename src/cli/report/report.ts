/** report.html: one file that shows a run, with nothing to load from elsewhere. */
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type Config,
  formatNumber,
  formatPrior,
  gameOf,
  isProblem,
  kindOf,
  type LayerSummary,
  lossOf,
  type MetricsLine,
  metricNames,
  metrics as metricTable,
  optionMatters,
  summarize,
  type WarningContext,
  warningsOf,
} from "../../inner.ts";
import { readBytes, readText } from "../data/reading.ts";
import { exists, writeWhole } from "../files/writing.ts";
import { type Drawing, dataUri, drawingFigure, embed, escapeHtml, PAGE_STYLE, pagePolicy } from "../html.ts";
import { COLOURS } from "../pictures/colours.ts";
import { evenly } from "../pictures/evenly.ts";
import { readEvaluation, readStop } from "../run/evaluation-record.ts";
import { listCheckpoints, listSamples } from "../run/folder.ts";
import { readMetrics } from "../run/metrics-record.ts";
import { runPaths } from "../run/paths.ts";
import { readRecord } from "../run/record.ts";
import { readScores } from "../run/scores-record.ts";
import { densityPicture, type KeptReading, readTheory } from "../run/theory-record.ts";
import { inFlags } from "../terminal/flags.ts";
import { bestSection, seriesOfRun, seriesOfScores } from "./best.ts";
import { formatEvaluation } from "./evaluation-table.ts";
import { scoresSection } from "./scores.ts";
import { REPORT_SCRIPT, REPORT_STYLE } from "./script.ts";

/** More sheets than this make the file heavy; they are then chosen evenly. */
const MOST_SHEETS = 48;

interface Curve {
  readonly key: keyof MetricsLine;
  readonly label: string;
  readonly colour: string;
  /** A bound of another curve: drawn thinly. */
  readonly bound?: boolean;
}

interface Chart {
  readonly title: string;
  /** What the curves mean, in a sentence. */
  readonly meaning: string;
  readonly curves: readonly Curve[];
  readonly unit: string;
  /** A horizontal line that theory draws. */
  readonly line?: { readonly value: number; readonly label: string };
  readonly logarithmic?: boolean;
}

const D_COLOUR = COLOURS.real;
const G_COLOUR = COLOURS.generated;

function chartsFor({ loss }: Config): readonly Chart[] {
  const { output } = lossOf(loss);
  const probability = output === "logit";
  return [
    {
      title: "D's answers",
      meaning: probability
        ? "Mean probability that D gives to an example being real. At equilibrium D cannot tell: both are 1/2."
        : "Mean score that D gives. The scores have no fixed scale; what counts is how far apart they are.",
      unit: probability ? "probability" : "score",
      curves: [
        { key: "meanDReal", label: "D(x), real", colour: D_COLOUR },
        { key: "meanDFake", label: "D(G(z)), generated", colour: G_COLOUR },
      ],
      ...(probability ? { line: { value: 0.5, label: "1/2" } } : {}),
    },
    {
      title: "Losses",
      meaning:
        "What each player minimises, on training minibatches. They do not have to fall: when one player improves, the other's loss rises.",
      unit: probability ? "nats" : "loss",
      curves: [
        { key: "dLoss", label: "D", colour: D_COLOUR },
        { key: "gLoss", label: "G", colour: G_COLOUR },
        { key: "penalty", label: "penalty", colour: "#009E73" },
      ],
    },
    {
      title: "Value of the game",
      meaning:
        "V(D, G) = mean log D(x) + mean log(1 − D(G(z))). D raises it, G lowers it; −log 4 is the value where p_g = p_data and D = 1/2.",
      unit: "nats",
      curves: [{ key: "value", label: "V(D, G)", colour: "#CC79A7" }],
      line: { value: -Math.log(4), label: "−log 4" },
    },
    {
      title: "Gradient norms",
      meaning:
        "Length of each player's gradient. If G's vanishes while D's answers are far apart, G has stopped learning.",
      unit: "norm",
      logarithmic: true,
      curves: [
        { key: "dGradientNorm", label: "D", colour: D_COLOUR },
        { key: "gGradientNorm", label: "G", colour: G_COLOUR },
      ],
    },
    {
      title: "Distance to the data",
      meaning:
        "Energy distance between samples and real examples: 0 where p_g = p_data, and only there. While its 95 % interval holds 0, so many examples cannot tell them apart.",
      unit: "distance",
      curves: [
        { key: "energyDistance", label: "energy distance", colour: G_COLOUR },
        { key: "energyDistanceLow", label: "interval from", colour: G_COLOUR, bound: true },
        { key: "energyDistanceHigh", label: "interval to", colour: G_COLOUR, bound: true },
      ],
      line: { value: 0, label: "p_g = p_data" },
    },
    {
      title: "Variety",
      meaning:
        "Mean distance between examples. If that of generated ones falls far below that of real ones, G makes the same few again and again.",
      unit: "distance",
      curves: [
        { key: "sampleDistance", label: "generated", colour: G_COLOUR },
        { key: "realDistance", label: "real", colour: D_COLOUR },
      ],
    },
    {
      title: "Modes found",
      meaning: "Modes of the data with at least one sample within three deviations.",
      unit: "modes",
      curves: [{ key: "modes", label: "modes", colour: "#009E73" }],
    },
    {
      title: "High-quality samples",
      meaning: "Share of samples within three deviations of a mode; samples of the data itself reach about 0.99.",
      unit: "share",
      curves: [{ key: "highQuality", label: "high quality", colour: "#009E73" }],
    },
  ];
}

/** An SVG file of the run; none where there is none to read. */
const drawingAt = async (path: string, alt: string): Promise<Drawing | undefined> =>
  readBytes(path, "picture").then(
    (bytes) => ({ uri: dataUri("image/svg+xml", bytes), alt }),
    () => undefined,
  );

const pictureAt = async (path: string): Promise<string> => dataUri("image/png", await readBytes(path, "picture"));

/** Points of a chart: steps at which at least one of its curves has a value. */
function seriesOf(
  chart: Chart,
  metrics: readonly MetricsLine[],
): { curves: readonly Curve[]; data: (number | null)[][] } {
  const curves = chart.curves.filter(({ key }) => metrics.some((line) => line[key] !== undefined));
  const lines = metrics.filter((line) => curves.some(({ key }) => line[key] !== undefined));
  const positive = (value: number | undefined): number | null =>
    value === undefined || (chart.logarithmic && value <= 0) ? null : value;
  return {
    curves,
    data: [lines.map(({ step }) => step), ...curves.map(({ key }) => lines.map((line) => positive(line[key])))],
  };
}

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
      `<tr><td>${escapeHtml(layer)}</td><td>${output.join("×")}</td><td>${formatNumber(parameters)}</td><td>${formatNumber(flops)}</td></tr>`,
  );
  const total = (pick: (layer: LayerSummary) => number): string =>
    formatNumber(layers.reduce((sum, layer) => sum + pick(layer), 0));
  return `<table class="layers"><caption>${name}</caption>
<thead><tr><th>layer</th><th>output</th><th>parameters</th><th>FLOP per example</th></tr></thead>
<tbody>${rows.join("")}</tbody>
<tfoot><tr><td>total</td><td></td><td>${total((l) => l.parameters)}</td><td>${total((l) => l.flops)}</td></tr></tfoot></table>`;
};

function settingsTable(config: Config): string {
  const { data, generator, discriminator, run, ...game } = config;
  const value = (v: unknown): string => escapeHtml(Array.isArray(v) ? v.join(", ") || "none" : String(v));
  const shared = Object.entries({ ...game, ...run }).map(
    ([key, v]) => `<tr><th>${key}</th><td colspan="2">${value(v)}</td></tr>`,
  );
  const own = Object.keys(generator).map((key) => {
    const [d, g] = [discriminator, generator].map((player) =>
      value((player as unknown as Record<string, unknown>)[key]),
    );
    return d === g
      ? `<tr><th>${key}</th><td colspan="2">${d}</td></tr>`
      : `<tr><th>${key}</th><td>D: ${d}</td><td>G: ${g}</td></tr>`;
  });
  return `<table class="settings"><tbody><tr><th>data</th><td colspan="2">${escapeHtml(data.name)}, ${data.shape.join("×")}</td></tr>
${shared.join("")}${own.join("")}</tbody></table>`;
}

/** How the record of a run is to be read at a step. */
export function warningContext(config: Config, step: number, modesOf?: number): WarningContext {
  const saturating = config.loss === "minimax" || (config.loss === "mixed" && step > config.mixedSteps);
  const modes = modesOf === undefined ? {} : { modesOf };
  return { probability: lossOf(config.loss).output === "logit", saturating, ...modes };
}

function warnings(config: Config, metrics: readonly MetricsLine[], stopped: string | undefined): string {
  const notes: string[] = [];
  if (stopped !== undefined) notes.push(`The run stopped: ${stopped}`);
  const { step = 0, of } = metrics.findLast((line) => line.of !== undefined) ?? metrics.at(-1) ?? {};
  for (const { says, suggestion } of warningsOf(metrics, warningContext(config, step, of))) {
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

const require = createRequire(import.meta.url);

/** Writes the report of the run as it is now. */
export async function writeReport(folder: string): Promise<void> {
  const { config, created, saddlepoint, runtime } = await readRecord(folder);
  const damaged: string[] = [];
  const unlessDamaged = <T>(read: Promise<T>, otherwise: T): Promise<T> =>
    read.catch((error: unknown) => {
      if (!isProblem(error)) throw error;
      damaged.push(error.message);
      return otherwise;
    });
  const [metrics, sheets, evaluation, checkpoints, stopped, animated] = await Promise.all([
    readMetrics(folder, (says) => damaged.push(says)),
    listSamples(folder),
    unlessDamaged(readEvaluation(folder), undefined),
    listCheckpoints(folder),
    unlessDamaged(readStop(folder), undefined),
    exists(runPaths(folder).progress),
  ]);
  const last = metrics.at(-1);
  const step = checkpoints[0]?.step ?? last?.step ?? 0;
  const chosen = evenly(sheets, MOST_SHEETS);
  const pictures = await Promise.all(
    chosen.map(async (sheet) => ({ step: sheet.step, uri: await pictureAt(sheet.path) })),
  );
  const realPicture = await pictureAt(join(runPaths(folder).samples, "real.png")).catch(() => undefined);
  const charts = chartsFor(config)
    .map((chart) => ({ ...chart, ...seriesOf(chart, metrics) }))
    .filter(({ curves, data }) => curves.length > 0 && (data[0]?.length ?? 0) > 0);
  const game = gameOf(config);
  const images = kindOf(config.data) === "images";
  const uplot = require.resolve("uplot");
  const [script, style] = await Promise.all([
    readText(join(uplot, "..", "uPlot.iife.min.js"), "installed"),
    readText(join(uplot, "..", "uPlot.min.css"), "installed"),
  ]);
  const progress = step >= config.run.steps ? "finished" : `${Math.floor((100 * step) / config.run.steps)} %`;
  const measured = evaluation && evaluation.step === step ? formatEvaluation(evaluation) : "";

  const theoryStates = await unlessDamaged(readTheory(folder), []);
  // The densities of the state that the sentence is about.
  const { theory, evaluations } = runPaths(folder);
  const densities = (name: string): Promise<Drawing | undefined> =>
    drawingAt(join(theory, name), "The densities p_data and p_g, D and D*");
  const theoryDrawings = await Promise.all([
    densities(densityPicture(theoryStates.at(-1)?.step ?? 0)).then(
      // Early runs have one picture, of the state that was measured last.
      (found) => found ?? (theoryStates.length === 1 ? densities("density.svg") : undefined),
    ),
    drawingAt(join(theory, "jsd.svg"), "The Jensen–Shannon divergence over training"),
    drawingAt(join(theory, "value.svg"), "The value of the game over training"),
  ]);

  const { scores, baselines } = await unlessDamaged(readScores(folder), { scores: [], baselines: [] });
  const scoreDrawings = await Promise.all([
    ...metricNames.map((name) =>
      drawingAt(join(evaluations, `${name}.svg`), `${metricTable[name].title} over training`),
    ),
    drawingAt(join(evaluations, "parzen-sigma.svg"), "The Parzen log-likelihood of validation examples by σ"),
  ]);
  const pairs = await pictureAt(join(evaluations, "memorisation.png")).catch(() => undefined);

  const own = `const charts = ${embed(charts)}; const sheets = ${embed(pictures)};\n${REPORT_SCRIPT}`;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${pagePolicy([script, own])}
<title>${escapeHtml(config.data.name)} – saddlepoint</title>
<style>${style}${PAGE_STYLE}${REPORT_STYLE}</style></head><body>
<header><h1>${escapeHtml(config.data.name)}</h1>
<p>${escapeHtml(config.loss)}, z ~ ${escapeHtml(formatPrior(game.prior))}, seed ${config.seed}. Step ${formatNumber(step)} of ${formatNumber(config.run.steps)} (${progress})${
    last ? `, ${last.seconds.toFixed(0)} s` : ""
  }.</p></header>
${warnings(config, metrics, stopped)}${damaged.map((says) => `<p class="note">${escapeHtml(inFlags(says))}</p>`).join("")}
${measured === "" ? "" : `<section><h2>Result</h2><pre>${escapeHtml(measured)}</pre></section>`}
${bestSection(
  [...seriesOfRun(metrics, config.run.samples), ...seriesOfScores(scores)],
  checkpoints.map((saved) => saved.step),
)}
<section><h2>Samples</h2>
<div class="samples">${
    realPicture
      ? `<figure><img alt="Real examples" src="${realPicture}"><figcaption>Real examples</figcaption></figure>`
      : ""
  }
<figure><img id="sheet" alt="Generated examples" src="${pictures.at(-1)?.uri ?? ""}">
<figcaption>Generated, step <output id="sheet-step">${pictures.at(-1)?.step ?? 0}</output>${
    config.average > 0 ? ", from the moving average of G" : ""
  }</figcaption></figure></div>
${
  pictures.length > 1
    ? `<p class="slider"><button id="play" type="button">Play</button><label>over training <input id="slider" type="range" min="0" max="${pictures.length - 1}" value="${pictures.length - 1}"></label></p>`
    : ""
}
${animated ? `<p>The same as an animation: <a href="samples/progress.webp" download>progress.webp</a></p>` : ""}
${images ? "" : `<p class="legend"><span style="color:${COLOURS.real}">●</span> real <span style="color:${COLOURS.generated}">●</span> generated</p>`}
</section>
${theorySection(
  theoryStates,
  theoryDrawings.filter((drawing) => drawing !== undefined),
)}
${scoresSection(
  scores,
  baselines,
  scoreDrawings.filter((drawing) => drawing !== undefined),
  pairs,
)}
<section><h2>Curves</h2><div id="charts"></div>${metrics.length === 0 ? "<p>No reports yet.</p>" : ""}</section>
<section><h2>Networks</h2>${upsamplingNote(config)}<div class="wide">${layersTable("G", summarize(game.generator))}${layersTable("D", summarize(game.discriminator))}</div></section>
<section><h2>Settings</h2><div class="wide">${settingsTable(config)}</div></section>
<footer>Made by saddlepoint ${escapeHtml(saddlepoint)} on ${escapeHtml(runtime)}; run begun ${escapeHtml(created)}. The figures behind the curves are in metrics.jsonl.</footer>
<script>${script}</script>
<script>${own}</script>
</body></html>
`;
  await writeWhole(runPaths(folder).report, html);
}
