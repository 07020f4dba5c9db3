import { type Evaluation, formatNumber, type LayerSummary } from "../index.ts";
import type { KeptEvaluation } from "./evaluation-record.ts";
import { textTable } from "./tables.ts";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The layers of a network as a table. */
export function formatLayers(name: string, layers: readonly LayerSummary[]): string {
  const rows = layers.map(({ layer, output, parameters, flops }) => [
    `  ${layer}`,
    output.join("×"),
    formatNumber(parameters),
    formatNumber(flops),
  ]);
  const total = [
    "  total",
    "",
    formatNumber(sum(layers.map((l) => l.parameters))),
    formatNumber(sum(layers.map((l) => l.flops))),
  ];
  return `${textTable([[name, "output", "parameters", "FLOP per example"], ...rows, total], [false, true, true, true])}\n`;
}

/** What an evaluation found, in words; figures that do not apply are left out. */
export function formatEvaluation(evaluation: KeptEvaluation | Evaluation): string {
  const e = evaluation;
  const answers = e.discriminatorOutput === "probability" ? "1/2 at equilibrium" : "a score, not a probability";
  const rows: string[][] = [];
  if (e.modes !== null) rows.push(["Modes found", `${e.modes} of ${e.modesOf}`, `${formatNumber(e.samples)} samples`]);
  if (e.highQuality !== null)
    rows.push(["High-quality samples", `${(100 * e.highQuality).toFixed(2)} %`, "within 3 deviations of a mode"]);
  if (e.reverseKl !== null)
    rows.push(["Reverse KL of mode shares", `${e.reverseKl.toFixed(4)} nats`, "0 where all modes have equal shares"]);
  if (e.jsd !== null) {
    const error = typeof e.jsdError === "number" ? ` ± ${e.jsdError.toFixed(4)}` : "";
    rows.push([
      "Jensen–Shannon divergence",
      `${Math.max(0, e.jsd).toFixed(4)}${error} nats`,
      `by a histogram of ${formatNumber(e.jsdSamples)} samples`,
    ]);
  }
  for (const { name, meanReal, meanGenerated, deviationReal, deviationGenerated } of e.table?.columns ?? []) {
    const figure = (value: number): string => String(Number(value.toPrecision(5)));
    rows.push([
      `Mean of ${name}`,
      figure(meanGenerated),
      `${figure(meanReal)} in the data; deviation ${figure(deviationGenerated)}, ${figure(deviationReal)} in the data`,
    ]);
  }
  if (e.table?.correlation) {
    const { difference, between } = e.table.correlation;
    rows.push(["Correlations", difference.toFixed(3), `the largest difference, between ${between.join(" and ")}`]);
  }
  if (e.meanDReal !== null) rows.push(["Mean D on real data", e.meanDReal.toFixed(4), answers]);
  rows.push(["Mean D on generated data", e.meanDFake.toFixed(4), answers]);
  return `${textTable(rows, [false, true, false])}\n`;
}
