/** What rows of a table are worth, beside real rows and baselines: one table, for the terminal and for the report. */
import { formatNumber, type QualityReport } from "../../inner.ts";
import type { KeptFigures, KeptQuality } from "../run/quality-record.ts";
import { textTable } from "../terminal/text-table.ts";

type Found = KeptQuality | QualityReport;
type Figures = KeptFigures | QualityReport["generated"];

interface Shown {
  readonly heading: string;
  /** What it says, for who asks. */
  readonly says: string;
  readonly of: (figures: Figures) => string;
}

const figure = (value: number | undefined, digits = 3): string =>
  value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
const percent = (share: number | undefined): string =>
  share === undefined || Number.isNaN(share) ? "–" : `${Number((100 * share).toPrecision(3))} %`;

/** Of a model, what it learns: the area under its curve, or R². */
const learned = (figures: Figures, model: "boosting" | "linear"): string => {
  const scores = figures.efficacy?.scores[model];
  if (scores === undefined) return "–";
  const found = "r2" in scores ? scores.r2 : scores.auc;
  return typeof found === "number" ? figure(found) : "–";
};

function columnsOf({ target, light, generated }: Found): Shown[] {
  const always: Shown[] = [
    { heading: "shapes", says: "columns by themselves; 1 is best", of: ({ scores }) => figure(scores.shapes) },
    { heading: "pairs", says: "all pairs of columns", of: ({ scores }) => figure(scores.pairs) },
    { heading: "strong pairs", says: "pairs that go together closely", of: ({ scores }) => figure(scores.strongPairs) },
    { heading: "coverage", says: "ranges and values that are reached", of: ({ coverage }) => figure(coverage) },
    {
      heading: "validity",
      says: "values within the ranges and values of the data",
      of: ({ validity }) => figure(validity),
    },
    { heading: "gaps", says: "shares of missing values", of: ({ missing }) => figure(missing) },
  ];
  if (light) return always;
  const number = generated.efficacy && "r2" in generated.efficacy.scores.boosting;
  const [what, unit] = number ? ["R²", "1 is best"] : ["AUC", "0.5 is a coin, 1 is best"];
  const models: Shown[] =
    target === null
      ? []
      : [
          {
            heading: `${what} of ${target}`,
            says: `gradient boosting that learns from these rows to predict ${target} of real ones; ${unit}`,
            of: (figures) => learned(figures, "boosting"),
          },
          { heading: "linear", says: "the same of a linear model", of: (figures) => learned(figures, "linear") },
        ];
  return [
    ...always,
    ...models,
    {
      heading: "two-sample AUC",
      says: "gradient boosting that tells these rows from real ones; 0.5 is best",
      of: ({ apart }) => figure(apart?.scores.boosting.auc),
    },
    {
      heading: "nearer",
      says: "rows that are nearer to training rows than to unseen ones; 50 % is right",
      of: ({ copies }) => percent(copies?.nearer?.value),
    },
    { heading: "copies", says: "rows that are training rows", of: ({ copies }) => percent(copies?.exact) },
  ];
}

/** Headings and rows, the generated table first; `says`: what each heading means. */
export function qualityTable(found: Found): { head: string[]; says: string[]; rows: string[][] } {
  const columns = columnsOf(found);
  return {
    head: columns.map(({ heading }) => heading),
    says: columns.map(({ heading, says }) => `${heading}: ${says}`),
    rows: [found.generated, ...found.others].map((figures) => [figures.title, ...columns.map(({ of }) => of(figures))]),
  };
}

/** By the rules of SDMetrics, for comparison with published scores. */
export function publishedScores({ generated: { sdmetrics } }: Found): string {
  const { score, shapes, pairs, strongPairs } = sdmetrics;
  return `By the rules of SDMetrics 0.32: Quality Score ${figure(score)} over all pairs (shapes ${figure(shapes)}, pairs ${figure(pairs)}), pairs beyond its thresholds ${figure(strongPairs)}.`;
}

/** Columns and pairs that are named. */
const WORST = 6;

interface Worst {
  readonly what: string;
  readonly similarity: number;
  /** That of real rows: what chance makes of it. */
  readonly ofReal: number;
}

/** Those that fall furthest behind real rows first. */
const furthest = (found: readonly Worst[]): Worst[] =>
  found
    .filter(({ similarity }) => !Number.isNaN(similarity))
    .sort((a, b) => a.similarity - (a.ofReal || 1) - (b.similarity - (b.ofReal || 1)));

export const worstColumns = ({ quality, qualityOfReal }: Found): Worst[] =>
  furthest(
    quality.columns.map(({ name, shape }, i) => ({
      what: name,
      similarity: shape,
      ofReal: qualityOfReal.columns[i]?.shape ?? Number.NaN,
    })),
  );

export const worstPairs = ({ quality, qualityOfReal }: Found): Worst[] =>
  furthest(
    quality.pairList.map(({ columns: [a, b], similarity }, i) => ({
      what: `${quality.columns[a]?.name} and ${quality.columns[b]?.name}`,
      similarity,
      ofReal: qualityOfReal.pairList[i]?.similarity ?? Number.NaN,
    })),
  );

const LIGHT = "saddlepoint evaluate --metric quality measures predictions, a two-sample test and copies too.";

/** The sentence and the table alone. */
export function formatQualityShortly(found: Found): string {
  const { head, rows } = qualityTable(found);
  const table = textTable([["", ...head], ...rows], [false, ...head.map(() => true)]);
  return [found.conclusion, "", table, "", ...found.cautions, ...(found.light ? [LIGHT] : []), ""].join("\n");
}

/** The table in the terminal, the sentence before it, and what is worst behind it. */
export function formatQuality(found: Found): string {
  const { head, says, rows } = qualityTable(found);
  const worst = (of: readonly Worst[]): string =>
    of
      .slice(0, WORST)
      .map(({ what, similarity, ofReal }) => `${what} ${figure(similarity, 2)} (real rows ${figure(ofReal, 2)})`)
      .join(", ");
  const { training, reference, synthetic } = found.rows;
  const beside = found.unseen ? "rows that were held out" : "training rows";
  const pairs = worstPairs(found);
  return [
    found.conclusion,
    "",
    textTable([["", ...head], ...rows], [false, ...head.map(() => true)]),
    "",
    `${says.join(". ")}.`,
    publishedScores(found),
    `Least alike, columns: ${worst(worstColumns(found))}.`,
    ...(pairs.length > 0 ? [`Least alike, pairs: ${worst(pairs)}.`] : []),
    `${formatNumber(synthetic)} generated rows beside ${formatNumber(reference)} ${beside}; ${formatNumber(training)} training rows.`,
    ...found.cautions,
    ...(found.light
      ? ["saddlepoint evaluate --metric quality measures predictions, a two-sample test and copies too."]
      : []),
    "",
  ].join("\n");
}
