/** The best so far by each metric of a run, and whether more training helps: for the report, the end of a session and `--json`. */

import {
  type BestSoFar,
  type Better,
  bestSoFar,
  formatNumber,
  type MetricReading,
  type MetricsLine,
  metricNames,
  metrics as metricTable,
  shareInterval,
  type Trend,
} from "../index.ts";
import { escapeHtml } from "./html.ts";
import { type SavedScore, seriesOf } from "./scores-record.ts";

/** A metric by step. */
export interface MetricSeries {
  readonly name: string;
  /** Stands after a value; may be empty. */
  readonly unit: string;
  readonly better: Better;
  /** In the order of their steps. */
  readonly readings: readonly MetricReading[];
  /** The best value there can be, in units of the readings: an interval that holds it leaves no room to see a gain. */
  readonly ideal?: number;
  /** Writes a value without its unit; otherwise it gets the digits that its interval warrants. */
  readonly format?: (value: number) => string;
}

/** What is said of one metric. */
export interface BestLine {
  readonly name: string;
  readonly unit: string;
  readonly better: Better;
  readonly step: number;
  readonly value: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly trend: Trend;
  /** The value and its interval, as text. */
  readonly shows: string;
  /** Whether more training helps, as a sentence. */
  readonly says: string;
}

/** Two digits of what is uncertain about a value. */
function digitsFor({ low, high }: MetricReading): (value: number) => string {
  const half = (high - low) / 2;
  const decimals = half > 0 ? Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 4;
  return (value) => value.toFixed(decimals).replace("-", "−");
}

const nearestTo = (step: number, checkpoints: readonly number[]): number | undefined =>
  checkpoints.toSorted((a, b) => Math.abs(a - step) - Math.abs(b - step))[0];

const holds = ({ low, high }: MetricReading, value: number): boolean => low <= value && value <= high;

function sentence(
  { best, trend, since, later, level }: BestSoFar,
  checkpoints: readonly number[],
  ideal: number | undefined,
  write: (value: number) => string = String,
): string {
  if (ideal !== undefined && trend !== "worse" && holds(best, ideal)) {
    return `As good as so many samples can tell since step ${formatNumber(since.step)}: the interval holds ${write(ideal)}. Whether more training helps, this metric cannot show.`;
  }
  switch (trend) {
    case "improving":
      return "Still improving.";
    case "unclear":
      return "Too few readings to say whether more training helps.";
    case "stopped":
      return `More training has stopped helping: ${
        level ? "no reading differs from" : "nothing is better than"
      } that of step ${formatNumber(since.step)} by more than noise, in ${later} readings since.`;
    case "worse": {
      const kept = nearestTo(best.step, checkpoints);
      return `More training has stopped helping: since step ${formatNumber(best.step)} it has become worse.${
        kept === undefined ? "" : ` The kept checkpoint nearest to the best is that of step ${formatNumber(kept)}.`
      }`;
    }
  }
}

/** @param checkpoints steps of the checkpoints that are kept. */
export function bestLines(series: readonly MetricSeries[], checkpoints: readonly number[]): BestLine[] {
  return series.flatMap(({ name, unit, better, readings, ideal, format }) => {
    const found = bestSoFar(readings, better);
    if (!found) return [];
    const { step, value, low, high } = found.best;
    const write = format ?? digitsFor(found.best);
    const after = unit === "" ? "" : ` ${unit}`;
    const shows = `${write(value)}${after} (95\u00a0% interval ${write(low)} to ${write(high)})`;
    return [
      {
        name,
        unit,
        better,
        step,
        value,
        low,
        high,
        // Beside the best value there can be, what rises is noise as well as a gain.
        trend: found.trend === "improving" && ideal !== undefined && holds(found.best, ideal) ? "unclear" : found.trend,
        shows,
        says: sentence(found, checkpoints, ideal, format),
      },
    ];
  });
}

/** As text, a line per metric. */
export const formatBest = (lines: readonly BestLine[]): string =>
  lines
    .map(({ name, shows, step, says }) => `Best so far: ${name} ${shows} at step ${formatNumber(step)}. ${says}\n`)
    .join("");

/** As a section of the report; empty if there are no readings. */
export function bestSection(series: readonly MetricSeries[], checkpoints: readonly number[]): string {
  const items = bestLines(series, checkpoints).map(
    ({ name, shows, step, says, better, trend }) =>
      `<li class="${trend}"><strong>${escapeHtml(name)}</strong> ${escapeHtml(shows)} at step ${formatNumber(step)}; ${better} is better. <span>${escapeHtml(says)}</span></li>`,
  );
  return items.length === 0 ? "" : `<section><h2>Best so far</h2><ul class="best">${items.join("")}</ul></section>`;
}

/**
 * The metrics that the samples of a run are measured by as it goes: the share of high-quality samples for data with modes, the
 * energy distance for all. Lines of before the latter was measured lack it.
 *
 * @param sheet examples on a sheet, for lines that do not say.
 */
export function seriesOfRun(metrics: readonly MetricsLine[], sheet: number): MetricSeries[] {
  const quality = metrics.flatMap(({ step, highQuality, samples }) =>
    highQuality === undefined ? [] : [{ step, ...shareInterval(highQuality, samples ?? sheet) }],
  );
  const distance = metrics.flatMap(
    ({ step, energyDistance: value, energyDistanceLow: low, energyDistanceHigh: high }) =>
      value === undefined || low === undefined || high === undefined ? [] : [{ step, value, low, high }],
  );
  return [
    {
      name: "High-quality samples",
      unit: "%",
      better: "higher",
      readings: quality,
      ideal: 1,
      format: (share) => (100 * share).toFixed(2),
    },
    { name: "Energy distance to the data", unit: "", better: "lower", readings: distance, ideal: 0 },
  ];
}

/** The scores that `evaluate --metric` has on record, those of which more than one state was measured. */
export const seriesOfScores = (scores: readonly SavedScore[]): MetricSeries[] =>
  metricNames.flatMap((metric) => {
    const readings = seriesOf(scores, metric);
    const { title, unit, better } = metricTable[metric];
    return readings.length < 2 ? [] : [{ name: title, unit: unit === "nats" ? unit : "", better, readings }];
  });
