/** The best so far by each metric of a run, and whether more training helps: for the report, the end of a session and `--json`. */

import {
  type BestSoFar,
  type Better,
  bestSoFar,
  formatNumber,
  type MetricFacts,
  type MetricReading,
  type MetricsLine,
  metricNames,
  metrics as metricTable,
  type Shape,
  shareInterval,
  type Trend,
} from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import { type SavedScore, seriesOf } from "../run/scores-record.ts";

/** A metric by step. */
export interface MetricSeries {
  readonly name: string;
  /** Stands after a value; may be empty. */
  readonly unit: string;
  readonly better: Better;
  /** In the order of their steps. */
  readonly readings: readonly MetricReading[];
  /** The best value there can be, in units of the readings: an interval that holds it, or lies beyond, leaves no room to see a gain. */
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

/** An interval by which a reading may be as good as can be. */
const reaches = ({ low, high }: MetricReading, ideal: number, better: Better): boolean =>
  better === "higher" ? high >= ideal : low <= ideal;

/** What is said where nothing is left to gain; what has fallen from beyond the ideal to it has not become worse. */
function atIdeal({ best, trend, since }: BestSoFar, series: MetricSeries): string | undefined {
  const { ideal, better, readings, format = String } = series;
  const last = readings.at(-1);
  if (ideal === undefined || !last || !reaches(trend === "worse" ? last : best, ideal, better)) return undefined;
  const beyond = better === "higher" ? best.low > ideal : best.high < ideal;
  const where = beyond
    ? `the interval lies beyond ${format(ideal)}, which is no better than ${format(ideal)}`
    : `the interval holds ${format(ideal)}`;
  return `As good as so many samples can tell since step ${formatNumber(since.step)}: ${where}. Whether more training helps, this metric cannot show.`;
}

function sentence({ best, trend, since, later, level }: BestSoFar, checkpoints: readonly number[]): string {
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
  return series.flatMap((one) => {
    const { name, unit, better, readings, format } = one;
    const found = bestSoFar(readings, better);
    if (!found) return [];
    const { step, value, low, high } = found.best;
    const write = format ?? digitsFor(found.best);
    const after = unit === "" ? "" : ` ${unit}`;
    const shows = `${write(value)}${after} (95\u00a0% interval ${write(low)} to ${write(high)})`;
    const asGood = atIdeal(found, one);
    return [
      {
        name,
        unit,
        better,
        step,
        value,
        low,
        high,
        // Beside the best value there can be, what rises or falls is noise as well as a change.
        trend: asGood !== undefined && found.trend !== "stopped" ? "unclear" : found.trend,
        shows,
        says: asGood ?? sentence(found, checkpoints),
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
 * The share of the data's own samples that are within three deviations of their mode, in one dimension and in two: G cannot do
 * better than that.
 */
const HIGHEST_QUALITY: Readonly<Record<number, number>> = { 1: 0.9973002, 2: 1 - Math.exp(-9 / 2) };

/**
 * The metrics that the samples of a run are measured by as it goes: how alike rows of a table are to real ones, the share of
 * high-quality samples for data with modes, the energy distance for all. Lines of before the latter was measured lack it.
 *
 * @param config of the run; it has the examples on a sheet, for lines that do not say.
 */
export function seriesOfRun(
  metrics: readonly MetricsLine[],
  { data, run }: { readonly data: { readonly shape: Shape }; readonly run: { readonly samples: number } },
): MetricSeries[] {
  const quality = metrics.flatMap(({ step, highQuality, samples }) =>
    highQuality === undefined ? [] : [{ step, ...shareInterval(highQuality, samples ?? run.samples) }],
  );
  const distance = metrics.flatMap(
    ({ step, energyDistance: value, energyDistanceLow: low, energyDistanceHigh: high }) =>
      value === undefined || low === undefined || high === undefined ? [] : [{ step, value, low, high }],
  );
  const alike = metrics.flatMap(({ step, quality: value, qualityLow: low, qualityHigh: high }) =>
    value === undefined || low === undefined || high === undefined ? [] : [{ step, value, low, high }],
  );
  return [
    { name: metricTable.quality.title, unit: "", better: "higher", readings: alike, ideal: 1 },
    {
      name: "High-quality samples",
      unit: "%",
      better: "higher",
      readings: quality,
      ideal: HIGHEST_QUALITY[data.shape[0] ?? 0] ?? 1,
      format: (share) => (100 * share).toFixed(2),
    },
    { name: "Energy distance to the data", unit: "", better: "lower", readings: distance, ideal: 0 },
  ];
}

/** All modes that the data have, where modes were counted. */
function modesOf(scores: readonly SavedScore[]): number | undefined {
  const of = scores[0]?.details.of;
  return scores[0]?.metric === "modes" && typeof of === "number" ? of : undefined;
}

/** The scores that `evaluate --metric` has on record, those of which more than one state was measured. */
export const seriesOfScores = (scores: readonly SavedScore[]): MetricSeries[] =>
  metricNames.flatMap((metric) => {
    const readings = seriesOf(scores, metric);
    if (readings.length < 2) return [];
    const facts: MetricFacts = metricTable[metric];
    const { title: name, unit, better } = facts;
    const ideal = facts.ideal ?? modesOf(readings);
    return [{ name, unit: unit === "nats" ? unit : "", better, readings, ...(ideal === undefined ? {} : { ideal }) }];
  });
