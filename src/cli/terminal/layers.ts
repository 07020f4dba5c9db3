import { formatNumber, type LayerSummary } from "../../inner.ts";
import { textTable } from "./text-table.ts";

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
