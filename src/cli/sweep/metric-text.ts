/** How scores of a sweep are called and written. */
import { type Better, metrics } from "../../inner.ts";
import type { SweepMetric } from "./plan.ts";

interface MetricText {
  readonly title: string;
  /** Stands behind a figure; may be empty. */
  readonly unit: string;
  readonly better: Better;
  /** A figure without its unit. */
  readonly figure: (value: number) => string;
}

const digits = (value: number): string => String(Number(value.toPrecision(4))).replace("-", "−");
const percent = (share: number): string => (100 * share).toFixed(2).replace("-", "−");

export function metricText(metric: SweepMetric): MetricText {
  if (metric === "high-quality") {
    return { title: "share of high-quality samples", unit: " %", better: "higher", figure: percent };
  }
  if (metric === "energy-distance") {
    return { title: "energy distance to the data", unit: "", better: "lower", figure: digits };
  }
  const { title, unit, better } = metrics[metric];
  return { title, unit: unit === "nats" ? " nats" : "", better, figure: digits };
}

/** A figure with its unit. */
export const scoreText = (metric: SweepMetric, value: number): string => {
  const { figure, unit } = metricText(metric);
  return `${figure(value)}${unit}`;
};

/** `p = 0.012`, `p < 0.001` */
export const pText = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${Number(p.toPrecision(2))}`);
