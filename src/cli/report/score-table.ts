/** Scores in words. */
import { type Baseline, formatNumber, metricNames, metrics } from "../../inner.ts";
import { classFiguresSchema, type SavedScore } from "../run/scores-record.ts";
import { textTable } from "../terminal/text-table.ts";

/** So many examples choose σ well; the 2014 code takes 1,000. */
const FEW = 100;

/** Five digits, a true minus. */
const figure = (value: number): string =>
  (Math.abs(value) >= 1e-4 || value === 0 ? String(Number(value.toPrecision(5))) : value.toExponential(2)).replace(
    "-",
    "−",
  );

/** A figure of a metric with its interval and unit. */
export function formatScore({
  metric,
  value,
  low,
  high,
}: Pick<SavedScore, "metric" | "value" | "low" | "high">): string {
  const { unit } = metrics[metric];
  const named = unit === "nats" ? " nats" : "";
  return `${figure(value)}${named} (95 %: ${figure(low)} to ${figure(high)})`;
}

/** Classes of which a table has a row. */
const CLASSES = 24;

/** The figures of single classes below that of all: in the data's order, or the worst alone where there are many. */
export function classLines({ metric, details }: SavedScore): { name: string; figure: string; of: string }[] {
  const found = classFiguresSchema.safeParse(details).data?.classes ?? [];
  const worse = metrics[metric].better === "lower" ? 1 : -1;
  const many = found.length > CLASSES;
  const shown = many ? found.toSorted((a, b) => worse * (b.value - a.value)).slice(0, CLASSES) : found;
  return shown.map(({ name, generated, real, ...rest }, i) => ({
    name: `– ${name}`,
    figure: formatScore({ metric, ...rest }),
    of: `${formatNumber(generated)} samples, ${formatNumber(real)} real${many && i === 0 ? `; the worst ${CLASSES} of ${formatNumber(found.length)} classes` : ""}`,
  }));
}

/** What a figure depends on, in words. */
export function aboutScore({ real, generated, truncation, details }: SavedScore): string {
  const all = Number(details.trainingExamples ?? 0);
  const parts = [
    all > real
      ? `${formatNumber(generated)} samples, ${formatNumber(real)} of ${formatNumber(all)} training examples`
      : real > 0
        ? `${formatNumber(generated)} samples, ${formatNumber(real)} real`
        : `${formatNumber(generated)} samples`,
    ...(truncation === undefined ? [] : [`truncation ψ = ${truncation}`]),
    ...(details.of === undefined ? [] : [`of ${formatNumber(Number(details.of))}`]),
    ...(typeof details.reverseKl === "number" ? [`reverse KL ${figure(details.reverseKl)} nats`] : []),
    ...(typeof details.highQuality === "number" ? [`${(100 * details.highQuality).toFixed(2)} % high quality`] : []),
    ...(typeof details.sigma === "number" ? [aboutSigma(details.sigma, details)] : []),
    ...(details.k === undefined ? [] : [`k = ${Number(details.k)}`]),
    ...(typeof details.subsets === "number"
      ? [
          `${details.subsets} subsets of ${formatNumber(Number(details.subsetSize))}, deviation ${figure(Number(details.deviation))}`,
        ]
      : []),
    ...(typeof details.copies === "number"
      ? [`${(100 * details.copies).toFixed(1)} % nearer than 99 of 100 unseen`]
      : []),
    ...(typeof details.ofReal === "number" ? [`${(100 * details.ofReal).toFixed(1)} % of real ones`] : []),
    ...(typeof details.distinct === "number" ? [`${(100 * details.distinct).toFixed(1)} % distinct`] : []),
  ];
  return parts.join("; ");
}

/** How σ of a Parzen window was chosen, and whether it could have been better. */
function aboutSigma(sigma: number, { validation, chosenOn }: SavedScore["details"]): string {
  const tried = Array.isArray(validation) ? (validation as { sigma: number }[]).map((entry) => entry.sigma) : [];
  const edge =
    tried.length < 2
      ? ""
      : sigma <= Math.min(...tried)
        ? ", the least that was tried: a smaller one might fit better"
        : sigma >= Math.max(...tried)
          ? ", the largest that was tried: a larger one might fit better"
          : "";
  const on = typeof chosenOn === "number" && chosenOn < FEW ? `, chosen on ${chosenOn} examples only` : "";
  return `σ ${sigma.toPrecision(4)}${edge}${on}`;
}

/** Where the features come from, and the seed: the same for all scores of one call. */
export function aboutFeatures(scores: readonly SavedScore[]): string[] {
  const lines = scores.flatMap(({ extractor, resizer, seed }) => [
    ...(extractor
      ? [
          `Features: ${extractor.name}, output ${extractor.output}, SHA-256 ${extractor.checksum.slice(0, 16)}…${resizer === undefined ? "" : `; resized: ${resizer}`}.`,
        ]
      : []),
    `Seed: ${seed}.`,
  ]);
  return [...new Set(lines)];
}

/** What single figures cannot tell, and what no figure of these metrics sees: a sentence each. */
export function limitsOf(scores: readonly SavedScore[]): string[] {
  const several = new Set(scores.map(({ step }) => step)).size > 1;
  const cautions = scores.flatMap(({ metric, step, cautions = [] }) =>
    cautions.map((text) => `${metrics[metric].title}${several ? `, step ${formatNumber(step)}` : ""}: ${text}`),
  );
  const measured = metricNames.filter((name) => scores.some(({ metric }) => metric === name));
  return [...cautions, ...measured.map((name) => `${metrics[name].title} does not see ${metrics[name].blind}.`)];
}

/** The scores as a table, with what they depend on below. */
export function formatScores(scores: readonly SavedScore[], baselines: readonly Baseline[]): string {
  const several = new Set(scores.map(({ step }) => step)).size > 1;
  const rows = scores.flatMap((score) => [
    [
      several ? `step ${formatNumber(score.step)}, ${metrics[score.metric].title}` : metrics[score.metric].title,
      formatScore(score),
      aboutScore(score),
    ],
    ...(several ? [] : classLines(score).map(({ name, figure, of }) => [name, figure, of])),
  ]);
  for (const { of, sigma, count, ...rest } of baselines) {
    rows.push([
      `– the same of ${of}`,
      formatScore({ metric: "parzen", ...rest }),
      `${formatNumber(count)}; σ ${sigma.toPrecision(4)}; no generator, yet a score`,
    ]);
  }
  return rows.length === 0
    ? "Nothing was measured.\n"
    : `${textTable(rows, [false, false, false])}\n\n${[...aboutFeatures(scores), ...limitsOf(scores)].join("\n")}\n`;
}
